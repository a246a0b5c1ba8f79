"""The estimate of what a down file would lose, as `drizzle-journal rollback` reports it."""

import threading
import time
from typing import Any

import psycopg
import pytest
from conftest import Journal, Project
from ledger.test_notes import execute, journal_of
from playbook.test_applied import book

DOWN = """
drop table gone, "Odd name";
alter table kept drop column x, drop column empty, drop column not_there;
delete from kept where id > 3;
update kept set y = 1, z = 2;
truncate other;
alter table kept alter column w type int using 0;
drop table if exists never_there;
do $$ begin delete from inside; end $$;
select do_something();
drop schema apart cascade;
"""
MADE = """
create table gone (id int); insert into gone values (1), (2);
create table "Odd name" (id int);
create table kept (id int primary key, x int, empty int, y int, z int, w text);
insert into kept select i, nullif(i, 1), null, i, i, 'w' from generate_series(1, 5) i;
create table other (id int); insert into other values (1);
create table inside (id int); insert into inside values (1);
create schema apart; create table apart.t (id int); insert into apart.t values (1);
"""


def losing(project: Project, journal: Journal, url: str, down: str) -> list[dict[str, Any]]:
    """Return the losses of a down file, whose migration did nothing."""
    journal_of(project, "0000_a")
    project.migration("0000_a.down", down)
    assert journal("run", "--url", url).code == 0
    losses: list[dict[str, Any]] = book(journal, url)["way"]["losses"]
    return losses


def test_every_table_column_and_row_has_its_number_of_rows_and_values(
    project: Project, journal: Journal, database: str
) -> None:
    execute(database, MADE)
    found = losing(project, journal, database, DOWN)
    assert [(one["what"], one["backup"], one["rows"], one["values"]) for one in found] == [
        ("drop table", "gone", 2, None),
        ("drop table", '"Odd name"', 0, None),
        ("drop column", "kept:x", 5, 4),
        ("drop column", "kept:empty", 5, 0),
        ("delete", "kept", 5, None),
        ("update", "kept:y", 5, 5),
        ("update", "kept:z", 5, 5),
        ("truncate", "other", 1, None),
        ("change type", "kept:w", 5, 5),
        ("unseen", None, None, None),
        ("delete", "inside", 1, None),
        ("unseen", None, None, None),
        ("drop table", "apart.t", 1, None),
    ]
    assert [one["line"] for one in found[:3]] == [2, 2, 3]
    page = journal("rollback", "--no-rehearse", DATABASE_URL=database).out
    assert "- line 3: drop column kept.x: 4 values in 5 rows\n" in page
    assert "drizzle-journal backup gone kept other inside apart.t  # keep what it loses\n" in page


def test_a_large_table_is_estimated_and_not_counted(project: Project, journal: Journal, database: str) -> None:
    execute(database, "create table big (id int, x text, y int)")
    execute(database, "insert into big select i, repeat('x', 900), nullif(i % 2, 0) from generate_series(1, 50000) i")
    execute(database, "analyze big")
    (found,) = losing(project, journal, database, "alter table big drop column y;")
    assert (found["exact"], found["bytes"] > 32 * 2**20, abs(found["values"] - 25_000) < 2_000) == (False, True, True)
    assert "drop column big.y: about 2" in journal("rollback", "--no-rehearse", DATABASE_URL=database).out


def test_a_table_that_is_locked_is_not_waited_for(project: Project, journal: Journal, database: str) -> None:
    execute(database, "create table t (id int); insert into t values (1); analyze t")
    losing(project, journal, database, "drop table t;")
    with psycopg.connect(database) as other:
        other.execute("lock table t")
        started = time.monotonic()
        value = book(journal, database)
        assert time.monotonic() - started < 10
    (found,) = value["way"]["losses"]
    assert (found["rows"], found["exact"]) == (1, False)
    (session,) = value["trouble"]["sessions"]
    assert session["holds"] == ["public.t (AccessExclusiveLock)"]


def test_a_ledger_that_is_locked_is_told_with_who_holds_it(project: Project, journal: Journal, database: str) -> None:
    losing(project, journal, database, "select 1;")
    with psycopg.connect(database, application_name="deploy") as other:
        other.execute("lock table _manual_migrations")
        said = journal("rollback", "--no-rehearse", "--lock-timeout", "0.2", DATABASE_URL=database)
        pid = other.info.backend_pid
    assert said.code == 2
    assert f"process {pid} (postgres, deploy) holds public._manual_migrations (AccessExclusiveLock)" in said.err


@pytest.mark.parametrize(
    ("down", "words"),
    [
        ("drop index if exists i;", "- Nothing, by its SQL: it removes no table, no column and no row."),
        ("drop type if exists k cascade;", "drop cascade k: CASCADE drops the columns and tables that depend on it"),
        ("call p();", "it calls p: read what that does"),
        ("with old as (delete from kept returning id) select id from old;", "delete kept: some or all of 5 rows"),
        ("merge into kept using other on true when matched then delete;", "delete kept: some or all of 5 rows"),
        ("drop tabel kept;", "it does not parse"),
    ],
)
def test_a_loss_that_cannot_be_counted_has_a_reason(
    project: Project, journal: Journal, database: str, down: str, words: str
) -> None:
    execute(database, MADE)
    losing(project, journal, database, down)
    assert words in journal("rollback", "--no-rehearse", DATABASE_URL=database).out


def test_a_session_that_waits_is_told_with_for_whom(project: Project, journal: Journal, database: str) -> None:
    losing(project, journal, database, "select 1;")
    execute(database, "create table t (id int)")
    with psycopg.connect(database) as holder, psycopg.connect(database) as waiter:
        held_by, waits = holder.info.backend_pid, waiter.info.backend_pid
        holder.execute("lock table t")
        thread = threading.Thread(target=lambda: waiter.execute("select id from t -- PASSWORD"))
        thread.start()
        time.sleep(0.3)
        found = {one["pid"]: one for one in book(journal, database)["trouble"]["sessions"]}
        holder.rollback()
        thread.join()
    assert (found[waits]["waits_for"], found[waits]["query"]) == ([held_by], "…")


def test_an_index_that_is_being_built_is_not_called_invalid(project: Project, journal: Journal, database: str) -> None:
    losing(project, journal, database, "select 1;")
    execute(database, "create table t (id int)")
    with psycopg.connect(database) as writer, psycopg.connect(database, autocommit=True) as builder:
        writer.execute("insert into t values (1)")
        thread = threading.Thread(target=lambda: builder.execute("create index concurrently i on t (id)"))
        thread.start()
        time.sleep(0.3)
        found = book(journal, database)["trouble"]
        writer.commit()
        thread.join()
    assert (found["invalid_indexes"], len(found["sessions"])) == ([], 2)
