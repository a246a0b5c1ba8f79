-- Each form of constraint alone, in a table t. Below its name: what the form needs, and what its rows cannot show.

-- form: in
CREATE TABLE t (id serial PRIMARY KEY, x text NOT NULL CHECK (x IN ('one', 'two')));

-- form: any of an array of varchars
CREATE TABLE t (id serial PRIMARY KEY, x varchar(9) CHECK (x = ANY (ARRAY['one', 'two'])));

-- form: in numbers
CREATE TABLE t (id serial PRIMARY KEY, x int NOT NULL CHECK (x IN (17, 23)));

-- form: comparison
CREATE TABLE t (id serial PRIMARY KEY, x int CHECK (x >= 1234567));

-- form: between
CREATE TABLE t (id serial PRIMARY KEY, x numeric(6,2) CHECK (x BETWEEN 777.5 AND 778));

-- form: regular expression
CREATE TABLE t (id serial PRIMARY KEY, x text CHECK (x ~ '^[A-Z]{2}\d{4}(-[a-z]+)?$'));

-- form: regular expression without case
CREATE TABLE t (id serial PRIMARY KEY, x text CHECK (x ~* '^(foo|bar)+$'));

-- form: not a regular expression
CREATE TABLE t (id serial PRIMARY KEY, x text CHECK (x !~ '\s'));

-- form: substring
-- cannot: t.x has no NULL
CREATE TABLE t (id serial PRIMARY KEY, x text CHECK (substring(x FROM '^v(\d+)$') IS NOT NULL));

-- form: like
CREATE TABLE t (id serial PRIMARY KEY, x text CHECK (x LIKE 'cus\_%'));

-- form: ilike
CREATE TABLE t (id serial PRIMARY KEY, x text CHECK (x ILIKE '%Berlin_'));

-- form: similar to
CREATE TABLE t (id serial PRIMARY KEY, x text CHECK (x SIMILAR TO '(a|b){3}'));

-- form: starts_with
CREATE TABLE t (id serial PRIMARY KEY, x text CHECK (starts_with(x, 'sk_')));

-- form: left
CREATE TABLE t (id serial PRIMARY KEY, x text CHECK (left(x, 3) = 'abc'));

-- form: position
CREATE TABLE t (id serial PRIMARY KEY, x text CHECK (position('@' IN x) > 1));

-- form: length at most
CREATE TABLE t (id serial PRIMARY KEY, x text CHECK (length(x) <= 3));

-- form: length exactly
CREATE TABLE t (id serial PRIMARY KEY, x text UNIQUE CHECK (char_length(x) = 17));

-- form: length of a digest
CREATE TABLE t (id serial PRIMARY KEY, x bytea CHECK (octet_length(x) = 32));

-- form: lower
CREATE TABLE t (id serial PRIMARY KEY, x text NOT NULL CHECK (lower(x) = x AND x <> ''));

-- form: upper
CREATE TABLE t (id serial PRIMARY KEY, x text CHECK (upper(x) = x AND length(x) > 5));

-- form: trimmed
CREATE TABLE t (id serial PRIMARY KEY, x text CHECK (btrim(x) = x AND length(btrim(x)) > 0));

-- form: a number as text
CREATE TABLE t (id serial PRIMARY KEY, x text CHECK (x::int > 10));

-- form: jsonb object
CREATE TABLE t (id serial PRIMARY KEY, x jsonb NOT NULL CHECK (jsonb_typeof(x) = 'object'));

-- form: jsonb array of a size
CREATE TABLE t (id serial PRIMARY KEY, x jsonb CHECK (jsonb_typeof(x) = 'array' AND jsonb_array_length(x) = 3));

-- form: jsonb key
CREATE TABLE t (id serial PRIMARY KEY, x jsonb CHECK (x ? 'id'));

-- form: jsonb keys
CREATE TABLE t (id serial PRIMARY KEY, x jsonb CHECK (x ?& ARRAY['id', 'name']));

