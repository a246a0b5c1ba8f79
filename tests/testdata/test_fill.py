"""fill(): repeated, in the caller's transaction, as an owner, without triggers, within the time budget."""

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from conftest import empty_database

from journal.catalog.read import read_schema
from journal.server.provider import Server
from journal.testdata.fill import FilledTables, fill

Connection = psycopg.Connection[Any]


@pytest.fixture
def connection(server: Server) -> Iterator[Connection]:
    """Yield a superuser's connection to a new database."""
    with empty_database(server) as url:
        conninfo = psycopg.conninfo.make_conninfo(url, user=psycopg.conninfo.conninfo_to_dict(server.admin)["user"])
        with psycopg.connect(conninfo, autocommit=True) as found:
            yield found


def filled(connection: Connection, sql: str = "SELECT", **options: Any) -> FilledTables:
    connection.execute(sql)  # type: ignore[call-overload]
    return fill(connection, read_schema(connection), **options)


def rows(connection: Connection, table: str = "t") -> list[tuple[Any, ...]]:
    return connection.execute(f"SELECT * FROM {table} ORDER BY {table}::text").fetchall()  # type: ignore[call-overload]


MIXED = """
CREATE TABLE p (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), at timestamptz DEFAULT now(), n float DEFAULT random());
CREATE TABLE t (id serial, p uuid REFERENCES p, x text UNIQUE, y jsonb DEFAULT '{}', z numeric(8,2)[])
"""


def test_the_same_schema_gets_the_same_rows(connection: Connection, twin: str) -> None:
    filled(connection, MIXED)
    time.sleep(0.01)
    with psycopg.connect(twin, autocommit=True) as other:
        filled(other, MIXED)
        assert rows(connection) == rows(other)
        assert rows(connection, "p") == rows(other, "p")


def test_each_of_many_columns_shows_a_value_and_a_null_where_it_may(connection: Connection) -> None:
    names = [f"c{number}" for number in range(250)]
    columns = ", ".join(f"{name} int{' NOT NULL' if number % 2 else ''}" for number, name in enumerate(names))
    assert filled(connection, f"CREATE TABLE t ({columns})").inserted
    assert filled(connection).inserted == {}
    values = [*zip(*rows(connection), strict=True)]
    assert [(None in each, set(each) != {None}) for each in values] == [(n % 2 == 0, True) for n in range(250)]


def test_a_second_fill_inserts_nothing(connection: Connection) -> None:
    assert filled(connection, MIXED).inserted
    assert filled(connection).inserted == {}


def test_a_new_column_gets_new_rows_with_values(connection: Connection) -> None:
    filled(connection, "CREATE TABLE t (id int PRIMARY KEY, x text UNIQUE NOT NULL)")
    assert filled(connection, "ALTER TABLE t ADD y int").inserted == {("public", "t"): 2}
    values = [row[2] for row in rows(connection)]
    assert None in values
    assert values.count(70000) == 2


def test_existing_rows_stay_and_missing_rows_are_added(connection: Connection) -> None:
    filled(connection, "CREATE TABLE t (x text PRIMARY KEY); INSERT INTO t VALUES ('abc'), ('Zoë')", rows=5)
    assert {("abc",), ("Zoë",)} < set(rows(connection))
    assert len(rows(connection)) == 5


def test_a_sequence_continues_after_the_rows(connection: Connection) -> None:
    filled(
        connection,
        "CREATE TABLE t (id serial PRIMARY KEY, x int); CREATE TABLE u (id int GENERATED ALWAYS AS IDENTITY)",
    )
    connection.execute("INSERT INTO t (x) VALUES (1); INSERT INTO u DEFAULT VALUES")


def test_a_default_is_used_and_so_is_another_value(connection: Connection) -> None:
    filled(connection, "CREATE TABLE t (x text NOT NULL DEFAULT 'given', y int DEFAULT 7)")
    assert {"given", "Zoë O'Brien, line 1"} <= {row[0] for row in rows(connection)}
    assert {7, None, 70000} == {row[1] for row in rows(connection)}


CARELESS = {
    "ALTER TABLE t ALTER a SET NOT NULL": "23502",
    "ALTER TABLE t ADD z int NOT NULL": "23502",
    "ALTER TABLE t ADD UNIQUE (b)": "23505",
    "CREATE UNIQUE INDEX ON t (a, b)": "23505",
    "ALTER TABLE t ALTER b TYPE int USING b::int": "22P02",
    "ALTER TABLE t ALTER b TYPE varchar(10)": "22001",
    "ALTER TABLE t ALTER c TYPE smallint": "22003",
    "ALTER TABLE t ALTER d TYPE numeric(4,2)": "22003",
    "ALTER TABLE t ADD CHECK (c < 100)": "23514",
    "ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES u": "23503",
    "ALTER TABLE t ALTER b TYPE jsonb USING b::jsonb": "22P02",
    "ALTER TYPE e RENAME TO f; CREATE TYPE e AS ENUM ('two'); ALTER TABLE t ALTER f TYPE e USING f::text::e": "22P02",
}


