import { date, interval, pgTable, time, timestamp } from "drizzle-orm/pg-core";

export const moments = pgTable("moments", {
  day: date(),
  dayAsDate: date("day_as_date", { mode: "date" }).notNull(),
  clock: time(),
  clockExact: time("clock_exact", { precision: 3 }),
  clockZone: time("clock_zone", { withTimezone: true }),
  clockBoth: time("clock_both", { withTimezone: true, precision: 6 }),
  at: timestamp().notNull(),
  atExact: timestamp("at_exact", { precision: 3 }),
  atZone: timestamp("at_zone", { withTimezone: true }),
  atBoth: timestamp("at_both", { withTimezone: true, precision: 0 }),
  atText: timestamp("at_text", { mode: "string" }),
  atTextExact: timestamp("at_text_exact", { mode: "string", precision: 3 }),
  atTextBoth: timestamp("at_text_both", { mode: "string", withTimezone: true, precision: 6 }),
});
export const spans = pgTable("spans", {
  any: interval(),
  exact: interval({ precision: 3 }),
  years: interval({ fields: "year" }),
  yearsToMonths: interval("years_to_months", { fields: "year to month" }),
  days: interval({ fields: "day to second" }),
  seconds: interval({ fields: "second" }),
});
