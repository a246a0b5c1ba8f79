"""unstamp: rows of migrations that did not run are removed, and the real migrate of each generation runs those."""

import json
import shutil
import threading

import psycopg
import pytest
from commands import dry_unless_agreed
from conftest import HERE, Journal, Project, Said
from real import LEDGER, migrate_0, migrate_1, psql, rows, whole
from verbs.test_status import entries, execute
from verbs.test_status_leads_out import listed, tables, walk

WRITE = ("--yes",)
TABLES = ["t_0000", "t_0001", "t_0002", "t_0003"]


def unstamp(journal: Journal, url: str, *words: str) -> Said:
    return journal("unstamp", *dry_unless_agreed(words), "--url", url)


@pytest.fixture
def migrated(project: Project, database: str) -> str:
    listed(project, 0, 1, 2, 3)
    migrate_0(project, database)
    return database


def test_the_case_of_recorded_migrations_that_never_ran(project: Project, journal: Journal, database: str) -> None:
    shutil.copytree(HERE / "cases/recorded-but-never-run/drizzle", project.root / "migrations", dirs_exist_ok=True)
    project.write("drizzle.config.json", '{"dialect": "postgresql", "out": "./migrations"}')
    migrate_0(project, database)
    before = rows(database)
    execute(database, "drop table routine, person")
    said = journal("locate", "--url", database)
    assert (said.code, said.out.splitlines()[-1]) == (1, "Next: drizzle-journal unstamp 0001_person 0002_routine")
    contradiction = "error: The ledger records 0001_person, 0002_routine, but the schema is without them: table person"
    assert contradiction in said.out
    steps = walk(journal, database, migrate=lambda: migrate_0(project, database))
    remove = "drizzle-journal unstamp 0001_person 0002_routine"
    assert steps == [
        "drizzle-journal status", "drizzle-journal locate", remove, f"{remove} --yes",
        "drizzle-journal status", "migrate", "drizzle-journal status"
    ]  # fmt: skip
    assert rows(database) == before
    assert execute(database, "select to_regclass('person'), to_regclass('routine')") == [("person", "routine")]


@pytest.mark.parametrize("generation", [0, 1])
@pytest.mark.parametrize("lost", [1, 2, 3, 4])
def test_the_newest_rows_are_given_back_and_migrate_runs_exactly_those(
    project: Project, journal: Journal, database: str, lost: int, generation: int
) -> None:
    listed(project, 0, 1, 2, 3)
    judge = migrate_1 if generation else migrate_0
    judge(project, database)
    before, kept = rows(database), whole(database)[: 4 - lost]
    execute(database, f"drop table {', '.join(TABLES[4 - lost :])}")
    steps = walk(journal, database, migrate=lambda: judge(project, database))
    first = next(step for step in steps if "unstamp" in step)
    assert first.startswith(f"drizzle-journal unstamp 000{4 - lost}_{'abcd'[-lost]}")
    assert (rows(database), tables(database), whole(database)[: 4 - lost]) == (before, TABLES, kept)


@pytest.mark.parametrize("generation", [0, 1])
def test_a_row_between_others_leads_to_run_only(
    project: Project, journal: Journal, migrated: str, generation: int
) -> None:
    if generation:
        migrate_1(project, migrated)
    execute(migrated, "drop table t_0001")
    said = unstamp(journal, migrated, "0001_b")
    assert said.code == 0, said.out + said.err
    assert "warning: drizzle 0.x will skip 0001_b, because a newer row stays. [skipped]" in said.out
    assert "  to run it: drizzle-journal run --only 0001_b --journal\n" in said.out
    steps = walk(journal, migrated)
    assert steps[1:] == [
        "drizzle-journal locate", "drizzle-journal unstamp 0001_b", "drizzle-journal unstamp 0001_b --yes",
        "drizzle-journal status",
        "drizzle-journal run --only 0001_b --journal", "drizzle-journal status",
    ]  # fmt: skip
    assert (len(rows(migrated)), tables(migrated)) == (4, TABLES)
    migrate_0(project, migrated)
    migrate_1(project, migrated)
    assert len(rows(migrated)) == 4


def test_the_watermark_alone_was_recorded(project: Project, journal: Journal, database: str) -> None:
    listed(project, 0, 1, 2)
    migrate_0(project, database)
    execute(database, f"delete from {LEDGER} where id < 3; drop table t_0000, t_0001, t_0002")
    steps = walk(journal, database, migrate=lambda: migrate_0(project, database))
    assert "drizzle-journal unstamp 0002_c --yes" in steps
    assert (len(rows(database)), tables(database)) == (3, TABLES[:3])


