import { sql } from "drizzle-orm";
import {
  bigint, check, customType, date, index, jsonb, pgTable, smallint, text, timestamp, uniqueIndex, uuid,
} from "drizzle-orm/pg-core";

const citext = customType<{ data: string }>({
  dataType() {
    return "citext";
  },
});

const createdAt = () => timestamp("created_at", { withTimezone: true }).notNull().defaultNow();

export const companies = pgTable(
  "companies",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    name: text("name").notNull(),
    domain: citext("domain").unique(),
    tags: text("tags").array().notNull().default([]),
    data: jsonb("data").notNull().default({}),
    createdAt: createdAt(),
  },
  (t) => [
    index("companies_name_trgm_idx").using("gist", t.name.op("gist_trgm_ops")),
    index("companies_data_idx").using("gin", t.data.op("jsonb_path_ops")),
    index("companies_name_prefix_idx").on(t.name.op("text_pattern_ops")),
  ],
);

export const contacts = pgTable(
  "contacts",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    companyId: uuid("company_id").notNull().references(() => companies.id, { onDelete: "cascade" }),
    email: citext("email").notNull(),
    firstName: text("first_name"),
    lastName: text("last_name"),
    phones: text("phones").array(),
    owner: citext("owner").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex("contacts_company_email_uq").on(t.companyId, t.email),
    index("contacts_full_name_trgm_idx").using(
      "gist",
      sql`(coalesce(${t.firstName}, '') || ' ' || coalesce(${t.lastName}, '')) gist_trgm_ops`,
    ),
    index("contacts_owner_idx").on(t.owner).with({ fillfactor: 80 }),
  ],
);

export const deals = pgTable(
  "deals",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    companyId: uuid("company_id").notNull().references(() => companies.id),
    contactId: uuid("contact_id").references(() => contacts.id, { onDelete: "set null" }),
    title: text("title").notNull(),
    amountCents: bigint("amount_cents", { mode: "number" }).notNull().default(0),
    probability: smallint("probability").notNull().default(10),
    closeDate: date("close_date"),
    lostReason: text("lost_reason"),
    stage: citext("stage").notNull().default("new"),
  },
  (t) => [
    check("deals_probability_check", sql`${t.probability} BETWEEN 0 AND 100`),
    index("deals_open_idx").on(t.companyId, t.closeDate).where(sql`${t.lostReason} IS NULL AND ${t.probability} < 100`),
    index("deals_month_idx").on(sql`date_trunc('month', ${t.closeDate}::timestamp)`),
  ],
);
