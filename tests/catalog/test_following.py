"""A schema that is followed step by step is the one that is there."""

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
