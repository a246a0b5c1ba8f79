import { eq, isNull, sql } from "drizzle-orm";
import * as pg from "drizzle-orm/pg-core";

export const loanState = pg.pgEnum("loan_state", ["out", "back", "overdue", "lost"]);

export const authors = pg.pgTable("authors", {
  id: pg.integer("id").generatedByDefaultAsIdentity().primaryKey(),
  name: pg.varchar("name", { length: 120 }).notNull(),
  born: pg.date("born"),
});

export const books = pg.pgTable("books", {
  isbn: pg.char("isbn", { length: 13 }).primaryKey(),
  title: pg.text("title").notNull(),
  authorId: pg.integer("author_id").notNull().references(() => authors.id),
  shelf: pg.text("shelf"),
  added: pg.timestamp("added").notNull().defaultNow(),
}, (t) => [
  pg.check("books_isbn_check", sql`${t.isbn} ~ '^97[89][0-9]{10}$'`),
  pg.index("books_title_search").using("gin", sql`to_tsvector('english', ${t.title})`),
]);

export const readers = pg.pgTable("readers", {
  cardNo: pg.integer("card_no").primaryKey(),
  name: pg.text("name").notNull(),
  email: pg.text("email").unique(),
  blocked: pg.boolean("blocked").notNull().default(false),
});

export const loans = pg.pgTable("loans", {
  id: pg.bigserial("id", { mode: "number" }).primaryKey(),
  isbn: pg.char("isbn", { length: 13 }).notNull().references(() => books.isbn, { onUpdate: "cascade" }),
  state: loanState("state").notNull().default("out"),
  dueOn: pg.date("due_on").notNull().default(sql`CURRENT_DATE + 28`),
  cardNo: pg.integer("card_no").notNull().references(() => readers.cardNo),
});

export const reservations = pg.pgTable("reservations", {
  isbn: pg.char("isbn", { length: 13 }).notNull().references(() => books.isbn, { onDelete: "cascade" }),
  cardNo: pg.integer("card_no").notNull().references(() => readers.cardNo, { onDelete: "cascade" }),
  since: pg.timestamp("since", { withTimezone: true }).notNull().defaultNow(),
}, (t) => [pg.primaryKey({ columns: [t.isbn, t.cardNo] }), pg.index("reservations_card_no_idx").on(t.cardNo)]);

export const fines = pg.pgTable("fines", {
  id: pg.bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  loanId: pg.bigint("loan_id", { mode: "number" }).notNull().references(() => loans.id),
  amount: pg.numeric("amount", { precision: 8, scale: 2 }).notNull().default("0.50"),
  paidAt: pg.timestamp("paid_at", { withTimezone: true }),
}, (t) => [pg.check("fines_amount_positive", sql`${t.amount} > 0`)]);

export const openFines = pg.pgView("open_fines").as((qb) =>
  qb.select({ id: fines.id, cardNo: loans.cardNo, amount: fines.amount })
    .from(fines).innerJoin(loans, eq(loans.id, fines.loanId)).where(isNull(fines.paidAt)));
