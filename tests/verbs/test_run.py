"""drizzle-journal run on a real database: what it applies, records and skips, and how it reports a failure."""

import json
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from conftest import Journal, Project

SAMPLE = Path(__file__).parents[2] / "migrations"


def rows(database: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database) as connection:
        return connection.execute(query).fetchall()  # type: ignore[arg-type]


def recorded(database: str, column: str = "filename") -> list[object]:
    return [row[0] for row in rows(database, f"SELECT {column} FROM _manual_migrations")]


def two(project: Project) -> None:
    project.migration("20250101_a", "create table a (id int);")
    project.migration("20250101_down_a", "drop table a;")
    project.migration("20250102_b", "create table b (id int);\n--> statement-breakpoint\ninsert into b values (1);")


def test_the_sample_runs_file_by_file_and_the_second_run_has_nothing_to_do(
    project: Project, journal: Journal, database: str
) -> None:
    for path in SAMPLE.glob("*.sql"):
        project.migration(path.stem, path.read_bytes())
    said = journal("run", "--url", database)
    assert said.code == 0, said.err
    assert (
        said.out.splitlines()[-1] == "16 files applied and recorded in _manual_migrations. Next: drizzle-journal status"
    )
    assert len(recorded(database)) == 16
    assert journal("run", "--url", database).out.splitlines()[-1] == "Nothing is pending."


def test_the_preflight_counts_are_shown(project: Project, journal: Journal, database: str) -> None:
    project.migration("0001_a", "do $$ begin raise notice 'preflight: 3 rows'; end $$;")
    assert "notice: preflight: 3 rows\n" in journal("run", "--url", database).err


def test_hash_time_and_duration_are_recorded(project: Project, journal: Journal, database: str) -> None:
    two(project)
    assert journal("run", "-e", "POSTGRES_URL", POSTGRES_URL=database).code == 0
    query = "SELECT filename, length(hash), applied_at > now() - interval '1 minute', duration_ms >= 0"
    assert rows(database, query + " FROM _manual_migrations ORDER BY 1") == [
        ("20250101_a.sql", 64, True, True),
        ("20250102_b.sql", 64, True, True),
    ]


def test_down_files_run_only_when_named(project: Project, journal: Journal, database: str) -> None:
    two(project)
    assert "skipped: 1 down file\n  20250101_down_a\n" in journal("run", "--url", database).out
    said = journal("run", "--url", database, "--file", "20250101_down_a.sql", "--yes")
    assert said.code == 0, said.err
    assert rows(database, "SELECT to_regclass('a')") == [(None,)]


def test_a_dry_run_prints_the_statements_and_makes_no_table(project: Project, journal: Journal, database: str) -> None:
    two(project)
    said = journal("run", "--dry-run", "--url", database)
    assert (
        "would run 20250102_b (2 statements)\n  1. create table b (id int)\n  2. insert into b values (1)" in said.out
    )
    assert rows(database, "SELECT to_regclass('_manual_migrations'), to_regclass('a')") == [(None, None)]


def test_a_failure_rolls_its_file_back_and_keeps_what_passed(project: Project, journal: Journal, database: str) -> None:
    two(project)
    project.migration("20250103_c", "create table c (id int);\nselect nope from c;")
    said = journal("run", "--url", database)
    assert said.code == 1
    assert '20250103_c.sql, statement 2 (line 2): column "nope" does not exist [42703]' in said.err
    assert (
        "The files before it are applied and recorded; this file was rolled back as a whole and is not recorded."
        in said.err
    )
    assert sorted(map(str, recorded(database))) == ["20250101_a.sql", "20250102_b.sql"]
    assert rows(database, "SELECT to_regclass('c')") == [(None,)]


