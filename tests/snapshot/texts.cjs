// A history with an expression wherever drizzle can say one, and with each way in which one changes.
const { sql, desc, eq, gt } = require("drizzle-orm");
const {
  bigint, boolean, check, date, index, integer, jsonb, numeric, pgEnum, pgMaterializedView, pgPolicy, pgSchema, pgTable,
  pgView, serial, text, timestamp, uniqueIndex, uuid, varchar,
} = require("drizzle-orm/pg-core");

const status = pgEnum("status", ["a", "b", "c"]);
const fewer = pgEnum("status", ["a", "b"]);
const shop = pgSchema("Shop");

const users = (change) => {
  const mine = pgTable("users", {
  id: serial().primaryKey(),
  name: varchar({ length: 255 }).default("it's (a) name, -- really").notNull(),
  email: text().notNull().unique("users_mail"),
  age: integer().default(change ? 18 : 21),
  big: bigint({ mode: "number" }).default(9007199254740991),
  price: numeric({ precision: 10, scale: 2 }).default("9.50").notNull(),
  ok: boolean().default(true),
  at: timestamp({ precision: 3, withTimezone: true }).defaultNow().notNull(),
  day: date().default(sql`CURRENT_DATE`),
  data: jsonb().default({ a: [1, "x)y"] }).notNull(),
  key: uuid().defaultRandom(),
  tags: text().array().default(sql`'{}'::text[]`).notNull(),
  status: (change ? fewer : status)().default("a"),
  kind: change ? fewer("kind").default("b") : text("kind").default("a"),
  full: text().generatedAlwaysAs(() => sql`${mine.name} || ' ü (' || "email" || ')'`),
  ...(change ? { note: text().default(sql`lower('N, (B)')`), twice: integer().generatedAlwaysAs(sql`"id" * 2`) } : {}),
}, (t) => [
  check("adult", change ? sql`${t.age} >= 18 and (${t.id} > 0)` : sql`${t.age} >= 21`),
  check("odd name", sql`
    ${t.name} <> ')' -- a comment )
  `),
  ...(change ? [check("late", sql`${t.price} > 0`)] : []),
  index("users_lower").on(sql`lower(${t.email})`, t.age.desc(), desc(t.at), sql`(${t.name} || ',') text_pattern_ops`),
  uniqueIndex("users_where").on(t.name).where(sql`${t.age} > 3 and ${t.ok}`),
  index("users_with").using("btree", t.age, sql`coalesce(${t.day}, '2020-01-01')`).with({ fillfactor: "70" }),
  pgPolicy("see", { using: sql`${t.age} > 1`, for: "select", to: "public" }),
  pgPolicy("add", { as: "restrictive", withCheck: change ? sql`(true)` : sql`${t.ok}`, for: "insert" }),
  pgPolicy("both", { using: sql`true`, withCheck: sql`${t.name} in ('a', 'b)')` }),
]).enableRLS();
  return mine;
};

const orders = shop.table("Orders", {
  Id: integer().primaryKey().generatedAlwaysAsIdentity(),
  Sum: integer().default(0),
}, (t) => [check("Sum", sql`${t.Sum} >= 0`), index("Orders by").on(sql`abs(${t.Sum})`).where(sql`${t.Sum} <> 0`)]);

const views = (t, change) => ({
  v: pgView("v").as((qb) => qb.select({ id: t.id, name: t.name }).from(t).where(change ? gt(t.age, 1) : eq(t.age, 2))),
  raw: pgView("raw", { one: integer() }).with({ checkOption: "local", securityBarrier: true })
    .as(sql`
      select ${t.id} as one from ${t} where ${t.age} > (1)
    `),
  m: pgMaterializedView("m", { one: integer() }).with({ fillfactor: 90 }).withNoData().as(sql`(select 1 as one) union (select 2)`),
  inside: shop.view("Inside", { n: integer() }).as(sql`select "Sum" as n from "Shop"."Orders"`),
});

const first = users(false), second = users(true);
module.exports = [
  { status, shop, users: first, orders, ...views(first, false) },
  { status: fewer, shop, users: second, orders, ...views(second, true) },
  { status: fewer, shop, users: second, orders },
];
