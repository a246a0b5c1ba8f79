"""unstamp and the manual ledger: its rows of the same files go in the same transaction, after a copy."""

import json

import psycopg
import pytest
from conftest import Journal, Project
from ledger.manual_tables import ADOPTED
from real import LEDGER, migrate_0, psql, rows, whole
from verbs.test_status import execute
from verbs.test_status_leads_out import listed, tables, walk
from verbs.test_unstamp import TABLES, WRITE, unstamp

MANUAL = "public._manual_migrations"
ONE = ("0003_d", "--unproved")
COPIES = r"select relname from pg_class where relname ~ '(^_backup_|__drizzle_migrations_backup_)' and relkind = 'r'"


def by_hand(url: str, table: str = MANUAL) -> list[tuple[object, ...]]:
    return execute(url, f"select * from {table} order by 1")


@pytest.fixture
def both(project: Project, journal: Journal, database: str) -> str:
    """Four files are in both ledgers, and the tables of the last two are gone."""
    listed(project, 0, 1, 2, 3)
    assert journal("run", "--journal", "--url", database).code == 0
    execute(database, "drop table t_0002, t_0003")
    return database


def test_a_dry_run_shows_the_rows_and_the_undo_brings_both_ledgers_back(journal: Journal, both: str) -> None:
    before, manual = whole(both), by_hand(both)
    said = unstamp(journal, both, "0002_c", "0003_d")
    assert (said.code, whole(both), by_hand(both), execute(both, COPIES)) == (0, before, manual, [])
    assert "would remove the row 0002_c.sql of _manual_migrations (0002_c)\n" in said.out
    assert """DELETE FROM "public"."_manual_migrations" WHERE "filename" = '0003_d.sql';""" not in said.out
    done = json.loads(unstamp(journal, both, "0002_c", "0003_d", "--json", *WRITE).out)
    assert done["manual_rows"] == [{"name": f"{tag}.sql", "tag": tag} for tag in ("0002_c", "0003_d")]
    assert (whole(both), by_hand(both)) == (before[:2], manual[:2])
    assert (whole(both, f"drizzle.{done['backup']}"), by_hand(both, done["manual_backup"])) == (before, manual)
    assert done["manual_backup"].startswith("public._backup__manual_migrations_")
    psql(both, done["undo"])
    assert (whole(both), by_hand(both)) == (before, manual)


def test_without_consent_nothing_is_written(journal: Journal, both: str) -> None:
    said = journal("unstamp", "0002_c", "0003_d", "--url", both)
    assert (said.code, len(rows(both)), len(by_hand(both)), execute(both, COPIES)) == (2, 4, 4, [])
    copied = "2 rows removed from drizzle.__drizzle_migrations and 2 rows from _manual_migrations; a copy as drizzle."
    assert copied in said.err


def test_the_printed_sql_does_the_same(journal: Journal, both: str) -> None:
    psql(both, unstamp(journal, both, *ONE, "--sql").out)
    assert (len(rows(both)), len(by_hand(both)), len(execute(both, COPIES))) == (3, 3, 2)


@pytest.mark.parametrize("next_", ["migrate", "run"])
def test_either_runner_runs_them_then(project: Project, journal: Journal, both: str, next_: str) -> None:
    said = unstamp(journal, both, "0002_c", "0003_d", *WRITE)
    assert "Removed 4 rows; the tables before are copied to drizzle.__drizzle_migrations_backup_" in said.out
    if next_ == "run":
        said = journal("run", "--journal", "--url", both)
        assert (said.code, len(by_hand(both))) == (0, 4), said.err
    else:
        walk(journal, both, migrate=lambda: migrate_0(project, both))
    assert (len(rows(both)), tables(both)) == (4, TABLES)


def test_the_copy_is_neither_another_ledger_nor_a_table_of_the_schema(journal: Journal, both: str) -> None:
    assert unstamp(journal, both, *ONE, *WRITE).code == 0
    listing = journal("backup", "list", "--url", both).out
    lines = [line for line in listing.splitlines() if line.startswith("public._backup__manual_migrations_")]
    assert ["a ledger as it was before drizzle-journal changed it" in line for line in lines] == [True], listing
    assert unstamp(journal, both, "0002_c").code == 0  # the proof finds no table that is not of the migrations
    assert "_backup__manual" not in journal("status", "--url", both).out
    execute(both, "create table t_0002 (id int)")
    said = journal("run", "--only", "0003_d", "--journal", "--url", both)
    assert said.code == 0, said.err


def test_every_spelling_of_a_row_goes(journal: Journal, both: str) -> None:
    for name in ("0003_d", "migrations/0003_d.sql"):
        execute(both, f"insert into {MANUAL} (filename) values ('{name}')")
    manual = by_hand(both)
    done = json.loads(unstamp(journal, both, *ONE, "--json", *WRITE).out)
    assert sorted(row["name"] for row in done["manual_rows"]) == ["0003_d", "0003_d.sql", "migrations/0003_d.sql"]
    assert [row[0] for row in by_hand(both)] == ["0000_a.sql", "0001_b.sql", "0002_c.sql"]
    psql(both, done["undo"])
    assert by_hand(both) == manual


def test_two_rows_of_one_name_go_both(journal: Journal, both: str) -> None:
    execute(both, f"alter table {MANUAL} drop constraint _manual_migrations_pkey")
    execute(both, f"insert into {MANUAL} select * from {MANUAL} where filename = '0003_d.sql'")
    manual = by_hand(both)
    done = json.loads(unstamp(journal, both, *ONE, "--json", *WRITE).out)
    assert len(by_hand(both)) == 3
    psql(both, done["undo"])
    assert by_hand(both) == manual


