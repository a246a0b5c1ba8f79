"""One rule for writes: the plan, then a question on a terminal; elsewhere --yes."""

import json
import shlex

import psycopg
import pytest
from commands import all_commands
from conftest import Journal, Project
from verbs.test_stamp import on_a_terminal

CONFIG = '{"dialect": "postgresql", "schema": "./s.ts", "out": "./migrations"}'
WRITING = [name for name, one in all_commands().items() if any("--yes" in option.opts for option in one.params)]


@pytest.fixture
def folder(project: Project) -> Project:
    project.write("drizzle.config.json", CONFIG)
    project.migration("20240101_a", "create table a (id integer primary key);\n")
    return project


@pytest.mark.parametrize("name", WRITING)
def test_apply_is_refused_with_a_sentence_that_names_yes(journal: Journal, name: str) -> None:
    sentence = "error: --apply is gone: the plan is shown first, and --yes writes it without asking."
    said = journal(*name.split(), "--apply")
    assert (said.code, said.err.splitlines()[0]) == (2, sentence)


def test_every_command_that_asks_has_a_dry_run() -> None:
    assert len(WRITING) >= 8
    for name in WRITING:
        assert any("--dry-run" in option.opts for option in all_commands()[name].params), name


def test_files_that_are_replaced_need_consent(folder: Project, journal: Journal) -> None:
    before = sorted(folder.root.rglob("*"))
    words = ("handback", "--unproved", "--renumber")
    said = journal(*words)
    assert (said.code, said.out) == (2, "")
    assert "        20240101_a -> 0000_a\n" in said.err
    assert f"About to write to {folder.root}:\n" in said.err
    assert said.err.endswith("help: To write it: drizzle-journal handback --unproved --renumber --yes\n")
    assert json.loads(journal(*words, "--json").out)["error"]["code"] == "consent-missing"
    assert "Nothing was written." in journal(*words, "--dry-run", "--yes").out
    assert sorted(folder.root.rglob("*")) == before


def test_a_terminal_is_asked_about_files(folder: Project) -> None:
    words = ("handback", "--unproved", "--renumber")
    said = on_a_terminal(folder, "n\n", *words)
    assert (said.code, "Aborted. Nothing was written." in said.out) == (1, True)
    assert said.out.index("20240101_a -> 0000_a") < said.out.index("Write this? [y/N]")
    assert (folder.root / "migrations/20240101_a.sql").exists()
    assert on_a_terminal(folder, "y\n", *words).code in (0, 2)  # 2: not proved, but written
    assert (folder.root / "migrations/0000_a.sql").exists()


@pytest.mark.parametrize("verb", ["handback", "snapshot"])
def test_an_undo_is_no_dry_run(journal: Journal, verb: str) -> None:
    said = journal(verb, "--undo", "--dry-run")
    assert (said.code, said.err.splitlines()[0]) == (2, "error: --undo and --dry-run exclude each other.")


def test_the_whole_command_is_typed_again_without_a_password(project: Project, journal: Journal, database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("create table users (id integer primary key)")
    url = database.replace("postgres@", "postgres:geheim@")
    said = journal("backup", "users", "--url", url)
    words = shlex.split(said.err.splitlines()[-1].removeprefix("help: To write it: "))
    assert (said.code, words) == (2, ["drizzle-journal", "backup", "users", "--url", "URL", "--yes"])
    odd = journal("backup", "users", "--url", database.replace("postgres@", "postgres:it's+geheim@"))
    assert odd.code == 2 and "geheim" not in said.err + said.out + odd.err + odd.out
