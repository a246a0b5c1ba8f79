import { sql } from "drizzle-orm";
import { bigint, check, foreignKey, index, integer, jsonb, pgEnum, pgMaterializedView, pgPolicy, pgRole, pgSchema, pgSequence, pgTable, pgView, primaryKey, serial, text, timestamp, unique } from "drizzle-orm/pg-core";

export const app = pgSchema("app");
export const kind = app.enum("kind", ["a", "b"]);
export const numbers = pgSequence("numbers", { startWith: 10, cycle: true });
export const reader = pgRole("custom_after_everything_reader", { createDb: true });
export const owners = pgTable("owners", { id: integer().generatedByDefaultAsIdentity({ startWith: 5 }).primaryKey(), name: text() }, (t) => [unique("owners_name").on(t.name).nullsNotDistinct()]);
export const things = app.table("things", {
  id: bigint({ mode: "number" }).generatedAlwaysAsIdentity(),
  part: serial(),
  kind: kind().notNull().default("a"),
  title: text().default("none"),
  shout: text().generatedAlwaysAs(sql`upper(title)`),
  data: jsonb().default({ a: 1 }),
  owner: integer(),
  at: timestamp(),
}, (t) => [
  primaryKey({ columns: [t.id, t.part] }),
  foreignKey({ columns: [t.owner], foreignColumns: [owners.id], name: "things_owner" }).onDelete("cascade"),
  index("things_title").on(t.title.op("text_pattern_ops"), t.at.desc(), sql`lower(${t.shout})`).with({ fillfactor: 70 }).where(sql`${t.part} > 1`),
  index("things_data").using("gin", t.data),
  check("part_positive", sql`${t.part} > 0`),
  pgPolicy("own", { as: "restrictive", for: "update", to: reader, using: sql`true`, withCheck: sql`owner > 0` }),
]);
export const shown = pgView("shown").with({ securityBarrier: true }).as((qb) => qb.select({ id: things.id, kind: things.kind, title: things.title, shout: things.shout }).from(things));
export const stored = pgMaterializedView("stored").using("heap").with({ fillfactor: 80, autovacuumEnabled: false }).withNoData().as((qb) => qb.select({ name: owners.name, id: owners.id }).from(owners));
