"""The files that a run selects: edited, named and allowed ones, and a baseline that exists already."""

import hashlib
import json
import shutil

import psycopg
import pytest
from conftest import HERE, Journal, Project
from verbs.test_run import recorded, rows


def three(project: Project) -> None:
    for number, name in enumerate("abc", 1):
        project.migration(f"000{number}_{name}", f"create table {name} (id int);")


def tables(database: str) -> list[str]:
    query = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename !~ '^_' ORDER BY 1"
    return [str(row[0]) for row in rows(database, query)]


def test_only_and_to_leave_the_others_for_another_time(project: Project, journal: Journal, database: str) -> None:
    three(project)
    said = journal("run", "--url", database, "--to", "0001_a")
    assert (said.code, tables(database)) == (0, ["a"])
    assert "not selected, still pending: 0002_b, 0003_c\n" in said.out
    said = journal("run", "--url", database, "--only", "0003_c.sql")
    assert (said.code, tables(database)) == (0, ["a", "c"])
    said = journal("run", "--url", database)
    assert (
        "warning: 0002_b came before 0003_c in the order of the files, and 0003_c has run already. [out-of" in said.out
    )


def test_what_is_not_allowed_stops_the_run_before_anything_ran(
    project: Project, journal: Journal, database: str
) -> None:
    three(project)
    said = journal("run", "--url", database, "--allow", "0001_a", "--allow", "0002_b")
    assert (said.code, tables(database)) == (1, [])
    assert "0003_c would also run, but --allow does not name it. Nothing ran." in said.err
    assert journal("run", "--url", database, "--allow", "0001_a", "--to", "0001_a").code == 0


def test_a_down_file_is_no_choice_of_only(project: Project, journal: Journal, database: str) -> None:
    three(project)
    project.migration("0003_down_c", "drop table c;")
    said = journal("run", "--url", database, "--only", "0003_down_c")
    assert (said.code, "drizzle-journal down 0003_down_c" in said.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--file", "0003_down_c", "--only", "0003_c"), "--file and --only exclude each other."),
        (("--file", "0003_down_c", "--to", "0003_c"), "--file and --to exclude each other."),
        (("--only", "0003_c", "--to", "0001_a"), "--only 0003_c comes after --to 0001_a, so it would not run."),
    ],
)
def test_choices_that_would_ignore_one_another_are_refused(
    project: Project, journal: Journal, database: str, words: tuple[str, ...], why: str
) -> None:
    three(project)
    project.migration("0003_down_c", "create table down_ran (id int);")
    said = journal("run", "--url", database, *words)
    assert (said.code, tables(database)) == (2, [])
    assert f"error: {why}\n" in said.err


@pytest.mark.parametrize(
    ("name", "hint"),
    [("0002_bb.sql", "Did you mean `0002_b`?"), ("nothing_like_it", "The newest there: 0001_a, 0002_b, 0003_c.")],
)
def test_an_unknown_name_is_answered_with_those_that_are_there(
    project: Project, journal: Journal, database: str, name: str, hint: str
) -> None:
    three(project)
    assert journal("run", "--url", database).code == 0
    for words in (("run", "--only", name), ("run", "--file", name), ("down", name)):
        said = journal(*words, "--url", database)
        assert (said.code, f"help: {hint}\n" in said.err) == (2, True)


def test_an_edited_file_stops_the_run(project: Project, journal: Journal, database: str) -> None:
    three(project)
    assert journal("run", "--url", database, "--to", "0002_b").code == 0
    project.migration("0001_a", "create table a (id bigint);")
    said = journal("run", "--url", database)
    assert (said.code, tables(database)) == (1, ["a", "b"])
    assert "0001_a.sql was edited after it ran on " in said.err
    assert "_manual_migrations has the hash of another text." in said.err
    assert "git log -p -- migrations/0001_a.sql. " in said.err
    assert "accept it: drizzle-journal run --accept 0001_a" in said.err
    said = journal("run", "--url", database, "--accept", "0001_a")
    assert (said.code, tables(database)) == (0, ["a", "b", "c"])
    assert "accepted the edited file of 0001_a\n" in said.out
    assert journal("run", "--url", database).code == 0


