-- needs: 18
-- Virtual generated columns, which are the default since 18.
CREATE TABLE virtual (a int, b int GENERATED ALWAYS AS (a * 2), c int GENERATED ALWAYS AS (a + 1) VIRTUAL NOT NULL,
  d int GENERATED ALWAYS AS (a - 1) STORED, e text COLLATE "C" GENERATED ALWAYS AS (a::text) VIRTUAL,
  CONSTRAINT small CHECK (b < 1000));
CREATE VIEW of_virtual AS SELECT b, c FROM virtual;
CREATE TABLE parted (k int, v int GENERATED ALWAYS AS (k * 2) VIRTUAL) PARTITION BY LIST (k);
CREATE TABLE part PARTITION OF parted FOR VALUES IN (1);
