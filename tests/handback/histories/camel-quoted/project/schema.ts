import { sql } from "drizzle-orm";
import {
  boolean, check, index, integer, jsonb, pgEnum, pgTable, primaryKey, serial, text, timestamp, uniqueIndex, varchar,
} from "drizzle-orm/pg-core";

export const Role = pgEnum("Role", ["USER", "ADMIN"]);

const cascade = { onDelete: "cascade", onUpdate: "cascade" } as const;

export const User = pgTable(
  "User",
  {
    id: text().primaryKey(),
    email: text().notNull(),
    displayName: text(),
    emailVerified: timestamp({ precision: 3 }),
    role: Role().notNull().default("USER"),
    order: integer().notNull().default(0),
    createdAt: timestamp({ precision: 3 }).notNull().default(sql`CURRENT_TIMESTAMP`),
    updatedAt: timestamp({ precision: 3 }).notNull().$onUpdate(() => new Date()),
  },
  (t) => [uniqueIndex("user_email").on(t.email)],
);

export const Team = pgTable("Team", {
  id: serial().primaryKey(),
  name: text().notNull(),
  ownerId: text()
    .notNull()
    .references(() => User.id, { onDelete: "restrict", onUpdate: "cascade" }),
});

export const TeamToUser = pgTable(
  "_TeamToUser",
  {
    A: integer().notNull().references(() => Team.id, cascade),
    B: text().notNull().references(() => User.id, cascade),
  },
  (t) => [uniqueIndex("_TeamToUser_AB_unique").on(t.A, t.B), index().on(t.B)],
);

export const ProjectBoard = pgTable(
  "ProjectBoard",
  {
    teamId: integer().notNull().references(() => Team.id, cascade),
    key: varchar({ length: 10 }).notNull(),
    title: text().notNull().default('Untitled "board"'),
    isArchived: boolean().notNull().default(false),
    columns: text().array().default(sql`ARRAY['To do', 'It''s done']::text[]`),
    meta: jsonb().notNull().default({}),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.key] }),
    index().on(t.teamId, t.isArchived),
    check("key is upper", sql`${t.key} = upper(${t.key})`),
  ],
);
