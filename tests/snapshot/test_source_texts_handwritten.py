"""Tests of the texts of handwritten SQL: every statement that creates, alters, renames or drops an object."""

import pytest
from snapshot.test_source_texts import agreed, read

from journal.catalog.values import Key

COLUMN: Key = ("column", "public", "t", "a")
CHECK: Key = ("constraint", "public", "t", "c")
INDEX: Key = ("index", "public", "i")
POLICY: Key = ("policy", "public", "t", "p")
VIEW: Key = ("view", "public", "v")
TABLE = """CREATE TABLE t (
    a integer DEFAULT 1 + 1 CHECK (a > 0) NOT NULL, b text, CONSTRAINT c CHECK (t.a < 9 and b <> ')'));"""
LONG = "a_very_long_name_" * 4
BY_NAME = "CREATE VIEW v AS select t.a, b from t;"

TEXTS = {
    "default before a constraint": (TABLE, COLUMN, "default", "1 + 1"),
    "check without a name": (TABLE, ("constraint", "public", "t", "t_a_check"), "check", "a > 0"),
    "check with a bracket in a string": (TABLE, CHECK, "check", "t.a < 9 and b <> ')'"),
    "default before a collation": (
        "CREATE TABLE t (a text DEFAULT 'x' || 'y' COLLATE \"C\" NOT NULL);", COLUMN, "default", "'x' || 'y'"),
    "null as a default": ("CREATE TABLE t (a int DEFAULT NULL NOT NULL);", COLUMN, "default", "NULL"),
    "name that is cut": (
        f'CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT "{LONG}" UNIQUE (a);',
        ("constraint", "public", "t", LONG[:63]), "name", LONG),
    "name of an index that is cut": (
        f'CREATE TABLE t (a int); CREATE INDEX IF NOT EXISTS "{LONG}" ON t (a);',
        ("index", "public", LONG[:63]), "name", LONG),
    "case in a default": (
        "CREATE TABLE t (a int DEFAULT CASE WHEN 1 IS NOT NULL THEN 2 END NOT NULL, b int);",
        COLUMN, "default", "CASE WHEN 1 IS NOT NULL THEN 2 END"),
    "comment beside a default": ("CREATE TABLE t (a int DEFAULT 1 -- one, or more\n, b int);", COLUMN, "default", "1"),
    "default by the second command": (
        TABLE + "ALTER TABLE t ALTER b SET DEFAULT concat('a', ','), ALTER COLUMN a SET DEFAULT (3), ADD d int;",
        COLUMN, "default", "(3)"),
    "default that went": (TABLE + "ALTER TABLE t ALTER a DROP DEFAULT;", COLUMN, "default", None),
    "default before its enum": (
        "CREATE TYPE e AS ENUM ('x'); CREATE TABLE t (a text); ALTER TABLE t ALTER a SET DEFAULT 'x'::e;"
        "ALTER TABLE t ALTER a SET DATA TYPE e USING a::e;", COLUMN, "default", "'x'"),
    "type": (
        "CREATE TABLE t (a timestamp (3) with time zone DEFAULT now());",
        COLUMN, "type", "timestamp (3) with time zone"),
    "another type": (
        TABLE + "ALTER TABLE t ALTER a TYPE numeric(10, 2) USING a + 1;", COLUMN, "type", "numeric(10, 2)"),
    "serial": ("CREATE TABLE t (a bigserial PRIMARY KEY);", COLUMN, "type", "bigserial"),
    "column added": ("CREATE TABLE t (); ALTER TABLE t ADD COLUMN a int DEFAULT 7 UNIQUE;", COLUMN, "default", "7"),
    "column added that is there": (
        TABLE + "ALTER TABLE t ADD COLUMN IF NOT EXISTS a int DEFAULT 7;", COLUMN, "default", "1 + 1"),
    "table made that is there": (TABLE + "CREATE TABLE IF NOT EXISTS t (a int DEFAULT 7);", COLUMN, "default", "1 + 1"),
    "generated": (
        "CREATE TABLE t (b int, a int NOT NULL GENERATED ALWAYS AS (b * (2)) STORED);", COLUMN, "generated", "b * (2)"),
    "check made anew": (
        TABLE + "ALTER TABLE t DROP CONSTRAINT c; ALTER TABLE t ADD CONSTRAINT c CHECK ( b='' ) NOT VALID;",
        CHECK, "check", " b='' "),
    "check under a new name": (
        TABLE + "ALTER TABLE t RENAME CONSTRAINT t_a_check TO d; ALTER TABLE t RENAME CONSTRAINT d TO e;",
        ("constraint", "public", "t", "e"), "check", "a > 0"),
    "key of an index": (
        "CREATE TABLE t (a text); CREATE INDEX i ON t (a, (a || ',') DESC);", INDEX, "column:1", "(a || ',') DESC"),
    "operator class": (
        "CREATE TABLE t (a text); CREATE INDEX i ON t (\"a\" text_ops);", INDEX, "column:0", "\"a\" text_ops"),
    "where": (TABLE + "CREATE INDEX i ON t USING btree (a) WHERE\n  b = ';' ;", INDEX, "where", "b = ';'"),
    "index under a new name": (
        TABLE + "CREATE INDEX j ON t (abs(a)); ALTER INDEX j RENAME TO i;", INDEX, "column:0", "abs(a)"),
    "policy": (
        TABLE + "CREATE POLICY q ON t TO public USING (a > 1); ALTER POLICY q ON t RENAME TO p;"
        "ALTER POLICY p ON t WITH CHECK (true);", POLICY, "using", "a > 1"),
    "view": (
        TABLE + "CREATE VIEW v AS (\n select a from t\n) WITH CHECK OPTION;",
        VIEW, "definition", "\n select a from t\n"),
    "view of two queries": (
        "CREATE VIEW v AS (select 1) union (select 2);", VIEW, "definition", "(select 1) union (select 2)"),
    "view replaced": (TABLE + BY_NAME + "CREATE OR REPLACE VIEW v AS select a, 'x' || b as b from t;",
        VIEW, "definition", "select a, 'x' || b as b from t"),
    "view with a list": ("CREATE VIEW v (one) AS select 1;", VIEW, "definition", None),
    "view under a new name": (TABLE + BY_NAME + "ALTER VIEW v RENAME TO w; ALTER TABLE w RENAME TO x;",
        ("view", "public", "x"), "definition", "select t.a, b from t"),
    "materialized view": (
        "CREATE MATERIALIZED VIEW v WITH (fillfactor = 70) AS select 1 as a WITH NO DATA;",
        ("materialized view", "public", "v"), "definition", "select 1 as a"),
    "table under a new name": (
        TABLE + "ALTER TABLE t RENAME TO u;", ("constraint", "public", "u", "c"), "check", "u.a < 9 and b <> ')'"),
    "table of a view under a new name": (
        TABLE + BY_NAME + 'ALTER TABLE t RENAME TO "U";', VIEW, "definition", 'select "U".a, b from "U"'),
    "column under a new name": (
        TABLE + "ALTER TABLE t RENAME a TO z;", CHECK, "check", "t.z < 9 and b <> ')'"),
    "default of a column under a new name": (
        TABLE + "ALTER TABLE t RENAME COLUMN a TO z;", ("column", "public", "t", "z"), "default", "1 + 1"),
    "table in another schema": (
        TABLE + "CREATE INDEX i ON t (abs(a)); CREATE SCHEMA s; ALTER TABLE t SET SCHEMA s;",
        ("index", "s", "i"), "column:0", "abs(a)"),
    "schema under a new name": (
        "CREATE SCHEMA s; CREATE TABLE s.t (a int CONSTRAINT c CHECK (s.t.a > 1)); ALTER SCHEMA s RENAME TO r;",
        ("constraint", "r", "t", "c"), "check", "r.t.a > 1"),
    "name that the path finds": (
        "CREATE SCHEMA s; CREATE TABLE s.t (a int); CREATE TABLE u (a int); SET search_path TO s, public;"
        "ALTER TABLE t ALTER a SET DEFAULT 5; ALTER TABLE u ALTER a SET DEFAULT 6;",
        ("column", "s", "t", "a"), "default", "5"),
    "path of pg_dump": (
        "CREATE SCHEMA s; SELECT pg_catalog.set_config('search_path', '', false); CREATE TABLE s.t (a int DEFAULT 1);",
        ("column", "s", "t", "a"), "default", "1"),
    "default by a DO block": (
        TABLE + "DO $$ BEGIN IF true THEN ALTER TABLE t ALTER a SET DEFAULT 2 + 2; END IF; END $$;",
        COLUMN, "default", "2 + 2"),
    "default by a handler that did not run": (
        TABLE + "DO $$ BEGIN NULL; EXCEPTION WHEN OTHERS THEN ALTER TABLE t ALTER a SET DEFAULT 2 + 2; END $$;",
        COLUMN, "default", "1 + 1"),
    "check that a DO block could not add": (
        TABLE + "DO $$ BEGIN ALTER TABLE t ADD CONSTRAINT c CHECK (a > 5); EXCEPTION WHEN OTHERS THEN NULL; END $$;",
        CHECK, "check", "t.a < 9 and b <> ')'"),
    "names that PostgreSQL merged": (
        "CREATE TABLE t (a int UNIQUE PRIMARY KEY, CONSTRAINT c UNIQUE (a), CONSTRAINT d UNIQUE (a));",
        CHECK, "merged", "c\nd"),
}  # fmt: skip


