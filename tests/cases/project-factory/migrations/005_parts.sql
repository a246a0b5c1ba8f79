CREATE TABLE "Plant".part (
  sku text,
  revision smallint DEFAULT 1,
  "weight kg" real,
  meta json DEFAULT '{"a": [1, 2]}',
  replaces_sku text,
  replaces_revision smallint,
  PRIMARY KEY (sku, revision),
  CONSTRAINT part_replaces FOREIGN KEY (replaces_sku, replaces_revision) REFERENCES "Plant".part (sku, revision)
);
CREATE TABLE "Plant"."_MachineToPart" (
  "A" integer NOT NULL REFERENCES "Plant"."Machine" ON DELETE CASCADE,
  "B" text NOT NULL,
  "Rev" smallint NOT NULL,
  FOREIGN KEY ("B", "Rev") REFERENCES "Plant".part ON DELETE CASCADE
);
CREATE UNIQUE INDEX "_MachineToPart_AB_unique" ON "Plant"."_MachineToPart" ("A", "B", "Rev");
ALTER TYPE shared."Priority" ADD VALUE 'Urgent';
