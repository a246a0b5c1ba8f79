import { sql } from "drizzle-orm";
import {
  bigint, boolean, check, foreignKey, index, jsonb, pgPolicy, pgTable, primaryKey, text, timestamp, unique, uuid,
} from "drizzle-orm/pg-core";
import { anonRole, authUid, authenticatedRole, authUsers } from "drizzle-orm/supabase";

export const profiles = pgTable(
  "profiles",
  {
    id: uuid("id").primaryKey(),
    username: text("username"),
    avatarUrl: text("avatar_url"),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().default(sql`timezone('utc'::text, now())`),
  },
  (t) => [
    foreignKey({ name: "profiles_id_fkey", columns: [t.id], foreignColumns: [authUsers.id] }).onDelete("cascade"),
    unique("profiles_username_key").on(t.username),
    check("username_length", sql`char_length(${t.username}) >= 3`),
    pgPolicy("Public profiles are viewable by everyone.", { for: "select", using: sql`true` }),
    pgPolicy("Users can insert their own profile.", { for: "insert", withCheck: sql`${authUid} = ${t.id}` }),
    pgPolicy("Users can update own profile.", { for: "update", using: sql`${authUid} = ${t.id}` }),
  ],
);

export const notes = pgTable(
  "notes",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    owner: uuid("owner").notNull().default(sql`auth.uid()`),
    title: text("title").notNull(),
    body: jsonb("body"),
    pinned: boolean("pinned").notNull().default(false),
    isPublic: boolean("is_public").notNull().default(false),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    foreignKey({ name: "notes_owner_fkey", columns: [t.owner], foreignColumns: [profiles.id] }).onDelete("cascade"),
    index("notes_owner_idx").on(t.owner, t.createdAt.desc()),
    pgPolicy("owner does all", {
      to: authenticatedRole,
      using: sql`${t.owner} = auth.uid()`,
      withCheck: sql`${t.owner} = auth.uid()`,
    }),
    pgPolicy("anyone reads public notes", { for: "select", to: [anonRole, authenticatedRole], using: sql`is_public` }),
    pgPolicy("shared with me", {
      for: "select",
      to: authenticatedRole,
      using: sql`exists (select 1 from public.shares s where s.note_id = notes.id and s.user_id = auth.uid())`,
    }),
  ],
);

export const shares = pgTable(
  "shares",
  {
    noteId: bigint("note_id", { mode: "number" }).notNull(),
    userId: uuid("user_id").notNull(),
    canEdit: boolean("can_edit").notNull().default(false),
  },
  (t) => [
    primaryKey({ name: "shares_pkey", columns: [t.noteId, t.userId] }),
    foreignKey({ name: "shares_note_id_fkey", columns: [t.noteId], foreignColumns: [notes.id] }).onDelete("cascade"),
    foreignKey({ name: "shares_user_id_fkey", columns: [t.userId], foreignColumns: [profiles.id] }).onDelete("cascade"),
    pgPolicy("own shares", { as: "restrictive", for: "all", to: authenticatedRole, using: sql`${t.userId} = auth.uid()` }),
    pgPolicy("see shares", { for: "select", to: authenticatedRole, using: sql`${t.canEdit}` }),
    pgPolicy("give shares", { for: "insert", to: authenticatedRole, withCheck: sql`${t.userId} <> auth.uid()` }),
  ],
);
