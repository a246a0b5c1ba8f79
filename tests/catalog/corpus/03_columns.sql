-- Column types with their modifiers, defaults, collations, storage, statistics targets, attribute options.
CREATE TABLE types (
  a smallint, b integer, c bigint, d numeric, e numeric(10), f numeric(10,2), g real, h double precision, i money,
  j varchar, k varchar(20), l char, m char(7), n text, o bytea, p "char", q name,
  r timestamp, s timestamp(3), t timestamptz, u timestamptz(0), v date, w time, x time(2), y timetz(4),
  z interval, aa interval(3), ab interval year to month, ac interval day to second(2),
  ad boolean, ae bit, af bit(5), ag bit varying, ah bit varying(9), ai uuid, aj json, ak jsonb,
  al inet, am cidr, an macaddr, ao macaddr8, ap point, aq box, ar polygon, at circle, au tsvector, av tsquery,
  aw int4range, ax tstzmultirange, ay oid, az regclass, ba pg_lsn, bb jsonpath, bc xid8
);
CREATE TABLE arrays (a int[], b int[][], c text[3], d varchar(5)[], e numeric(4,1)[], f timestamptz(2)[], g int4range[]);
CREATE TABLE defaults (
  a int DEFAULT 1, b int DEFAULT -1, c text DEFAULT '', d text DEFAULT 'null', e text DEFAULT NULL, f text,
  g timestamptz DEFAULT now(), h timestamptz DEFAULT CURRENT_TIMESTAMP, i date DEFAULT CURRENT_DATE,
  j timestamp DEFAULT (now() AT TIME ZONE 'utc'), k interval DEFAULT '1 day 02:03:04', l date DEFAULT '2024-02-29',
  m timestamptz DEFAULT '2024-01-02 03:04:05+06', n numeric DEFAULT 1.50, o double precision DEFAULT 0.1,
  p real DEFAULT 'NaN', q double precision DEFAULT '-Infinity', r int[] DEFAULT '{}', s int[] DEFAULT ARRAY[1, 2],
  t text[] DEFAULT ARRAY[]::text[], u jsonb DEFAULT '{}', v jsonb DEFAULT '{"a": [1, null]}'::jsonb,
  w uuid DEFAULT gen_random_uuid(), x boolean DEFAULT true, y boolean DEFAULT (NOT false), z bytea DEFAULT '\x0001',
  aa text DEFAULT current_user, ab text DEFAULT E'tab\tnew\nline', ac text DEFAULT lower('ABC') || 'd',
  ad int DEFAULT (1 + 2) * 3, ae text DEFAULT CASE WHEN random() < 2 THEN 'a' ELSE 'b' END, af bit(3) DEFAULT B'101',
  ag money DEFAULT 1, ah char(3) DEFAULT 'a', ai varchar(3) DEFAULT 'abc', aj time DEFAULT '12:00',
  ak interval DEFAULT '1 mon -1 days', al int4range DEFAULT '[1,5)', am point DEFAULT '(1,2)',
  an timestamptz DEFAULT timestamptz '2024-07-01 12:00:00 Europe/Berlin', ao text DEFAULT 'ü', ap text DEFAULT '\',
  aq regclass DEFAULT 'types'::regclass
);
CREATE TABLE required (a int NOT NULL, b int NOT NULL DEFAULT 1, c int NULL);
ALTER TABLE required ALTER a DROP NOT NULL, ALTER a SET NOT NULL;
CREATE TABLE collated (a text COLLATE "C", b text COLLATE "POSIX", c text[] COLLATE "C", d varchar(3) COLLATE "C" DEFAULT 'x');
CREATE TABLE stored (a text, b text, c bytea, d jsonb, e int[], f text COMPRESSION pglz);
ALTER TABLE stored ALTER a SET STORAGE plain, ALTER b SET STORAGE external, ALTER c SET STORAGE main,
  ALTER d SET STORAGE extended;
ALTER TABLE stored ALTER a SET STATISTICS 500, ALTER b SET STATISTICS 0;
ALTER TABLE stored ALTER c SET (n_distinct = -0.5), ALTER d SET (n_distinct = 100, n_distinct_inherited = 200);
CREATE TABLE dropped (a int, b int, c int, d text DEFAULT 'x', e int);
ALTER TABLE dropped DROP b, DROP d;
ALTER TABLE dropped ADD b text NOT NULL DEFAULT 'again';
CREATE TABLE no_columns ();
CREATE TABLE added_later (a int);
ALTER TABLE added_later ADD b int NOT NULL DEFAULT 7;
ALTER TABLE added_later ALTER a TYPE bigint, ALTER b DROP DEFAULT;
CREATE UNLOGGED TABLE fleeting (a int PRIMARY KEY, b serial);
