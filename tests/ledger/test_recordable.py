"""`check --fix` records the hash of a file that git shows as new or unchanged, if no ledger has another."""

import json
from pathlib import Path

import pytest
from conftest import Journal, Project
from repository import commit, git
from rules.test_folder_rules import healthy
from rules.test_folder_rules import journal as write_journal
from verbs.test_status import execute

from journal.folder.hashing import drizzle_hash

OTHER = "create table other (id int);\n"


@pytest.fixture
def two(project: Project) -> Project:
    """Two committed migrations of which the second has no hash; the first commit had neither."""
    first, second = healthy(project, "0000_a", "0001_b")
    git(project.root, "init", "-q")
    aside = project.root / "migrations" / "0001_b.sql"
    content = aside.read_bytes()
    aside.unlink()
    commit(project.root)
    aside.write_bytes(content)
    write_journal(project, [first | {"hash": drizzle_hash(content)}, second])
    commit(project.root)
    return project


def hashes(project: Project) -> list[bool]:
    return ["hash" in one for one in json.loads(project.journal.read_text())["entries"]]


def said(project: Project, journal: Journal, **environment: str) -> str:
    """What `--fix` says of the hashes."""
    answer = journal("check", "--no-squawk", "--fix", **environment)
    assert answer.code in (0, 1), answer.err
    return "\n".join(line for line in answer.out.splitlines() if ": hash " in line or ": no hash " in line)


def test_the_hash_of_a_file_as_it_was_first_committed_is_recorded_and_not_called_proved(
    two: Project, journal: Journal
) -> None:
    name = git(two.root, "rev-parse", "HEAD")[:10]
    assert said(two, journal) == (
        f"0001_b: hash recorded, not proved. Commit {name}, which added the file, has it as it is now."
    )
    assert hashes(two) == [True, True]
    assert said(two, journal) == ""


def test_a_dry_run_says_what_would_be_recorded(two: Project, journal: Journal) -> None:
    document = json.loads(journal("check", "--no-squawk", "--fix", "--dry-run", "--json").out)
    assert [(one["tag"], one["recorded"]) for one in document["hashes"]] == [("0001_b", True)]
    assert "0001_b: hash would be recorded, not proved" in journal("check", "--fix", "--dry-run").out
    assert hashes(two) == [True, False]


def edited(project: Project) -> None:
    project.migration("0001_b", OTHER)
    commit(project.root)


def edited_and_restored(project: Project) -> None:
    before = (project.root / "migrations/0001_b.sql").read_bytes()
    edited(project)
    project.migration("0001_b", before)
    commit(project.root)


def merged_after_an_edit(project: Project) -> None:
    git(project.root, "checkout", "-qb", "side")
    edited(project)
    git(project.root, "checkout", "-q", "-")
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    git(project.root, *identity, "merge", "-q", "--no-ff", "-m", "m", "side")


def renamed(project: Project) -> None:
    old = project.root / "migrations" / "0001_b.sql"
    old.rename(old.with_name("0001_c.sql"))
    _tag(project, "0001_c")
    commit(project.root)


def _tag(project: Project, tag: str) -> None:
    value = json.loads(project.journal.read_text())
    value["entries"][1]["tag"] = tag
    project.journal.write_text(json.dumps(value))


def changed(project: Project) -> None:
    project.migration("0001_b", OTHER)


def ignored(project: Project) -> None:
    git(project.root, "rm", "-q", "--cached", "migrations/0001_b.sql")
    project.write(".gitignore", "0001_b.sql\n")


def no_repository(project: Project) -> None:
    (project.root / ".git").rename(project.root / "git")


def no_commit(project: Project) -> None:
    no_repository(project)
    git(project.root, "init", "-q")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (edited, "0001_b: no hash recorded. Commit "),
        (merged_after_an_edit, "which added the file, had another content."),
        (edited_and_restored, "0001_b: hash recorded, not proved. Commit "),
        (renamed, "0001_c: hash recorded"),
        (changed, "which added the file, had another content."),
        (ignored, "Git ignores the file."),
        (no_repository, "It is not known whether the file was edited: "),
        (no_commit, "0001_b: hash recorded, not proved. Git shows the file as new."),
    ],
)
def test_git_decides(two: Project, journal: Journal, change: object, reason: str) -> None:
    assert callable(change)
    change(two)
    assert reason in said(two, journal)
    assert hashes(two) == [True, ": hash recorded" in reason]


def test_a_shallow_clone_does_not_know_the_first_commit(two: Project, journal: Journal, tmp_path: Path) -> None:
    commit(two.root)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{two.root}", "clone")
    two.root.rename(tmp_path / "whole")
    (tmp_path / "clone").rename(two.root)
    assert "0001_b: no hash recorded. Whether files were edited after the commit that added them is not known" in said(
        two, journal
    )


@pytest.mark.parametrize(("row", "is_recorded"), [("its own", True), ("another", False), (None, True)])
def test_a_ledger_that_is_named_may_not_have_another_hash(
    two: Project, journal: Journal, database: str, row: str | None, is_recorded: bool
) -> None:
    if row:
        digest = "0" * 64
        if row == "its own":
            digest = drizzle_hash((two.root / "migrations/0001_b.sql").read_bytes())
        when = json.loads(two.journal.read_text())["entries"][1]["when"]
        execute(database, "create schema drizzle; create table drizzle.__drizzle_migrations "
                "(id serial primary key, hash text not null, created_at bigint); insert into "
                f"drizzle.__drizzle_migrations (hash, created_at) values ('{digest}', {when})")  # fmt: skip
    line = said(two, journal, DATABASE_URL=database)
    assert (": hash recorded" in line, "has applied" in line) == (is_recorded, row is not None), line
    assert hashes(two) == [True, is_recorded]


def test_a_ledger_that_cannot_be_read_may_have_another_hash(two: Project, journal: Journal) -> None:
    line = said(two, journal, DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert "0001_b: no hash recorded. The ledger of the database in DATABASE_URL was not compared" in line
    assert hashes(two) == [True, False]
