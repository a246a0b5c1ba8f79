"""What a baseline reads of a live database is of one moment, and a schema that changes meanwhile is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from baseline.test_baseline import HARD
from conftest import Project
from real import psql
from verbs.test_status import execute

from journal.backup.pg_dump import DumpFailed
from journal.baseline import dumper, source
from journal.baseline.run import baseline
from journal.baseline.source import SourceChanged
from journal.catalog.values import Schema
from journal.project.project import Project as Found

Between = Callable[[str], None]


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch, database: str) -> Between:
    """Runs this SQL in the source after its catalog was read, and before pg_dump starts."""

    def set_sql(text: str) -> None:
        real, waiting = source.read_schema, [text]

        def read(connection: "psycopg.Connection[Any]") -> Schema:
            found = real(connection)
            if waiting:
                psql(database, waiting.pop())
            return found

        monkeypatch.setattr(source, "read_schema", read)

    return set_sql


CHANGES = {
    "a column": ("alter table app.users add column late int", "column app.users.late"),
    "a name": ("alter table app.orders rename to later", "table app.later"),
    "a drop": ("drop view app.with_orders cascade", "view app.with_orders"),
    "a function": (
        "create or replace function app.next(i integer) returns integer language sql begin atomic select 7; end",
        "function app.next(integer)",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_schema_that_changes_while_it_is_read_is_refused(
    project: Project, database: str, between: Between, change: str
) -> None:
    psql(database, HARD)
    statement, name = CHANGES[change]
    between(statement)
    with pytest.raises(SourceChanged, match="has changed while it was read") as raised:
        baseline(Found(project.settings()), from_url=database)
    assert name in raised.value.message
    assert [path for path in project.root.rglob("*") if path.is_file()] == []


def test_rows_that_change_meanwhile_are_those_of_one_moment(project: Project, database: str, between: Between) -> None:
    psql(database, "create table a (id int primary key); create table b (id int references a);"
         "insert into a values (1); insert into b values (1)")  # fmt: skip
    between(
        "insert into a values (2); insert into b values (2); delete from b where id = 1; delete from a where id = 1"
    )
    result = baseline(Found(project.settings()), from_url=database, data=["a", "b"])
    assert result.passed
    assert result.sql.count("VALUES\n\t(1)") == 2
    assert "(2)" not in result.sql
    assert execute(database, "select id from a") == [(2,)]


def test_a_table_that_another_session_has_locked_ends_the_wait(
    project: Project, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dumper, "_WAITING", ["--lock-wait-timeout=300"])
    psql(database, "create table a (id int)")
    with psycopg.connect(database) as other:
        other.execute("lock table a")
        with pytest.raises(DumpFailed) as raised:
            baseline(Found(project.settings()), from_url=database)
    assert "pg_stat_activity" in raised.value.hint
    assert not Path(project.root / "migrations" / "meta").exists()
