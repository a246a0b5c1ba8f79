import { sql } from "drizzle-orm";
import { bigint, boolean, pgTable, text } from "drizzle-orm/pg-core";
import { crudPolicy, authenticatedRole, authUid } from "drizzle-orm/neon";

export const todos = pgTable("todos", {
  id: bigint({ mode: "bigint" }).primaryKey().generatedByDefaultAsIdentity(),
  userId: text("user_id").notNull().default(sql`(auth.user_id())`),
  done: boolean().notNull().default(false),
}, (t) => [crudPolicy({ role: authenticatedRole, read: authUid(t.userId), modify: authUid(t.userId) })]);
