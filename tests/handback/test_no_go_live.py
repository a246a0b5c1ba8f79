"""A no-go of the live database: what the help leads to ends in go."""

from hashlib import sha256

import pytest
from conftest import Journal, Project
from handback.test_remedies import A, followed, helps, is_handed_back, write
from verbs.test_status import execute

LEDGER = "select count(*) from drizzle.__drizzle_migrations"


@pytest.fixture
def ready(drizzle: Project) -> Project:
    """One entry, and a schema.ts that matches."""
    write(drizzle, "create table a (id int primary key);", A)
    return drizzle


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


@pytest.mark.only_full
def test_a_row_newer_than_all_entries_is_removed(ready: Project, journal: Journal, database: str) -> None:
    execute(database, "create table a (id int primary key)")
    assert journal("handback", "--yes", "--url", database).code == 0
    execute(database, "insert into drizzle.__drizzle_migrations (hash, created_at) values ('ff', 4102444800000)")
    said = journal("handback", "--dry-run", "--url", database)
    assert (said.code, "rows that are newer than all entries: row 2" in said.out) == (1, True), said.out
    done = followed(journal, helps(said, "live-ledger"), "--yes")
    assert (done.code, execute(database, LEDGER)) == (0, [(1,)]), done.out + done.err
    assert journal("handback", "--dry-run", "--url", database).code == 0


@pytest.fixture
def stamped(ready: Project, journal: Journal, database: str) -> Project:
    """Two entries, which the live database has and records."""
    ready.migration("0001_b", "create table b (id int primary key);")
    ready.write("schema.ts", (ready.root / "schema.ts").read_text() + A.replace("a =", "b =").replace('"a"', '"b"'))
    execute(database, "create table a (id int primary key); create table b (id int primary key)")
    assert journal("handback", "--yes", "--url", database).code == 0
    return ready


def test_a_row_with_another_hash_is_accepted(stamped: Project, journal: Journal, database: str) -> None:
    execute(database, "update drizzle.__drizzle_migrations set hash = 'ff' where id = 2")
    said = journal("handback", "--dry-run", "--url", database)
    assert (said.code, "row 2 of 0001_b differs from what Drizzle writes. [live-ledger]" in said.out) == (1, True)
    told = followed(journal, helps(said, "live-ledger")).out
    accept = told.partition("accept: ")[2].partition(", if the database")[0]
    assert followed(journal, accept, "--url", database).code == 0
    assert is_handed_back(journal("handback", "--yes", "--url", database), stamped.root)


def test_a_row_without_a_time_is_repaired(stamped: Project, journal: Journal, database: str) -> None:
    execute(database, "update drizzle.__drizzle_migrations set created_at = null where id = 1")
    said = journal("handback", "--dry-run", "--url", database)
    assert said.code == 1, said.out
    assert followed(journal, helps(said, "live-ledger"), "--yes").code == 0
    assert is_handed_back(journal("handback", "--yes", "--url", database), stamped.root)


def test_a_ledger_that_refuses_the_row_is_created_as_drizzle_does(
    stamped: Project, journal: Journal, database: str
) -> None:
    execute(database, "delete from drizzle.__drizzle_migrations")
    execute(database, "alter table drizzle.__drizzle_migrations add who text not null")
    said = journal("handback", "--dry-run", "--url", database)
    assert (said.code, "who is NOT NULL and has no default. [live-ledger]" in said.out) == (1, True), said.out
    told = followed(journal, helps(said, "live-ledger")).out
    columns = told.partition("Create it as Drizzle does: ")[2].partition(".\n")[0]
    execute(database, "drop table drizzle.__drizzle_migrations")
    execute(database, f"create table drizzle.__drizzle_migrations {columns}")
    assert is_handed_back(journal("handback", "--yes", "--url", database), stamped.root)
    assert execute(database, LEDGER) == [(2,)]


