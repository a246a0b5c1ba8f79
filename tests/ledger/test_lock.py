"""The lock that separates our own writes to a database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import psycopg
import pytest

from journal.errors import Locked
from journal.ledger.lock import database_lock

AS_IT_WAITS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'waiting' AND query LIKE '%advisory%'"


def _wait_for_it(url: str, waiting: Event) -> bool:
    with psycopg.connect(url, autocommit=True, application_name="waiting") as connection:
        waiting.set()
        with database_lock(connection, seconds=20):
            return True


def test_who_waits_for_the_lock_stops_no_index_from_being_built_concurrently(database: str) -> None:
    waiting = Event()
    with psycopg.connect(database, autocommit=True) as connection, ThreadPoolExecutor() as pool:
        connection.execute("CREATE TABLE thing (id int); INSERT INTO thing VALUES (1)")
        with database_lock(connection, seconds=0):
            waiter = pool.submit(_wait_for_it, database, waiting)
            assert waiting.wait(10)
            while connection.execute(AS_IT_WAITS).fetchone() != (1,):
                pass
            connection.execute("CREATE INDEX CONCURRENTLY thing_id ON thing (id)")
            assert not waiter.done()
        assert waiter.result(10)


def test_a_lock_timeout_names_the_holder(database: str) -> None:
    with psycopg.connect(database, autocommit=True, application_name="first") as first:
        pid = first.info.backend_pid
        with database_lock(first, seconds=0), psycopg.connect(database, autocommit=True) as second:
            told = pytest.raises(Locked, match=rf"\(process {pid}, first\); waited 0.1 s")
            with told, database_lock(second, seconds=0.1):
                pass
            assert second.execute("SELECT 1").fetchone() == (1,)
