CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.touched := 'now'; RETURN NEW; END $$;
CREATE FUNCTION shout(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT upper($1)';
CREATE TABLE teams (id int PRIMARY KEY);
INSERT INTO teams VALUES (1);
CREATE TABLE "Odd ""Table""" (
    id serial PRIMARY KEY,
    "No" bigint GENERATED ALWAYS AS IDENTITY (START 10),
    email text NOT NULL CONSTRAINT "mail, unique" UNIQUE,
    mood mood DEFAULT 'sad',
    moods mood[],
    age positive,
    loud text DEFAULT shout('quiet'),
    twice int GENERATED ALWAYS AS (length(email) * 2) STORED,
    extra json,
    place point,
    price numeric(12, 4),
    ratio float8,
    raw bytea,
    span interval,
    at timestamptz,
    touched timestamptz,
    team int REFERENCES teams ON DELETE CASCADE,
    boss int REFERENCES "Odd ""Table""" DEFERRABLE INITIALLY DEFERRED,
    CHECK (age < 200),
    EXCLUDE USING btree (price WITH =)
) WITH (fillfactor = 70);
INSERT INTO "Odd ""Table""" (id, email, mood, moods, age, extra, place, price, ratio, raw, span, at, team, boss)
SELECT g + 100, 'e' || g, 'happy', '{sad,NULL,"happy"}', g, '{"a" :  1}', point(g, 0.1), g + 0.1, 0.1 + 0.2, '\x00ff',
       '1 mon 2 days 03:04:05.6', '2025-01-02 03:04:05.678901+09', 1, 101
  FROM generate_series(1, 3) AS g;
UPDATE "Odd ""Table""" SET extra = NULL, moods = NULL, ratio = 'NaN', at = 'infinity', loud = E'a\tb\\ "c", (d)'
 WHERE id = 102;
SET CONSTRAINTS ALL IMMEDIATE;
SELECT setval('"Odd ""Table""_id_seq"', 103);
DELETE FROM "Odd ""Table""" WHERE id = 103;
CREATE INDEX "Idx, 1" ON "Odd ""Table""" (shout(email) DESC) WHERE age > 1;
CREATE INDEX ON "Odd ""Table""" USING gin (moods) WITH (fastupdate = off);
CREATE STATISTICS both_of ON email, age FROM "Odd ""Table""";
CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON "Odd ""Table""" FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER still BEFORE UPDATE ON "Odd ""Table""" FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE "Odd ""Table""" DISABLE TRIGGER still;
CREATE TABLE orders (id int PRIMARY KEY, who int REFERENCES "Odd ""Table""");
INSERT INTO orders VALUES (1, 101);
CREATE VIEW emails AS SELECT id, email FROM "Odd ""Table""";
CREATE VIEW first_email AS SELECT min(email) AS email FROM emails;
COMMENT ON VIEW emails IS 'All of them';
COMMENT ON TABLE "Odd ""Table""" IS 'It''s odd';
COMMENT ON COLUMN "Odd ""Table""".email IS 'Where to write';
COMMENT ON INDEX "Idx, 1" IS 'Loud';
CREATE POLICY mine ON "Odd ""Table""" FOR SELECT USING (shout(email) <> '');
ALTER TABLE "Odd ""Table""" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, REPLICA IDENTITY FULL;
ALTER TABLE "Odd ""Table""" CLUSTER ON "mail, unique";
GRANT SELECT ON "Odd ""Table""" TO PUBLIC;
GRANT SELECT ON emails TO PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC;
ALTER VIEW first_email OWNER TO writer;
ALTER TYPE mood OWNER TO writer;
ALTER TABLE "Odd ""Table""" OWNER TO writer;