-- form: jsonb value
CREATE TABLE t (id serial PRIMARY KEY, x jsonb CHECK (x ->> 'kind' IN ('a', 'b') AND (x ->> 'n')::int > 5));

-- form: jsonb inside
CREATE TABLE t (id serial PRIMARY KEY, x jsonb CHECK (x @> '{"v": 2}'));

-- form: json
CREATE TABLE t (id serial PRIMARY KEY, x json CHECK (json_typeof(x) = 'array'));

-- form: array size
CREATE TABLE t (id serial PRIMARY KEY, x text[] CHECK (cardinality(x) BETWEEN 4 AND 6));

-- form: array of some
CREATE TABLE t (id serial PRIMARY KEY, x text[] NOT NULL CHECK (x <@ ARRAY['r', 'w'] AND x <> '{}'));

-- form: array without NULL
CREATE TABLE t (id serial PRIMARY KEY, x int[] CHECK (array_position(x, NULL) IS NULL AND 0 < ALL (x)));

-- form: date
CREATE TABLE t (id serial PRIMARY KEY, x date CHECK (x > '2031-05-05'));

-- form: timestamp against now
CREATE TABLE t (id serial PRIMARY KEY, x timestamptz CHECK (x > now()));

-- form: month
CREATE TABLE t (id serial PRIMARY KEY, x date CHECK (extract(month FROM x) = 7));

-- form: first of a month
CREATE TABLE t (id serial PRIMARY KEY, x date CHECK (date_trunc('month', x) = x));

-- form: weekday
CREATE TABLE t (id serial PRIMARY KEY, x date NOT NULL CHECK (extract(isodow FROM x) < 6));

-- form: interval
CREATE TABLE t (id serial PRIMARY KEY, x interval CHECK (x > '0' AND x <= '1 hour'));

-- form: time
CREATE TABLE t (id serial PRIMARY KEY, x time CHECK (x BETWEEN '08:00' AND '09:00'));

-- form: range
CREATE TABLE t (id serial PRIMARY KEY, x int4range CHECK (NOT isempty(x) AND NOT upper_inf(x) AND lower(x) >= 0));

-- form: range within
CREATE TABLE t (id serial PRIMARY KEY, x daterange CHECK (x <@ '[2024-01-01,2025-01-01)'::daterange));

-- form: multirange
CREATE TABLE t (id serial PRIMARY KEY, x nummultirange CHECK (NOT isempty(x)));

-- form: uuid
CREATE TABLE t (id serial PRIMARY KEY, x uuid CHECK (x <> '00000000-0000-0000-0000-000000000000'));

-- form: inet
CREATE TABLE t (id serial PRIMARY KEY, x inet CHECK (family(x) = 4 AND masklen(x) = 32));

-- form: bit
CREATE TABLE t (id serial PRIMARY KEY, x bit(8) CHECK (get_bit(x, 0) = 1));

-- form: boolean
CREATE TABLE t (id serial PRIMARY KEY, x boolean NOT NULL CHECK (x));

-- form: point
CREATE TABLE t (id serial PRIMARY KEY, x point CHECK (x[0] >= 0));

-- form: float
CREATE TABLE t (id serial PRIMARY KEY, x float8 CHECK (x >= -90 AND x <= 90));

-- form: divisible
CREATE TABLE t (id serial PRIMARY KEY, x int CHECK (x % 25 = 0));

-- form: power of two
CREATE TABLE t (id serial PRIMARY KEY, x int CHECK (x > 0 AND (x & (x - 1)) = 0));

-- form: null or
CREATE TABLE t (id serial PRIMARY KEY, x text CHECK (x IS NULL OR x = 'only'));

-- form: never null by check
-- cannot: t.x has no NULL
CREATE TABLE t (id serial PRIMARY KEY, x text CHECK (x IS NOT NULL));

-- form: always null
-- cannot: t.x does not repeat
-- cannot: t.x has no value
CREATE TABLE t (id serial PRIMARY KEY, x text CHECK (x IS NULL));

