"""A no-go of the live database: what the help leads to ends in go."""

import shlex

import pytest
from conftest import Journal, Project, Said
from handback.test_remedies import A, helps, write
from verbs.test_status import execute

LEDGER = "select count(*) from drizzle.__drizzle_migrations"


@pytest.fixture
def ready(drizzle: Project) -> Project:
    """One entry, and a schema.ts that matches."""
    write(drizzle, "create table a (id int primary key);", A)
    return drizzle


def followed(journal: Journal, help_: str, *words: str) -> Said:
    """Run the command of a help."""
    return journal(*shlex.split(help_.rsplit("drizzle-journal ", maxsplit=1)[-1]), *words)


def test_a_schema_of_no_entry_is_brought_to_one(ready: Project, journal: Journal, database: str) -> None:
    execute(database, "create table a (id int primary key); create index extra on a (id)")
    said = journal("handback", "--yes", "--url", database)
    assert (said.code, "The live schema equals that of no entry." in said.out) == (1, True), said.out
    first, then = helps(said, "live-schema").split("; then ")
    assert followed(journal, first).code == 0
    assert "index public.extra" in followed(journal, then).out
    execute(database, "drop index extra")
    said = journal("handback", "--yes", "--url", database)
    assert (said.code, execute(database, LEDGER)) == (0, [(1,)]), said.out


def test_rows_of_an_empty_database_are_removed(ready: Project, journal: Journal, database: str) -> None:
    execute(database, "create table a (id int primary key)")
    assert journal("handback", "--yes", "--url", database).code == 0
    execute(database, "drop table a")
    said = journal("handback", "--dry-run", "--url", database)
    assert (said.code, "none of the tables, but 1 row in Drizzle's ledger" in said.out) == (1, True), said.out
    done = followed(journal, helps(said, "live-schema"), "--yes")
    assert done.code == 0, done.out + done.err
    said = journal("handback", "--dry-run", "--url", database)
    assert (said.code, "The live database is empty" in said.out) == (0, True), said.out


def test_a_row_newer_than_all_entries_is_removed(ready: Project, journal: Journal, database: str) -> None:
    execute(database, "create table a (id int primary key)")
    assert journal("handback", "--yes", "--url", database).code == 0
    execute(database, "insert into drizzle.__drizzle_migrations (hash, created_at) values ('ff', 4102444800000)")
    said = journal("handback", "--dry-run", "--url", database)
    assert (said.code, "rows that are newer than all entries: row 2" in said.out) == (1, True), said.out
    done = followed(journal, helps(said, "live-ledger"), "--yes")
    assert (done.code, execute(database, LEDGER)) == (0, [(1,)]), done.out + done.err
    assert journal("handback", "--dry-run", "--url", database).code == 0
