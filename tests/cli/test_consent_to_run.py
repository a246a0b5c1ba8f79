"""drizzle-journal run asks: a terminal gets the question; elsewhere the command line has to name the database."""

import json
from shlex import quote

import pytest
from conftest import Journal, Project
from verbs.test_run import recorded, rows
from verbs.test_stamp import on_a_terminal

MADE = "SELECT to_regclass('_manual_migrations') IS NOT NULL, to_regclass('a') IS NOT NULL"


@pytest.fixture(autouse=True)
def one(project: Project) -> None:
    project.migration("0001_a", "create table a (id int);")


@pytest.mark.parametrize("variable", ["DATABASE_URL", "POSTGRES_URL"])
@pytest.mark.parametrize("words", [(), ("--json",), ("--file", "0001_a")])
def test_a_variable_that_happens_to_be_set_is_no_consent(
    journal: Journal, database: str, variable: str, words: tuple[str, ...]
) -> None:
    said = journal("run", *words, **{variable: database})
    assert (said.code, rows(database, MADE)) == (2, [(False, False)]), said
    help_ = json.loads(said.out)["error"]["help"] if "--json" in words else said.err
    assert f"--url URL or --env-var NAME. It is from {variable} here." in help_
    assert "run 1 file: 0001_a" in said.err


def test_a_file_of_the_project_is_no_consent(project: Project, journal: Journal, database: str) -> None:
    project.write(".env", f"DATABASE_URL={database}\n")
    assert (journal("run").code, rows(database, MADE)) == (2, [(False, False)])
    project.write("drizzle.config.json", json.dumps({"dialect": "postgresql", "dbCredentials": {"url": database}}))
    project.write(".env", "")
    said = journal("run", "--migrations", "migrations")
    assert (said.code, rows(database, MADE), "drizzle.config.json" in said.err) == (2, [(False, False)], True), said
    project.write(".env", f"APP_URL={database}\n")
    assert (journal("run", "-e", "APP_URL", "--migrations", "migrations").code, recorded(database)) == (
        0, ["0001_a.sql"]
    )  # fmt: skip


def test_a_dry_run_and_a_run_with_nothing_to_do_need_none(journal: Journal, database: str) -> None:
    assert journal("run", "--dry-run", DATABASE_URL=database).code == 0
    assert journal("run", "--url", database).code == 0
    said = journal("run", DATABASE_URL=database)
    assert (said.code, said.out.splitlines()[-1]) == (0, "Nothing is pending.")


@pytest.mark.parametrize("words", [("--yes",), ("-y",), ("--env-var", "DATABASE_URL"), ("-e", "DATABASE_URL")])
def test_yes_or_a_named_variable_is_consent(journal: Journal, database: str, words: tuple[str, ...]) -> None:
    assert (journal("run", *words, DATABASE_URL=database).code, recorded(database)) == (0, ["0001_a.sql"])


def test_a_down_file_requires_yes_also_with_a_url(project: Project, journal: Journal, database: str) -> None:
    project.migration("0001_a.down", "drop table a;")
    assert journal("run", "--url", database).code == 0
    said = journal("run", "--url", database, "--file", "0001_a.down")
    assert (said.code, said.err.splitlines()[-1], rows(database, MADE)) == (
        2, f"help: To write it: drizzle-journal run --url {quote(database)} --file 0001_a.down --yes", [(True, True)]
    )  # fmt: skip
    assert journal("run", "--url", database, "--file", "0001_a.down", "-y").code == 0
    assert rows(database, MADE) == [(True, False)]


def test_the_target_is_shown_first(journal: Journal, database: str) -> None:
    said = journal("run", "--url", database.replace("postgres@", "postgres:hidden@"))
    assert said.err.index("About to write to postgres@") < said.err.index("run 1 file: 0001_a")
    assert "hidden" not in said.err + said.out


def test_a_terminal_gets_the_question_also_with_a_url(project: Project, database: str) -> None:
    said = on_a_terminal(project, "n\n", "run", "--url", database)
    assert (said.code, rows(database, MADE)) == (1, [(False, False)]), said
    assert "Write this? [y/N]" in said.out
    assert "Aborted. Nothing was written." in said.out
    assert (on_a_terminal(project, "y\n", "run", "--url", database).code, recorded(database)) == (0, ["0001_a.sql"])


def test_a_terminal_is_not_asked_with_yes(project: Project, database: str) -> None:
    said = on_a_terminal(project, "n\n", "run", "--url", database, "--yes")
    assert (said.code, "Write this?" in said.out, recorded(database)) == (0, False, ["0001_a.sql"])
