"""run beside Drizzle's ledger: nothing runs twice, and with --journal both agree, says the real migrate."""

import json
from collections.abc import Callable

import psycopg
import pytest
from conftest import Journal, Project
from ledger.test_notes import journal_of
from real import LEDGER, migrate_0, migrate_1, rows
from verbs.test_run import recorded

Migrate = Callable[[Project, str], None]


@pytest.fixture
def listed(drizzle: Project) -> Project:
    journal_of(drizzle, "0000_a", "0001_b", "0002_c")
    return drizzle


def count(url: str) -> int:
    return len(rows(url))


@pytest.mark.parametrize("migrate", [migrate_0, migrate_1])
def test_with_journal_the_real_migrate_finds_nothing_to_do(
    listed: Project, journal: Journal, database: str, twin: str, migrate: Migrate
) -> None:
    said = journal("run", "--url", database, "--journal")
    assert said.code == 0, said.err
    migrate_0(listed, twin)
    assert rows(database) == rows(twin)
    assert recorded(database) == ["0000_a.sql", "0001_b.sql", "0002_c.sql"]
    migrate(listed, database)
    assert count(database) == 3
    journal_of(listed, "0000_a", "0001_b", "0002_c", "0003_d")
    migrate(listed, database)
    assert count(database) == 4


def test_a_ledger_of_1_0_gets_the_names_as_well(listed: Project, journal: Journal, database: str) -> None:
    journal_of(listed, "0000_a")
    migrate_1(listed, database)
    journal_of(listed, "0000_a", "0001_b", "0002_c")
    said = journal("run", "--url", database, "--journal")
    assert said.code == 0, said.err
    assert "recorded 0000_a, which Drizzle has applied\n" in said.out
    migrate_1(listed, database)
    assert count(database) == 3


def test_what_drizzle_has_run_is_not_run_again(listed: Project, journal: Journal, database: str) -> None:
    migrate_0(listed, database)
    said = journal("run", "--url", database)
    assert said.code == 1
    assert "Drizzle has applied 0000_a (row 1 of its ledger); _manual_migrations lacks it." in said.err
    said = journal("run", "--url", database, "--journal")
    assert (said.code, recorded(database)) == (0, ["0000_a.sql", "0001_b.sql", "0002_c.sql"]), said.err
    assert count(database) == 3


def test_without_journal_a_note_warns_that_drizzle_would_run_it_again(
    listed: Project, journal: Journal, database: str
) -> None:
    assert journal("run", "--url", database, "--journal", "--to", "0000_a").code == 0
    said = journal("run", "--url", database, "--to", "0001_b")
    assert "warning: Drizzle's ledger gets no row for 0001_b: its next migrate would run it again." in said.out
    assert journal("stamp", "--url", database, "--to", "0001_b", "--yes").code == 0
    migrate_0(listed, database)
    assert count(database) == 3


def test_an_earlier_entry_without_a_row_is_refused(listed: Project, journal: Journal, database: str) -> None:
    assert journal("run", "--url", database, "--to", "0001_b").code == 0
    said = journal("run", "--url", database, "--journal")
    assert (said.code, recorded(database)) == (1, ["0000_a.sql", "0001_b.sql"])
    assert "Drizzle's ledger has no row for 0000_a, which comes before: drizzle 1.0 would run it." in said.err
    assert "If it is applied: drizzle-journal stamp --to 0001_b" in said.err


def test_a_file_that_the_journal_does_not_list_is_refused(listed: Project, journal: Journal, database: str) -> None:
    listed.migration("0003_d", "create table d (id int);")
    said = journal("run", "--url", database, "--journal")
    assert (said.code, "not in the journal, so Drizzle's ledger cannot have a row for it." in said.err) == (
        1,
        True,
    )


def test_a_failure_takes_both_rows_with_it(listed: Project, journal: Journal, database: str) -> None:
    listed.migration("0001_b", "create table b (id int); select 1/0;")
    assert journal("run", "--url", database, "--journal").code == 1
    assert (count(database), recorded(database)) == (1, ["0000_a.sql"])


def test_a_role_that_may_not_write_the_ledger_gets_the_grants(listed: Project, journal: Journal, database: str) -> None:
    migrate_0(listed, database)
    with psycopg.connect(database) as connection:
        connection.execute("CREATE ROLE journal_run LOGIN")
        connection.execute("GRANT CREATE ON SCHEMA public TO journal_run")
        connection.execute("GRANT USAGE ON SCHEMA drizzle TO journal_run")
        connection.execute(f"GRANT SELECT ON {LEDGER} TO journal_run")
    said = journal("run", "--journal", "--json", "--url", database.replace("postgres@", "journal_run@"))
    with psycopg.connect(database) as connection:
        connection.execute("GRANT journal_run TO current_user")
        connection.execute("DROP OWNED BY journal_run")
        connection.execute("DROP ROLE journal_run")
    assert said.code == 2
    assert "GRANT INSERT ON" in json.loads(said.out)["error"]["help"]
