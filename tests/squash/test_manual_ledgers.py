"""A team that has the manual ledger alone squashes, and every command says what is true of its databases."""

import json
import re

import pytest
from conftest import Journal, Project
from repository import commit, git
from verbs.test_status import execute

FILES = {
    "001_a": ("create table a (id int primary key);\ninsert into a values (1);", "drop table a;"),
    "002_b": ("create table b (id int primary key references a);", "drop table b;"),
    "20240103_c": ("alter table a add column more text;", "alter table a drop column more;"),
    "20240104_d": ("create table d (id int);", "drop table d;"),
}
TAG = "20240103_c"


@pytest.fixture
def team(project: Project, journal: Journal) -> Project:
    """A folder with down files and a lock, in git."""
    for tag, (up, down) in FILES.items():
        project.migration(tag, up)
        project.migration(f"{tag}.down", down)
    project.write("journal.toml", "lock = true\n")
    git(project.root, "init", "-q")
    assert journal("bootstrap").code == 0
    commit(project.root)
    return project


def said(journal: Journal, *words: str, code: int) -> str:
    done = journal(*words)
    assert done.code == code, done.out + done.err
    return done.out + done.err


def recorded(url: str) -> list[object]:
    return [name for (name,) in execute(url, "select filename from _manual_migrations order by 1")]


def test_databases_at_before_and_after_the_squashed_file(
    team: Project, journal: Journal, database: str, twin: str
) -> None:
    said(journal, "run", "--url", database, "--yes", code=0)
    said(journal, "run", "--to", "002_b", "--url", twin, "--yes", code=0)
    assert "has not applied 20240103_c" in said(journal, "squash", "--to", TAG, "--url", twin, "--dry-run", code=1)
    said(journal, "squash", "--to", TAG, "--url", database, "--yes", code=0)
    entries = json.loads(team.journal.read_text())["entries"]
    assert [(one["tag"], "hash" in one) for one in entries] == [(TAG, False), ("20240104_d", False)]
    assert "gapped-idx" not in said(journal, "check", code=0)
    assert "Nothing is pending" in said(journal, "run", "--url", database, "--yes", code=0)
    assert "as after 20240104_d" in said(journal, "verify", "--url", database, code=1)  # Drizzle's ledger is missing
    assert "squashed file, and has no down file" in said(journal, "down", TAG, "--url", database, "--yes", code=1)
    said(journal, "down", "20240104_d", "--url", database, "--yes", code=0)
    page = said(journal, "rollback", "--url", database, code=1)
    assert f"**{TAG}** was applied last" in page
    assert "This folder has no such file: check out the deployed commit" in page
    assert "--down-of" not in page.partition("## What kind of change")[0]
    for words in (("run", "--yes"), ("run", "--dry-run")):
        behind = said(journal, *words, "--url", twin, code=1)
        assert "001_a.sql, 002_b.sql, of which the folder has no file, and not 20240103_c" in behind
        assert re.search(r"they are in the commit [0-9a-f]{7}", behind)
    assert "behind-squash" in said(journal, "status", "--url", twin, code=1)
    assert recorded(twin) == ["001_a.sql", "002_b.sql"]


def test_a_row_of_neither_the_squashed_file_nor_the_last_before_is_named_so(
    team: Project, journal: Journal, database: str
) -> None:
    said(journal, "run", "--url", database, "--yes", code=0)
    said(journal, "squash", "--to", TAG, "--url", database, "--yes", code=0)
    execute(database, f"update _manual_migrations set hash = repeat('a', 64) where filename ~ '{TAG}'")
    assert "has the hash of neither it nor the last of the files before" in said(
        journal, "run", "--url", database, "--yes", code=1
    )
    said(journal, "run", "--accept", TAG, "--url", database, "--yes", code=0)
    assert team.journal.exists()
