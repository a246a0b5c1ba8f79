"""Tests the verbs on a live ledger in the layout of drizzle 1.0: afterwards the real migrate() of 1.0 adds nothing."""

import shutil

import psycopg
from conftest import Journal, Project
from verbs.test_status_version_1 import FIRST, SECOND, THIRD, made, migrated, rows, states


def sent(url: str, text: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(text.encode())


def count(url: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT count(*) FROM drizzle.__drizzle_migrations").fetchone()
        return int(found[0]) if found else 0


def test_stamp_records_what_is_there_and_migrate_adds_nothing(
    project: Project, journal: Journal, database: str
) -> None:
    made(project, FIRST, SECOND)
    sent(database, "CREATE TABLE first (id int); CREATE TABLE second (id int)")
    said = journal("stamp", "--to", SECOND, "--url", database, "--yes")
    assert said.code == 0, said.out + said.err
    migrated(project, database)
    assert rows(database) == [FIRST, SECOND]
    assert states(journal, database) == {FIRST: "applied", SECOND: "applied"}
    verified = journal("verify", "--url", database)
    assert (verified.code, "files and captured hashes agree; there is no lock" in verified.out) == (0, True), (
        verified.out
    )


def test_stamp_in_a_ledger_of_1_0_gives_the_name(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST)
    migrated(project, database)
    made(project, SECOND)
    sent(database, "CREATE TABLE second (id int)")
    said = journal("stamp", "--to", SECOND, "--url", database, "--yes")
    assert said.code == 0, said.out + said.err
    assert rows(database) == [FIRST, SECOND]
    migrated(project, database)
    assert count(database) == 2


def test_repair_gives_a_renamed_one_its_new_name(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST, SECOND)
    migrated(project, database)
    shutil.move(project.root / "migrations" / SECOND, project.root / "migrations" / THIRD)
    assert states(journal, database, code=1)[THIRD] == "again"
    said = journal("repair", "--url", database, "--yes")
    assert said.code == 0, said.out + said.err
    assert rows(database) == [FIRST, THIRD]
    assert states(journal, database) == {FIRST: "applied", THIRD: "applied"}
    migrated(project, database)
    assert count(database) == 2


def test_repair_fills_names_that_are_missing(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST, SECOND)
    migrated(project, database)
    sent(database, "UPDATE drizzle.__drizzle_migrations SET name = NULL WHERE id = 2")
    assert states(journal, database, code=1)[SECOND] == "again"
    assert journal("repair", "--url", database, "--yes").code == 0
    assert rows(database) == [FIRST, SECOND]


def test_unstamp_removes_a_row_by_its_name(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST, SECOND)
    migrated(project, database)
    sent(database, "DROP TABLE second")
    said = journal("unstamp", SECOND, "--url", database, "--yes")
    assert said.code == 0, said.out + said.err
    assert rows(database) == [FIRST]
    migrated(project, database)
    assert rows(database) == [FIRST, SECOND]


def test_locate_finds_the_last_one_that_is_there(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST, SECOND, THIRD)
    sent(database, "CREATE TABLE first (id int); CREATE TABLE second (id int)")
    said = journal("locate", "--url", database)
    assert SECOND in said.out, said.out + said.err


def test_verify_holds_where_lock_files_and_database_agree(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST, SECOND)
    migrated(project, database)
    assert journal("bootstrap").code == 0
    said = journal("verify", "--url", database)
    assert said.code == 0, said.out + said.err
    assert "2 entries: lock, files and captured hashes agree" in said.out
    assert "those of drizzle 1.0 are not compared" in said.out
    project.write(f"migrations/{FIRST}/migration.sql", "CREATE TABLE first (id bigint);\n")
    assert journal("verify", "--url", database).code == 1


def test_the_doctor_leads_from_each_state_to_health(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST, SECOND)
    migrated(project, database)
    assert journal("bootstrap").code == 0
    assert journal("doctor", "--url", database).code == 0
    shutil.move(project.root / "migrations" / SECOND, project.root / "migrations" / THIRD)
    said = journal("doctor", "--url", database)
    assert said.code == 1
    assert f"{SECOND} was renamed to {THIRD}" in said.out
