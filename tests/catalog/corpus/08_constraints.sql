-- Constraints of every kind that 14 knows.
CREATE EXTENSION btree_gist;
CREATE TABLE parent (id int PRIMARY KEY, a int, b int, c int, UNIQUE (a, b), CONSTRAINT named UNIQUE (c) INCLUDE (a));
CREATE TABLE composite_key (a int, b text, c int, CONSTRAINT ck PRIMARY KEY (b, a) INCLUDE (c) WITH (fillfactor = 70));
CREATE TABLE deferred (id int PRIMARY KEY DEFERRABLE, a int UNIQUE DEFERRABLE INITIALLY DEFERRED, b int UNIQUE DEFERRABLE INITIALLY IMMEDIATE);
CREATE TABLE child (
  id int PRIMARY KEY,
  a int REFERENCES parent, b int REFERENCES parent ON DELETE CASCADE ON UPDATE CASCADE,
  c int REFERENCES parent ON DELETE SET NULL ON UPDATE SET DEFAULT, d int REFERENCES parent ON DELETE RESTRICT,
  e int DEFAULT 0 REFERENCES parent ON DELETE SET DEFAULT ON UPDATE RESTRICT, f int REFERENCES parent (c),
  g int REFERENCES parent DEFERRABLE INITIALLY DEFERRED, h int REFERENCES parent DEFERRABLE,
  i int, j int, k int, l int,
  FOREIGN KEY (i, j) REFERENCES parent (a, b) MATCH FULL,
  CONSTRAINT "Mixed fk" FOREIGN KEY (l, k) REFERENCES parent (a, b) MATCH SIMPLE ON DELETE CASCADE
);
ALTER TABLE child ADD CONSTRAINT later FOREIGN KEY (k) REFERENCES parent NOT VALID;
ALTER TABLE child ADD CONSTRAINT validated FOREIGN KEY (l) REFERENCES parent NOT VALID;
ALTER TABLE child VALIDATE CONSTRAINT validated;
CREATE TABLE self (id int PRIMARY KEY, up int REFERENCES self ON DELETE SET NULL);
CREATE TABLE checks (
  a int CHECK (a > 0), b int CONSTRAINT positive CHECK (b >= 0), c text CHECK (c ~ '^[a-z]+$' AND length(c) < 10),
  d text CHECK (d IN ('a', 'b')), e int CHECK (e BETWEEN 1 AND 9), f int[] CHECK (cardinality(f) > 0),
  g jsonb CHECK (g ? 'id' AND jsonb_typeof(g -> 'id') = 'number'), h date CHECK (h > '2000-01-01'),
  CHECK (a < b OR b IS NULL), CONSTRAINT whole CHECK ((checks.*) IS NOT NULL), CHECK (true),
  i varchar(5) CHECK (i::text = ANY (ARRAY['x', 'y'])), j timestamptz CHECK (j > '2024-01-01 00:00:00+00')
);
ALTER TABLE checks ADD CONSTRAINT unproved CHECK (a <> 5) NOT VALID;
ALTER TABLE checks ADD CONSTRAINT own_only CHECK (a <> 6) NO INHERIT;
CREATE TABLE excluded (
  room int, during tstzrange, kind text, circle circle,
  EXCLUDE USING gist (room WITH =, during WITH &&),
  CONSTRAINT partial EXCLUDE USING gist (during WITH &&) WHERE (kind = 'x') DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT expression EXCLUDE USING gist ((room + 1) WITH =, circle WITH &&),
  CONSTRAINT tree EXCLUDE USING btree (kind WITH =),
  CONSTRAINT hashed EXCLUDE USING hash (kind WITH =)
);
CREATE TABLE same_twice (a int UNIQUE, UNIQUE (a), CHECK (a > 0), CONSTRAINT again CHECK (a > 0));
CREATE UNIQUE INDEX becomes_key ON same_twice (a);
ALTER TABLE same_twice ADD CONSTRAINT from_index PRIMARY KEY USING INDEX becomes_key;
COMMENT ON CONSTRAINT positive ON checks IS 'never below nothing';
COMMENT ON CONSTRAINT later ON child IS 'a foreign key';
