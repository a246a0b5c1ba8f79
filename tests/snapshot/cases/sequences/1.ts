import { pgSchema, pgSequence } from "drizzle-orm/pg-core";

export const plain = pgSequence("plain");
export const full = pgSequence("full", { startWith: 100, increment: 5, minValue: 50, maxValue: 10000, cache: 10, cycle: true });
export const down = pgSequence("down", { increment: -1 });
export const app = pgSchema("app");
export const inApp = app.sequence("in_app", { startWith: "1000", maxValue: "5000" });
