import { sql } from "drizzle-orm";
import {
  bigserial, check, index, integer, json, pgEnum, pgTable, serial, smallint, smallserial, text, timestamp, varchar,
} from "drizzle-orm/pg-core";

export const ticketStatus = pgEnum("ticket_status", ["open", "waiting", "closed", "merged", "spam"]);
export const channel = pgEnum("channel", ["mail", "phone", "chat", "video"]);
export const priority = pgEnum("priority", ["low", "medium", "high", "critical"]);

export const agents = pgTable("agents", {
  id: smallserial().primaryKey(),
  login: varchar({ length: 40 }).notNull().unique(),
  channels: channel().array().notNull().default(["mail"]),
});

export const tickets = pgTable(
  "tickets",
  {
    id: serial().primaryKey(),
    agentId: smallint("agent_id").references(() => agents.id),
    subject: varchar({ length: 255 }).notNull(),
    status: ticketStatus().notNull().default("open"),
    priority: priority().notNull().default("medium"),
    channel: channel().notNull(),
    openedAt: timestamp("opened_at").notNull().default(sql`LOCALTIMESTAMP`),
  },
  (t) => [
    index("tickets_status_idx").on(t.status, t.openedAt),
    index("tickets_urgent_idx").on(t.openedAt).where(sql`${t.priority} = 'high'`),
  ],
);

export const messages = pgTable(
  "messages",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    ticketId: integer("ticket_id").notNull().references(() => tickets.id, { onDelete: "cascade" }),
    direction: varchar({ length: 3 }).notNull(),
    body: text().notNull(),
    headers: json().notNull().default({}),
    sentAt: timestamp("sent_at").notNull().default(sql`LOCALTIMESTAMP`),
  },
  (t) => [
    check("messages_direction_check", sql`${t.direction} IN ('in', 'out')`),
    index("messages_ticket_idx").on(t.ticketId),
  ],
);
