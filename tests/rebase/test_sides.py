"""What the sides of a merge have besides markers: deleted files, acceptances, pointers of git LFS."""

import json
import subprocess
from pathlib import Path

import pytest
from conftest import Journal, Project
from rebase.test_undo_rebase import files, merging
from repository import commit, git

__all__ = ["merging"]
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 120\n"


def forked(project: Project, journal: Journal) -> None:
    """Two migrations on main, and a branch that is checked out."""
    git(project.root, "init", "-q", "-b", "main")
    for tag in ("0000_a", "0001_b"):
        project.migration(tag, f"create table {tag[5:]} (id integer);\n")
    assert journal("bootstrap").code == 0
    commit(project.root)
    git(project.root, "switch", "-q", "-c", "mine")


def without(project: Project, tag: str) -> None:
    """Delete a migration with its entry, in a commit."""
    value = json.loads(project.journal.read_text())
    value["entries"] = [one for one in value["entries"] if one["tag"] != tag]
    project.journal.write_text(json.dumps(value, indent=2))
    (project.root / f"migrations/{tag}.sql").unlink()
    commit(project.root)


def added(project: Project, journal: Journal, tag: str) -> None:
    project.migration(tag, f"create table {tag[5:]} (id integer);\n")
    assert journal("bootstrap", "--add", tag).code == 0
    commit(project.root)


def stopped(project: Project) -> None:
    words = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "merge", "main"]
    assert subprocess.run(words, cwd=project.root, capture_output=True, timeout=30, check=False).returncode == 1


def test_a_migration_that_main_has_deleted_and_this_branch_modified_is_refused(
    project: Project, journal: Journal
) -> None:
    forked(project, journal)
    project.migration("0001_b", "create table b (id integer, more text);\n")
    assert journal("bootstrap", "--accept-edited", "0001_b").code == 0
    commit(project.root)
    git(project.root, "switch", "-q", "main")
    without(project, "0001_b")
    git(project.root, "switch", "-q", "mine")
    stopped(project)
    before = files(project)
    said = journal("rebase", "--onto", "main", "--yes")
    assert (said.code, "main has removed 0001_b, which this branch has from it." in said.out) == (1, True), said
    assert files(project) == before


def test_a_migration_that_this_branch_has_deleted_and_main_modified_comes_back(
    project: Project, journal: Journal
) -> None:
    forked(project, journal)
    without(project, "0001_b")
    added(project, journal, "0001_own")
    git(project.root, "switch", "-q", "main")
    project.migration("0001_b", "create table b (id integer, more text);\n")
    assert journal("bootstrap", "--accept-edited", "0001_b").code == 0
    commit(project.root)
    git(project.root, "switch", "-q", "mine")
    stopped(project)
    said = journal("rebase", "--onto", "main", "--yes")
    assert (said.code, "not here yet: 0001_b" in said.out) == (0, True), said
    assert [one["tag"] for one in json.loads(project.journal.read_text())["entries"]] == [
        "0000_a",
        "0001_b",
        "0002_own",
    ]
    assert "more text" in (project.root / "migrations/0001_b.sql").read_text()
    assert journal("check").code == 0


def test_markers_in_the_acceptances_are_named(project: Project, journal: Journal, merging: Path) -> None:
    marked = '{"accepted": [\n<<<<<<< HEAD\n=======\n>>>>>>> main\n]}\n'
    (project.root / "journal-accepted.json").write_text(marked)
    before = files(project)
    said = journal("rebase", "--onto", "main", "--yes")
    assert (said.code, "journal-accepted.json has merge conflict markers (line 2)" in said.err) == (2, True), said
    assert files(project) == before


def test_an_accepted_finding_of_a_moved_entry_stays_accepted(project: Project, journal: Journal) -> None:
    forked(project, journal)
    project.migration("0002_own", "begin;\ncreate table own (id integer);\ncommit;\n")
    journal("bootstrap", "--add", "0002_own")
    reason = ("--accept", "transaction-control", "--tag", "0002_own", "--reason", "one statement")
    assert journal("check", *reason).code == 0
    commit(project.root)
    git(project.root, "switch", "-q", "main")
    added(project, journal, "0002_c")
    git(project.root, "switch", "-q", "mine")
    stopped(project)
    said = journal("rebase", "--onto", "main", "--yes")
    assert said.code == 0, said
    assert (project.root / "migrations/0003_own.sql").exists()
    assert journal("check").code == 0


@pytest.mark.parametrize("tag", ["0001_b", "0001_own"])
def test_a_pointer_of_git_lfs_is_no_migration(project: Project, journal: Journal, merging: Path, tag: str) -> None:
    if tag == "0001_b":  # as main has it
        git(project.root, "merge", "--abort")
        git(project.root, "switch", "-q", "main")
        project.migration(tag, POINTER)
        commit(project.root)
        git(project.root, "switch", "-q", "mine")
        project.migration(tag, POINTER)
    else:
        project.migration(tag, POINTER)
    for words in (("--check",), ("--yes",)):
        said = journal("rebase", "--onto", "main", *words)
        assert said.code == 2, said
        assert f"{tag}.sql is a git LFS pointer" in said.err and "git lfs pull" in said.err


def test_check_cannot_tell_without_the_ref_or_with_a_broken_journal_there(project: Project, journal: Journal) -> None:
    forked(project, journal)
    assert journal("rebase", "--onto", "main", "--check").code == 0
    said = journal("rebase", "--onto", "origin/main", "--check")
    assert (said.code, "help: Fetch it: git fetch origin main" in said.err) == (2, True), said
    git(project.root, "switch", "-q", "main")
    project.journal.write_text("{")
    commit(project.root)
    git(project.root, "switch", "-q", "mine")
    said = journal("rebase", "--onto", "main", "--check")
    assert (said.code, "the folder there is broken" in said.err) == (2, True), said
