"""drizzle-journal down: what a down file reverts, and which records are removed. The real migrate judges."""

import json
from collections.abc import Callable
from shlex import quote

import pytest
from conftest import Journal, Project
from cut import Cut, proxy_before
from ledger.test_notes import execute, journal_of
from real import LEDGER, migrate_0, migrate_1, rows
from verbs.test_run import recorded
from verbs.test_run import rows as query

Migrate = Callable[[Project, str], None]
TAGS = ("0000_a", "0001_b", "0002_c")


@pytest.fixture
def listed(drizzle: Project) -> Project:
    journal_of(drizzle, *TAGS)
    for tag in TAGS:
        drizzle.migration(f"{tag}.down", f"drop table t_{tag[:4]};")
    return drizzle


def tables(database: str) -> list[object]:
    return [
        one[0] for one in query(database, "SELECT tablename::text FROM pg_tables WHERE tablename ~ '^t_' ORDER BY 1")
    ]


@pytest.mark.parametrize("name", ["0002_c", "0002_c.sql", "0002_c.down", "migrations/0002_c.down.sql"])
def test_the_newest_is_reverted_with_its_record(listed: Project, journal: Journal, database: str, name: str) -> None:
    assert journal("run", "--url", database).code == 0
    said = journal("down", name, "--url", database, "--yes")
    assert (said.code, recorded(database), tables(database)) == (0, ["0000_a.sql", "0001_b.sql"], ["t_0000", "t_0001"])
    assert said.out.endswith("0002_c is reverted; removed its row in _manual_migrations.\n")
    assert "0002_c.down.sql reverts 0002_c (1 statement):\n  1. drop table t_0002\n" in said.err


def test_a_role_that_a_down_file_takes_on_does_not_take_the_record_away(
    listed: Project, journal: Journal, database: str
) -> None:
    assert journal("run", "--url", database).code == 0
    execute(database, "create role journal_down; grant journal_down to current_user")
    listed.migration("0002_c.down", "drop table t_0002; set role journal_down;")
    said = journal("down", "0002_c", "--url", database, "--yes")
    execute(database, "drop role journal_down")
    assert (said.code, recorded(database)) == (0, ["0000_a.sql", "0001_b.sql"]), said.err


@pytest.mark.parametrize("migrate", [migrate_0, migrate_1])
def test_the_real_migrate_applies_exactly_that_one_again(
    listed: Project, journal: Journal, database: str, migrate: Migrate
) -> None:
    migrate(listed, database)
    said = journal("down", "0002_c", "--url", database, "--yes")
    assert (said.code, len(rows(database)), tables(database)) == (0, 2, ["t_0000", "t_0001"]), said.err
    assert "removed row 3 of drizzle.__drizzle_migrations.\n" in said.out
    assert "note: The next drizzle-kit migrate runs 0002_c.\n" in said.out
    migrate(listed, database)
    assert (len(rows(database)), tables(database)) == (3, ["t_0000", "t_0001", "t_0002"])


def test_both_ledgers_forget_it_together(listed: Project, journal: Journal, database: str) -> None:
    assert journal("run", "--journal", "--url", database).code == 0
    for tag in reversed(TAGS):
        assert journal("down", tag, "--url", database, "--yes").code == 0
    assert (rows(database), recorded(database), tables(database)) == ([], [], [])
    assert journal("run", "--journal", "--url", database).code == 0
    assert len(rows(database)) == 3


def test_every_spelling_of_the_record_goes(listed: Project, journal: Journal, database: str) -> None:
    assert journal("run", "--url", database).code == 0
    tag = TAGS[-1]
    execute(database, f"insert into _manual_migrations (filename) values ('{tag}'), ('old/{tag}.sql')")
    said = journal("down", tag, "--yes", "--url", database)
    assert (said.code, "removed its rows in _manual_migrations" in said.out) == (0, True), said.err
    assert query(database, f"select filename from _manual_migrations where filename ~ '{tag}'") == []


