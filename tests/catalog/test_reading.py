"""Tests that the result of reading depends on the schema only."""

from pathlib import Path

import psycopg
import pytest
from catalog.bed import FILES, Bed, on_each_major
from catalog.kinds import KINDS
from psycopg.conninfo import conninfo_to_dict

from journal.catalog.compare import compare
from journal.catalog.read import read_schema
from journal.catalog.values import Constraint, Schema

OTHER_SETTINGS = """
SET search_path = nowhere, pg_catalog, public;
SET DateStyle = 'German, DMY';
SET IntervalStyle = 'sql_standard';
SET TimeZone = 'Pacific/Chatham';
SET quote_all_identifiers = on;
SET standard_conforming_strings = off;
SET bytea_output = 'escape';
SET extra_float_digits = -5;
SET lc_monetary = 'C';
SET xmlbinary = 'hex';
SET client_encoding = 'LATIN1';
SET default_transaction_isolation = 'serializable';
SET row_security = off;
"""
SHOWN = "SELECT name, setting FROM pg_settings WHERE context IN ('user', 'superuser') ORDER BY name"


def read(conninfo: str, settings: str = "") -> Schema:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(settings or "SELECT 1")  # type: ignore[call-overload]
        return read_schema(connection)


def say(conninfo: str, *statements: str) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]


@on_each_major("corpus", FILES)
def test_the_result_is_equal_again_elsewhere_and_under_other_settings(bed: Bed, corpus: Path) -> None:
    bed.skip_without(corpus.read_text())
    with bed.database(corpus.read_text()) as one, bed.database("SELECT lo_create(0)", corpus.read_text()) as other:
        first = read(one)
        assert first.objects
        assert compare(first, first) == ()
        assert read(one, OTHER_SETTINGS) == first
        assert read(other) == first
        assert compare(first, read(other)) == ()


def test_housekeeping_changes_nothing(bed: Bed) -> None:
    texts = [path.read_text() for path in FILES if path.stem in ("11_indexes", "12_partitions", "18_materialized")]
    for text in texts:
        with bed.database(text) as database:
            before = read(database)
            reindex = f"REINDEX DATABASE {conninfo_to_dict(database)['dbname']}"
            say(database, "VACUUM", "ANALYZE", "VACUUM FULL", reindex, "CHECKPOINT")
            assert compare(before, read(database)) == ()


def test_reading_leaves_the_session_as_it_was(bed: Bed) -> None:
    with bed.database() as database, psycopg.connect(database, autocommit=True) as connection:
        connection.execute(OTHER_SETTINGS)
        before = connection.execute(SHOWN).fetchall()
        read_schema(connection)
        assert connection.execute(SHOWN).fetchall() == before
        with connection.transaction():
            read_schema(connection)
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_reading_in_a_transaction_sees_its_changes(bed: Bed) -> None:
    with bed.database() as database, psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE mine (id int)")
        assert ("table", "public", "mine") in read_schema(connection).objects


def test_the_first_error_is_raised(bed: Bed) -> None:
    """The last batch waits for a lock; the texts for a key to an extension's table are read after it."""
    there = "CREATE TABLE u (a int PRIMARY KEY); ALTER EXTENSION plpgsql ADD TABLE u"
    with bed.database(there, "CREATE TABLE t (a int REFERENCES u)") as database, psycopg.connect(database) as other:
        other.execute("LOCK TABLE pg_catalog.pg_conversion")
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("SET lock_timeout = '50ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                read_schema(connection)
            other.rollback()
            assert ("table", "public", "t") in read_schema(connection).objects


def test_every_kind_of_object_is_in_the_corpus(bed: Bed) -> None:
    found: set[str] = set()
    for path in FILES:
        text = path.read_text()
        if bed.runs(text):
            with bed.database(text) as database:
                found |= {one.kind for one in read(database).objects.values()}
    assert found >= KINDS


@on_each_major("corpus", [path for path in FILES if "REFERENCES" in path.read_text() and "grants" not in path.stem])
def test_the_text_of_a_constraint_is_as_postgresql_writes_it(bed: Bed, corpus: Path) -> None:
    bed.skip_without(corpus.read_text())
    with bed.database(corpus.read_text()) as database:
        assert_texts(database)


def test_the_text_of_a_key_to_an_extensions_table_is_postgresqls_own(bed: Bed) -> None:
    there = """CREATE TABLE "user" (id int PRIMARY KEY); ALTER EXTENSION plpgsql ADD TABLE "user" """
    with bed.database(there, 'CREATE TABLE t (a int, "b c" int REFERENCES "user", UNIQUE (a) INCLUDE ("b c"))') as one:
        assert_texts(one)


def assert_texts(database: str) -> None:
    query = """SELECT nspname, relname, conname, pg_get_constraintdef(con.oid) FROM pg_constraint AS con
                JOIN pg_class AS class ON class.oid = conrelid JOIN pg_namespace AS space ON space.oid = relnamespace"""
    found = [one for one in read(database).objects.values() if isinstance(one, Constraint)]
    with psycopg.connect(database) as connection:
        connection.execute("SET search_path = ''")
        texts = {(schema, table, name): text for schema, table, name, text in connection.execute(query)}
    assert found
    assert {one.key: one.definition for one in found} == {
        one.key: texts[one.schema, one.table, one.name] for one in found
    }