-- form: default
CREATE TABLE t (id serial PRIMARY KEY, x text NOT NULL DEFAULT 'given' CHECK (x <> ''));

-- form: money
CREATE TABLE t (id serial PRIMARY KEY, x money CHECK (x >= '5'::money));

-- form: name
CREATE TABLE t (id serial PRIMARY KEY, x name NOT NULL);

-- form: long varchar
CREATE TABLE t (id serial PRIMARY KEY, x varchar(1) NOT NULL);

-- form: unique
CREATE TABLE t (id serial PRIMARY KEY, x text UNIQUE NOT NULL);

-- form: unique without case
CREATE TABLE t (id serial PRIMARY KEY, x text NOT NULL, UNIQUE (x), EXCLUDE USING btree (lower(x) WITH =));

-- form: unique nulls not distinct
CREATE TABLE t (id serial PRIMARY KEY, x int, UNIQUE NULLS NOT DISTINCT (x));

-- form: one before the other
CREATE TABLE t (id serial, a timestamptz NOT NULL, b timestamptz CHECK (b > a));

-- form: two numbers
CREATE TABLE t (min numeric(8,2), max numeric(8,2), CHECK (min < max));

-- form: a sum
CREATE TABLE t (a int NOT NULL, b int NOT NULL, c int NOT NULL, CHECK (c = a + b));

-- form: one of two
CREATE TABLE t (a int, b text, CHECK (num_nonnulls(a, b) = 1));

-- form: one of four
CREATE TABLE t (a int, b text, c date, d uuid, CHECK (num_nonnulls(a, b, c, d) = 1));

-- form: both or none
CREATE TABLE t (a int, b text, CHECK ((a IS NULL) = (b IS NULL)));

-- form: if then
CREATE TABLE t (kind text NOT NULL CHECK (kind IN ('x', 'y')), v int, CHECK (kind <> 'x' OR v IS NOT NULL));

-- form: case
CREATE TABLE t (k int NOT NULL, v text, CHECK (CASE k WHEN 1 THEN v = 'one' WHEN 2 THEN v = 'two' ELSE v IS NULL END));

-- form: not
CREATE TABLE t (a text, CHECK (NOT (a = 'Zoë O''Brien, line 1' OR a LIKE 'a%')));

-- form: whole row
CREATE TABLE t (a int, b int, CHECK (num_nulls(t.*) <= 1));

-- form: single row
-- rows: 1
-- cannot: t.x does not repeat
-- cannot: t.x has no NULL
CREATE TABLE t (id int PRIMARY KEY CHECK (id = 1), x text);

-- form: no columns
CREATE TABLE t ();

-- form: generated twice
CREATE TABLE t (a int NOT NULL, b int GENERATED ALWAYS AS (a * 2) STORED CHECK (b < 100));

-- form: generated that divides
CREATE TABLE t (a int NOT NULL, b int GENERATED ALWAYS AS (100 / a) STORED);

-- form: identity from 1000
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, x int, CHECK (id >= 1000));

-- form: exclusion of ranges
CREATE TABLE t (d daterange NOT NULL, x int, EXCLUDE USING gist (d WITH &&));

-- form: exclusion of circles
CREATE TABLE t (c circle NOT NULL, EXCLUDE USING gist (c WITH &&));

-- form: composite key
CREATE TABLE t (a int, b int, c text, PRIMARY KEY (a, b), UNIQUE (b, c));

-- form: refers to itself
CREATE TABLE t (id int PRIMARY KEY, up int REFERENCES t, CHECK (up <> id));

-- form: must refer to itself
CREATE TABLE t (id serial PRIMARY KEY, up int NOT NULL REFERENCES t);

-- form: match full
CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE t (a int, b int, FOREIGN KEY (a, b) REFERENCES p MATCH FULL);

-- form: match simple
CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE t (a int NOT NULL, b int, FOREIGN KEY (a, b) REFERENCES p);

-- form: one to one
CREATE TABLE p (id uuid PRIMARY KEY);
CREATE TABLE t (id uuid PRIMARY KEY REFERENCES p, x int NOT NULL);

