"""A database without a row in the ledger: rebase compares its schema with the branch's own entries."""

import shlex
import subprocess
from pathlib import Path

from conftest import Journal, Project
from rebase.test_undo_rebase import files, merging
from verbs.test_status import execute

__all__ = ["merging"]


def without_rows(database: str) -> None:
    execute(database, "drop schema drizzle cascade")
    execute(database, "drop table _manual_migrations")


def test_an_equal_schema_is_recorded_by_the_printed_commands(
    project: Project, journal: Journal, merging: Path, database: str
) -> None:
    without_rows(database)
    before = files(project)
    words = ("rebase", "--onto", "main", "--url", database, "--yes")
    said = journal(*words)
    assert (said.code, "has no row, and the schema equals that after 0001_own of HEAD" in said.out) == (1, True), said
    assert files(project) == before
    line = next(one for one in said.out.splitlines() if "Record it on this branch first: " in one)
    abort, stamp = line.partition(": ")[2].partition(": ")[2].removesuffix(". Then rebase again.").split(", then ")
    assert abort == "git merge --abort"
    subprocess.run(shlex.split(abort), cwd=project.root, check=True, timeout=30)
    stamped = journal(*shlex.split(stamp)[1:], "--yes", *(() if "--url" in stamp else ("--url", database)))
    assert stamped.code == 0, stamped
    merge = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "merge", "main"]
    subprocess.run(merge, cwd=project.root, capture_output=True, check=False, timeout=30)
    said = journal(*words)
    assert (said.code, "has 1 entry that moves; the rows follow" in said.out) == (0, True), said


def test_another_schema_is_not_taken_for_one(project: Project, journal: Journal, merging: Path, database: str) -> None:
    without_rows(database)
    execute(database, "alter table a add column other text")
    before = files(project)
    said = journal("rebase", "--onto", "main", "--url", database, "--yes")
    assert (said.code, "the schema equals that of no entry of HEAD. The nearest is the one after" in said.out) == (
        2,
        True,
    ), said
    assert files(project) == before


def test_an_empty_database_needs_no_row(project: Project, journal: Journal, merging: Path, database: str) -> None:
    without_rows(database)
    execute(database, "drop table a, own")
    said = journal("rebase", "--onto", "main", "--url", database, "--yes")
    assert (said.code, "the next migrate runs 0000_a, 0001_b, 0002_own." in said.out) == (0, True), said
