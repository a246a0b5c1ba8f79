import { integer, pgSchema, pgSequence, pgTable } from "drizzle-orm/pg-core";

export const app = pgSchema("app");
export const plain = app.sequence("renamed", { cache: 2 });
export const down = pgSequence("down", { increment: -2, minValue: -50, startWith: -1 });
export const inApp = app.sequence("in_app", { startWith: "1000", maxValue: "6000", cycle: true });
export const users = pgTable("users", { id: integer().primaryKey() });
