"""A schema that is followed step by step is the one that is there."""

from dataclasses import dataclass
from pathlib import Path

import psycopg
from catalog.bed import FILES, Bed, on_each_major
from catalog.generate.changes import CHANGES, HARMLESS, STAGE, Change

from journal.catalog.follow.follower import Follower
from journal.catalog.follow.merge import FOLLOWED, merged
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
    """All in one transaction, as Drizzle's migrator runs its files."""
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


@on_each_major("change", CHANGES + HARMLESS, spread=True)
def test_a_change_is_followed(bed: Bed, change: Change) -> None:
    with bed.database(STAGE) as database:
        assert_followed(database, "SELECT", change.sql)


@on_each_major("change", CHANGES + HARMLESS, spread=True)
def test_a_change_of_what_the_same_transaction_made_is_followed(bed: Bed, change: Change) -> None:
    with bed.database() as database:
        assert_followed(database, STAGE, TRYING, change.sql, "SELECT")


@on_each_major("file", FILES, spread=True)
def test_a_corpus_is_followed(bed: Bed, file: Path) -> None:
    bed.skip_without(text := file.read_text())
    with bed.database() as database:
        assert_followed(database, "SELECT", text)


@on_each_major("between", ["DEALLOCATE ALL", "SET track_counts = off", "SET enable_indexscan = off"], spread=True)
def test_what_a_file_leaves_in_the_session_hides_nothing(bed: Bed, between: str) -> None:
    made = "CREATE TABLE t (a int CHECK (a > 0)); CREATE TABLE u (a int); CREATE SEQUENCE s OWNED BY t.a"
    less = ("ALTER TABLE t DROP CONSTRAINT t_a_check", "ALTER SEQUENCE s OWNED BY NONE", "DROP TABLE u")
    with bed.database() as database:
        assert_followed(database, made, between, "CREATE TABLE v ()", *less, "CREATE SCHEMA more", "DROP SCHEMA more")


@dataclass(frozen=True)
class History:
    """What one file after the other does."""

    name: str
    steps: tuple[str, ...]


_ENUM = "CREATE TYPE e AS ENUM ('a', 'b')"
COME_AND_GONE = [
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


@on_each_major("history", COME_AND_GONE, spread=True)
def test_a_history_is_followed(bed: Bed, history: History) -> None:
    with bed.database() as database:
        assert_followed(database, *history.steps)
