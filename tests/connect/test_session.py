"""Reading and writing through a real PgBouncer in each of its modes, and what waits too long."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from threading import Event

import psycopg
import pytest
from conftest import Journal, Project
from pgbouncer import pgbouncer
from psycopg.conninfo import conninfo_to_dict

from journal.connect.pooler import known_pooler
from journal.connect.session import database_lock, reading, writing
from journal.connect.target import Target, target_of
from journal.connect.timeouts import Timeouts
from journal.errors import DatabaseUnreachable, Locked, PoolerInTheWay, TimedOut, Wait

Through = Callable[..., str]


@pytest.fixture
def through(database: str, tmp_path: Path) -> Iterator[Through]:
    """Calls with a mode give the URL of the database through a PgBouncer of that mode."""
    words = conninfo_to_dict(database)
    with ExitStack() as running:

        def call(mode: str, size: int = 5) -> str:
            one = pgbouncer(str(words["host"]), tmp_path / f"{mode}{size}", mode=mode, size=size)
            return f"{running.enter_context(one)}{words['dbname']}"

        yield call


def pid(connection: "psycopg.Connection[object]") -> object:
    return connection.execute("SELECT pg_backend_pid()").fetchone()


def test_reading_sees_one_moment_and_leaves_no_setting_in_the_pool(through: Through, database: str) -> None:
    url = through("transaction", 1)
    for _ in range(2):  # the second gets the same server
        with reading(target_of(url, "--url"), Timeouts(7, 3)) as connection:
            shown = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')"
            assert connection.execute(shown).fetchone() == ("7s", "3s")
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
                connection.execute("CREATE TABLE t ()")
            connection.execute("ROLLBACK")
            assert connection.execute(shown).fetchone() == ("0", "0")


@pytest.mark.parametrize("size", [1, 2, 5])
def test_writing_refuses_transaction_pooling(through: Through, size: int) -> None:
    target = target_of(through("transaction", size), "--url")
    with pytest.raises(PoolerInTheWay) as caught, writing(target):
        pytest.fail("was let in")
    assert caught.value.message.startswith(f"{target.shown} (from --url) is a transaction pooler: each transaction may")
    assert caught.value.hint == "Use the URL of the server itself, or of a pool in session mode."


@pytest.mark.parametrize("size", [1, 5])
def test_writing_allows_session_pooling_also_of_one_server(through: Through, size: int) -> None:
    with writing(target_of(through("session", size), "--url")) as connection:
        assert pid(connection) == pid(connection)


def test_statement_pooling_is_refused_by_both(through: Through) -> None:
    target = target_of(through("statement"), "--url")
    with pytest.raises(PoolerInTheWay), writing(target):
        pytest.fail("was let in")
    with (
        pytest.raises(DatabaseUnreachable, match="refuses a read-only transaction: transaction blocks not allowed"),
        reading(target),
    ):
        pytest.fail("was let in")


def test_the_server_itself_is_no_pooler(database: str) -> None:
    with writing(target_of(database, "--url")) as connection:
        assert pid(connection) == (connection.info.backend_pid,)


def test_run_and_status_through_a_pooler(through: Through, project: Project, journal: Journal, database: str) -> None:
    project.migration("0000_a", "create table a (id int);")
    url = through("transaction")
    said = journal("run", "--url", url)
    assert (said.code, "is a transaction pooler" in said.err, said.out) == (2, True, "")
    assert journal("run", "--url", url, "--dry-run").code == 0
    project.write("migrations/meta/_journal.json", '{"version":"7","dialect":"postgresql","entries":[]}')
    assert "database postgres@127.0.0.1" in journal("status", "--url", url).out
    first = journal("run", "--url", database).err.splitlines()[0]
    assert (first.startswith("database postgres@"), "(PostgreSQL 18" in first) == (True, True)


def test_a_lock_that_somebody_holds_is_not_waited_for_long(database: str) -> None:
    with psycopg.connect(database) as holder:
        holder.execute("CREATE TABLE t ()")
        holder.commit()
        holder.execute("LOCK TABLE t")
        with pytest.raises(TimedOut, match="due to lock timeout"), quick(database, lock=0.05) as connection:
            connection.execute("SELECT FROM public.t")
    with pytest.raises(TimedOut, match="due to statement timeout"), quick(database, statement=0.05) as connection:
        connection.execute("SELECT pg_sleep(5)")


def test_a_long_wait_for_a_lock_is_not_ended_by_the_statement_timeout_that_nobody_set(database: str) -> None:
    with psycopg.connect(database) as holder:
        holder.execute("CREATE TABLE t ()")
        holder.commit()
        holder.execute("LOCK TABLE t")
        patience = Timeouts(0.1, 0.4, lock_by=Wait.LEDGER)
        waiting = reading(target_of(database, "--url"), patience)
        with pytest.raises(TimedOut, match="due to lock timeout"), waiting as connection:
            connection.execute("SELECT FROM public.t")
    values = [(1, 2, Wait.STATEMENT), (1, 0, None), (0, 2, None), (1, 2, None), (2, 1, None)]
    assert [Timeouts(*one, Wait.LEDGER).longest for one in values] == [1, 0, 0, 3, 2]
    assert Timeouts(1, 2).longest == 1


def quick(url: str, **seconds: float) -> "AbstractContextManager[psycopg.Connection[object]]":
    return reading(target_of(url, "--url"), Timeouts(**seconds))


@pytest.mark.parametrize(
    ("host", "port", "instead"),
    [
        ("ep-cool-a1-pooler.eu-central-1.aws.neon.tech", "", "the host ep-cool-a1.eu-central-1.aws.neon.tech"),
        ("ep-cool-a1.eu-central-1.aws.neon.tech", "", None),
        ("aws-0-eu.pooler.supabase.com", "6543", "port 5432 of the same host, which is its session mode"),
        ("aws-0-eu.pooler.supabase.com", "5432", None),
        ("db.abc.supabase.co", "6543", "port 5432 of the same host, which is the server itself"),
        ("db.example.com", "6543", None),
        ("/var/run/postgresql", "", None),
        ("", "", None),
    ],
)
def test_poolers_that_are_known_by_name(host: str, port: str, instead: str | None) -> None:
    found = known_pooler({"host": host, "port": port})
    assert (found.instead if found else None) == instead


def test_a_known_pooler_is_refused_without_a_word_to_it() -> None:
    target = Target({"host": "ep-a-pooler.nowhere.invalid", "dbname": "d"}, "DATABASE_URL")
    with pytest.raises(PoolerInTheWay, match=r"is the pooler of Neon"), writing(target):
        pytest.fail("was let in")


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
