"""A rebase that is killed leaves files and rows old or new, and the next call ends it."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Journal, Project
from real import rows
from rebase.test_undo_rebase import files, merging

KILL = """
import os, signal, sys
from importlib import import_module
import journal
from journal.project.project import Project
run, write = import_module("journal.rebase.run"), import_module("journal.ledger.write")
many = import_module("journal.folder.rewrite.many")
commit, publish, exchange, point = write.commit, run.publish, many.exchange, int(sys.argv[1])

def dies(number):
    if number == point:
        os.kill(os.getpid(), signal.SIGKILL)

def published(*words):
    dies(0)
    done = publish(*words)
    dies(3)
    return done

def exchanged(*words):
    dies(1)
    exchange(*words)
    dies(2)

def committed(connection):
    commit(connection)
    dies(4)

run.publish, write.commit, many.exchange = published, committed, exchanged
journal.rebase(Project.find(sys.argv[2]), onto="main", url=[sys.argv[3]])
"""
__all__ = ["merging"]


@pytest.mark.parametrize(
    "point", range(5), ids=["before the files", "before the exchange", "after it", "after the files", "after the rows"]
)
def test_a_killed_rebase_leaves_old_or_new_and_the_next_one_ends_it(
    project: Project, journal: Journal, merging: Path, database: str, point: int
) -> None:
    before, old = files(project), rows(database)
    command = [sys.executable, "-c", KILL, str(point), str(project.root), database]
    killed = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)
    assert killed.returncode == -9, killed.stderr
    is_new = (project.root / "migrations/0002_own.sql").exists()
    assert is_new == (point > 1)
    assert is_new or files(project) == before
    assert (rows(database) != old) == (point == 4)
    again = journal("rebase", "--onto", "main", "--url", database, "--yes")
    assert again.code == 0, again.out + again.err
    assert rows(database)[0] == old[0]
    assert rows(database) != old
    assert sorted(path.name for path in (project.root / "migrations").glob("*.sql")) == [
        "0000_a.sql", "0001_b.down.sql", "0001_b.sql", "0002_own.down.sql", "0002_own.sql",
    ]  # fmt: skip
    assert [path.name for path in project.root.iterdir() if ".drizzle-journal-" in path.name] == []
    assert "Nothing to do" in journal("rebase", "--onto", "main", "--url", database, "--yes").out
