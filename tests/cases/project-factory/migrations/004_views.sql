CREATE VIEW "Plant"."OpenOrders" AS
  SELECT o."No", m."Name" AS machine, e."fullName" AS assignee
  FROM "Plant"."WorkOrder" o
  JOIN "Plant"."Machine" m ON m."Id" = o."MachineId"
  LEFT JOIN shared.employee e ON e.id = o."AssigneeId"
  WHERE o."closedAt" IS NULL;