def test_other_line_endings_of_a_run_file_are_reported(project: Project, journal: Journal, database: str) -> None:
    project.migration("0001_a", "create table a (id int);\n")
    assert journal("run", "--url", database).code == 0
    project.migration("0001_a", "create table a (id int);\r\n")
    said = journal("run", "--url", database)
    assert (said.code, "has changed only in its line ending" in said.err) == (1, True)


@pytest.mark.parametrize("kind", ["md5", "sha1", "sha256"])
def test_the_hashes_of_another_runner_are_understood(
    project: Project, journal: Journal, database: str, kind: str
) -> None:
    three(project)
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE _manual_migrations (name text, checksum text)")
        for tag, text in (("0001_a", "create table a (id int);"), ("0002_b", "create table b (id int, edited int);")):
            digest = hashlib.new(kind, text.encode()).hexdigest()
            connection.execute("INSERT INTO _manual_migrations VALUES (%s, %s)", (tag, digest))
    said = journal("run", "--url", database)
    assert (said.code, "0002_b.sql was edited after it ran" in said.err) == (1, True)


def test_hashes_that_nobody_knows_are_no_change(project: Project, journal: Journal, database: str) -> None:
    three(project)
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE _manual_migrations (name text, checksum text)")
        connection.execute(
            "INSERT INTO _manual_migrations VALUES ('0001_a', repeat('a', 32)), ('0002_b', repeat('b', 32))"
        )
    said = journal("run", "--url", database)
    assert (said.code, "so edited files were not looked for. [unknown-hashes]" in said.out) == (0, True)


def test_a_baseline_does_not_run_on_the_database_it_was_made_of(
    project: Project, journal: Journal, database: str
) -> None:
    project.migration("000000_baseline", "create table users (id int);")
    project.migration("0001_a", "create table a (id int);")
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE users (id int)")
    said = journal("run", "--url", database)
    assert (said.code, recorded(database)) == (0, ["0001_a.sql"])
    assert "note: 000000_baseline is not run: the database has its tables" in said.out


def test_a_file_on_the_ignore_list_runs_when_it_is_named(project: Project, journal: Journal, database: str) -> None:
    three(project)
    project.write("journal.toml", '[[ignore]]\nfile = "seed.sql"\nreason = "by hand"\n')
    project.migration("seed", "create table seeded (id int);")
    assert journal("run", "--url", database).code == 0
    assert "seeded" not in tables(database)
    said = journal("run", "--url", database, "--file", "seed.sql")
    assert (said.code, "seeded" in tables(database), "seed.sql" in recorded(database)) == (0, True, True)


def test_json_has_every_statement_of_the_plan(project: Project, journal: Journal, database: str) -> None:
    three(project)
    document = json.loads(journal("run", "--json", "--dry-run", "--url", database).out)
    assert document["planned"][0] == {
        "tag": "0001_a", "transaction": True, "statements": ["create table a (id int)"]
    }  # fmt: skip


def test_a_statement_that_waits_too_long_for_a_lock_stops_the_run(
    project: Project, journal: Journal, database: str
) -> None:
    three(project)
    assert journal("run", "--url", database, "--to", "0001_a").code == 0
    project.migration("0002_b", "alter table a add column b int;")
    with psycopg.connect(database) as holder:
        holder.execute("LOCK TABLE a")
        said = journal("run", "--url", database, "--lock-timeout", "0.3")
    assert (said.code, "[55P03]" in said.err, "To wait longer: --lock-timeout SECONDS." in said.err) == (1, True, True)
    assert recorded(database) == ["0001_a.sql"]


def test_a_statement_that_takes_too_long_is_stopped(project: Project, journal: Journal, database: str) -> None:
    project.migration("0001_a", "select pg_sleep(20);")
    said = journal("run", "--url", database, "--statement-timeout", "0.3")
    assert (said.code, "[57014]" in said.err, "To wait longer: --statement-timeout SECONDS." in said.err) == (
        1, True, True
    )  # fmt: skip


def test_a_file_that_lets_go_of_our_lock_stops_the_run(project: Project, journal: Journal, database: str) -> None:
    three(project)
    project.migration("0001_a", "select pg_advisory_unlock_all();")
    said = journal("run", "--url", database)
    assert (said.code, recorded(database)) == (2, ["0001_a.sql"])
    assert "The previous file released the lock that separates two runs" in said.err


