import { date, interval, pgTable, time, timestamp } from "drizzle-orm/pg-core";

export const moments = pgTable("moments", {
  day: date().notNull(),
  dayAsDate: timestamp("day_as_date").notNull(),
  clock: time({ precision: 0 }),
  clockExact: time("clock_exact"),
  clockZone: time("clock_zone", { withTimezone: true }),
  at: timestamp({ withTimezone: true }).notNull(),
  atExact: timestamp("at_exact", { precision: 6 }),
  atZone: timestamp("at_zone", { withTimezone: true }),
  atBoth: timestamp("at_both", { withTimezone: true, precision: 0 }),
  atText: timestamp("at_text", { mode: "string", precision: 2 }),
  atTextExact: timestamp("at_text_exact", { mode: "string", precision: 3 }),
  atTextBoth: timestamp("at_text_both", { mode: "string", withTimezone: true, precision: 6 }),
});
export const spans = pgTable("spans", {
  any: interval({ precision: 0 }),
  exact: interval({ precision: 6 }),
  years: interval({ fields: "year" }),
  yearsToMonths: interval("years_to_months", { fields: "year to month" }),
  days: interval({ fields: "day to second" }),
});
