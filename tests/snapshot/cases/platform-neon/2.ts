import { sql } from "drizzle-orm";
import { bigint, boolean, pgTable, text } from "drizzle-orm/pg-core";
import { crudPolicy, authenticatedRole, anonymousRole, authUid } from "drizzle-orm/neon";

export const todos = pgTable("todos", {
  id: bigint({ mode: "bigint" }).primaryKey().generatedByDefaultAsIdentity(),
  userId: text("user_id").notNull().default(sql`(auth.user_id())`),
  done: boolean().notNull().default(false),
  task: text().notNull(),
}, (t) => [
  crudPolicy({ role: authenticatedRole, read: true, modify: authUid(t.userId) }),
  crudPolicy({ role: anonymousRole, read: true, modify: false }),
]);
