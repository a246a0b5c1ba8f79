"""Tests `bootstrap` with a lock beside a journal of 0.x, and that the other commands take the hashes from there."""

import json
import re
import subprocess
from pathlib import Path

import psycopg
import pytest
from conftest import Journal, Project
from documents import validator
from locks import HASH_A, HASH_B, SQL, A, B, listed, locked
from repository import commit, git

from journal.folder.rewrite import store

C = "0002_c"


def lock(project: Project) -> Path:
    return project.root / "drizzle-journal.lock"


def plain(project: Project) -> str:
    """The journal as drizzle-kit writes it."""
    listed(project, A, B)
    return project.journal.read_text()


def test_the_lock_gets_the_hashes_and_the_journal_stays(project: Project, journal: Journal) -> None:
    before = plain(project)
    said = journal("bootstrap", "--lock")
    assert said.code == 0, said.out + said.err
    assert project.journal.read_text() == before
    assert lock(project).read_text().splitlines() == [
        '{"version": 1, "folder": "migrations", "migrations": {',
        f'"{A}": "{HASH_A}",',
        f'"{B}": "{HASH_B}",',
        '"~": null}}',
    ]
    validator("drizzle-journal-lock").validate(json.loads(lock(project).read_text()))
    assert said.out.startswith("Journal, lock, files and ledger agree for 2 entries; wrote drizzle-journal.lock (0 ")
    again = journal("bootstrap")
    assert (again.code, project.journal.read_text()) == (0, before)
    assert "needs no change" in again.out


def test_hashes_move_from_the_journal_and_back(project: Project, journal: Journal) -> None:
    before = plain(project)
    assert journal("bootstrap").code == 0
    hashed = project.journal.read_text()
    assert hashed.count('"hash"') == 2
    project.write("journal.toml", "lock = true\n")
    shown = journal("bootstrap", "--dry-run")
    assert (shown.code, lock(project).exists(), project.journal.read_text()) == (0, False, hashed)
    assert '-      "hash": ' in shown.out
    assert f'+"{A}": ' in shown.out
    said = journal("bootstrap")
    assert said.code == 0, said.out + said.err
    assert "wrote migrations/meta/_journal.json and drizzle-journal.lock" in said.out
    assert project.journal.read_text() == before
    assert f'"{A}": "{HASH_A}",' in lock(project).read_text()
    (project.root / "journal.toml").unlink()
    lock(project).unlink()
    assert journal("bootstrap").code == 0
    assert project.journal.read_text() == hashed


def test_the_first_journal_has_no_key(project: Project, journal: Journal) -> None:
    for tag, text in SQL.items():
        project.migration(tag, text)
    said = journal("bootstrap", "--lock")
    assert said.code == 0, said.out + said.err
    entries = json.loads(project.journal.read_text())["entries"]
    assert [[*one] for one in entries] == [["idx", "version", "when", "tag", "breakpoints"]] * 2
    project.migration(C, "CREATE TABLE c (id int);\n")
    assert journal("scaffold", "--add", C).code == 0
    assert "hash" not in project.journal.read_text()
    assert journal("check").code == 1
    assert journal("bootstrap").code == 0
    assert f'"{C}": "' in lock(project).read_text()
    assert "hash" not in project.journal.read_text()