def test_reverting_an_older_migration_requires_despite_newer(listed: Project, journal: Journal, database: str) -> None:
    assert journal("run", "--journal", "--url", database).code == 0
    said = journal("down", "0001_b", "--url", database, "--yes")
    assert (said.code, tables(database)) == (1, ["t_0000", "t_0001", "t_0002"])
    assert "0001_b is not the newest: 0002_c is applied, and may depend on it." in said.err
    assert "First: drizzle-journal down 0002_c; or, if not: --despite-newer" in said.err
    said = journal("down", "0001_b", "--url", database, "--yes", "--despite-newer")
    assert (said.code, recorded(database), len(rows(database))) == (0, ["0000_a.sql", "0002_c.sql"], 3)
    assert "Drizzle's ledger keeps row 2, because newer rows are above it" in said.out


def test_a_down_file_that_fails_leaves_everything(listed: Project, journal: Journal, database: str) -> None:
    assert journal("run", "--journal", "--url", database).code == 0
    listed.migration("0002_c.down", "drop table t_0002;\ndrop table nope;")
    said = journal("down", "0002_c", "--url", database, "--yes")
    assert (said.code, '0002_c.down.sql, statement 2 (line 2): table "nope" does not exist [42P01]' in said.err) == (
        1,
        True,
    )
    assert (len(rows(database)), len(recorded(database)), len(tables(database))) == (3, 3, 3)


def test_without_yes_and_in_a_dry_run_nothing_is_changed(listed: Project, journal: Journal, database: str) -> None:
    assert journal("run", "--url", database).code == 0
    said = journal("down", "0002_c", "--url", database)
    again = f"help: To write it: drizzle-journal down 0002_c --url {quote(database)} --yes\n"
    assert (said.code, again in said.err) == (2, True)
    said = journal("down", "0002_c", "--url", database, "--dry-run")
    assert (said.code, said.out.endswith("Dry run: nothing was changed.\n")) == (0, True)
    assert len(tables(database)) == 3


def test_an_unapplied_migration_is_an_error(listed: Project, journal: Journal, database: str) -> None:
    said = journal("down", "0002_c", "--url", database, "--yes")
    assert (said.code, "0002_c is not applied: neither _manual_migrations nor" in said.err) == (1, True)
    journal_of(listed, *TAGS, "0003_d")
    said = journal("down", "0003_d", "--url", database, "--yes")
    assert (said.code, "Derive one from it: drizzle-journal new --down-of 0003_d" in said.err) == (1, True)
    listed.migration("9999_x.down", "select 1;")
    said = journal("down", "9999_x.down", "--url", database, "--yes")
    assert (said.code, "9999_x.down.sql is the down file of no migration" in said.err) == (1, True)


def test_a_row_that_changes_meanwhile_stops_it(listed: Project, journal: Journal, database: str) -> None:
    """The down file itself is the somebody else."""
    assert journal("run", "--journal", "--url", database).code == 0
    listed.migration("0002_c.down", f"drop table t_0002; update {LEDGER} set hash = 'x' where id = 3;")
    said = journal("down", "0002_c", "--url", database, "--yes", "--json")
    assert (said.code, json.loads(said.out)["error"]["code"]) == (2, "ledger-changed")
    assert (len(tables(database)), len(rows(database))) == (3, 3)


def test_a_foreign_row_above_keeps_the_row(listed: Project, journal: Journal, database: str) -> None:
    migrate_0(listed, database)
    execute(database, f"insert into {LEDGER} (hash, created_at) values ('foreign', 9000000000000)")
    said = journal("down", "0002_c", "--url", database, "--yes", "--json")
    value = json.loads(said.out)
    assert (said.code, value["rows_removed"], value["rows_kept"]) == (0, [], [3])


def test_a_derived_down_file_that_can_be_in_no_transaction_takes_back(
    project: Project, journal: Journal, database: str
) -> None:
    project.migration("0001_a", "create table a (id int);")
    project.migration("0002_b", "-- journal: no-transaction\ncreate index concurrently a_id on a (id);")
    assert journal("run", "--url", database).code == 0
    said = journal("new", "--down-of", "0002_b", "--no-replay")
    assert said.code == 0, said.err
    said = journal("down", "0002_b", "--url", database, "--yes")
    assert said.code == 0, said.err
    assert (query(database, "SELECT to_regclass('a_id')"), recorded(database)) == ([(None,)], ["0001_a.sql"])


