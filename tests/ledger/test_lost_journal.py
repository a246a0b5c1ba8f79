"""The entries of a lost journal come from git, else from a ledger, and are not invented where one was used."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import HERE, Journal, Project
from verbs.test_status import execute

from journal.folder.hashing import drizzle_hash

CASE = HERE / "cases" / "lost-journal-invented-when"
WHENS = [1795888408935, 1795888411276, 1795888413763, 1795888416423, 1795888419265]
SNAPSHOT = (CASE / "drizzle" / "meta" / "0000_snapshot.json").read_text()


@pytest.fixture
def lost(project: Project) -> Project:
    """A folder that drizzle-kit made, with its snapshots and without its journal."""
    shutil.rmtree(project.root)
    shutil.copytree(CASE, project.root)
    return project


def path(project: Project) -> Path:
    return project.root / "drizzle" / "meta" / "_journal.json"


def whens(project: Project) -> list[int]:
    return [one["when"] for one in json.loads(path(project).read_text())["entries"]]


def git(project: Project, *words: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", *identity, *words], cwd=project.root, check=True, capture_output=True)


def committed(project: Project) -> None:
    """Commit the whole folder with its journal."""
    shutil.copy(project.root / "original_journal.json", path(project))
    git(project, "init", "-q")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "one")


@pytest.mark.parametrize("now", [None, "", '{"version": "7", "dialect": "postgresql", "entries": []}'])
def test_git_has_the_entries(lost: Project, journal: Journal, now: str | None) -> None:
    committed(lost)
    path(lost).unlink()
    if now:
        path(lost).write_text(now)
    git(lost, "add", "-A")
    git(lost, "commit", "-qm", "two")
    said = journal("bootstrap")
    assert (said.code, whens(lost)) == (0, WHENS)
    assert "recovered: 5 entries as in commit" in said.out


def test_a_file_that_the_lost_journal_did_not_list_is_undecided(lost: Project, journal: Journal) -> None:
    committed(lost)
    path(lost).unlink()
    lost.write("drizzle/0005_new.sql", "select 1;")
    assert journal("bootstrap").code == 1
    assert whens(lost) == WHENS
    assert journal("bootstrap", "--add", "new").code == 0
    assert len(whens(lost)) == 6


def test_without_git_nothing_is_invented(lost: Project, journal: Journal) -> None:
    said = journal("bootstrap")
    assert (said.code, path(lost).exists()) == (1, False)
    assert "error: the journal was lost (5 snapshots of drizzle-kit)" in said.out
    assert journal("scaffold").code == 1
    assert journal("scaffold", "--add", "all").code == 0
    assert len(whens(lost)) == 5


def test_a_ledger_has_the_moments_by_hash(lost: Project, journal: Journal, database: str) -> None:
    execute(
        database,
        "create schema drizzle; create table drizzle.__drizzle_migrations "
        "(id serial primary key, hash text not null, created_at bigint)",
    )
    for file, when in zip(sorted((lost.root / "drizzle").glob("*.sql"))[:3], WHENS, strict=False):
        execute(
            database,
            "insert into drizzle.__drizzle_migrations (hash, created_at) "
            f"values ('{drizzle_hash(file.read_bytes())}', {when})",
        )
    said = journal("bootstrap", DATABASE_URL=database)
    assert (said.code, whens(lost)) == (1, WHENS[:3])
    assert "recovered: 3 entries with `created_at` as `when`, by their hashes in" in said.out
    assert journal("bootstrap", "--add", "new").code == 0
    assert whens(lost)[:3] == WHENS[:3] < whens(lost)[3:]


def test_a_folder_without_any_sign_of_a_journal_is_scaffolded_from_its_names(
    project: Project, journal: Journal
) -> None:
    project.migration("0000_a")
    assert journal("bootstrap").code == 0


def test_files_with_the_same_bytes_get_the_rows_of_their_hash_in_order(
    project: Project, journal: Journal, database: str
) -> None:
    for number, text in enumerate(["select 1;", "select 2;", "select 1;"]):
        project.migration(f"000{number}_a", text)
    project.write("migrations/meta/0000_snapshot.json", SNAPSHOT)
    once, twice = (drizzle_hash(text.encode()) for text in ("select 1;", "select 2;"))
    execute(
        database,
        "create schema drizzle; create table drizzle.__drizzle_migrations "
        "(id serial primary key, hash text not null, created_at bigint); "
        "insert into drizzle.__drizzle_migrations (hash, created_at) "
        f"values ('{once}', 1767225609000), ('{once}', 1767225601000), ('{twice}', 1767225605000)",
    )
    journal("bootstrap", DATABASE_URL=database)
    entries = json.loads((project.root / "migrations/meta/_journal.json").read_text())["entries"]
    assert [one["when"] for one in entries] == [1767225601000, 1767225605000, 1767225609000]


def test_a_file_that_the_lost_journal_listed_and_the_folder_lacks_is_named(lost: Project, journal: Journal) -> None:
    committed(lost)
    path(lost).unlink()
    last = max((lost.root / "drizzle").glob("*.sql"))
    last.unlink()
    said = journal("bootstrap")
    assert f"The journal that was lost also listed {last.stem}, and this folder has no such files." in said.out
    assert whens(lost) == WHENS[:4]


def test_the_database_of_the_project_is_named_and_has_the_moments(
    lost: Project, journal: Journal, database: str
) -> None:
    execute(
        database,
        "create schema drizzle; create table drizzle.__drizzle_migrations "
        "(id serial primary key, hash text not null, created_at bigint)",
    )
    for file, when in zip(sorted((lost.root / "drizzle").glob("*.sql")), WHENS, strict=True):
        row = f"('{drizzle_hash(file.read_bytes())}', {when})"
        execute(database, f"insert into drizzle.__drizzle_migrations (hash, created_at) values {row}")
    lost.write(".env", f"DATABASE_URL={database}\n")
    said = journal("bootstrap")
    command = "drizzle-journal bootstrap --env-var DATABASE_URL"
    assert (said.code, path(lost).exists(), said.out.endswith(f"Next: {command}\n")) == (1, False, True), said.out
    assert journal(*command.split()[1:]).code == 0
    assert whens(lost) == WHENS


def test_a_database_that_was_named_and_cannot_be_reached_is_an_error(lost: Project, journal: Journal) -> None:
    said = journal("bootstrap", "--url", "postgresql://ann@127.0.0.1:1/app")
    assert (said.code, path(lost).exists()) == (2, False)


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ('CREATE TABLE "a" (\n\t"id" serial PRIMARY KEY NOT NULL\n);\n', 1),
        ("create table a (id serial primary key);\n", 0),
    ],
)
def test_migrations_that_drizzle_kit_generated_show_that_there_was_a_journal(
    project: Project, journal: Journal, sql: str, code: int
) -> None:
    project.migration("0000_a", sql)
    said = journal("bootstrap")
    assert said.code == code
    assert ("the journal was lost (1 migration that drizzle-kit generated)" in said.out) == bool(code)
    if code:
        assert "drizzle-journal bootstrap --url URL" in said.out
        assert journal("bootstrap", "--add", "all").code == 0
