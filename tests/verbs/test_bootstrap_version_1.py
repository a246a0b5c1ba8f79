"""Tests `bootstrap` on the layout of drizzle 1.0: it fills the lock, and writes nothing of 0.x."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import HERE, Journal, Project
from documents import validator

FIRST, SECOND, THIRD = "20250101000000_first", "20250102000000_second", "20250103000000_third"


def made(project: Project, *names: str) -> None:
    shutil.rmtree(project.journal.parent, ignore_errors=True)
    for name in names:
        project.write(f"migrations/{name}/migration.sql", f"CREATE TABLE {name.partition('_')[2]} (id int);\n")


def lock(project: Project) -> Path:
    return project.root / "drizzle-journal.lock"


def hash_of(project: Project, name: str) -> str:
    return sha256((project.root / "migrations" / name / "migration.sql").read_bytes()).hexdigest()


def files(project: Project) -> set[str]:
    return {str(path.relative_to(project.root)) for path in project.root.rglob("*") if path.is_file()}


def test_the_lock_has_a_line_of_each_migration(project: Project, journal: Journal) -> None:
    made(project, SECOND, FIRST)
    before = files(project)
    said = journal("bootstrap")
    assert said.code == 0, said.out + said.err
    assert files(project) - before == {"drizzle-journal.lock"}
    assert lock(project).read_text().splitlines() == [
        '{"version": 1, "folder": "migrations", "migrations": {',
        f'"{FIRST}": "{hash_of(project, FIRST)}",',
        f'"{SECOND}": "{hash_of(project, SECOND)}",',
        '"~": null}}',
    ]
    validator("drizzle-journal-lock").validate(json.loads(lock(project).read_text()))
    assert "needs no change" in journal("bootstrap").out


def test_folders_of_the_real_drizzle_kit_are_locked(project: Project, journal: Journal) -> None:
    shutil.rmtree(project.root)
    shutil.copytree(HERE / "cases" / "v1-layout", project.root)
    said = journal("bootstrap")
    assert said.code == 0, said.out + said.err
    assert "9 hashes filled" in said.out


def test_an_edited_one_is_accepted_with_a_reason_only(project: Project, journal: Journal) -> None:
    made(project, FIRST, SECOND)
    journal("bootstrap")
    before = lock(project).read_text()
    project.write(f"migrations/{FIRST}/migration.sql", "CREATE TABLE first (id int); -- edited\n")
    said = journal("bootstrap")
    assert (said.code, lock(project).read_text()) == (1, before)
    assert f"drizzle-journal bootstrap --accept-edited {FIRST} --reason" in said.out
    assert journal("bootstrap", "--accept-edited", FIRST).code == 2
    assert journal("bootstrap", "--accept-edited", FIRST, "--reason", "a comment").code == 0
    accepted = json.loads(lock(project).read_text())["migrations"]
    assert accepted[FIRST] == {"hash": hash_of(project, FIRST), "reason": "a comment"}
    assert accepted[SECOND] == hash_of(project, SECOND)


def test_a_renamed_one_is_refused_with_the_name_that_it_had(project: Project, journal: Journal) -> None:
    made(project, FIRST, SECOND)
    journal("bootstrap")
    before = lock(project).read_text()
    (project.root / "migrations" / SECOND).rename(project.root / "migrations" / THIRD)
    said = journal("bootstrap")
    assert (said.code, lock(project).read_text()) == (1, before)
    assert f"{THIRD} has its SQL. A database that has applied {SECOND} would run it again" in said.err
    assert f"mv migrations/{THIRD} migrations/{SECOND}" in said.err
    assert journal("bootstrap", "--accept-edited", SECOND, "--reason", "never deployed").code == 0
    assert [*json.loads(lock(project).read_text())["migrations"]] == [FIRST, THIRD, "~"]


def test_a_removed_one_is_refused(project: Project, journal: Journal) -> None:
    made(project, FIRST, SECOND)
    journal("bootstrap")
    shutil.rmtree(project.root / "migrations" / FIRST)
    said = journal("bootstrap")
    assert (said.code, f"git log --all --diff-filter=D -- migrations/{FIRST}" in said.err) == (1, True)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<<<<<<< HEAD\n{}\n", "merge conflict markers"),
        ("[]", 'has no "version"'),
        ("{", "is not valid JSON"),
        ('{"version": 1, "folder": "other", "migrations": {}}', "is the lock of other, not of migrations"),
        ('{"version": 1, "folder": "migrations", "migrations": {"a": 1}}', "has no hash for a"),
    ],
)
def test_a_malformed_lock_is_refused_and_kept(text: str, what: str, project: Project, journal: Journal) -> None:
    made(project, FIRST)
    project.write("drizzle-journal.lock", text)
    said = journal("bootstrap")
    assert (said.code, what in said.err, lock(project).read_text()) == (2, True, text)


def test_options_of_a_journal_are_refused(project: Project, journal: Journal) -> None:
    made(project, FIRST)
    assert journal("bootstrap", "--add", "all").code == 2
    assert not lock(project).exists()


def test_an_unknown_name_is_refused_as_that_of_a_folder(project: Project, journal: Journal) -> None:
    made(project, FIRST)
    said = journal("bootstrap", "--accept-edited", "nope", "--reason", "none")
    assert (said.code, "there is no such folder, and the lock has none" in said.err) == (2, True)