@pytest.mark.parametrize(
    "change",
    [
        ("alter table t_0000 add column more int;", "alter table t_0000 drop column more", "column t_0000.more"),
        ("create index by_id on t_0000 (id);", "drop index by_id", "index by_id"),
        ("create type mood as enum ('a');", "drop type mood", "type mood"),
        ("create view seen as select id from t_0000;", "drop view seen", "view seen"),
        ("create function f() returns int language sql as 'select 1';", "drop function f", "function f"),
        ("create schema other;", "drop schema other", "schema other"),
        ("alter table t_0000 rename to renamed;", "alter table renamed rename to t_0000", "renamed"),
        ("drop table t_0000;", "create table t_0000 (id int)", "still table t_0000"),
    ],
)
def test_other_objects_than_tables(
    project: Project, journal: Journal, database: str, change: tuple[str, str, str]
) -> None:
    text, undo, missing = change
    project.migration("0001_b", text)
    listed(project, 0, 1)
    migrate_0(project, database)
    execute(database, undo)
    said = unstamp(journal, database, "0001_b")
    assert said.code == 0, said.out + said.err
    assert missing in said.out
    walk(journal, database, migrate=lambda: migrate_0(project, database))
    assert len(rows(database)) == 2


def test_row_level_security_that_is_off_is_named(project: Project, journal: Journal, database: str) -> None:
    project.migration("0001_b", "alter table t_0000 enable row level security;")
    listed(project, 0, 1)
    migrate_0(project, database)
    execute(database, "alter table t_0000 disable row level security")
    said = unstamp(journal, database, "0001_b")
    assert (said.code, "ROW LEVEL SECURITY of table t_0000" in said.out) == (0, True), said.out + said.err


def test_a_change_that_has_no_name_is_proved_by_the_replay(project: Project, journal: Journal, database: str) -> None:
    project.migration("0001_b", "comment on table t_0000 is 'people';")
    listed(project, 0, 1)
    migrate_0(project, database)
    execute(database, "comment on table t_0000 is null")
    assert journal("locate", "--url", database).out.endswith("Next: drizzle-journal unstamp 0001_b\n")
    said = unstamp(journal, database, "0001_b", *WRITE)
    assert "removed row 2 (0001_b): the schema is without it" in said.out
    migrate_0(project, database)
    assert len(rows(database)) == 2


def test_what_is_there_stays_recorded(project: Project, journal: Journal, migrated: str) -> None:
    for words in (("0003_d",), ("0003_d", "--unproved"), ("0002_c", "0003_d", *WRITE)):
        said = unstamp(journal, migrated, *words)
        assert (said.code, "ran: what it makes is in the database: table t_000" in said.out) == (1, True)
    assert len(rows(migrated)) == 4


def test_what_is_there_in_part_stays_recorded(project: Project, journal: Journal, database: str) -> None:
    project.migration("0000_a", "create table one (id int); create table two (id int);")
    listed(project, 0)
    migrate_0(project, database)
    execute(database, "drop table two")
    said = unstamp(journal, database, "0000_a", "--unproved", *WRITE)
    assert (said.code, "0000_a ran in part: the database has table one, but not table two." in said.out) == (1, True)
    execute(database, "drop table one; create schema other; create table other.one (id int)")
    said = unstamp(journal, database, "0000_a", "--unproved", *WRITE)
    assert (said.code, "0000_a ran: the database has table one in other. [objects-elsewhere]" in said.out) == (1, True)
    assert len(rows(database)) == 1


def test_a_change_of_data_takes_unproved(project: Project, journal: Journal, database: str) -> None:
    project.migration("0001_b", "insert into t_0000 values (1);")
    listed(project, 0, 1)
    migrate_0(project, database)
    said = unstamp(journal, database, "0001_b", *WRITE)
    assert (said.code, "0001_b changes no schema, so the schema does not show whether it ran." in said.out) == (1, True)
    assert said.out.endswith("Next: drizzle-journal unstamp 0001_b --unproved\n")
    said = unstamp(journal, database, "0001_b", "--unproved", *WRITE)
    assert (said.code, "WITHOUT A PROOF of the schema" in said.err) == (0, True)
    migrate_0(project, database)
    assert execute(database, "select count(*) from t_0000") == [(2,)]


def test_a_later_change_of_data_stays_and_is_named(project: Project, journal: Journal, database: str) -> None:
    project.migration("0002_c", "insert into t_0000 values (1);")
    listed(project, 0, 1, 2)
    migrate_0(project, database)
    execute(database, "drop table t_0001")
    said = unstamp(journal, database, "0001_b")
    assert "note: 0002_c comes later and stays recorded. No object shows whether it ran: look at the" in said.out


