import { sql } from "drizzle-orm";
import { boolean, pgPolicy, pgTable, serial, text } from "drizzle-orm/pg-core";

export const notes = pgTable("notes", { id: serial().primaryKey(), owner: text().notNull(), open: boolean().notNull() }, (t) => [
  pgPolicy("own", { using: sql`${t.owner} = current_user`, withCheck: sql`${t.owner} = current_user` }),
  pgPolicy("read", { as: "permissive", for: "select", to: "public", using: sql`open` }),
  pgPolicy("never", { as: "restrictive", for: "delete", to: "current_user", using: sql`false` }),
  pgPolicy("add", { for: "insert", to: ["public"], withCheck: sql`length(owner) > 0` }),
  pgPolicy("bare"),
]);
