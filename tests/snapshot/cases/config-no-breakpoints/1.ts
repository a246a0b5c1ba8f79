import { index, pgEnum, pgTable, serial } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["a", "b"]);
export const one = pgTable("one", { id: serial().primaryKey(), state: state().default("a") }, (t) => [index("one_state").on(t.state)]);
