"""Tests `run` on the layout of drizzle 1.0: afterwards the real migrate() of 1.0.0-rc.5 adds nothing."""

import json
import shutil

import psycopg
import pytest
from conftest import Journal, Project
from verbs.test_live_version_1 import count, sent
from verbs.test_run import recorded
from verbs.test_status_version_1 import FIRST, SECOND, THIRD, made, migrated, rows, states

_COLUMNS = """
SELECT column_name, data_type, column_default, is_nullable FROM information_schema.columns
 WHERE table_schema = 'drizzle' AND table_name = '__drizzle_migrations' ORDER BY ordinal_position
"""
_OLD = """
CREATE SCHEMA drizzle;
CREATE TABLE drizzle.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint);
"""


def columns(url: str) -> list[tuple[str, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(_COLUMNS).fetchall()


def whole(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        query = "SELECT id, hash, created_at, name, applied_at IS NULL FROM drizzle.__drizzle_migrations ORDER BY id"
        return connection.execute(query).fetchall()


def test_with_journal_the_ledger_is_the_one_that_migrate_makes(
    project: Project, journal: Journal, database: str, twin: str
) -> None:
    made(project, FIRST, SECOND)
    said = journal("run", "--journal", "--url", database)
    assert said.code == 0, said.out + said.err
    migrated(project, twin)
    assert columns(database) == columns(twin)
    assert whole(database) == whole(twin)
    assert recorded(database) == [FIRST, SECOND]
    migrated(project, database)
    assert count(database) == 2
    assert states(journal, database) == {FIRST: "applied", SECOND: "applied"}


def test_both_take_turns_and_a_late_folder_is_said_to_be_late(
    project: Project, journal: Journal, database: str
) -> None:
    made(project, FIRST)
    migrated(project, database)
    made(project, THIRD)
    said = journal("run", "--journal", "--url", database)
    assert said.code == 0, said.out + said.err
    assert f"recorded {FIRST}, which Drizzle has applied" in said.out
    assert "out-of-order" not in said.out
    made(project, SECOND)
    said = journal("run", "--journal", "--url", database)
    assert said.code == 0, said.out + said.err
    assert f"{SECOND} came before {THIRD} in the order of the folders, and {THIRD} has run already" in said.out
    assert said.out.count("out-of-order") == 1
    assert rows(database) == [FIRST, THIRD, SECOND]
    made(project, "20250104000000_fourth")
    migrated(project, database)
    assert rows(database)[3:] == ["20250104000000_fourth"]
    said = journal("run", "--journal", "--url", database)
    assert said.code == 0, said.out + said.err
    assert count(database) == 4


def test_one_that_migrate_ran_later_is_late_even_before_this_command_recorded_anything(
    project: Project, journal: Journal, database: str
) -> None:
    made(project, SECOND)
    migrated(project, database)
    made(project, FIRST)
    said = journal("run", "--journal", "--url", database, "--dry-run")
    assert f"{FIRST} came before {SECOND}" in said.out
    assert said.code == 0


def test_a_ledger_of_0_x_is_upgraded_as_migrate_does_it(
    project: Project, journal: Journal, database: str, twin: str
) -> None:
    made(project, FIRST, SECOND)
    for url in (database, twin):
        sent(url, _OLD)
        sent(url, "CREATE TABLE first (id int)")
        # drizzle 0.x had milliseconds; the folder of `up` has the second
        sent(url, "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('x', 1735689600123)")
    said = journal("run", "--journal", "--url", database, "--dry-run")
    assert "has the columns of 0.x. It first gets those of 1.0" in said.out, said.out + said.err
    assert len(columns(database)) == 3
    said = journal("run", "--journal", "--url", database)
    assert said.code == 0, said.out + said.err
    migrated(project, twin)
    assert columns(database) == columns(twin)
    assert whole(database) == whole(twin)
    migrated(project, database)
    assert rows(database) == [FIRST, SECOND]


def test_a_ledger_of_0_x_that_migrate_refuses_is_refused(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST)
    sent(database, _OLD)
    sent(database, "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('x', 1)")
    said = journal("run", "--journal", "--url", database)
    assert said.code == 1
    assert "does not upgrade it: row 1 belongs to no migration" in said.err
    assert len(columns(database)) == 3
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT to_regclass('first'), to_regclass('_manual_migrations')").fetchone() == (
            None,
            None,
        )


def test_without_journal_only_the_manual_ledger_is_written(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST, SECOND)
    said = journal("run", "--url", database, "--to", FIRST)
    assert said.code == 0, said.out + said.err
    assert recorded(database) == [FIRST]
    assert columns(database) == []
    said = journal("run", "--journal", "--url", database)
    assert said.code == 1
    assert f"no row for {FIRST}, which has run" in said.err
    assert journal("stamp", "--to", FIRST, "--url", database, "--yes").code == 0
    said = journal("run", "--journal", "--url", database)
    assert said.code == 0, said.out + said.err
    migrated(project, database)
    assert rows(database) == [FIRST, SECOND]


def test_one_of_a_later_folder_may_run_first(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST, SECOND)
    for name in (f"migrations/{SECOND}", f"migrations/{SECOND}/migration.sql"):
        said = journal("run", "--journal", "--only", name, "--dry-run", "--url", database)
        assert f"would run {SECOND}" in said.out, said.err
    assert journal("run", "--only", "migration.sql", "--url", database).code == 2
    said = journal("run", "--journal", "--only", SECOND, "--url", database)
    assert said.code == 0, said.out + said.err
    assert rows(database) == [SECOND]
    migrated(project, database)
    assert rows(database) == [SECOND, FIRST]


def test_two_equal_files_of_one_second_get_a_row_each(project: Project, journal: Journal, database: str) -> None:
    for name in ("20250101000000_a", "20250101000000_b"):
        project.write(f"migrations/{name}/migration.sql", "SELECT 1;\n")
    said = journal("run", "--journal", "--url", database)
    assert said.code == 0, said.out + said.err
    assert rows(database) == ["20250101000000_a", "20250101000000_b"]
    migrated(project, database)
    assert count(database) == 2


def test_an_edited_one_is_refused_by_each_record(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST, SECOND)
    assert journal("bootstrap").code == 0
    project.write(f"migrations/{FIRST}/migration.sql", "CREATE TABLE first (id bigint);\n")
    said = journal("run", "--journal", "--url", database)
    assert said.code == 1
    assert f"{FIRST}: the file was edited, so its hash is no longer the one in the lock." in said.err
    assert f"bootstrap --accept-edited {FIRST} --reason" in said.err
    made(project, FIRST)
    assert journal("run", "--journal", "--url", database).code == 0
    project.write(f"migrations/{FIRST}/migration.sql", "CREATE TABLE first (id bigint);\n")
    said = journal("run", "--url", database)
    assert said.code == 1
    assert f"{FIRST}/migration.sql was edited after it ran" in said.err


def test_a_failing_one_leaves_those_before_it_and_is_named_by_its_folder(
    project: Project, journal: Journal, database: str
) -> None:
    made(project, FIRST)
    project.write(f"migrations/{SECOND}/migration.sql", "CREATE TABLE second (id int);\nSELECT 1/0;\n")
    said = journal("run", "--journal", "--url", database)
    assert said.code != 0
    assert SECOND in said.err
    assert rows(database) == recorded(database) == [FIRST]
    shutil.rmtree(project.root / "migrations" / SECOND)
    assert states(journal, database) == {FIRST: "applied"}


def test_a_file_outside_transactions_goes_on_where_it_stopped(
    project: Project, journal: Journal, database: str
) -> None:
    made(project, FIRST)
    text = "-- journal: no-transaction\nCREATE TABLE a (id int);\nCREATE TABLE missing.b (id int);\n"
    for name in (SECOND, THIRD):
        project.write(f"migrations/{name}/migration.sql", text.replace(" a ", f" a{name[7]} "))
    assert journal("run", "--journal", "--url", database).code != 0
    sent(database, "CREATE SCHEMA missing")
    said = journal("run", "--journal", "--to", SECOND, "--url", database)
    assert said.code == 0, said.out + said.err
    assert rows(database) == [FIRST, SECOND]


def test_a_dry_run_writes_nothing_and_its_document_is_valid(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST, SECOND)
    before = sorted(project.root.rglob("*"))
    said = journal("run", "--journal", "--url", database, "--dry-run", "--json")
    assert said.code == 0, said.err
    document = json.loads(said.out)
    assert document["pending"] == [FIRST, SECOND]
    assert columns(database) == []
    assert sorted(project.root.rglob("*")) == before


def test_what_migrate_cannot_run_is_run_before_it_and_passed_over_by_it(
    project: Project, journal: Journal, database: str, twin: str
) -> None:
    made(project, FIRST)
    text = "-- journal: no-transaction\nCREATE INDEX CONCURRENTLY first_id ON first (id);\n"
    project.write(f"migrations/{SECOND}/migration.sql", text)
    with pytest.raises(AssertionError, match="25001"):
        migrated(project, twin)
    said = journal("run", "--journal", "--url", database)
    assert said.code == 0, said.out + said.err
    made(project, THIRD)
    migrated(project, database)
    assert rows(database) == [FIRST, SECOND, THIRD]
