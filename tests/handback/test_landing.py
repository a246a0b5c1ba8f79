"""Files and rows of two databases: a kill or a broken COMMIT leaves each old or new, and the next call ends it."""

import subprocess
import sys
from hashlib import sha256

import psycopg
import pytest
from conftest import Journal, Project
from verbs.test_status import execute

import journal as library
from journal.errors import OutcomeUnknown
from journal.ledger import write
from journal.project.project import Project as Opened

OLD, NEW = "\\echo one\nCREATE TABLE a (id integer PRIMARY KEY);\n", "CREATE TABLE a (id integer PRIMARY KEY);\n"
KILL = """
import os, signal, sys
from importlib import import_module
import journal
from journal.project.project import Project
run, write = import_module("journal.handback.run"), import_module("journal.ledger.write")
commit, publish, after, commits = write.commit, run.publish, int(sys.argv[1]), []

def dies(number):
    if number == after:
        os.kill(os.getpid(), signal.SIGKILL)

def published(*words):
    dies(0)
    done = publish(*words)
    dies(1)
    return done

def committed(connection):
    commit(connection)
    commits.append(1)
    dies(1 + len(commits))

run.publish, write.commit = published, committed
journal.handback(Project.find(sys.argv[2]), url=sys.argv[3:], fix=True, unproved=True)
"""


@pytest.fixture
def both(project: Project, database: str, twin: str) -> list[str]:
    project.migration("0000_a", OLD)
    project.write("drizzle.config.json", '{"dialect": "postgresql", "schema": "./schema.ts", "out": "./migrations"}')
    for url in (database, twin):
        execute(url, NEW)
        execute(url, "create table public._manual_migrations (filename text primary key, hash text)")
        execute(url, f"insert into public._manual_migrations values ('0000_a.sql', '{digest(OLD)}')")
    return [database, twin]


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def recorded(url: str) -> tuple[object, int]:
    """The hash in the manual ledger, and the number of rows of Drizzle's that have it."""
    ((hash_,),) = execute(url, "select hash from public._manual_migrations")
    if execute(url, "select to_regclass('drizzle.__drizzle_migrations')") == [(None,)]:
        return hash_, 0
    return hash_, len(execute(url, f"select 1 from drizzle.__drizzle_migrations where hash = '{hash_}'"))


@pytest.mark.parametrize("point", range(4), ids=["before the files", "after them", "one COMMIT", "both"])
def test_a_killed_handback_leaves_old_or_new_and_the_next_one_ends_it(
    project: Project, journal: Journal, both: list[str], point: int
) -> None:
    command = [sys.executable, "-c", KILL, str(point), str(project.root), *both]
    killed = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)
    assert killed.returncode == -9, killed.stderr
    file, old, new = project.root / "migrations" / "0000_a.sql", (digest(OLD), 0), (digest(NEW), 1)
    assert file.read_text() == (NEW if point else OLD)
    assert [recorded(url) for url in both] == [new if point > 1 + number else old for number in range(2)]
    words = ["--url", both[0], "--url", both[1]]
    again = journal("handback", "--fix", "--unproved", *words, "--yes")
    assert again.code == 0, again.out + again.err
    assert (file.read_text(), [recorded(url) for url in both]) == (NEW, [new, new]), again.out
    undone = journal("handback", "--undo", *words)
    assert (undone.code, file.read_text()) == (0, OLD), undone.out + undone.err
    assert [recorded(url) for url in both] == [(digest(OLD), 1)] * 2


def test_a_broken_commit_says_which_database_has_its_rows(
    project: Project, both: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = list[int]()
    commit = write.commit

    def breaking(connection: "psycopg.Connection[object]") -> None:
        if ended:
            execute(both[1], f"select pg_terminate_backend({connection.info.backend_pid})")
        ended.append(1)
        commit(connection)

    monkeypatch.setattr(write, "commit", breaking)
    with pytest.raises(OutcomeUnknown) as failed:
        library.handback(Opened.find(project.root), url=both, fix=True, unproved=True)
    first, second = (f"test_{url.partition('test_')[2].partition('?')[0]}" for url in both)
    assert "The files are written. Committed: " in failed.value.message
    committed, _, unknown = failed.value.message.partition("Committed: ")[2].partition("Not known: ")
    assert (first in committed, second in unknown, second in committed) == (True, True, False)
    assert [recorded(url) for url in both] == [(digest(NEW), 1), (digest(OLD), 0)]


def test_one_database_by_two_names_is_refused(project: Project, journal: Journal, both: list[str]) -> None:
    said = journal(
        "handback", "--fix", "--unproved", "--url", both[0], "--url", f"{both[0]}&connect_timeout=9", "--yes"
    )
    assert (said.code, "are one database" in said.err) == (2, True), said.err


def test_a_database_that_was_only_stamped_follows_the_undo(project: Project, journal: Journal, both: list[str]) -> None:
    """Its rows have the new hash, although it had recorded nothing."""
    execute(both[0], "drop table public._manual_migrations")
    ledger = "select hash from drizzle.__drizzle_migrations"
    assert journal("handback", "--fix", "--unproved", "--url", both[0], "--yes").code == 0
    assert execute(both[0], ledger) == [(digest(NEW),)]
    assert journal("handback", "--undo").code == 2
    assert journal("handback", "--undo", "--url", both[0]).code == 0
    assert execute(both[0], ledger) == [(digest(OLD),)]
