import { sql } from "drizzle-orm";
import {
  bigint, bigserial, boolean, check, date, foreignKey, index, integer, numeric, pgEnum, pgTable, pgView, primaryKey,
  serial, smallint, text, time, timestamp, unique, uniqueIndex, varchar,
} from "drizzle-orm/pg-core";

export const visitState = pgEnum("visit_state", ["booked", "arrived", "done", "no_show"]);

export const clinics = pgTable(
  "clinics",
  {
    id: serial("id").primaryKey(),
    code: varchar("code", { length: 12 }).notNull(),
    name: text("name").notNull(),
    opensAt: time("opens_at").notNull().default("08:00"),
  },
  (t) => [unique("clinics_code_key").on(t.code)],
);

export const patients = pgTable(
  "patients",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    clinicId: integer("clinic_id").notNull(),
    firstName: varchar("first_name", { length: 80 }).notNull(),
    lastName: varchar("last_name", { length: 80 }).notNull(),
    email: varchar("email", { length: 255 }),
    bornOn: date("born_on"),
    phone: text("phone"),
    insured: boolean("insured").notNull().default(false),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    foreignKey({ name: "patients_clinic_id_fkey", columns: [t.clinicId], foreignColumns: [clinics.id] }).onDelete("restrict"),
    check("patients_born_check", sql`${t.bornOn} > '1900-01-01'`),
    index("patients_name_idx").on(sql`lower(${t.lastName})`, sql`lower(${t.firstName})`),
    uniqueIndex("patients_clinic_email_idx").on(t.clinicId, sql`lower(${t.email})`).where(sql`${t.email} is not null`),
  ],
);

export const rooms = pgTable(
  "rooms",
  {
    clinicId: integer("clinic_id").notNull(),
    number: smallint("number").notNull(),
    label: text("label"),
  },
  (t) => [
    primaryKey({ name: "rooms_pkey", columns: [t.clinicId, t.number] }),
    foreignKey({ name: "rooms_clinic_id_fkey", columns: [t.clinicId], foreignColumns: [clinics.id] })
      .onUpdate("cascade")
      .onDelete("cascade"),
  ],
);

export const visits = pgTable(
  "visits",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    patientId: bigint("patient_id", { mode: "number" }).notNull(),
    clinicId: integer("clinic_id"),
    roomNumber: smallint("room_number"),
    startsAt: timestamp("starts_at", { withTimezone: true }).notNull(),
    minutes: smallint("minutes").notNull().default(20),
    state: visitState("state").notNull().default("booked"),
    fee: numeric("fee", { precision: 10, scale: 2 }).notNull().default("0.00"),
    notes: text("notes").notNull().default(""),
    cancelledAt: timestamp("cancelled_at", { withTimezone: true }),
    cancelledBy: bigint("cancelled_by", { mode: "number" }),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    foreignKey({ name: "visits_patient_id_fkey", columns: [t.patientId], foreignColumns: [patients.id] }).onDelete("cascade"),
    foreignKey({ name: "visits_cancelled_by_fkey", columns: [t.cancelledBy], foreignColumns: [patients.id] }).onDelete("set null"),
    foreignKey({ name: "visits_room_fkey", columns: [t.clinicId, t.roomNumber], foreignColumns: [rooms.clinicId, rooms.number] }),
    check("visits_minutes_check", sql`${t.minutes} > 0 AND ${t.minutes} <= 240`),
    check("visits_cancelled_check", sql`${t.cancelledBy} IS NULL OR ${t.cancelledAt} IS NOT NULL`),
    index("visits_upcoming_idx")
      .on(t.startsAt.desc().nullsFirst())
      .where(sql`${t.state} = 'booked' and ${t.cancelledAt} is null`),
  ],
);

export const waitingRoom = pgView("waiting_room", {
  visitId: bigint("visit_id", { mode: "number" }),
  lastName: varchar("last_name", { length: 80 }),
  startsAt: timestamp("starts_at", { withTimezone: true }),
}).as(sql`
  select v.id as visit_id, p.last_name, v.starts_at
  from visits v
  join patients p on p.id = v.patient_id
  where v.state = 'arrived'
`);
