import { sql } from "drizzle-orm";
import { bigint, check, foreignKey, integer, pgSchema, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { orders, users } from "./core";

export const loyalty = pgSchema("loyalty");

export const accounts = loyalty.table(
  "accounts",
  {
    userId: uuid("user_id").primaryKey(),
    points: integer("points").notNull().default(0),
    tier: text("tier", { enum: ["bronze", "silver", "gold"] }).notNull().default("bronze"),
    since: timestamp("since", { withTimezone: true }).notNull().default(sql`statement_timestamp()`),
  },
  (t) => [
    foreignKey({ name: "accounts_user_fk", columns: [t.userId], foreignColumns: [users.id] }).onDelete("cascade"),
    check("accounts_points_check", sql`${t.points} >= 0`),
    check("accounts_tier_check", sql`${t.tier} IN ('bronze', 'silver', 'gold')`),
  ],
);

export const movements = loyalty.table(
  "movements",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    userId: uuid("user_id").notNull(),
    orderId: bigint("order_id", { mode: "number" }),
    points: integer("points").notNull(),
    reason: text("reason"),
    expiresAt: timestamp("expires_at", { withTimezone: true }),
    at: timestamp("at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    foreignKey({ name: "movements_account_fk", columns: [t.userId], foreignColumns: [accounts.userId] }),
    foreignKey({ name: "movements_order_fk", columns: [t.orderId], foreignColumns: [orders.id] }).onDelete("set null"),
    check("movements_not_zero", sql`${t.points} <> 0`),
    uniqueIndex("movements_once_per_order").on(t.orderId).where(sql`${t.orderId} IS NOT NULL AND ${t.points} > 0`),
  ],
);

export const bestCustomers = loyalty
  .view("best_customers", { email: text("email"), points: integer("points"), tier: text("tier") })
  .as(sql`
    SELECT u.email, a.points, a.tier
      FROM loyalty.accounts a JOIN core.users u ON u.id = a.user_id
     WHERE u.deleted_at IS NULL AND a.tier = 'gold'
     ORDER BY a.points DESC`);
