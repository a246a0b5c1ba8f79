"""rollback: the way back, with commands that can be typed as they are, and what is unfinished."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from conftest import Journal, Project, empty_database
from ledger.test_notes import execute, journal_of
from playbook.test_applied import TAGS, book
from real import migrate_0
from verbs.test_down import tables
from verbs.test_run import recorded

from journal.connect.session import LOCK_KEY
from journal.server.embedded import provider as embedded
from journal.server.embedded.provider import EmbeddedProvider
from journal.server.provider import Server


@pytest.fixture
def listed(drizzle: Project) -> Project:
    journal_of(drizzle, *TAGS)
    for tag in TAGS:
        drizzle.migration(f"{tag}.down", f"drop table t_{tag[:4]};")
    return drizzle


@pytest.fixture(scope="module")
def preparing() -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(embedded._OPTIONS, "max_prepared_transactions", "2")
        with EmbeddedProvider().start() as running:
            patch.undo()
            yield running


def typed(page: str, verb: str) -> list[str]:
    """Return the words of the first command of that verb in the page, without its comment."""
    found = re.search(rf"^drizzle-journal {verb} .*$", page, re.MULTILINE)
    assert found, page
    return shlex.split(found[0], comments=True)[1:]


def test_the_command_of_the_page_reverts_the_last_migration(listed: Project, journal: Journal, database: str) -> None:
    migrate_0(listed, database)
    execute(database, "insert into t_0002 values (1)")
    result = journal("rollback", DATABASE_URL=database)
    assert (result.code, "The way back is its down file, 0002_c.down.sql (rehearsed)." in result.out) == (0, True)
    assert "Rehearsed on a temporary server: up, down and up again on PostgreSQL 18" in result.out
    words = typed(result.out, "down 0002_c")
    assert words[-1] == "--dry-run"
    assert journal(*typed(result.out, "backup t_0002"), "--yes", DATABASE_URL=database).code == 0
    assert journal(*words, DATABASE_URL=database).code == 0
    assert journal(*words[:-1], "--yes", DATABASE_URL=database).code == 0
    assert tables(database) == ["t_0000", "t_0001"]
    assert book(journal, database)["applied"][0]["tag"] == "0001_b"


@pytest.mark.parametrize("words", [("--migrations", "migrations"), ("-C", "."), ("--meta", "migrations/meta")])
def test_the_options_of_this_run_are_in_the_commands(
    listed: Project, journal: Journal, database: str, words: tuple[str, str]
) -> None:
    migrate_0(listed, database)
    execute(database, "insert into t_0002 values (1)")
    result = journal("rollback", "--no-rehearse", *words, DATABASE_URL=database)
    assert journal(*typed(result.out, "backup"), "--dry-run", DATABASE_URL=database).code == 0
    assert journal(*typed(result.out, "down"), DATABASE_URL=database).code == 0


def test_the_variable_that_named_the_database_is_in_the_commands(
    listed: Project, journal: Journal, database: str
) -> None:
    migrate_0(listed, database)
    result = journal("rollback", "--no-rehearse", "-e", "PRODUCTION", PRODUCTION=database)
    assert "\ndrizzle-journal down --env-var PRODUCTION 0002_c --dry-run  #" in result.out
    assert "`drizzle-journal status --env-var PRODUCTION`" in result.out


def test_a_url_is_named_again_without_its_password(listed: Project, journal: Journal, database: str) -> None:
    migrate_0(listed, database)
    url = database.replace("postgres@", "postgres:s3cret@")
    for words in ([], ["--json"]):
        result = journal("rollback", "--no-rehearse", "--url", url, *words, DATABASE_URL="postgresql://elsewhere")
        assert (result.code, "s3cret" in result.out + result.err) == (0, False)
    result = journal("rollback", "--no-rehearse", "--url", url)
    assert "leave out the password: set PGPASSWORD" in result.out
    down = typed(result.out, "down")
    assert journal(*down, DATABASE_URL="postgresql://elsewhere").code == 0


def test_newer_migrations_in_the_journal_need_despite_newer(project: Project, journal: Journal, database: str) -> None:
    journal_of(project, *TAGS)
    project.migration("0001_b.down", "drop table t_0001;")
    assert journal("run", "--only", "0000_a", "--only", "0002_c", "--url", database).code == 0
    assert journal("run", "--url", database).code == 0
    result = journal("rollback", DATABASE_URL=database)
    assert "**0001_b** was applied last" in result.out
    assert "0002_c comes after it in the journal, has run, and may depend on it." in result.out
    words = typed(result.out, "down 0001_b --despite-newer")
    assert journal(*words[:-1], "--yes", DATABASE_URL=database).code == 0
    assert recorded(database) == ["0000_a.sql", "0002_c.sql"]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("create table n (id int);", "drizzle-journal new --down-of 0003_n  # derive its down file"),
        ("drop table t_0000;", "only a backup has that"),
        ("update t_0000 set id = 1;", "only a backup has that"),
    ],
)
def test_without_a_down_file_it_is_derived_or_restored(
    listed: Project, journal: Journal, database: str, sql: str, words: str
) -> None:
    journal_of(listed, *TAGS, "0003_n")
    listed.migration("0003_n", sql)
    migrate_0(listed, database)
    result = journal("rollback", DATABASE_URL=database)
    assert (result.code, words in result.out) == (1, True)


def test_a_half_way_migration_comes_first_and_both_its_ways_work(
    project: Project, journal: Journal, database: str
) -> None:
    journal_of(project, "0000_a", "0001_b")
    project.migration("0000_a", "create table a (x int); insert into a values (1), (1);")
    steps = "-- journal: no-transaction\nalter table a add column y int;\ncreate unique index concurrently u on a (x);"
    project.migration("0001_b", steps)
    project.migration("0001_b.down", "drop index if exists u;\nalter table a drop column y;")
    assert journal("run", "--url", database).code == 1
    result = journal("rollback", DATABASE_URL=database)
    assert (result.code, "**0001_b.sql is half way**: 1 of 2 statements are in the database" in result.out) == (1, True)
    assert "The index public.u on public.a is not valid" in result.out
    assert journal(*typed(result.out, "run --file 0001_b.down"), "--yes", DATABASE_URL=database).code == 0
    execute(database, "delete from a")
    assert journal(*typed(result.out, "run --only 0001_b --restart"), "--yes", DATABASE_URL=database).code == 0
    assert (recorded(database), book(journal, database)["way"]["kind"]) == (["0000_a.sql", "0001_b.sql"], "down")
    assert book(journal, database)["applied"][0]["transaction"] is None  # it had several


def test_a_running_run_and_a_prepared_transaction_are_reported(
    listed: Project, journal: Journal, preparing: Server
) -> None:
    with empty_database(preparing) as url, psycopg.connect(url, autocommit=True) as runner:
        runner.execute("create table p (id int); ")
        runner.execute("begin; insert into p values (1); prepare transaction 'it''s left'")
        runner.execute("select pg_advisory_lock(%s)", (LOCK_KEY,))
        pid, found = runner.info.backend_pid, book(journal, url)["trouble"]
        page = journal("rollback", DATABASE_URL=url).out
        runner.execute("rollback prepared 'it''s left'")
    assert [one["pid"] for one in found["sessions"] if one["runs_this_tool"]] == [pid]
    assert "`ROLLBACK PREPARED 'it''s left'` or `COMMIT PREPARED 'it''s left'`" in page


def test_an_existing_copy_is_named(listed: Project, journal: Journal, database: str) -> None:
    migrate_0(listed, database)
    execute(database, "create table _backup_users_20260101000000 (id int)")
    assert book(journal, database)["copies"] == ["public._backup_users_20260101000000"]


def test_a_role_that_may_only_read_the_ledger_gets_the_page(listed: Project, journal: Journal, database: str) -> None:
    migrate_0(listed, database)
    execute(database, "drop role if exists looker; create role looker login")
    execute(database, "grant usage on schema drizzle to looker; grant select on all tables in schema drizzle to looker")
    result = journal("rollback", "--no-rehearse", "--json", DATABASE_URL=database.replace("postgres@", "looker@"))
    (loss,) = json.loads(result.out)["way"]["losses"]
    assert (result.code, loss["what"], loss["exact"]) == (0, "drop table", False)


@pytest.mark.parametrize(
    ("down", "words"),
    [
        ("drop table t_0001;", "After 0002_c.down the schema differs from the one before 0002_c"),
        ("drop table t_0002; drop table nope;", '0002_c.down fails right after its migration: table "nope" does not'),
        ("do $$ begin raise exception 'never'; end $$;", "0002_c.down refuses by itself: never [P0001]"),
    ],
)
def test_a_down_file_that_fails_its_rehearsal_is_no_way_back(
    listed: Project, journal: Journal, database: str, down: str, words: str
) -> None:
    listed.migration("0002_c.down", down)
    assert journal("run", "--url", database).code == 0
    result = journal("rollback", DATABASE_URL=database)
    assert (result.code, f"**It failed the rehearsal, do not run it**: {words}" in result.out) == (1, True)
    assert "\ndrizzle-journal down" not in result.out


def test_a_rehearsal_that_cannot_be_run_is_in_the_commands(
    listed: Project, journal: Journal, database: str, tmp_path: Path
) -> None:
    assert journal("run", "--url", database).code == 0
    result = journal("rollback", "--pg-bin", str(tmp_path), DATABASE_URL=database)
    assert (result.code, "**Not rehearsed**" in result.out, "Reason: --pg-bin" in result.out) == (0, True, True)
    assert journal(*typed(result.out, "rehearse")).code in (0, 1)


def test_the_page_has_what_the_down_file_does_not_revert(listed: Project, journal: Journal, database: str) -> None:
    listed.migration(
        "0002_c", "alter type k add value 'b';\nupdate t_0000 set id = 1, x = 2;\ninsert into t_0001 values (1);"
    )
    listed.migration("0002_c.down", "delete from t_0001;\nalter table t_0000 drop column x;")
    assert journal("run", "--to", "0001_b", "--url", database).code == 0
    execute(database, "create type k as enum ('a'); alter table t_0000 add column x int")
    assert journal("run", "--url", database).code == 0
    assert book(journal, database)["way"]["stays"] == ["line 1: add value k", "line 2: update t_0000.id"]