def test_what_a_file_leaves_in_the_session_does_not_reach_the_next(
    project: Project, journal: Journal, database: str
) -> None:
    project.migration("0001_a", "create temp table t (id int); prepare q as select 1; listen x; set role none;")
    project.migration("0002_b", "create temp table t (id int); prepare q as select 1;")
    said = journal("run", "--url", database)
    assert said.code == 0, said.err


def test_the_next_command_names_the_variable_that_led_to_the_database(
    project: Project, journal: Journal, database: str
) -> None:
    three(project)
    assert journal("run", "-e", "STAGING", STAGING=database).code == 0
    project.migration("0001_a", "create table a (id bigint);")
    said = journal("run", "-e", "STAGING", STAGING=database)
    assert "drizzle-journal run --env-var STAGING --accept 0001_a" in said.err


def test_a_file_before_a_baseline_that_is_there_is_a_question(
    project: Project, journal: Journal, database: str
) -> None:
    for tag in ("0000_prepare", "0001_baseline", "0002_next"):
        project.migration(tag, f"create table t{tag[:4]} (id int);")
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE t0001 (id int)")
    said = journal("run", "--url", database)
    assert (said.code, said.err.rstrip().endswith("--only 0000_prepare")) == (2, True)
    assert "not known whether it has the earlier 0000_prepare. Nothing ran." in said.err
    project.write("journal.toml", 'contains = { "0001_baseline" = "0000_prepare" }')
    assert journal("run", "--url", database).code == 0
    assert recorded(database) == ["0000_prepare.sql", "0002_next.sql"]


def test_on_an_empty_database_the_number_decides(project: Project, journal: Journal, database: str) -> None:
    shutil.copytree(HERE / "cases/baseline-not-first", project.root, dirs_exist_ok=True)
    assert journal("run", "--url", database).code == 0
    assert recorded(database) == ["0000_prepare.sql", "0001_baseline.sql", "0002_next.sql"]


def test_a_file_that_may_be_a_down_file_runs_only_where_it_is_named(
    project: Project, journal: Journal, database: str
) -> None:
    project.migration("0001_a", "create table a (id int);")
    project.migration("0002_x_down", "drop table a;")
    said = journal("run", "--url", database)
    assert (said.code, "0002_x_down may be a down file: its name says so, and it only drops" in said.err) == (2, True)
    assert journal("run", "--url", database, "--to", "0001_a").code == 0
    assert journal("run", "--url", database, "--only", "0002_x_down").code == 0
    assert recorded(database) == ["0001_a.sql", "0002_x_down.sql"]


@pytest.mark.parametrize(
    ("case", "odd"),
    [("schema-dump-in-folder", "schema"), ("stray-data-fix", "data_fix_product_size_backfill")],
)
def test_a_file_that_looks_like_no_migration_runs_only_by_its_name(
    project: Project, journal: Journal, database: str, case: str, odd: str
) -> None:
    shutil.copytree(HERE / "cases" / case, project.root, dirs_exist_ok=True)
    said = journal("run", "--dry-run", "--url", database)
    assert (said.code, f"would run {odd} " in said.out, "would run 0000_" in said.out) == (0, False, True)
    assert f"{odd}.sql is not run: it" in said.out
    assert (
        f"help: To run it: drizzle-journal run --only {odd}; if it is no migration: drizzle-journal bootstrap --ignore "
        in said.out
    )
    named = journal("run", "--dry-run", "--url", database, "--only", odd)
    assert (named.code, f"would run {odd} " in named.out) == (0, True)


def test_without_a_journal_a_file_without_a_number_among_numbered_ones_does_not_run(
    project: Project, journal: Journal, database: str
) -> None:
    three(project)
    project.migration("schema", "create table a (id int);")
    said = journal("run", "--url", database)
    assert (said.code, tables(database)) == (0, ["a", "b", "c"])
    assert "schema.sql is not run: its name begins with no number and no date" in said.out


def test_files_of_which_none_has_a_number_all_run(project: Project, journal: Journal, database: str) -> None:
    project.migration("first", "create table a (id int);")
    project.migration("second", "create table b (id int);")
    assert (journal("run", "--url", database).code, tables(database)) == (0, ["a", "b"])
