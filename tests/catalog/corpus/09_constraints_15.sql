-- needs: 15
-- Column lists of foreign key actions, and NULLS NOT DISTINCT.
CREATE TABLE parent (tenant int, id int, PRIMARY KEY (tenant, id));
CREATE TABLE child (
  tenant int, parent_id int, other_id int DEFAULT 1, a int, b int,
  FOREIGN KEY (tenant, parent_id) REFERENCES parent ON DELETE SET NULL (parent_id),
  FOREIGN KEY (tenant, other_id) REFERENCES parent ON DELETE SET DEFAULT (other_id),
  UNIQUE NULLS NOT DISTINCT (a), CONSTRAINT two UNIQUE NULLS NOT DISTINCT (a, b) INCLUDE (tenant) DEFERRABLE
);
CREATE UNIQUE INDEX nnd ON child (b) NULLS NOT DISTINCT WHERE b > 0;
CREATE UNIQUE INDEX nnd2 ON child ((a + b)) INCLUDE (tenant) NULLS NOT DISTINCT WITH (fillfactor = 80);
CREATE TABLE rounded (n numeric(3, -2), m numeric(2, 5));