@pytest.mark.parametrize("table", ADOPTED)
def test_an_adopted_ledger_is_written_to_and_its_undo_is_complete(
    project: Project, journal: Journal, database: str, table: str
) -> None:
    listed(project, 0, 1)
    migrate_0(project, database)
    execute(database, "drop table t_0001; create schema ops")
    execute(database, ADOPTED[table])
    project.write("journal.toml", 'manual = { ledger = "ops.done" }\n')
    manual, before = by_hand(database, "ops.done"), whole(database)
    done = json.loads(unstamp(journal, database, "0001_b", "--json", *WRITE).out)
    assert (done["written"], len(done["manual_rows"]), len(by_hand(database, "ops.done"))) == (True, 1, 1)
    psql(database, done["undo"])
    assert (by_hand(database, "ops.done"), whole(database)) == (manual, before)


def test_a_row_that_stands_for_another_file_as_well_stays_and_is_named(
    project: Project, journal: Journal, database: str
) -> None:
    listed(project, 0, 1)
    migrate_0(project, database)
    project.migration("0001_x", "select 1;\n")
    execute(database, "drop table t_0001; create table done (version text); insert into done values ('0000'), ('0001')")
    project.write("journal.toml", 'manual = { ledger = "public.done" }\n')
    said = unstamp(journal, database, "0001_b", "--unproved", *WRITE)
    assert (said.code, len(rows(database)), len(by_hand(database, "done"))) == (0, 1, 2), said.out + said.err
    assert "keeps its row, because its row 0001 stands for 0001_x as well." in said.out
    assert """DELETE FROM "public"."done" WHERE "version" = '0001'; [by-hand]""" in said.out


def test_a_view_is_not_written_to(journal: Journal, both: str) -> None:
    execute(both, f"alter table {MANUAL} rename to hidden; create view {MANUAL} as select * from hidden")
    said = unstamp(journal, both, *ONE, *WRITE)
    assert (said.code, len(rows(both)), len(by_hand(both)), execute(both, COPIES)) == (2, 4, 4, []), said.err


def test_the_table_of_another_runner_is_not_written_to_and_that_is_said(
    project: Project, journal: Journal, database: str
) -> None:
    listed(project, 0, 1)
    migrate_0(project, database)
    execute(database, "drop table t_0001; create table schema_migrations (name text primary key)")
    execute(database, "insert into schema_migrations values ('0000_a.sql'), ('0001_b.sql')")
    said = unstamp(journal, database, "0001_b", *WRITE)
    assert (said.code, len(rows(database)), len(by_hand(database, "schema_migrations"))) == (0, 1, 2), said.err
    why = "keeps its row, because it belongs to another runner: `manual.ledger` does not name it."
    assert f"note: public.schema_migrations records 0001_b, too, and {why}" in said.out
    assert "stops at 0001_b until that runner removes the row, which names it in the column name. [other-ledger]" in (
        said.out
    )
    said = journal("run", "--only", "0001_b", "--url", database)
    assert (said.code, "public.schema_migrations records 1 of the 1 pending files" in said.err) == (2, True)


def test_what_changes_the_rows_is_seen_and_nothing_is_written(journal: Journal, both: str) -> None:
    execute(
        both,
        f"""
      create function keep() returns trigger language plpgsql as 'begin return null; end';
      create trigger keep before delete on {MANUAL} for each row execute function keep()""",
    )
    before = (whole(both), by_hand(both))
    said = unstamp(journal, both, *ONE, *WRITE)
    assert (said.code, (whole(both), by_hand(both)), execute(both, COPIES)) == (2, before, []), said.err


def test_a_row_that_comes_after_the_plan_is_seen(project: Project, both: str) -> None:
    import journal as library
    from journal.ledger.write import LedgerChanged

    def meanwhile(_: object) -> None:
        execute(both, f"insert into {MANUAL} (filename) values ('0003_d')")

    found = library.Project.find(project.root)
    with pytest.raises(LedgerChanged, match="Another session changed the ledger _manual_migrations"):
        library.unstamp(found, tags=["0003_d"], url=both, unproved=True, agree=meanwhile)
    assert (len(rows(both)), len(by_hand(both)), execute(both, COPIES)) == (4, 5, [])


def test_a_manual_ledger_that_another_session_holds_is_waited_for_and_named(journal: Journal, both: str) -> None:
    with psycopg.connect(both) as other:
        other.execute(f"lock table {MANUAL} in share mode".encode())
        said = unstamp(journal, both, *ONE, "--ledger-lock-timeout", "0.1", *WRITE)
        other.rollback()
    assert (said.code, "--ledger-lock-timeout SECONDS" in said.err) == (2, True), said.err
    assert (len(rows(both)), len(by_hand(both)), execute(both, COPIES)) == (4, 4, [])


def test_a_missing_privilege_on_the_manual_ledger_is_named_with_its_grant(journal: Journal, both: str) -> None:
    superuser = psycopg.conninfo.make_conninfo(both, user="journal_superuser")
    execute(
        superuser,
        f"""
      create role clerk login; grant usage, create on schema drizzle to clerk; grant all on {LEDGER} to clerk;
      grant create on schema public to clerk; grant select on all tables in schema public to clerk""",
    )
    try:
        said = unstamp(journal, psycopg.conninfo.make_conninfo(both, user="clerk"), *ONE, *WRITE)
    finally:
        execute(superuser, "drop owned by clerk; drop role clerk")
    grant = 'GRANT DELETE ON "public"."_manual_migrations" TO "clerk"'
    assert (said.code, grant in said.err, len(rows(both)), len(by_hand(both))) == (2, True, 4, 4), said.err
