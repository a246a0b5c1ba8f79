"""A first file whose objects the database has already: a baseline by what it is, or a question, never a failure."""

import shutil
from pathlib import Path

import psycopg
import pytest
from conftest import HERE, Journal, Project
from verbs.test_run import recorded, rows

HEAD = "--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;\n\n"
BODY = """CREATE TABLE public.agents (id integer NOT NULL, name text NOT NULL);
CREATE VIEW public.active AS SELECT id FROM public.agents;
ALTER TABLE ONLY public.agents ADD CONSTRAINT agents_pkey PRIMARY KEY (id);
"""
SET_PATH = "SELECT pg_catalog.set_config('search_path', '', false);\n"
PULLED = "-- Current sql file was generated after introspecting the database\n"


def has(database: str, sql: str | Path) -> None:
    with psycopg.connect(database) as connection:
        connection.execute((sql if isinstance(sql, str) else sql.read_text()).encode())


def test_the_dump_of_the_live_database_is_left_out(project: Project, journal: Journal, database: str) -> None:
    shutil.copytree(HERE / "cases/run-baseline-not-recognised", project.root, dirs_exist_ok=True)
    has(database, project.root / "migrations/20231101_init.sql")
    planned = journal("run", "--url", database, "--dry-run").out
    assert ("would run 20231101_init" in planned, "would run 20240101_rma" in planned) == (False, True)
    said = journal("run", "--url", database)
    assert (said.code, recorded(database)) == (0, ["20240101_rma.sql"]), said
    assert "note: 20231101_init is not run: the database has its tables" in said.out
    has(database, "ALTER TABLE tickets RENAME TO issues")
    assert "Nothing is pending." in journal("run", "--url", database).out


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("20231101_init", HEAD + BODY),
        ("0000_schema", HEAD + BODY),
        ("0001_PROD", HEAD.replace("\n", "\r\n") + BODY),
        ("V1__start", "-- Dumped by pg_dump version 17.2\n" + BODY),
        ("2023-11-01-live", SET_PATH + BODY + "RESET search_path;"),
        ("20231101120000_quick_hulk", PULLED + BODY),
        ("000_init", HEAD + "CREATE SCHEMA IF NOT EXISTS public;\n" + BODY + "COMMENT ON TABLE public.agents IS 'x';"),
        ("1698796800_all", HEAD + BODY + "INSERT INTO public.agents VALUES (1, 'a');"),
    ],
)
def test_a_dump_is_recognised_by_its_content(
    project: Project, journal: Journal, database: str, name: str, text: str
) -> None:
    project.migration(name, text)
    project.migration("0009_x" if name.startswith(("0", "V")) else "20240101_x", "create table x (id int);")
    has(database, BODY)
    said = journal("run", "--url", database)
    assert (said.code, [str(one)[-5:] for one in recorded(database)]) == (0, ["x.sql"]), said
    assert rows(database, "SELECT count(*) FROM agents") == [(0,)]


def test_on_an_empty_database_a_dump_runs(project: Project, journal: Journal, database: str) -> None:
    project.migration("20231101_init", HEAD + BODY)
    assert (journal("run", "--url", database).code, recorded(database)) == (0, ["20231101_init.sql"])


def test_a_dump_of_which_a_part_is_there_is_a_question(project: Project, journal: Journal, database: str) -> None:
    project.migration("20231101_init", HEAD + BODY)
    has(database, BODY.partition("CREATE VIEW")[0])
    said = journal("run", "--url", database)
    assert (said.code, rows(database, "SELECT to_regclass('_manual_migrations')")) == (2, [(None,)]), said
    assert "creates public.agents, which the database has already, but not relation active. Nothing ran." in said.err
    assert 'baseline = "20231101_init" in journal.toml' in said.err
    project.write("journal.toml", 'baseline = "20231101_init"')
    assert journal("run", "--url", database).code == 0


@pytest.mark.parametrize("name", ["0000_init", "20231101_start", "V1__all", "2023-11-01-first"])
def test_a_first_file_that_is_there_whole_is_a_question(
    project: Project, journal: Journal, database: str, name: str
) -> None:
    project.migration(name, BODY)
    has(database, BODY)
    said = journal("run", "--url", database)
    assert said.code == 2
    assert "and all 6 objects that it creates. Nothing ran." in said.err
    project.write("journal.toml", f'baseline = "{name}"')
    assert "Nothing is pending." in journal("run", "--url", database).out


@pytest.mark.parametrize(
    "text",
    [
        "create table if not exists agents (id int);",
        "drop table agents; create table agents (id int);",
        "create table other.agents (id int);",
    ],
)
def test_a_first_file_that_would_pass_runs(project: Project, journal: Journal, database: str, text: str) -> None:
    project.migration("0001_a", text)
    has(database, "create schema other; create table agents (id int)")
    assert (journal("run", "--url", database).code, recorded(database)) == (0, ["0001_a.sql"])


def test_only_the_first_file_is_such_a_baseline(project: Project, journal: Journal, database: str) -> None:
    project.migration("0001_a", "create table a (id int);")
    project.migration("0002_dump", HEAD + BODY)
    has(database, BODY)
    said = journal("run", "--url", database)
    assert (said.code, recorded(database), "[42P07]" in said.err) == (1, ["0001_a.sql"], True)