@pytest.mark.parametrize("lock_was_there", [False, True])
def test_both_files_are_written_or_none(
    lock_was_there: bool, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from journal.folder.entries import Journal as Read

    listed(project, A, B, hashes={A: HASH_A})
    before, old = project.journal.read_text(), "old" if lock_was_there else ""
    if lock_was_there:
        lock(project).write_text(old)
    real = store._replace

    def fails(path: Path, content: bytes, **words: bool) -> None:
        if path.name == "_journal.json":
            raise OSError(28, "No space left on device")
        real(path, content, **words)

    monkeypatch.setattr(store, "_replace", fails)
    with pytest.raises(store.JournalInvalid, match="cannot be written"):
        store.replace_journal_and_lock(Read(project.journal, text=before), "new", Read(lock(project), text=old), "lock")
    assert project.journal.read_text() == before
    assert (lock(project).read_text() if lock_was_there else lock(project).exists()) == (old or False)


def test_an_edited_one_is_accepted_with_a_reason_only(project: Project, journal: Journal) -> None:
    before = plain(project)
    assert journal("bootstrap", "--lock").code == 0
    text = lock(project).read_text()
    project.migration(A, "CREATE TABLE a (id int); -- edited\n")
    said = journal("bootstrap")
    assert (said.code, lock(project).read_text()) == (1, text)
    assert f"drizzle-journal bootstrap --accept-edited {A} --reason" in said.out
    refused = journal("bootstrap", "--accept-edited", A)
    assert (refused.code, "needs a --reason here: the lock keeps it" in refused.err) == (2, True)
    assert journal("bootstrap", "--accept-edited", A, "--reason", "a comment").code == 0
    accepted = json.loads(lock(project).read_text())["migrations"]
    assert (accepted[A]["reason"], accepted[B], project.journal.read_text()) == ("a comment", HASH_B, before)


def test_a_removed_one_is_refused_until_it_is_accepted(project: Project, journal: Journal) -> None:
    plain(project)
    assert journal("bootstrap", "--lock").code == 0
    text = lock(project).read_text()
    listed(project, A)
    (project.root / "migrations" / f"{B}.sql").unlink()
    said = journal("bootstrap")
    assert (said.code, lock(project).read_text()) == (1, text)
    assert f"drizzle-journal.lock has {B}, and the journal does not list it" in said.err
    assert f"git log --all --diff-filter=D -- migrations/{B}.sql" in said.err
    assert journal("bootstrap", "--accept-edited", B, "--reason", "never deployed").code == 0
    assert B not in lock(project).read_text()


def test_contradicting_hashes_are_refused(project: Project, journal: Journal) -> None:
    listed(project, A, B, hashes={A: HASH_B, B: HASH_B})
    locked(project, {A: HASH_A, B: HASH_B})
    before = project.journal.read_text()
    said = journal("bootstrap")
    assert (said.code, project.journal.read_text()) == (2, before)
    assert f"drizzle-journal.lock has another hash of {A} than _journal.json" in said.err
    project.journal.write_text(before.replace(HASH_B, HASH_A, 1))
    assert journal("bootstrap").code == 0
    assert "hash" not in project.journal.read_text()


def test_fixes_of_check_record_no_hash_in_the_journal(project: Project, journal: Journal) -> None:
    plain(project)
    locked(project, {A: HASH_A})
    git(project.root, "init", "-q", "-b", "main")
    commit(project.root)
    assert journal("check", "--fix").code == 1
    assert ("hash" in project.journal.read_text(), B in lock(project).read_text()) == (False, False)


def test_a_base_whose_journal_had_the_hashes_agrees(project: Project, journal: Journal) -> None:
    listed(project, A, B, hashes={A: HASH_A, B: HASH_B})
    git(project.root, "init", "-q", "-b", "main")
    commit(project.root)
    plain(project)
    locked(project, {A: HASH_A, B: HASH_B})
    assert "base-entry-changed" not in journal("check", "--base", "main").out
    locked(project, {A: HASH_A, B: HASH_A})
    assert "base-entry-changed" in journal("check", "--base", "main").out


COMMANDS = (
    ("check",),
    ("status", "--env-var", "URL"),
    ("stamp", "--to", B, "--env-var", "URL", "--dry-run"),
    ("verify", "--env-var", "URL"),
    ("doctor", "--env-var", "URL"),
    ("run", "--env-var", "URL", "--journal", "--dry-run"),
    ("locate", "--env-var", "URL"),
    ("repair", "--env-var", "URL", "--dry-run"),
)


@pytest.mark.parametrize("edited", [False, True])
def test_commands_answer_as_with_hashes_in_the_journal(
    edited: bool, project: Project, journal: Journal, database: str
) -> None:
    listed(project, A, B, hashes={A: HASH_A, B: HASH_B})
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(SQL[A])  # type: ignore[arg-type]
        assert journal("stamp", "--to", A, "--env-var", "URL", "--yes", URL=database).code == 0
        connection.execute(SQL[B])  # type: ignore[arg-type]
    if edited:
        project.migration(B, "CREATE TABLE b (id int); -- edited\n")
    hashed = {words: journal(*words, URL=database) for words in COMMANDS}
    assert hashed[COMMANDS[0]].code == int(edited)
    listed(project, A, B)
    if edited:
        project.migration(B, "CREATE TABLE b (id int); -- edited\n")
    locked(project, {A: HASH_A, B: HASH_B})
    for words, before in hashed.items():
        after = journal(*words, URL=database)
        assert after.code == before.code, (words, after.out + after.err, before.out + before.err)
        assert normal(after.out + after.err) == normal(before.out + before.err), words


def normal(text: str) -> list[str]:
    """The lines without what names or shows the file that has the hashes, times and temporary names."""
    text = re.sub(r"\d+(\.\d+)? ?m?s\b|test_[0-9a-f]{12}", "", text)
    text = text.replace(" with a hash in drizzle-journal.lock", " with a hash").replace(" --reason '…'", "")
    text = re.sub(
        r"drizzle-journal\.lock:\d+(:\d+)?|migrations/meta/_journal\.json(:\d+)*|(?<=\] )\d+(:\d+)?", "PLACE", text
    )
    text = re.sub(r"the one in the (lock|journal)|\b(lock|journal), files", "HASHES", text)
    return sorted(
        line.strip()
        for line in text.splitlines()
        if line.strip() and not re.match(r"\s*((\d+ )?\||-->|drizzle-journal\.lock$|PLACE$)", line)
    )


@pytest.mark.parametrize("is_1", [False, True])
def test_git_joins_the_lines_of_a_new_lock(is_1: bool, project: Project, journal: Journal) -> None:
    git(project.root, "init", "-q", "-b", "main")
    if is_1:
        project.write("migrations/20250101000000_a/migration.sql", SQL[A])
    else:
        plain(project)
    attributes = project.root / ".gitattributes"
    line = "drizzle-journal.lock merge=union"
    shown = journal("bootstrap", "--lock", "--dry-run")
    assert (shown.code, f".gitattributes would get the line: {line}." in shown.out) == (0, True)
    assert (attributes.exists(), lock(project).exists()) == (False, False)
    said = journal("bootstrap", "--lock")
    assert said.code == 0, said.out + said.err
    assert f".gitattributes has the line: {line}. With it, git joins the lines of two branches." in said.out
    assert said.out.endswith("Next: git add drizzle-journal.lock .gitattributes\n")
    assert attributes.read_text() == f"{line}\n"
    attributes.unlink()  # only a new lock gets it
    project.migration(C, "CREATE TABLE c (id int);\n")
    assert journal("bootstrap", *([] if is_1 else ["--add", C])).code == 0
    assert not attributes.exists()


def test_an_attribute_that_forbids_it_is_respected(project: Project, journal: Journal) -> None:
    git(project.root, "init", "-q", "-b", "main")
    project.write(".gitattributes", "drizzle-journal.lock -merge\n")
    plain(project)
    said = journal("bootstrap", "--lock")
    assert (said.code, ".gitattributes" in said.out) == (0, False)
    assert (project.root / ".gitattributes").read_text() == "drizzle-journal.lock -merge\n"


def test_branches_of_a_journal_conflict_in_the_journal_alone(project: Project, journal: Journal) -> None:
    git(project.root, "init", "-q", "-b", "main")
    plain(project)
    assert journal("bootstrap", "--lock").code == 0
    commit(project.root)
    for name in ("0002_ours", "0002_theirs"):
        git(project.root, "checkout", "-q", "-b", name, "main")
        project.migration(name, f"CREATE TABLE {name[5:]} (id int);\n")
        assert journal("bootstrap", "--add", name).code == 0
        commit(project.root)
    with pytest.raises(subprocess.CalledProcessError):
        git(project.root, "-c", "user.name=t", "-c", "user.email=t@example.com", "merge", "-q", "0002_ours")
    assert git(project.root, "diff", "--name-only", "--diff-filter=U") == "migrations/meta/_journal.json"
    listed(project, A, B, "0002_ours", "0002_theirs")  # as a person keeps both
    said = journal("bootstrap")
    assert said.code == 0, said.out + said.err
    names = [line.partition(":")[0] for line in lock(project).read_text().splitlines()[1:-1]]
    assert names == [f'"{name}"' for name in (A, B, "0002_ours", "0002_theirs")]
    assert journal("check").code == 0