def test_a_schema_that_is_another_is_refused_with_the_difference(journal: Journal, migrated: str) -> None:
    execute(migrated, "drop table t_0003; create table by_hand (id int)")
    said = unstamp(journal, migrated, "0003_d", *WRITE)
    assert (said.code, "table public.by_hand is not created by these migrations." in said.out) == (1, True)
    assert said.out.endswith(
        "Next: drizzle-journal verify shows how to fix them. To write without the proof: --unproved\n"
    )
    assert len(rows(migrated)) == 4
    assert unstamp(journal, migrated, "0003_d", "--ignore", "public.by_hand", *WRITE).code == 0
    assert len(rows(migrated)) == 3


def test_a_dry_run_writes_nothing_and_the_undo_brings_everything_back(
    project: Project, journal: Journal, database: str
) -> None:
    listed(project, 0, 1, 2)
    migrate_1(project, database)
    execute(database, "drop table t_0001, t_0002")
    before = whole(database)
    words = ("0002_c.sql", "0001_b")
    said = unstamp(journal, database, *words)
    assert (said.code, whole(database)) == (0, before)
    assert said.out.endswith("Dry run: nothing was written. To write it: drizzle-journal unstamp 0001_b 0002_c --yes\n")
    done = json.loads(unstamp(journal, database, *words, "--json", *WRITE).out)
    assert [done[key] for key in ("written", "proved", "stay")] == [True, True, ["0000_a"]]
    assert (whole(database), whole(database, f"drizzle.{done['backup']}")) == (before[:1], before)
    psql(database, done["undo"])
    assert whole(database) == before


def test_the_printed_sql_does_the_same(project: Project, journal: Journal, database: str) -> None:
    listed(project, 0, 1)
    migrate_0(project, database)
    execute(database, "drop table t_0001")
    psql(database, unstamp(journal, database, "0001_b", "--sql").out)
    assert len(rows(database)) == 1


def test_tags_that_cannot_be_removed_are_explained(project: Project, journal: Journal, migrated: str) -> None:
    said = unstamp(journal, migrated)
    assert (said.code, "The objects of every recorded entry are there." in said.err) == (2, True)
    execute(migrated, "drop table t_0003")
    said = unstamp(journal, migrated)
    assert (said.code, "Name them: drizzle-journal unstamp 0003_d\n" in said.err) == (2, True)
    said = unstamp(journal, migrated, "0003_e")
    assert (said.code, "0003_e: no such entry." in said.err, "unstamp 0003_d" in said.err) == (2, True, True)
    listed(project, 0, 1, 2)
    entries(project, "0000_a", "0001_b", "0002_c", "0003_d", "0004_e")
    said = unstamp(journal, migrated, "0004_e", *WRITE)
    assert (said.code, "0004_e has no row in the ledger. [no-row]" in said.out) == (1, True)


def test_a_second_row_of_the_migration_goes_as_well(project: Project, journal: Journal, database: str) -> None:
    listed(project, 0, 1)
    migrate_0(project, database)
    execute(database, f"insert into {LEDGER} (hash, created_at) select hash, created_at from {LEDGER} where id = 2")
    execute(database, "drop table t_0001")
    assert unstamp(journal, database, "0001_b", *WRITE).code == 0
    assert len(rows(database)) == 1


def test_eight_at_once_remove_the_row_once(project: Project, journal: Journal, migrated: str) -> None:
    execute(migrated, "drop table t_0003")
    said = list[Said]()

    def call() -> None:
        said.append(unstamp(journal, migrated, "0003_d", "--unproved", "--ledger-lock-timeout", "60", *WRITE))

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.code for one in said) == [0, *[1] * 7], [one.out + one.err for one in said]
    assert len(rows(migrated)) == 3
    copies = execute(migrated, r"select count(*) from pg_class where relname like '\_\_drizzle\_migrations\_backup%'")
    assert copies == [(1,)]


def test_a_ledger_that_a_migrate_holds_is_not_changed(journal: Journal, migrated: str) -> None:
    execute(migrated, "drop table t_0003")
    with psycopg.connect(migrated) as other:
        other.execute(f"insert into {LEDGER} (hash, created_at) values ('x', 1)".encode())
        said = unstamp(journal, migrated, "0003_d", "--unproved", "--ledger-lock-timeout", "0.1", *WRITE)
        assert (said.code, "The ledger is locked by another session" in said.err) == (2, True)
        other.rollback()
    assert len(rows(migrated)) == 4