-- form: two keys in one column
CREATE TABLE p (id int PRIMARY KEY CHECK (id > 0));
CREATE TABLE q (id int PRIMARY KEY CHECK (id < 99999));
CREATE TABLE t (id int NOT NULL REFERENCES p REFERENCES q);

-- form: key with a check
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (a int NOT NULL REFERENCES p, b int NOT NULL REFERENCES p, CHECK (a < b));

-- form: key to an index alone
CREATE TABLE p (a text NOT NULL);
CREATE UNIQUE INDEX ON p (a);
CREATE TABLE t (a text REFERENCES p (a));

-- form: partial unique index
CREATE TABLE t (a int NOT NULL, b bool NOT NULL);
CREATE UNIQUE INDEX ON t (a) WHERE b;

-- form: unique expression
CREATE TABLE t (a text NOT NULL, b int);
CREATE UNIQUE INDEX ON t ((a || 'x'), (b % 2));

-- form: domain over domain
CREATE DOMAIN d AS int CHECK (VALUE > 41);
CREATE DOMAIN e AS d CHECK (VALUE < 44);
CREATE TABLE t (x e, y e[]);

-- form: domain not null
CREATE DOMAIN d AS text NOT NULL CHECK (VALUE ~ '^x+$');
CREATE TABLE t (x d);

-- form: enum
CREATE TYPE e AS ENUM ('b', 'a');
CREATE TABLE t (x e NOT NULL, CHECK (x < 'a'));

-- form: composite
-- cannot: t.x has no NULL
CREATE TYPE c AS (a int, b text);
CREATE TABLE t (x c CHECK ((x).a > 100 AND (x).b IS NOT NULL));

-- form: function
CREATE FUNCTION ok(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT length($1) = 3 $$;
CREATE TABLE t (x text CHECK (ok(x)));

-- form: function that fails
CREATE FUNCTION ok(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1::date > '2020-01-01' $$;
CREATE TABLE t (x text NOT NULL CHECK (ok(x)));

-- form: list partition
CREATE TABLE p (k text, v int) PARTITION BY LIST (k);
CREATE TABLE t PARTITION OF p FOR VALUES IN ('x', NULL);

-- form: two levels
-- cannot: t.k has no NULL
-- cannot: t.v has no NULL
CREATE TABLE p (k int, v date) PARTITION BY RANGE (v);
CREATE TABLE q PARTITION OF p FOR VALUES FROM ('2031-01-01') TO ('2032-01-01') PARTITION BY HASH (k);
CREATE TABLE t PARTITION OF q FOR VALUES WITH (MODULUS 5, REMAINDER 3);

-- form: default partition
-- cannot: p1.k has no NULL
CREATE TABLE p (k int) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (70000, 1);
CREATE TABLE t PARTITION OF p DEFAULT;

-- form: heir
CREATE TABLE p (a int CHECK (a > 3), b text NOT NULL);
CREATE TABLE t (c int) INHERITS (p);

-- form: key to a table with heirs
CREATE TABLE p (id serial PRIMARY KEY, x int);
CREATE TABLE a (y int) INHERITS (p);
CREATE TABLE t (z int REFERENCES p, w int NOT NULL REFERENCES p);

-- form: odd names
CREATE TABLE t ("a ""b" int CHECK ("a ""b" > 0), "select" text, "%s" int, "{}" text CHECK ("{}" <> '%'));

-- form: pgvector
-- needs: 18
CREATE EXTENSION vector;
CREATE TABLE t (x vector(3) NOT NULL, y halfvec(2), z sparsevec(4));

-- form: without overlaps
-- needs: 18
CREATE EXTENSION btree_gist;
CREATE TABLE t (id int, d daterange, x int, PRIMARY KEY (id, d WITHOUT OVERLAPS));

-- form: virtual
-- needs: 18
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) VIRTUAL, CHECK (b > 50));

-- form: not enforced
-- needs: 18
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (x int CHECK (x > 7) NOT ENFORCED);
