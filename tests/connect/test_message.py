"""Statements in one message: their results, and the error of the first that fails."""

import psycopg
import pytest

from journal.connect.message import send_at_once


def test_each_statement_has_its_result(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        results = send_at_once(
            connection, "SELECT 1; CREATE TABLE a (id int); SELECT FROM a; SELECT generate_series(1, 3)"
        )
    assert [one.ntuples for one in results] == [1, 0, 0, 3]


def test_the_first_that_fails_is_the_error_and_nothing_after_it_runs(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        with pytest.raises(psycopg.errors.UndefinedTable, match='"nowhere" does not exist'):
            send_at_once(connection, "CREATE TABLE a (id int); SELECT FROM nowhere; CREATE TABLE b (id int)")
        assert connection.execute("SELECT to_regclass('a'), to_regclass('b')").fetchone() == (None, None)


def test_an_error_is_in_the_encoding_of_the_session(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute('CREATE TABLE "größe" (id int)')
        connection.execute("SET client_encoding = 'LATIN1'")
        with pytest.raises(psycopg.errors.DuplicateTable, match="größe"):
            send_at_once(
                connection, "DO $$ BEGIN EXECUTE format('CREATE TABLE %I (id int)', U&'gr\\00f6\\00dfe'); END $$"
            )


def test_a_session_that_ends_is_an_operational_error(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        with pytest.raises(psycopg.OperationalError):
            send_at_once(connection, "SELECT pg_terminate_backend(pg_backend_pid())")
        assert connection.closed