@pytest.mark.parametrize("case", TEXTS.values(), ids=TEXTS)
def test_a_text_is_that_of_the_statement(case: tuple[str, Key, str, str | None], database: str) -> None:
    sql, key, facet, expected = case
    assert agreed(database, sql).get((key, facet)) == expected


@pytest.mark.parametrize("drop", ["TABLE t CASCADE", "INDEX i", "POLICY p ON t", "VIEW v", "SCHEMA public CASCADE"])
def test_a_dropped_object_has_no_text(drop: str) -> None:
    index = "CREATE INDEX i ON t (abs(a)); CREATE POLICY p ON t USING (true);"
    texts = read(TABLE + index + BY_NAME + f"DROP {drop};")
    of = {"TABLE": CHECK, "INDEX": INDEX, "POLICY": POLICY, "VIEW": VIEW, "SCHEMA": COLUMN}[drop.split(maxsplit=1)[0]]
    assert not texts.texts_of(of)


def test_a_text_with_another_meaning_is_skipped(database: str) -> None:
    unseen = "ALTER TABLE t ALTER a SET DEFAULT 3; ALTER TABLE t DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (a < 8);"
    texts = agreed(database, TABLE, f"DO $$ BEGIN EXECUTE '{unseen}'; END $$;")
    assert {(COLUMN, "default"), (CHECK, "check")}.isdisjoint(texts)
    assert texts[COLUMN, "type"] == "integer"


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ('CREATE INDEX CONCURRENTLY "i" ON "t" USING btree ("a");', "CONCURRENTLY"),
        ('COMMIT;\nCREATE UNIQUE INDEX CONCURRENTLY "i" ON "t" USING btree ("a");', "CONCURRENTLY"),
        ('COMMIT;\nCREATE INDEX CONCURRENTLY IF NOT EXISTS "i" ON "t" USING btree ("a");', None),
        ("create index concurrently i on t (a);", None),
    ],
)
def test_concurrently_that_was_added_by_hand_is_not_that_of_the_schema(sql: str, expected: str | None) -> None:
    assert read(sql).texts_of(INDEX).get("concurrently") == expected