def test_losses_are_listed_and_copied_before(listed: Project, journal: Journal, database: str) -> None:
    assert journal("run", "--url", database).code == 0
    execute(database, "insert into t_0002 select generate_series(1, 3)")
    said = journal("down", "0002_c", "--url", database, "--dry-run")
    assert "It loses:\n  line 1: drop table t_0002: 3 rows" in said.out
    said = journal("down", "0002_c", "--url", database, "--yes", "--backup")
    assert (said.code, tables(database)) == (0, ["t_0000", "t_0001"]), said.err
    copy = said.out.partition("copied public.t_0002 to public.")[2].split()[0]
    assert query(database, f"SELECT count(*) FROM {copy}") == [(3,)]
    said = journal("backup", "restore", copy, "--url", database, "--yes")
    assert (said.code, query(database, "SELECT count(*) FROM t_0002")) == (0, [(3,)]), said.err


def test_without_a_copy_nothing_is_reverted(listed: Project, journal: Journal, database: str) -> None:
    assert journal("run", "--url", database).code == 0
    execute(database, "insert into t_0002 select generate_series(1, 3)")
    said = journal("down", "0002_c", "--url", database, "--yes", "--backup", "--max-size", "0.000000001")
    assert (said.code, "--max-size" in said.err, len(tables(database))) == (2, True, 3)


def test_a_column_of_a_table_that_is_copied_whole_is_not_copied_again(
    project: Project, journal: Journal, database: str
) -> None:
    project.migration("0001_a", "create table a (id int, v text); insert into a values (1, 'x');")
    project.migration("0001_a.down", "alter table a drop column v; drop table a;")
    assert journal("run", "--url", database).code == 0
    said = journal("down", "0001_a", "--url", database, "--backup", "--yes")
    assert (said.code, said.out.count("copied public.a to public._backup_a_")) == (0, 1), said.err


DROPS = (
    "drop function if exists f(int)", "drop aggregate if exists f(int)", "drop operator if exists +(int, t_0002)",
    "drop trigger if exists t on t_0000", "drop policy if exists p on t_0000", "drop cast if exists (text as t_0000)",
    "drop view if exists v", "drop sequence if exists s", "drop index if exists i", "drop type if exists y",
    "drop schema if exists z", "drop extension if exists nope", "drop rule if exists r on t_0000",
    "drop domain if exists d",
    "drop publication if exists p", "drop collation if exists c", "drop statistics if exists s",
    "drop operator class if exists o using btree", "drop procedure if exists f()", "drop event trigger if exists e",
    "drop materialized view if exists m", "drop foreign table if exists x",
    "drop transform if exists for int language sql",
)  # fmt: skip


@pytest.mark.parametrize("statement", DROPS)
def test_whatever_a_down_file_drops_it_can_be_looked_at(
    listed: Project, journal: Journal, database: str, statement: str
) -> None:
    assert journal("run", "--url", database).code == 0
    listed.migration("0002_c.down", f"{statement};\ndrop table t_0002;")
    said = journal("down", "0002_c", "--url", database, "--dry-run")
    assert (said.code, "drop table t_0002" in said.out) == (0, True), said.err


def test_a_connection_that_is_lost_before_the_down_file_runs_says_what_is_recorded(
    listed: Project, journal: Journal, database: str
) -> None:
    assert journal("run", "--url", database).code == 0
    with proxy_before(database) as proxy:
        assert journal("down", "0002_c", "--dry-run", "--url", proxy.url).code == 0
        count = len(proxy.steps)
    said = []
    for at in range(3, count + 5, 2):
        with proxy_before(database, Cut.LOST, at) as proxy:
            said.append(journal("down", "0002_c", "--yes", "--url", proxy.url))
        if recorded(database) != ["0000_a.sql", "0001_b.sql", "0002_c.sql"]:
            break
        assert (said[-1].code, "files that ran" in said[-1].err) == (2, False), said[-1].err
    ended = [one.err for one in said if " ended the session: " in one.err]
    assert ended
    assert all("0002_c is still recorded as applied.\nhelp: Type the command again.\n" in err for err in ended)
