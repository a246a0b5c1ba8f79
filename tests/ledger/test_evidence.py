"""Before a hash is called authentic, git and the ledger at hand are asked whether the file had another content."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import HERE, Journal, Project
from repository import commit, git
from verbs.test_status import execute

from journal.folder.git.repository import Git
from journal.folder.hashing import drizzle_hash
from journal.verbs.check import CheckRequest, lint

CASE = HERE / "cases" / "edited-then-bootstrap"


@pytest.fixture
def edited(project: Project) -> Project:
    """A folder of drizzle-kit, in git, whose 0003_names was edited and committed once more."""
    shutil.rmtree(project.root)
    shutil.copytree(CASE, project.root)
    git(project.root, "init", "-q")
    commit(project.root)
    edit(project)
    commit(project.root)
    return project


def names(project: Project) -> Path:
    return project.root / "drizzle" / "0003_names.sql"


def edit(project: Project) -> None:
    names(project).write_text(names(project).read_text().replace(" text", " varchar(100)"))


def hashes(project: Project) -> list[str | None]:
    text = (project.root / "drizzle" / "meta" / "_journal.json").read_text()
    return [entry.get("hash") for entry in json.loads(text)["entries"]]


def ledger(database: str, *digests: str) -> None:
    execute(
        database,
        "create schema drizzle; create table drizzle.__drizzle_migrations "
        "(id serial primary key, hash text not null, created_at bigint)",
    )
    for digest in digests:
        row = f"values ('{digest}', 1795888416423)"
        execute(database, f"insert into drizzle.__drizzle_migrations (hash, created_at) {row}")


def test_a_file_that_was_edited_after_its_first_commit_gets_no_hash_until_that_is_accepted(
    edited: Project, journal: Journal
) -> None:
    first = git(edited.root, "rev-list", "--max-parents=0", "HEAD")[:10]
    said = journal("bootstrap")
    assert (said.code, [digest is None for digest in hashes(edited)]) == (0, [False, False, False, True, False])
    assert "warning: the hash of drizzle/0003_names.sql was not recorded: the file was edited." in said.out
    assert f"Commit {first}, which added the file, had another content." in said.out
    assert f"git checkout {first} -- drizzle/0003_names.sql" in said.out
    assert said.out.count("warning:") == 1
    assert "needs no change" in journal("bootstrap").out
    assert journal("bootstrap", "--accept-edited", "0003_names").code == 0
    assert hashes(edited)[3] == drizzle_hash(names(edited).read_bytes())


def test_a_restored_file_is_not_blamed_for_the_hash_of_the_edit(edited: Project, journal: Journal) -> None:
    journal("bootstrap", "--accept-edited", "0003_names")
    git(edited.root, "checkout", "-q", "HEAD~1", "--", "drizzle/0003_names.sql")
    checked, said = journal("check", "--no-squawk"), journal("bootstrap")
    assert "The recorded hash is of another content than 0003_names.sql has, as it was added by commit" in checked.out
    assert "error: the recorded hash is of another content than drizzle/0003_names.sql has" in said.out
    assert (checked.code, said.code) == (1, 1)


def test_a_ledger_that_has_the_file_settles_it(edited: Project, journal: Journal, database: str) -> None:
    ledger(database, drizzle_hash(names(edited).read_bytes()))
    assert journal("bootstrap", DATABASE_URL=database).code == 0
    assert None not in hashes(edited)


def test_a_ledger_with_another_hash_is_named(edited: Project, journal: Journal, database: str) -> None:
    ledger(database, drizzle_hash(names(edited).read_bytes()))
    git(edited.root, "checkout", "-q", "HEAD~1", "--", "drizzle/0003_names.sql")
    said = journal("bootstrap", POSTGRES_URL=database)
    assert (said.code, "has applied another content, with the hash" in said.out) == (1, True)
    edit_commit = git(edited.root, "rev-parse", "HEAD")[:4]
    assert f"to restore it: git checkout {edit_commit}" in said.out


def test_a_database_that_files_of_the_project_name_is_not_asked(
    edited: Project, journal: Journal, database: str
) -> None:
    ledger(database, drizzle_hash(names(edited).read_bytes()))
    edited.write(".env", f"DATABASE_URL={database}\n")
    journal("bootstrap")
    assert hashes(edited)[3] is None


def test_a_ledger_that_cannot_be_read_is_said(edited: Project, journal: Journal) -> None:
    said = journal("bootstrap", DATABASE_URL="postgresql://u:secret@127.0.0.1:1/d")
    assert hashes(edited)[3] is None
    assert "The ledger of the database in DATABASE_URL was not compared" in said.out
    assert "secret" not in said.out + said.err


def test_a_history_that_is_cut_off_is_said(edited: Project, journal: Journal, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{edited.root}", "shallow")
    said = journal("bootstrap", "--project", str(tmp_path / "shallow"))
    assert said.code == 0
    assert "is not known: this clone lacks a part of the history" in said.out
    assert "git fetch --unshallow" in said.out


@pytest.mark.parametrize("how", ["line ends", "renamed", "not committed", "of a merge"])
def test_what_is_no_edit(edited: Project, journal: Journal, how: str) -> None:
    git(edited.root, "reset", "-q", "--hard", "HEAD~1")
    if how == "line ends":
        path = edited.root / "drizzle" / "0000_users.sql"
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    elif how == "renamed":
        edit(edited)
        commit(edited.root)
        names(edited).rename(names(edited).with_name("0003_other.sql"))
        path = edited.root / "drizzle" / "meta" / "_journal.json"
        path.write_text(path.read_text().replace("0003_names", "0003_other"))
    elif how == "not committed":
        shutil.rmtree(edited.root / ".git")
        git(edited.root, "init", "-q")
    elif how == "of a merge":
        git(edited.root, "checkout", "-q", "-b", "side")
        path = edited.root / "drizzle" / "meta" / "_journal.json"
        journaled = json.loads(path.read_text())
        journaled["entries"].append(journaled["entries"][-1] | {"idx": 5, "when": 1795888500000, "tag": "0005_side"})
        path.write_text(json.dumps(journaled))
        for text in ("select 1;", "select 2;"):
            edited.write("drizzle/0005_side.sql", text)
            commit(edited.root)
        git(edited.root, "checkout", "-q", "-")
        git(edited.root, "-c", "user.name=t", "-c", "user.email=t@e", "merge", "-q", "--no-ff", "side")
    said = journal("bootstrap")
    assert "was edited" not in said.out
    assert None not in hashes(edited)


def test_the_history_is_read_once_for_all_edited_files(edited: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    path = edited.root / "drizzle" / "meta" / "_journal.json"
    read = json.loads(path.read_text())
    path.write_text(json.dumps(read | {"entries": [one | {"hash": "0" * 64} for one in read["entries"]]}))
    asked: list[str] = []
    ask = Git.ask

    def counted(self: Git, *words: str, **more: Any) -> bytes | None:
        asked.append(words[0])
        return ask(self, *words, **more)

    monkeypatch.setattr(Git, "ask", counted)
    findings = lint(edited.settings(), CheckRequest()).findings
    assert sum(one.rule == "hash-differs" for one in findings) == 5
    assert asked.count("diff-tree") == 1