def test_a_failure_after_a_files_own_commit_says_what_stayed(project: Project, journal: Journal, database: str) -> None:
    project.migration("0001_a", "begin; create table a (id int); commit; select 1/0;")
    said = journal("run", "--url", database)
    assert "0001_a.sql, statement 4 (line 1): division by zero [22012]" in said.err
    assert "statements 1 to 3 of this file are in the database; the next run continues after that." in said.err
    assert (rows(database, "SELECT to_regclass('a')::text"), recorded(database)) == ([("a",)], [])


def test_a_down_file_can_run_again_and_is_not_recorded(project: Project, journal: Journal, database: str) -> None:
    two(project)
    assert journal("run", "--url", database).code == 0
    for _ in range(2):
        project.migration("20250101_down_a", "drop table if exists a;")
        said = journal("run", "--url", database, "--file", "20250101_down_a", "--yes")
        assert said.code == 0, said.err
    assert sorted(map(str, recorded(database))) == ["20250101_a.sql", "20250102_b.sql"]
    assert "20250101_down_a is not recorded, and the migration that it reverts stays recorded as applied" in said.out


def test_the_role_of_a_file_does_not_write_the_record(project: Project, journal: Journal, database: str) -> None:
    project.migration(
        "0001_a", "create role journal_test_role; grant journal_test_role to current_user; set role journal_test_role;"
    )
    said = journal("run", "--url", database)
    with psycopg.connect(database) as connection:
        connection.execute("DROP ROLE IF EXISTS journal_test_role")
    assert said.code == 0, said.err


def test_a_role_that_may_not_create_the_table_gets_an_error(project: Project, journal: Journal, database: str) -> None:
    project.migration("0001_a")
    with psycopg.connect(database) as connection:
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC, pg_database_owner")
        connection.execute("CREATE ROLE journal_lowly LOGIN")
    said = journal("run", "--url", database.replace("postgres@", "journal_lowly@"))
    with psycopg.connect(database) as connection:
        connection.execute("DROP ROLE journal_lowly")
    assert said.code == 2
    assert "_manual_migrations cannot be created: permission denied for schema public [42501]." in said.err


def test_a_setting_of_one_file_does_not_reach_the_next(project: Project, journal: Journal, database: str) -> None:
    project.migration("0001_a", "select set_config('search_path', '', false);")
    project.migration("0002_b", "create table b (id int);")
    said = journal("run", "--url", database)
    assert said.code == 0, said.err
    assert rows(database, "SELECT to_regclass('public.b')::text") == [("b",)]


EXISTING = {
    "only a name": ("name text primary key", "name", "0000_old", "0001_a"),
    "names with endings": (
        "id serial, file_name varchar not null, run_at timestamp not null",
        "file_name",
        "0000_old.sql",
        "0001_a.sql",
    ),
    "paths": (
        "migration text, checksum text, execution_time_ms int not null, executed_at timestamptz not null",
        "migration",
        "migrations/0000_old.sql",
        "0001_a.sql",
    ),
}


@pytest.mark.parametrize("kind", EXISTING)
def test_an_existing_table_is_used_as_it_is_found(project: Project, journal: Journal, database: str, kind: str) -> None:
    columns, name, old, new = EXISTING[kind]
    with psycopg.connect(database) as connection:
        connection.execute(f"CREATE TABLE _manual_migrations ({columns})")  # type: ignore[arg-type]
        extra = {"file_name": ", run_at", "migration": ", execution_time_ms, executed_at"}.get(name, "")
        values = {"file_name": ", now()", "migration": ", 1, now()"}.get(name, "")
        connection.execute(f"INSERT INTO _manual_migrations ({name}{extra}) VALUES ('{old}'{values})")  # type: ignore[arg-type]
    project.migration("0000_old", "select 1/0;")
    project.migration("0001_a", "create table a (id int);")
    said = journal("run", "--url", database)
    assert said.code == 0, said.err
    assert recorded(database, name) == [old, new]


