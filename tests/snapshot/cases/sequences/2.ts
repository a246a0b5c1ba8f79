import { pgSchema, pgSequence } from "drizzle-orm/pg-core";

export const plain = pgSequence("plain", { cache: 2 });
export const full = pgSequence("full", { startWith: 100, increment: 7, minValue: 50, maxValue: 20000 });
export const down = pgSequence("down", { increment: -1 });
export const app = pgSchema("app");
export const inApp = app.sequence("in_app", { startWith: "1000", maxValue: "6000", cycle: true });
