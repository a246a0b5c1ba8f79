"""Files whose objects the database has already: a baseline by what it is, or refused; nothing runs a second time."""

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


def test_a_dump_of_which_a_part_is_there_is_refused(project: Project, journal: Journal, database: str) -> None:
    project.migration("20231101_init", HEAD + BODY)
    has(database, BODY.partition("CREATE VIEW")[0])
    said = journal("run", "--url", database)
    assert (said.code, rows(database, "SELECT to_regclass('_manual_migrations')")) == (1, [(None,)]), said
    assert "objects of 1 pending file: 20231101_init (table public.agents). Nothing ran." in said.err
    assert 'baseline = "20231101_init" in journal.toml' in said.err
    project.write("journal.toml", 'baseline = "20231101_init"')
    assert journal("run", "--url", database).code == 0


@pytest.mark.parametrize("name", ["0000_init", "20231101_start", "V1__all", "2023-11-01-first"])
def test_a_first_file_that_is_there_whole_is_refused(
    project: Project, journal: Journal, database: str, name: str
) -> None:
    project.migration(name, BODY)
    has(database, BODY)
    said = journal("run", "--url", database)
    assert said.code == 1
    assert f"{name} (table public.agents, view public.active" in said.err
    assert f"record it without running it: drizzle-journal run --record-only {name}." in said.err
    project.write("journal.toml", f'baseline = "{name}"')
    assert "Nothing is pending." in journal("run", "--url", database).out


@pytest.mark.parametrize(
    "text",
    [
        "create table if not exists agents (id int);",
        "create table other.agents (id int);",
    ],
)
def test_a_first_file_that_would_pass_runs(project: Project, journal: Journal, database: str, text: str) -> None:
    project.migration("0001_a", text)
    has(database, "create schema other; create table agents (id int)")
    assert (journal("run", "--url", database).code, recorded(database)) == (0, ["0001_a.sql"])


@pytest.mark.parametrize(
    ("sql", "there"),
    [
        (HEAD + BODY, "table public.agents, view public.active"),
        ("drop table agents; create table agents (id int);", "table agents"),
        ("drop table if exists agents; create table agents (id int);", "table agents"),
        ("alter table a add x int; create view active as select 1;", "view active"),
        ("alter table a add y int;", "column a.y"),
        ("create index a_idx on a (id);", "index a_idx"),
        ("create type mood as enum ('a');", "type mood"),
        ("alter table a add constraint a_c check (id > 0);", "constraint a.a_c"),
        ("create table if not exists agents (id int); insert into agents values (1, 'x');", "table agents"),
        ("alter table a add column if not exists y int; update a set y = y * 100;", "column a.y"),
        ("do $$ begin create type mood as enum ('a'); exception when duplicate_object then null; end $$; "
         "delete from a;", "type mood"),
        ("create table if not exists agents (id int); do $$ begin update a set id = 2; end $$;", "table agents"),
        ("create index if not exists a_idx on a (id); with x as (delete from a returning id) select * from x;",
         "index a_idx"),
    ],
)  # fmt: skip
def test_what_a_later_file_makes_and_the_database_has_stops_the_run_before_it_begins(
    project: Project, journal: Journal, database: str, sql: str, there: str
) -> None:
    project.migration("0001_a", "create table a (id int);")
    assert journal("run", "--url", database).code == 0
    has(database, BODY + "alter table a add y int, add constraint a_c check (id > 0); create index a_idx on a (id); "
        "create type mood as enum ('a'); insert into a values (1, 1)")  # fmt: skip
    project.migration("0002_b", "create table b (id int);")
    project.migration("0003_dump", sql)
    said = journal("run", "--url", database)
    assert (said.code, recorded(database), rows(database, "SELECT to_regclass('b')")) == (
        1, ["0001_a.sql"], [(None,)]
    ), said  # fmt: skip
    assert f"0003_dump ({there}" in said.err
    assert ("The file also changes rows" in said.err) is any(word in sql for word in ("insert", "update", "delete"))
    assert (journal("run", "--url", database, "--dry-run").code, rows(database, "SELECT * FROM a")) == (1, [(1, 1)])


@pytest.mark.parametrize(
    "sql",
    [
        "create table if not exists agents (id int);",
        "create index if not exists a_idx on a (id);",
        "do $$ begin create type mood as enum ('a'); exception when duplicate_object then null; end $$;",
        "drop view if exists active; create view active as select 1 as id;",
    ],
)
def test_a_file_that_only_passes_over_what_is_there_runs(
    project: Project, journal: Journal, database: str, sql: str
) -> None:
    has(database, BODY + "create table a (id int); create index a_idx on a (id); create type mood as enum ('a')")
    project.migration("0001_a", sql)
    said = journal("run", "--url", database)
    assert (said.code, recorded(database)) == (0, ["0001_a.sql"]), said
    assert ("already has objects of 0001_a: " in said.out) is not sql.startswith("drop view"), said


@pytest.mark.parametrize(
    "sql",
    [
        "create extension if not exists plpgsql; insert into a values (2);",
        "create schema if not exists public; insert into a values (2);",
        "create or replace function f() returns int language sql as 'select 1'; insert into a values (2);",
        "alter table a rename to a_old; create table a (id int); insert into a values (2);",
        "alter table a drop column id; alter table a add column id text;",
        "create table if not exists a (id int); insert into a values (2);",
        "create table b (id int); create table if not exists agents (id int); insert into b values (1);",
    ],
)
def test_what_recorded_files_made_or_nobody_makes_twice_does_not_stop_a_run(
    project: Project, journal: Journal, database: str, sql: str
) -> None:
    project.migration("0001_a", "create table a (id int);")
    assert journal("run", "--url", database).code == 0
    has(database, BODY + "create function f() returns int language sql as 'select 1'")
    project.migration("0002_b", sql)
    said = journal("run", "--url", database)
    assert (said.code, len(recorded(database))) == (0, 2), said


def test_a_named_file_runs_although_its_objects_are_there(project: Project, journal: Journal, database: str) -> None:
    has(database, BODY)
    project.migration("0001_a", "create table if not exists agents (id int); insert into agents values (1, 'x');")
    assert journal("run", "--url", database).code == 1
    assert journal("run", "--url", database, "--file", "0001_a").code == 0
