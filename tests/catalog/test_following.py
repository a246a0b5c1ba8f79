"""Tests that a schema followed step by step equals the schema of the database."""

from dataclasses import dataclass
from pathlib import Path

import psycopg
from catalog.bed import FILES, Bed, on_each_major
from catalog.following import FOLLOWED, merged
from catalog.generate.changes import CHANGES, HARMLESS, STAGE, Change
from full import part

from journal.catalog.follow.follower import Follower
from journal.catalog.read import read_schema
from journal.catalog.values import EMPTY, Schema

TRYING = """
DO $$ BEGIN
  BEGIN
    UPDATE pg_catalog.pg_class SET reltuples = reltuples WHERE oid >= 16384; RAISE 'never mind';
  EXCEPTION WHEN raise_exception THEN NULL; END;
END $$
"""


def assert_followed(conninfo: str, *texts: str) -> None:
    """Run the texts in one transaction, like Drizzle's migrator, and compare after each."""
    follower, schema = Follower(), EMPTY
    with psycopg.connect(conninfo) as connection:
        for text in texts:
            connection.execute(text)  # type: ignore[call-overload]
            schema = merged(schema, follower.step(connection))
            assert_same(schema, read_schema(connection))


def assert_same(followed: Schema, there: Schema) -> None:
    wanted = {key: one for key, one in there.objects.items() if one.kind in FOLLOWED}
    assert {key: one for key, one in followed.objects.items() if wanted.get(key) != one} == {}
    assert wanted.keys() - followed.objects.keys() == set()
    assert followed.positions == there.positions


@on_each_major("change", part(CHANGES + HARMLESS, 3), spread=True)
def test_a_change_is_followed(bed: Bed, change: Change) -> None:
    with bed.database(STAGE) as database:
        assert_followed(database, "SELECT", change.sql)


@on_each_major("change", part(CHANGES + HARMLESS, 3), spread=True)
def test_a_change_of_a_table_of_the_same_transaction_is_followed(bed: Bed, change: Change) -> None:
    with bed.database() as database:
        assert_followed(database, STAGE, TRYING, change.sql, "SELECT")


@on_each_major("file", FILES, spread=True)
def test_a_corpus_is_followed(bed: Bed, file: Path) -> None:
    bed.skip_without(text := file.read_text())
    with bed.database() as database:
        assert_followed(database, "SELECT", text)


@on_each_major("between", ["DEALLOCATE ALL", "SET track_counts = off", "SET enable_indexscan = off"], spread=True)
def test_session_settings_of_a_file_hide_nothing(bed: Bed, between: str) -> None:
    made = "CREATE TABLE t (a int CHECK (a > 0)); CREATE TABLE u (a int); CREATE SEQUENCE s OWNED BY t.a"
    less = ("ALTER TABLE t DROP CONSTRAINT t_a_check", "ALTER SEQUENCE s OWNED BY NONE", "DROP TABLE u")
    with bed.database() as database:
        assert_followed(database, made, between, "CREATE TABLE v ()", *less, "CREATE SCHEMA more", "DROP SCHEMA more")


@dataclass(frozen=True)
class History:
    """The statements of one file after the other."""

    name: str
    steps: tuple[str, ...]


_ENUM = "CREATE TYPE e AS ENUM ('a', 'b')"
_RENAMED = "ALTER TYPE e RENAME VALUE 'a' TO 'c'"
CREATED_AND_DROPPED = [
    History("a table comes and goes", ("SELECT 1", "CREATE TABLE u ()", "DROP TABLE u")),
    History("a type comes and goes", ("SELECT 1", _ENUM, "DROP TYPE e")),
    History("an index comes and goes", ("CREATE TABLE t (a int)", "CREATE INDEX i ON t (a)", "DROP INDEX i")),
    History("a policy comes and goes", ("CREATE TABLE t (a int)", "CREATE POLICY p ON t", "DROP POLICY p ON t")),
    History("a sequence is given and taken", (
        "CREATE TABLE t (a int); CREATE SEQUENCE s", "ALTER SEQUENCE s OWNED BY t.a", "ALTER SEQUENCE s OWNED BY NONE",
    )),
    History("an identity is made anew and goes", (
        "CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY)", "ALTER TABLE t ALTER a DROP IDENTITY",
        "ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY", "ALTER TABLE t DROP a",
    )),
]  # fmt: skip
RENAMED = [
    History("a label in an array", (f"{_ENUM}; CREATE TABLE t (x e[] DEFAULT '{{a}}')", _RENAMED)),
    History("a label in a view's array", (
        f"{_ENUM}; CREATE TABLE t (x e[]); CREATE VIEW v AS SELECT x FROM t WHERE x = '{{a}}'", _RENAMED,
    )),
    History("a label in a range", (
        f"{_ENUM}; CREATE TYPE r AS RANGE (SUBTYPE = e); CREATE TABLE t (x r DEFAULT '[a,b]')", _RENAMED,
    )),
    History("a label in a composite", (
        f"{_ENUM}; CREATE TYPE k AS (x e); CREATE TABLE t (x k DEFAULT '(a)')", _RENAMED,
    )),
    History("the function of a domain", (
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE DOMAIN d AS int DEFAULT f()",
        "ALTER FUNCTION f() RENAME TO g",
    )),
    History("the sequence of a domain", (
        "CREATE SEQUENCE s; CREATE DOMAIN d AS int DEFAULT nextval('s')", "ALTER SEQUENCE s RENAME TO z",
    )),
    History("the row type of a domain", ("CREATE TABLE t (a int); CREATE DOMAIN d AS t", "ALTER TABLE t RENAME TO u")),
    History("a domain over an array", ("SELECT 1", "CREATE DOMAIN d AS int[]", "ALTER DOMAIN d RENAME TO f")),
    History("the schema public", ("CREATE TABLE t ()", "ALTER SCHEMA public RENAME TO old", "CREATE SCHEMA public")),
]  # fmt: skip
OTHERS = [
    History("a partition of a partition", (
        "CREATE TABLE r (a int, b int) PARTITION BY LIST (a);"
        "CREATE TABLE m PARTITION OF r FOR VALUES IN (1) PARTITION BY LIST (b);"
        "CREATE TABLE l PARTITION OF m FOR VALUES IN (1)", "ALTER TABLE l SET (fillfactor = 50)",
    )),
    History("an heir's sequence", (
        "CREATE TABLE r (a int); CREATE TABLE m (i serial) INHERITS (r)", "ALTER SEQUENCE m_i_seq INCREMENT 3",
    )),
    History("a type of a sequence's name", ("CREATE SEQUENCE x", "CREATE TYPE x AS ENUM ()", "CREATE TABLE t ()")),
]  # fmt: skip


@on_each_major("history", CREATED_AND_DROPPED + RENAMED + OTHERS, spread=True)
def test_a_history_is_followed(bed: Bed, history: History) -> None:
    with bed.database() as database:
        assert_followed(database, *history.steps)


def test_a_rollback_to_an_earlier_savepoint_is_followed(bed: Bed) -> None:
    first = "CREATE TABLE t (a int); CREATE TABLE u (); SAVEPOINT mine; ALTER TABLE t ADD b int; CREATE TABLE v ()"
    with bed.database() as database, psycopg.connect(database) as connection:
        follower, schema = Follower(), EMPTY
        for text in (first, "CREATE TABLE w ()", "ROLLBACK TO mine"):
            connection.execute(text)
            schema = merged(schema, follower.step(connection, undid="ROLLBACK" in text))
            assert_same(schema, read_schema(connection))
