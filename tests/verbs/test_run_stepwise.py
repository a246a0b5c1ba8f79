"""Files that run step by step: statements outside of transactions, what a failure keeps, and how a run continues."""

import shutil

import psycopg
import pytest
from conftest import HERE, Journal, Project
from verbs.test_run import recorded, rows

from journal.server.provider import SUPERUSER

POSITION = "SELECT filename, done, trying FROM _manual_migrations_position"
INDEXES = """
SELECT relname::text, indisvalid FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relname LIKE 'a%' ORDER BY 1
"""
HEADER = "-- journal: no-transaction\n"


def execute(database: str, *queries: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        for query in queries:
            connection.execute(query)  # type: ignore[call-overload]


def test_what_cannot_run_in_a_transaction_runs(project: Project, journal: Journal, database: str) -> None:
    project.migration(
        "0001_a", HEADER + "create table a (id int);\ncreate index concurrently a_id on a (id);\nvacuum a;"
    )
    said = journal("run", "--url", database)
    assert (said.code, recorded(database)) == (0, ["0001_a.sql"]), said.err
    assert rows(database, INDEXES) == [("a_id", True)]
    assert rows(database, POSITION) == []


def test_without_the_header_the_error_names_it(project: Project, journal: Journal, database: str) -> None:
    project.migration("0001_a", "create table a (id int);\ncreate index concurrently a_id on a (id);")
    said = journal("run", "--url", database)
    assert "begin the file with the line `-- journal: no-transaction`" in said.err
    assert (said.code, rows(database, "SELECT to_regclass('a')")) == (1, [(None,)])


def test_a_procedure_that_commits_runs(project: Project, journal: Journal, database: str) -> None:
    body = "do $$ begin for i in 1..3 loop insert into a values (i); commit; end loop; end $$;"
    project.migration("0001_a", f"{HEADER}create table a (id int);\n{body}")
    assert journal("run", "--url", database).code == 0
    assert rows(database, "SELECT count(*) FROM a") == [(3,)]


def test_after_a_failure_it_goes_on_where_it_stopped(project: Project, journal: Journal, database: str) -> None:
    text = HEADER + "create table a (id int);\ninsert into a values (1);\nselect 1/{};\ninsert into a values (2);"
    project.migration("0001_a", text.format(0))
    said = journal("run", "--url", database)
    assert said.code == 1
    assert "statements 1 to 2 of this file are in the database; " in said.err
    assert (rows(database, POSITION), recorded(database)) == ([("0001_a.sql", 2, False)], [])
    project.migration("0001_a", text.format(1))  # what comes after where it stopped may be mended
    said = journal("run", "--url", database)
    assert said.code == 0, said.err
    assert rows(database, "SELECT id FROM a ORDER BY 1") == [(1,), (2,)]


def test_completed_statements_may_not_change_but_the_file_may_restart(
    project: Project, journal: Journal, database: str
) -> None:
    project.migration("0001_a", HEADER + "create table if not exists a (id int);\nselect 1/0;")
    assert journal("run", "--url", database).code == 1
    project.migration("0001_a", HEADER + "create table if not exists a (id bigint);\nselect 1/1;")
    said = journal("run", "--url", database)
    assert said.code == 1
    assert "0001_a.sql stopped after statement 1, and its text up to there was edited since. Restore" in said.err
    said = journal("run", "--url", database, "--restart", "0001_a")
    assert (said.code, recorded(database)) == (0, ["0001_a.sql"]), said.err


def test_a_down_file_may_restart_too(project: Project, journal: Journal, database: str) -> None:
    project.migration("0001_a", "create table a (id int);")
    project.migration("0001_a.down", HEADER + "drop table a;\nselect 1/0;")
    assert journal("run", "--url", database).code == 0
    down = ("down", "0001_a", "--url", database, "--yes")
    assert journal(*down).code == 1
    page = journal("rollback", "--no-rehearse", "--url", database).out
    assert ("It has no down file." in page, "It is a down file itself" in page) == (False, True)
    project.migration("0001_a.down", HEADER + "drop table if exists a;\nselect 1;")
    said = journal(*down)
    assert (said.code, said.err.splitlines()[-1]) == (
        1, "help: If it may run from its beginning once more, add --restart",
    )  # fmt: skip
    assert (journal(*down, "--restart").code, recorded(database), rows(database, POSITION)) == (0, [], [])


def test_the_settings_before_are_made_again(project: Project, journal: Journal, database: str) -> None:
    execute(database, "create schema app")
    text = HEADER + "set search_path to app;\ncreate table a (id int);\nselect 1/{};\ncreate table b (id int);"
    project.migration("0001_a", text.format(0))
    assert journal("run", "--url", database).code == 1
    project.migration("0001_a", text.format(1))
    assert journal("run", "--url", database).code == 0
    assert rows(database, "SELECT to_regclass('app.a') IS NOT NULL, to_regclass('app.b') IS NOT NULL") == [(True, True)]


def test_lost_temporary_tables_stop_a_continued_run(project: Project, journal: Journal, database: str) -> None:
    project.migration("0001_a", HEADER + "create temp table t (id int);\nselect 1/0;")
    assert journal("run", "--url", database).code == 1
    said = journal("run", "--url", database)
    assert (said.code, "and its temporary tables ended with that session." in said.err) == (1, True)


def test_an_index_that_failed_half_way_is_built_again(project: Project, journal: Journal, database: str) -> None:
    project.migration("0001_a", "create table a (id int); insert into a values (1), (1);")
    project.migration("0002_b", HEADER + "create unique index concurrently a_id on a (id);")
    said = journal("run", "--url", database)
    assert (said.code, "could not create unique index" in said.err) == (1, True)
    assert "\nThe files before it are applied and recorded; statement 1 ran in no transaction" in said.err
    assert (rows(database, INDEXES), rows(database, POSITION)) == ([("a_id", False)], [("0002_b.sql", 0, True)])
    execute(database, "delete from a")
    said = journal("run", "--url", database)
    assert (said.code, rows(database, INDEXES)) == (0, [("a_id", True)]), said.err


@pytest.mark.parametrize(("role", "left"), [("postgres", 1), (SUPERUSER, 0)])
def test_what_a_reindex_left_is_dropped_of_the_toast_table_where_the_role_may(
    project: Project, journal: Journal, database: str, role: str, left: int
) -> None:
    invalid = "SELECT count(*) FROM pg_index WHERE NOT indisvalid"
    execute(database, "create table a (id text primary key)")
    project.migration("0001_a", HEADER + "select 1;\nreindex table concurrently a;")
    with psycopg.connect(database) as other:
        other.execute("lock table a in row exclusive mode")
        said = journal("run", "--url", database, "--lock-timeout", "0.2")
    assert (said.code, rows(database, invalid)) == (1, [(2,)])
    assert "statement 2 ran in no transaction: the next run looks at what it left" in said.err
    said = journal("run", "--url", database.replace("postgres@", f"{role}@"))
    assert (said.code, rows(database, invalid)) == (0, [(left,)]), said.err


LEFT = {
    "create index concurrently a_id on a (id)": "create index a_id on a (id)",
    "drop index concurrently a_old": "drop index a_old",
    "reindex table concurrently a": "select 1",
    "vacuum a": "select 1",
    "alter table p detach partition p1 concurrently": "alter table p detach partition p1",
}


@pytest.mark.parametrize("statement", LEFT)
def test_a_statement_whose_end_nobody_saw_is_looked_at_first(
    project: Project, journal: Journal, database: str, statement: str
) -> None:
    """As after a kill between the statement and its record: it is done, and the position says that it was tried."""
    execute(
        database,
        "create table a (id int)", "create index a_old on a (id)",
        "create table p (id int) partition by list (id)", "create table p1 partition of p for values in (1)",
    )  # fmt: skip
    project.migration("0001_a", f"{HEADER}select 1;\n{statement};")
    project.migration("0000_z", HEADER + "select 1; select 2;")
    assert journal("run", "--url", database, "--file", "0000_z").code == 0  # makes both tables
    execute(
        database,
        "insert into _manual_migrations_position values ('0001_a.sql', 0, encode(sha256(''), 'hex'), false)",
        LEFT[statement],
        "update _manual_migrations_position set done = 1, trying = true, done_hash = encode(sha256('select 1'), 'hex')",
    )
    said = journal("run", "--url", database)
    assert (said.code, rows(database, POSITION)) == (0, []), said.err
    assert set(recorded(database)) == {"0000_z.sql", "0001_a.sql"}


OWN = {
    "begin; create table a (id int); commit;": 1,
    "create table a (id int); commit; create index concurrently a_id on a (id); begin; insert into a values (1);": 1,
    "begin; create table a (id int); rollback; create table a (id int);": 1,
    "begin isolation level serializable; create table a (id int); end;": 1,
}


@pytest.mark.parametrize("text", OWN)
def test_a_files_own_transactions_are_understood(project: Project, journal: Journal, database: str, text: str) -> None:
    project.migration("0001_a", text)
    said = journal("run", "--url", database)
    assert (said.code, recorded(database)) == (0, ["0001_a.sql"]), said.err
    assert "WARNING" not in said.err
    assert "there is already a transaction in progress" not in said.err
    assert rows(database, "SELECT to_regclass('a')::text") == [("a",)]


def test_its_record_is_in_the_files_own_transaction(project: Project, journal: Journal, database: str) -> None:
    """A deferred check fails in the COMMIT, and takes the record with it."""
    project.migration(
        "0001_a",
        "begin; create table a (id int unique deferrable initially deferred); insert into a values (1), (1); commit;",
    )
    said = journal("run", "--url", database)
    assert "0001_a.sql: Its statements passed, but the COMMIT failed: duplicate key value" in said.err
    assert (said.code, recorded(database), rows(database, "SELECT to_regclass('a')")) == (1, [], [(None,)])


def test_a_role_that_a_file_takes_on_stays_for_its_later_steps(
    project: Project, journal: Journal, database: str
) -> None:
    execute(
        database,
        "create role journal_step",
        "grant journal_step to current_user",
        "grant create on schema public to journal_step",
    )
    project.migration("0001_a", HEADER + "set role journal_step;\ncreate table a (id int);\ncreate table b (id int);")
    said = journal("run", "--url", database)
    owners = rows(database, "SELECT tableowner FROM pg_tables WHERE tablename IN ('a', 'b')")
    execute(database, "drop owned by journal_step", "drop role journal_step")
    assert (said.code, owners) == (0, [("journal_step",)] * 2), said.err


def test_the_dry_run_says_how_a_file_runs(project: Project, journal: Journal, database: str) -> None:
    project.migration("0001_a", HEADER + "select 1;")
    project.migration("0002_b", "begin; select 1; commit;")
    said = journal("run", "--dry-run", "--url", database)
    assert "would run 0001_a (1 statement, statement by statement)\n" in said.out
    assert "would run 0002_b (3 statements, in its own transactions)\n" in said.out


SPELLINGS = {
    "goose": "-- +goose NO TRANSACTION*",
    "dbmate": "-- migrate:up*transaction:false*",
    "atlas": "-- atlas:txmode none*",
    "graphile": "--! no-transaction*",
    "plain": "-- no-transaction*",
    "at": "-- @no-transaction*",
    "late": "-- @no-transaction*",
}
VALID = "SELECT relname::text, indisvalid FROM pg_index JOIN pg_class ON oid = indexrelid ORDER BY 1"


@pytest.mark.parametrize("tool", SPELLINGS)
def test_the_help_names_the_setting_that_follows_the_header_of_another_tool(
    project: Project, journal: Journal, database: str, tool: str
) -> None:
    shutil.copytree(HERE / "cases/no-transaction-spellings" / tool, project.root, dirs_exist_ok=True)
    said = journal("run", "--url", database)
    setting = f'no_transaction = ["{SPELLINGS[tool]}"]'
    assert said.code == 1
    assert said.err.rstrip().endswith(f"write in journal.toml: {setting}")
    project.write("journal.toml", setting)
    assert "(2 statements, statement by statement)" in journal("run", "--url", database, "--dry-run").out
    assert journal("run", "--url", database).code == 0
    assert recorded(database) == ["2026-03-01-customer.sql", "2026-03-02-customer-indexes.sql"]
    assert [one for one in rows(database, VALID) if str(one[0]).endswith("_idx")] == [
        ("customer_email_idx", True),
        ("customer_id_email_idx", True),
    ]


@pytest.mark.parametrize(
    "spelling",
    [
        ("0002_b", "-- +migrate Up notransaction", "-- +migrate Up notransaction"),
        ("V2__b", "---- tern: disable-tx ----", "---- tern: disable-tx*"),
        ("20260301_b", "--changeset me:7 runInTransaction:false", "-- changeset * runInTransaction:false"),
        ("2026-03-01-b", "--   TRANSACTIONAL:  False", "-- transactional: false"),
        ("0002_b", "-- why\n\n/* and how */\n--@No-Transaction\r", "-- @no-transaction"),
        ("0002_b_no_transaction", "-- an index", "*_no_transaction.sql"),
        ("0002_B_NOTX", "", "*_NOTX.sql"),
        ("0002_b.concurrent", "", "*.concurrent.sql"),
    ],
)
def test_any_comment_line_or_name_can_be_set(
    project: Project, journal: Journal, database: str, spelling: tuple[str, str, str]
) -> None:
    name, line, setting = spelling
    project.migration("0001_a", "create table a (id int);")
    project.migration(name, f"{line}\ncreate index concurrently a_id on a (id);")
    assert journal("run", "--url", database).code == 1
    project.write("journal.toml", f'no_transaction = ["-- another", "{setting}"]')
    said = journal("run", "--url", database)
    assert (said.code, rows(database, INDEXES)) == (0, [("a_id", True)]), said.err


@pytest.mark.parametrize(
    "text", ["select 1;\n-- @no-transaction\n", "select '\n-- @no-transaction';", "-- see x_notx.sql\n"]
)
def test_what_is_no_header_of_the_file_changes_nothing(
    project: Project, journal: Journal, database: str, text: str
) -> None:
    project.write("journal.toml", 'no_transaction = ["-- @no-transaction", "*_notx.sql"]')
    project.migration("0001_a", text + "select 1;")
    assert "statement by statement" not in journal("run", "--url", database, "--dry-run").out