def test_a_row_of_an_entry_that_has_not_run_is_removed(stamped: Project, journal: Journal, database: str) -> None:
    execute(database, "drop table b")
    said = journal("handback", "--dry-run", "--url", database)
    assert (said.code, "migrate runs nothing, but 0001_b is pending. [live-migrate]" in said.out) == (1, True)
    done = followed(journal, helps(said, "live-migrate"), "--yes")
    assert (done.code, execute(database, LEDGER)) == (0, [(1,)]), done.out + done.err
    said = journal("handback", "--dry-run", "--url", database)
    assert (said.code, "The next drizzle-kit migrate runs 0001_b. [live-migrate]" in said.out) == (0, True), said.out


LOG = """
create table a (id int primary key);
create table runner_log (filename text primary key, hash text);
insert into runner_log values ('{name}', '{hash}');
create {kind} _manual_migrations as select * from runner_log;
"""
NAMED = 'manual = { ledger = "public.runner_log" }\n'


@pytest.mark.parametrize("name", ["0000_a", "20240101_a"])
@pytest.mark.only_full
def test_what_is_no_table_gets_no_hash_and_no_name_until_its_table_is_named(
    ready: Project, journal: Journal, database: str, name: str
) -> None:
    (ready.root / "migrations" / "0000_a.sql").unlink()
    file = ready.migration(name, ("\\echo a\n" if name == "0000_a" else "") + "create table a (id int primary key);")
    hash_ = sha256(file.read_bytes()).hexdigest()
    execute(database, LOG.format(name=f"{name}.sql", hash=hash_, kind="materialized view"))
    item = "live-hashes" if name == "0000_a" else "live-manual-names"
    words = ["handback", "--fix", "--yes", "--url", database]
    for pattern in ("public.runner_log", "public._manual_migrations"):
        words += ["--ignore", pattern]
    said = journal(*words)
    assert (said.code, "is not a table" in said.out) == (1, True), said.out + said.err
    assert helps(said, item).partition(": ")[2].startswith("Name the table that has the rows: manual = { ledger = ")
    ready.write("journal.toml", NAMED)
    said = journal(*words)
    assert said.code == 0, said.out
    file = ready.root / "migrations" / "0000_a.sql"
    assert execute(database, "select * from runner_log") == [(file.name, sha256(file.read_bytes()).hexdigest())]
    assert journal("run", "--url", database, "--yes").out.startswith("Nothing is pending.")


def test_a_view_that_cannot_be_read_leads_to_its_table(ready: Project, journal: Journal, database: str) -> None:
    execute(database, LOG.format(name="0000_a.sql", hash="", kind="view"))
    said = journal("run", "--url", database, "--yes")
    assert (said.code, "Name the table that has the rows: manual = { ledger = " in said.err) == (2, True), said.err
    ready.write("journal.toml", NAMED)
    assert journal("run", "--accept", "0000_a", "--url", database, "--yes").code == 0


def test_old_and_new_names_are_no_go_until_all_are_those_of_the_files(
    drizzle: Project, journal: Journal, database: str
) -> None:
    write(drizzle, "", "".join(A.replace("a =", f"{one} =").replace('"a"', f'"{one}"') for one in "abc"))
    (drizzle.root / "migrations" / "0000_a.sql").unlink()
    for number, one in enumerate("abc", 1):
        drizzle.migration(f"000{number}_x", f"create table {one} (id int primary key);")
    assert journal("run", "--url", database, "--yes").code == 0
    execute(database, "update _manual_migrations set filename = '0000_x.sql' where filename = '0001_x.sql'")
    words = ("handback", "--renumber", "--url", database, "--yes")
    said = journal(*words)
    assert (said.code, "cannot be told: 0002_x." in said.out) == (1, True), said.out + said.err
    update = helps(said, "live-manual-names").partition("in psql: ")[2]
    execute(database, update.replace("'NAME'", "'0001_x.sql'").replace("'OTHER'", "'0000_x.sql'"))
    said = journal(*words)
    assert said.code == 0, said.out + said.err
    names = [("0000_x.sql",), ("0001_x.sql",), ("0002_x.sql",)]
    assert execute(database, "select filename from _manual_migrations order by 1") == names
