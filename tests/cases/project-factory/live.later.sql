INSERT INTO "Plant"."Machine" ("Name", "Tags") SELECT 'M' || i, ARRAY['a b', 'c'] FROM generate_series(1, 12) i;
INSERT INTO shared.team (name) VALUES ('Lathe'), ('Mill');
INSERT INTO shared.employee (team_id, "fullName", hours) SELECT 1 + i % 2, 'Worker ' || i, ARRAY[7.5, 8] FROM generate_series(1, 10) i;
INSERT INTO "Plant"."WorkOrder" ("MachineId", "AssigneeId", "Cost", "Planned") SELECT 1 + i % 12, 1 + i % 10, i * 10, tstzrange(now(), NULL) FROM generate_series(1, 60) i;
INSERT INTO "Plant".part (sku, "weight kg") VALUES ('P-1', 0.5), ('P-2', 12);
INSERT INTO "Plant"."_MachineToPart" SELECT "Id", 'P-1', 1 FROM "Plant"."Machine";
