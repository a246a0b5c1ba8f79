import { sql } from "drizzle-orm";
import {
  boolean, check, customType, date, foreignKey, integer, pgTable, smallint, text, unique,
} from "drizzle-orm/pg-core";

const email = customType<{ data: string }>({ dataType: () => "email" });
const tstzrange = customType<{ data: string }>({ dataType: () => "tstzrange" });

export const members = pgTable(
  "members",
  {
    id: integer("id").primaryKey().generatedByDefaultAsIdentity(),
    mail: email("mail").notNull(),
    joined: date("joined").notNull().default(sql`CURRENT_DATE`),
    level: smallint("level").notNull().default(0),
  },
  (t) => [unique("members_mail_key").on(t.mail)],
);

export const courts = pgTable(
  "courts",
  {
    id: smallint("id").primaryKey(),
    surface: text("surface", { enum: ["clay", "grass", "hard"] }).notNull(),
    indoor: boolean("indoor").notNull().default(false),
    lights: boolean("lights"),
  },
  (t) => [check("courts_surface_check", sql`${t.surface} IN ('clay', 'grass', 'hard')`)],
);

/** Two bookings never overlap: bookings_no_overlap, which only the migrations know. */
export const bookings = pgTable(
  "bookings",
  {
    id: integer("id").primaryKey().generatedByDefaultAsIdentity(),
    courtId: smallint("court_id").notNull(),
    memberId: integer("member_id"),
    guest: email("guest"),
    during: tstzrange("during").notNull(),
  },
  (t) => [
    foreignKey({ name: "bookings_court_id_fkey", columns: [t.courtId], foreignColumns: [courts.id] }),
    foreignKey({ name: "bookings_member_id_fkey", columns: [t.memberId], foreignColumns: [members.id] }).onDelete("set null"),
    check("bookings_someone", sql`num_nonnulls(${t.memberId}, ${t.guest}) >= 1`),
  ],
);
