import { sql } from "drizzle-orm";
import { bigserial, boolean, customType, integer, pgPolicy, pgRole, pgTable, text } from "drizzle-orm/pg-core";

const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });

export const reader = pgRole("dms_reader");
export const writer = pgRole("dms_writer", { inherit: false });

export const orgs = pgTable("orgs", { id: integer().primaryKey(), name: text().notNull() }, (t) => [
  pgPolicy("orgs_own", { for: "select", to: [reader, writer], using: sql`${t.id} = current_org()` }),
]);

export const documents = pgTable(
  "documents",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    orgId: integer("org_id").notNull().default(sql`current_org()`).references(() => orgs.id),
    name: text().notNull(),
    mime: text().notNull().default("application/pdf"),
    bytes: bytea(),
    confidential: boolean().notNull().default(false),
  },
  (t) => [
    pgPolicy("documents_read", { for: "select", to: reader, using: sql`${t.orgId} = current_org()` }),
    pgPolicy("documents_write", {
      to: writer,
      using: sql`${t.orgId} = current_org()`,
      withCheck: sql`${t.orgId} = current_org()`,
    }),
    pgPolicy("documents_confidential", {
      as: "restrictive",
      for: "select",
      using: sql`NOT ${t.confidential} OR pg_has_role(current_user, 'dms_writer', 'member')`,
    }),
  ],
);