def test_a_table_that_nobody_could_fill_is_refused_before_anything_runs(
    project: Project, journal: Journal, database: str
) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE _manual_migrations (filename text, operator text NOT NULL)")
    project.migration("0001_a", "create table a (id int);")
    said = journal("run", "--url", database)
    assert (said.code, rows(database, "SELECT to_regclass('a')")) == (2, [(None,)])
    assert (
        "_manual_migrations requires a value in operator, and `drizzle-journal run` has none to write there."
        in said.err
    )


def test_three_at_once_run_each_file_once(project: Project, database: str) -> None:
    project.migration("0001_a", "create table a (id int); select pg_sleep(0.3);")
    project.migration("0002_b", "create table b (id int);")
    command = [str(Path(sys.executable).parent / "journal"), "run", "--url", database]
    several = [subprocess.Popen(command, cwd=project.root, stdout=subprocess.PIPE) for _ in range(3)]
    last_lines = sorted(process.communicate(timeout=60)[0].decode().splitlines()[-1] for process in several)
    assert last_lines == [
        "2 files applied and recorded in _manual_migrations. Next: drizzle-journal status", *["Nothing is pending."] * 2
    ]  # fmt: skip


def test_a_lock_that_is_not_let_go_names_its_holder(project: Project, journal: Journal, database: str) -> None:
    project.migration("0001_a", "select pg_sleep(20);")
    command = [str(Path(sys.executable).parent / "journal"), "run", "--url", database]
    holder = subprocess.Popen(command, cwd=project.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    locks = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
    deadline = time.monotonic() + 10
    while not (found := rows(database, locks)) and time.monotonic() < deadline:
        time.sleep(0.05)
    said = journal("run", "--url", database, "--ledger-lock-timeout", "0.3")
    holder.terminate()
    assert holder.wait(timeout=15) == 130
    assert said.code == 2
    assert f"(process {found[0][0]}, drizzle-journal); waited 0.3 s." in said.err


SECRET = "pa55-w0rd"
BAD_URLS = [
    f"postgresql://user:{SECRET}@127.0.0.1:1/db",
    f"postgresql://user:{SECRET}%zz@127.0.0.1/db",
    f"postgresql://user:{SECRET}@127.0.0.1:port/db",
    f"host=127.0.0.1 port=1 user=u password={SECRET} dbname=x",
    f"mysql://user:{SECRET}@127.0.0.1/db",
    f"postgresql://user:pa/{SECRET}@127.0.0.1/db",
    f"postgresql://user:p@{SECRET}@127.0.0.1/db",
    f"dbname=postgresql://user:{SECRET}@host/db host=127.0.0.1",
]


@pytest.mark.parametrize("url", BAD_URLS)
def test_the_password_is_never_shown(project: Project, journal: Journal, url: str) -> None:
    project.migration("0001_a")
    for words in (["run", "--url", url], ["run", "--json", "--url", url]):
        said = journal(*words)
        assert said.code == 2
        assert SECRET not in said.out + said.err
        assert "Traceback" not in said.err


def test_the_password_is_never_shown_when_it_works(project: Project, journal: Journal, database: str) -> None:
    project.migration("0001_a")
    url = database.replace("postgres@", f"postgres:{SECRET}@")
    said = journal("run", "--url", url)
    assert (said.code, SECRET in said.out + said.err) == (0, False)


def test_without_a_url_it_says_how_to_name_one(project: Project, journal: Journal) -> None:
    project.migration("0001_a")
    said = journal("run")
    assert said.code == 2
    assert (
        "No database is named: there is no --url, and neither DATABASE_URL nor POSTGRES_URL is set, here or in"
        in said.err
    )


def test_json_tells_what_ran(project: Project, journal: Journal, database: str) -> None:
    two(project)
    document = json.loads(journal("run", "--json", "--url", database).out)
    assert [one["tag"] for one in document["applied"]] == ["20250101_a", "20250102_b"]
    assert (document["status"], document["skipped"]) == ("ok", ["20250101_down_a"])
