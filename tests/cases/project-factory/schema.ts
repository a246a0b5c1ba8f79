import { eq, isNull, sql } from "drizzle-orm";
import {
  type AnyPgColumn, bigint, customType, date, foreignKey, index, integer, json, numeric, pgSchema, primaryKey, real,
  serial, smallint, text, timestamp, unique, uniqueIndex, uuid, varchar,
} from "drizzle-orm/pg-core";

export const plant = pgSchema("Plant");
export const shared = pgSchema("shared");

const money = customType<{ data: string }>({ dataType: () => "money" });
const tstzrange = customType<{ data: string }>({ dataType: () => "tstzrange" });

export const priority = shared.enum("Priority", ["Low", "Normal", "High", "Urgent"]);
export const documentNo = shared.sequence("document_no", { startWith: 5000, increment: 1, cache: 5 });

export const machine = plant.table("Machine", {
  id: serial("Id").primaryKey(),
  name: varchar("Name", { length: 60 }).notNull(),
  parentId: integer("ParentId").references((): AnyPgColumn => machine.id, { onDelete: "set null" }),
  priority: priority("Priority").notNull().default("Normal"),
  installedAt: timestamp("InstalledAt", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
  tags: varchar("Tags", { length: 20 }).array().notNull().default([]),
  serial: uuid("Serial").defaultRandom(),
}, (t) => [unique("Machine_Name_Parent").on(t.parentId, t.name), uniqueIndex("Machine_Serial_idx").on(t.serial)]);

export const team = shared.table("team", {
  id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
  name: text("name").notNull().unique(),
  leadId: integer("lead_id"),
}, (t) => [
  foreignKey({ name: "team_lead_fk", columns: [t.id, t.leadId], foreignColumns: [employee.teamId, employee.id] }),
]);

export const employee = shared.table("employee", {
  id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
  teamId: integer("team_id").notNull().references((): AnyPgColumn => team.id),
  fullName: text("fullName").notNull(),
  hiredOn: date("hired_on").notNull().default(sql`CURRENT_DATE`),
  hours: numeric("hours", { precision: 4, scale: 1 }).array(),
  shift: smallint("shift").notNull().default(1),
}, (t) => [unique().on(t.teamId, t.id)]);

export const workOrder = plant.table("WorkOrder", {
  no: bigint("No", { mode: "number" }).primaryKey().default(sql`nextval('shared.document_no')`),
  machineId: integer("MachineId").notNull(),
  assigneeId: integer("AssigneeId"),
  state: text("State").notNull().default("open"),
  cost: money("Cost"),
  planned: tstzrange("Planned"),
  openedAt: timestamp("OpenedAt", { withTimezone: true, precision: 3 }).notNull().default(sql`CURRENT_TIMESTAMP`),
  closedAt: timestamp("closedAt", { withTimezone: true, precision: 3 }),
}, (t) => [
  foreignKey({ name: "WorkOrder_MachineId_fkey", columns: [t.machineId], foreignColumns: [machine.id] })
    .onDelete("cascade").onUpdate("cascade"),
  foreignKey({ name: "WorkOrder_AssigneeId_fkey", columns: [t.assigneeId], foreignColumns: [employee.id] }),
  index("WorkOrder_State_idx").on(t.state, t.openedAt.desc().nullsFirst()),
]);

export const openOrders = plant.view("OpenOrders").as((qb) =>
  qb.select({ no: workOrder.no, machine: sql<string>`${machine.name}`.as("machine"), assignee: sql<string>`${employee.fullName}`.as("assignee") })
    .from(workOrder)
    .innerJoin(machine, eq(machine.id, workOrder.machineId))
    .leftJoin(employee, eq(employee.id, workOrder.assigneeId))
    .where(isNull(workOrder.closedAt)));

export const part = plant.table("part", {
  sku: text("sku").notNull(),
  revision: smallint("revision").notNull().default(1),
  weight: real("weight kg"),
  meta: json("meta").default({ a: [1, 2] }),
  replacesSku: text("replaces_sku"),
  replacesRevision: smallint("replaces_revision"),
}, (t) => [
  primaryKey({ columns: [t.sku, t.revision] }),
  foreignKey({ name: "part_replaces", columns: [t.replacesSku, t.replacesRevision], foreignColumns: [t.sku, t.revision] }),
]);

export const machineToPart = plant.table("_MachineToPart", {
  a: integer("A").notNull().references(() => machine.id, { onDelete: "cascade" }),
  b: text("B").notNull(),
  rev: smallint("Rev").notNull(),
}, (t) => [
  foreignKey({ columns: [t.b, t.rev], foreignColumns: [part.sku, part.revision] }).onDelete("cascade"),
  uniqueIndex("_MachineToPart_AB_unique").on(t.a, t.b, t.rev),
]);
