CREATE TABLE "Plant"."WorkOrder" (
  "No" bigint PRIMARY KEY DEFAULT nextval('shared.document_no'),
  "MachineId" integer NOT NULL,
  "AssigneeId" integer,
  "State" text NOT NULL DEFAULT 'open',
  "Cost" money,
  "Planned" tstzrange,
  "OpenedAt" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "closedAt" timestamptz(3),
  CONSTRAINT "WorkOrder_MachineId_fkey" FOREIGN KEY ("MachineId") REFERENCES "Plant"."Machine" ("Id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "WorkOrder_AssigneeId_fkey" FOREIGN KEY ("AssigneeId") REFERENCES shared.employee (id)
);
CREATE INDEX "WorkOrder_State_idx" ON "Plant"."WorkOrder" ("State", "OpenedAt" DESC);
