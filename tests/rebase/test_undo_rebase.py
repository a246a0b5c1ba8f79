"""A project of SQL files: rows of a database follow a rebase, and undo gives back files, markers and rows."""

import json
import subprocess
from pathlib import Path

import pytest
from conftest import Journal, Project
from real import rows
from repository import commit, git
from verbs.test_status import execute

OWN = "create table own (id integer);\n"


@pytest.fixture
def merging(project: Project, journal: Journal, database: str) -> Path:
    """A merge that has stopped; the database has what the branch has. Return the journal."""
    git(project.root, "init", "-q", "-b", "main")
    project.migration("0000_a", "create table a (id integer);\n")
    for branch, tag, sql in (("mine", "0001_own", OWN), ("main", "0001_b", "create table b (id integer);\n")):
        if branch == "mine":
            assert journal("bootstrap").code == 0
            commit(project.root)
            git(project.root, "switch", "-q", "-c", "mine")
        else:
            git(project.root, "switch", "-q", "main")
        project.migration(tag, sql)
        project.migration(f"{tag}.down", f"drop table {tag[5:]};\n")
        assert journal("bootstrap", "--add", tag).code == 0
        commit(project.root)
        if branch == "mine":
            assert journal("run", "--journal", "--url", database).code == 0
    git(project.root, "switch", "-q", "mine")
    words = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "merge", "main"]
    done = subprocess.run(words, cwd=project.root, capture_output=True, timeout=30, check=False)
    assert done.returncode == 1
    return project.journal


def files(project: Project) -> dict[str, bytes]:
    found = (path for path in (project.root / "migrations").rglob("*") if path.is_file())
    return {str(path): path.read_bytes() for path in found}


def test_undo_gives_back_markers_and_rows(project: Project, journal: Journal, merging: Path, database: str) -> None:
    before, old = files(project), rows(database)
    said = journal("rebase", "--onto", "main", "--url", database, "--yes")
    assert said.code == 0, said.out + said.err
    whens = {entry["tag"]: entry["when"] for entry in json.loads(merging.read_text())["entries"]}
    assert [*whens] == ["0000_a", "0001_b", "0002_own"]
    assert rows(database) == [old[0], (old[1][0], whens["0002_own"])]
    assert (project.root / "migrations/0002_own.down.sql").read_text() == "drop table own;\n"
    assert execute(database, "select filename from _manual_migrations order by 1")[-1] == ("0002_own.sql",)
    refused = journal("rebase", "--undo")
    assert (refused.code, "nothing was undone" in refused.err) == (2, True), refused
    undone = journal("rebase", "--undo", "--url", database)
    assert (undone.code, "are as before" in undone.out) == (0, True), undone
    assert files(project) == before
    assert rows(database) == old
    assert journal("rebase", "--undo").code == 1


def test_git_ignores_the_record(project: Project, journal: Journal, merging: Path) -> None:
    assert journal("rebase", "--onto", "main", "--yes").code == 0
    git(project.root, "add", "-A")
    assert "_rebased_" not in git(project.root, "status", "--short")
    assert (merging.parent / "_rebased_1").is_dir()
    assert journal("check").code == 0


def test_a_dry_run_says_the_same_as_json_and_writes_nothing(
    project: Project, journal: Journal, merging: Path, database: str
) -> None:
    before, old = files(project), rows(database)
    said = journal("rebase", "--onto", "main", "--url", database, "--dry-run", "--json")
    value = json.loads(said.out)
    assert (said.code, value["status"], value["needed"], value["written"]) == (0, "ok", True, False)
    assert [one["tag"] for one in value["moves"]] == [{"before": "0001_own", "after": "0002_own"}]
    assert [one["tag"] for one in value["databases"][0]["rows"]] == ["0002_own"]
    assert (files(project), rows(database)) == (before, old)


def test_an_edited_file_of_the_base_is_refused(project: Project, journal: Journal, merging: Path) -> None:
    project.migration("0000_a", "create table other (id integer);\n")
    said = journal("rebase", "--onto", "main", "--yes")
    assert (said.code, "0000_a.sql is not as main has it" in said.out) == (1, True), said


def test_a_database_that_is_named_later_follows_then(
    project: Project, journal: Journal, merging: Path, database: str
) -> None:
    assert journal("rebase", "--onto", "main", "--yes").code == 0
    said = journal("rebase", "--onto", "main", "--url", database, "--yes")
    assert (said.code, "To undo it in psql" in said.out) == (0, True), said
    (*_, last) = json.loads(merging.read_text())["entries"]
    assert rows(database)[-1][1] == last["when"]
    assert "Nothing to do" in journal("rebase", "--onto", "main", "--url", database, "--yes").out


def test_outside_of_git_it_says_where_to_run_it(project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    said = journal("rebase", "--onto", "main")
    assert said.code == 2
    assert "is in no git repository" in said.err and "Run rebase in the git work tree of the project." in said.err
