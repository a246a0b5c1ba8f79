import { SQL, sql } from "drizzle-orm";
import {
  bigint, boolean, char, check, date, doublePrecision, foreignKey, index, integer, interval, numeric, pgEnum, pgTable,
  primaryKey, smallint, text, timestamp, unique, uuid, varchar,
} from "drizzle-orm/pg-core";

const accountNo = () => varchar("account_no", { length: 20 }).notNull();
const currency = () => char("currency", { length: 3 }).notNull();

export const account = pgTable(
  "account",
  {
    accountNo: accountNo(),
    currency: currency(),
    holder: varchar("holder", { length: 200 }).notNull(),
    openedOn: date("opened_on").notNull().default(sql`CURRENT_DATE`),
    closedOn: date("closed_on"),
  },
  (t) => [
    primaryKey({ columns: [t.accountNo, t.currency] }),
    check("account_closed_after_opened", sql`${t.closedOn} IS NULL OR ${t.closedOn} >= ${t.openedOn}`),
  ],
);

export const journalEntry = pgTable(
  "journal_entry",
  {
    entryId: bigint("entry_id", { mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
    accountNo: accountNo(),
    currency: currency(),
    amount: numeric("amount", { precision: 18, scale: 4 }).notNull(),
    bookedAt: timestamp("booked_at", { precision: 3 }).notNull(),
    reference: text("reference"),
  },
  (t) => [
    foreignKey({ columns: [t.accountNo, t.currency], foreignColumns: [account.accountNo, account.currency] }),
    unique().on(t.accountNo, t.currency, t.reference),
    index("ix_journal_entry_account").on(t.accountNo, t.currency, t.bookedAt),
  ],
);

export const invoice = pgTable(
  "invoice",
  {
    invoiceNo: integer("invoice_no").primaryKey(),
    accountNo: accountNo(),
    currency: currency(),
    net: numeric("net", { precision: 18, scale: 2 }).notNull(),
    vat: numeric("vat", { precision: 18, scale: 2 }).notNull().default(sql`0.00`),
    gross: numeric("gross", { precision: 18, scale: 2 }).generatedAlwaysAs((): SQL => sql`${invoice.net} + ${invoice.vat}`),
    dueOn: date("due_on").notNull(),
    externalRef: uuid("external_ref").unique(),
    blocked: boolean("blocked").notNull().default(false),
  },
  (t) => [
    foreignKey({ columns: [t.accountNo, t.currency], foreignColumns: [account.accountNo, account.currency] })
      .onUpdate("restrict")
      .onDelete("restrict"),
    check("ck_invoice_vat", sql`${t.vat} >= 0 AND ${t.vat} <= ${t.net}`),
  ],
);

export const invoiceLine = pgTable(
  "invoice_line",
  {
    invoiceNo: integer("invoice_no").notNull().references(() => invoice.invoiceNo, { onDelete: "cascade" }),
    lineNo: smallint("line_no").notNull(),
    description: text("description").notNull(),
    quantity: doublePrecision("quantity").notNull().default(1),
    unitPrice: numeric("unit_price", { precision: 18, scale: 4 }).notNull(),
    taxCode: varchar("tax_code", { length: 8 }).notNull().default("STD"),
  },
  (t) => [primaryKey({ columns: [t.invoiceNo, t.lineNo] })],
);

export const dunningLevel = pgEnum("dunning_level", ["reminder", "first", "second", "collection"]);

export const dunning = pgTable(
  "dunning",
  {
    invoiceNo: integer("invoice_no").notNull().references(() => invoice.invoiceNo),
    level: dunningLevel("level").notNull(),
    sentAt: timestamp("sent_at", { precision: 0, withTimezone: true }).notNull().defaultNow(),
    grace: interval("grace").notNull().default("14 days"),
  },
  (t) => [unique().on(t.invoiceNo, t.level)],
);

export const payment = pgTable("payment", {
  id: bigint("id", { mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
  invoiceNo: integer("invoice_no").notNull().references(() => invoice.invoiceNo),
  amount: numeric("amount", { precision: 18, scale: 2 }).notNull(),
  paidAt: timestamp("paid_at", { precision: 0, withTimezone: true }).notNull().defaultNow(),
});
