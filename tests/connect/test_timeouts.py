"""A timeout of 0 is no limit, in every place where a command waits for the ledger."""

import threading
import time
from collections.abc import Callable
from typing import Any, cast

import psycopg
import pytest
from conftest import Journal, Project
from ledger.test_notes import execute, journal_of
from real import LEDGER

import journal as library
from journal.connect.pins import LIVE
from journal.connect.session import LOCK_KEY
from journal.connect.timeouts import ledger_timeouts, setting_of

CALLS: dict[str, Callable[..., Any]] = {
    "stamp": lambda *words, **more: library.stamp(*words, to="0003_d", unproved=True, **more),
    "unstamp": lambda *words, **more: library.unstamp(*words, tags=["0002_c"], unproved=True, **more),
    "repair": library.repair,
    "run": lambda *words, **more: library.run(*words, journal=True, lock_timeout=0, **more),
    "down": lambda *words, **more: library.down(*words, "0002_c", lock_timeout=0, **more),
}
"""In `run` and `down` the records are written in the transaction of the file, which waits for `lock_timeout`."""
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
HOLDERS = {
    "a lock on the ledger": f"LOCK TABLE {LEDGER}",
    "a lock that lets it be read": f"LOCK TABLE {LEDGER} IN SHARE MODE",
    "our lock": f"SELECT pg_advisory_xact_lock({LOCK_KEY})",
}
SHORT, LONGER = 0.2, 0.6  # seconds: what our sessions wait for by themselves, and how long the ledger is held


def test_zero_is_no_limit_and_nothing_else_is() -> None:
    assert [setting_of(seconds) for seconds in (0, 0.0001, 0.2, 60)] == ["0", "1ms", "200ms", "60000ms"]
    assert [ledger_timeouts(seconds).longest for seconds in (0, 10, 100)] == [0, 60, 160]


@pytest.fixture
def held(project: Project, journal: Journal, database: str) -> str:
    """Three files have run, whose third has lost its table; a fourth is pending."""
    journal_of(project, "0000_a", "0001_b", "0002_c", "0003_d")
    assert journal("run", "--journal", "--to", "0002_c", "--url", database).code == 0
    execute(database, "drop table t_0002")
    project.migration("0002_c.down", "select 1;\n")
    return database


@pytest.mark.parametrize("how", HOLDERS)
@pytest.mark.parametrize("name", CALLS)
def test_a_wait_of_0_ends_when_the_ledger_is_free(
    name: str, how: str, held: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name == "repair":
        execute(held, f"update {LEDGER} set created_at = null where id = 2")
    settings = cast("dict[str, str]", LIVE)
    for setting in ("statement_timeout", "lock_timeout"):
        monkeypatch.setitem(settings, setting, f"{SHORT}s")
    ended = list[object]()

    def call() -> None:
        try:
            ended.append(CALLS[name](library.Project.find(project.root), url=held, ledger_lock_timeout=0))
        except library.JournalError as error:
            ended.append(error)

    with psycopg.connect(held) as other, psycopg.connect(held, autocommit=True) as watching:
        other.execute(HOLDERS[how].encode())
        thread = threading.Thread(target=call)
        thread.start()
        deadline = time.monotonic() + 20
        while how != "our lock" and watching.execute(WAITS).fetchone() == (0,) and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(LONGER)
        assert (ended, thread.is_alive()) == ([], True)
        other.rollback()
    thread.join(30)
    assert [getattr(one, "written", None) or getattr(one, "applied", None) for one in ended] not in ([None], []), ended


def test_the_printed_script_has_no_limit_either(held: str, journal: Journal) -> None:
    execute(held, f"update {LEDGER} set created_at = null where id = 2")
    said = journal("repair", "--sql", "--ledger-lock-timeout", "0", "--url", held)
    assert "SET LOCAL lock_timeout = '0';\nSET LOCAL statement_timeout = '0';\n" in said.out
    said = journal("repair", "--sql", "--ledger-lock-timeout", "100", "--url", held)
    assert "SET LOCAL lock_timeout = '100000ms';\nSET LOCAL statement_timeout = '160000ms';\n" in said.out


def test_the_help_says_so(journal: Journal) -> None:
    for name in (*CALLS, "handback"):
        assert "(0 = no limit)" in " ".join(journal(name, "--help", COLUMNS="200").out.split()), name