@pytest.mark.parametrize("migration", CARELESS)
def test_a_careless_migration_fails_with_rows(connection: Connection, migration: str) -> None:
    connection.execute("CREATE TYPE e AS ENUM ('one', 'two')")
    connection.execute("CREATE TABLE u (id int PRIMARY KEY CHECK (id = 3))")
    connection.execute("CREATE TABLE t (a int, b text NOT NULL, c int NOT NULL, d numeric(10,2), f e NOT NULL)")
    with connection.transaction(force_rollback=True):
        connection.execute(migration)  # type: ignore[call-overload]
    filled(connection)
    with pytest.raises(psycopg.Error) as failure:
        connection.execute(migration)  # type: ignore[call-overload]
    assert failure.value.sqlstate == CARELESS[migration]


def test_a_lossy_cast_changes_values(connection: Connection) -> None:
    filled(connection, "CREATE TABLE t (n numeric(10,2) NOT NULL, at timestamptz NOT NULL)")
    lost = "SELECT bool_or(n <> n::int), bool_or(at <> at::date) FROM t"
    assert connection.execute(lost).fetchone() == (True, True)


def test_the_callers_transaction_and_settings_are_kept(connection: Connection) -> None:
    connection.execute("SET statement_timeout = '7min'; SET DateStyle = 'German'")
    connection.execute("BEGIN; CREATE TABLE t (x date)")
    assert fill(connection, read_schema(connection)).inserted == {("public", "t"): 3}
    assert connection.execute("SELECT current_setting('statement_timeout')").fetchone() == ("7min",)
    assert connection.execute("SELECT current_setting('DateStyle')").fetchone() == ("German, DMY",)
    connection.execute("ROLLBACK")
    assert connection.execute("SELECT to_regclass('t')").fetchone() == (None,)


REFUSES = """
CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'this table is frozen'; END $$;
CREATE TABLE t (x int);
CREATE TRIGGER no BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION no();
CREATE TABLE u (x int);
"""


def test_a_superusers_rows_are_stored_without_triggers_that_refuse_all(connection: Connection) -> None:
    found = filled(connection, REFUSES)
    assert found.without_triggers == (("public", "t"),)
    assert found.inserted == {("public", "t"): 3, ("public", "u"): 3}
    assert connection.execute("SHOW session_replication_role").fetchone() == ("origin",)


def test_an_owner_gets_the_message_of_the_trigger(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        found = filled(connection, REFUSES)
        assert [
            (unfilled.table, unfilled.rejected.sqlstate, unfilled.rejected.message) for unfilled in found.unfilled
        ] == [(("public", "t"), "P0001", "this table is frozen")]
        assert found.inserted == {("public", "u"): 3}


def test_forced_row_security_is_the_reason(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        found = filled(
            connection, "CREATE TABLE t (x int); ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
        )
        assert [unfilled.rejected.sqlstate for unfilled in found.unfilled] == ["42501"]


SLOW = """
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN new; END $$;
CREATE TABLE t (x int);
CREATE TRIGGER slow BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION slow();
CREATE TABLE u (x int);
"""


def test_a_trigger_that_never_ends_is_stopped(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        started = time.monotonic()
        found = filled(connection, SLOW)
        assert time.monotonic() - started < 5
        assert [(unfilled.table[1], unfilled.rejected.sqlstate) for unfilled in found.unfilled] == [("t", "57014")]


def test_a_table_after_the_deadline_is_named(connection: Connection) -> None:
    found = filled(connection, "CREATE TABLE t (x int)", seconds=0)
    assert [unfilled.rejected.message for unfilled in found.unfilled] == [
        "The time for it was over before it was tried."
    ]


def test_a_refused_row_leaves_no_trace(connection: Connection) -> None:
    filled(connection, """
        CREATE TABLE log (x int);
        CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (new.x);
          IF new.x > 50 THEN RAISE EXCEPTION 'too much'; END IF; RETURN new; END $$;
        CREATE TABLE t (x int NOT NULL);
        CREATE TRIGGER noted BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION noted()
    """)  # fmt: skip
    assert connection.execute("SELECT count(*) FROM log WHERE x > 50 AND x <> 70000").fetchone() == (0,)
    assert len(rows(connection)) == 3


_TABLE = """
CREATE TABLE t{0} (id serial PRIMARY KEY, up int REFERENCES t{1}, a text NOT NULL CHECK (a <> ''),
  b numeric(9,2) CHECK (b > 0), c timestamptz NOT NULL DEFAULT now(), d jsonb, e bool, f uuid UNIQUE, UNIQUE (a, up))
"""


def test_a_hundred_tables_take_about_a_second(connection: Connection) -> None:
    connection.execute(";".join(_TABLE.format(n, max(0, n - 3)) for n in range(100)))  # type: ignore[call-overload]
    schema = read_schema(connection)
    started = time.monotonic()
    assert not fill(connection, schema).unfilled
    assert time.monotonic() - started < 10, "it is 0.5 s on an idle machine"
