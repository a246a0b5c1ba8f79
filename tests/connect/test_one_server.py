"""Two URLs with different names: what the servers themselves say, through a real PgBouncer and without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Journal, Project
from ledger.test_notes import journal_of
from pgbouncer import pgbouncer
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from journal.connect.one_server import OneServer, look_at_both
from journal.connect.target import target_of


def by_socket(database: str) -> str:
    words = conninfo_to_dict(database)
    return f"postgresql://postgres@/{words['dbname']}?host={words['host']}"


@pytest.fixture(params=["transaction", "session"])
def pooled(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Iterator[str]:
    words = conninfo_to_dict(database)
    with pgbouncer(str(words["host"]), tmp_path / "pool", mode=request.param, size=1) as url:
        yield f"{url}{words['dbname']}"


def test_a_pooler_of_any_name_is_the_server_behind_it(pooled: str, database: str) -> None:
    one, other = target_of(pooled, ""), target_of(database, "")
    assert look_at_both(one, other) == OneServer(first_pooled=True, second_pooled=False)
    assert look_at_both(other, one) == OneServer(first_pooled=False, second_pooled=True)


def test_another_database_of_the_same_server_is_another_one(pooled: str, twin: str, database: str) -> None:
    assert look_at_both(target_of(pooled, ""), target_of(twin, "")) is None
    assert look_at_both(target_of(database, ""), target_of(twin, "")) is None


def test_one_that_does_not_answer_is_not_called_the_same(database: str, tmp_path: Path) -> None:
    closed = target_of("postgresql://postgres@127.0.0.1:1/app", "")
    assert look_at_both(target_of(database, ""), closed) is None
    assert look_at_both(closed, target_of(database, "")) is None
    words = conninfo_to_dict(database)
    with pgbouncer(str(words["host"]), tmp_path / "pool", mode="statement") as url:
        assert look_at_both(target_of(f"{url}{words['dbname']}", ""), target_of(database, "")) is None


def test_the_password_of_the_environment_is_not_sent_to_another_host(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = conninfo_to_dict(database)
    monkeypatch.setenv("PGPASSWORD", "geheim")
    with pgbouncer(str(words["host"]), tmp_path / "pool", mode="transaction", password="geheim") as url:
        through = target_of(f"{url}{words['dbname']}", "")
        assert look_at_both(target_of(database, ""), through) is None
        own = target_of(make_conninfo(f"{url}{words['dbname']}", password="geheim"), "")
        assert look_at_both(target_of(database, ""), own) is not None


def test_a_write_goes_to_the_server_and_a_read_says_that_both_are_one(
    project: Project, journal: Journal, pooled: str, database: str
) -> None:
    journal_of(project, "0000_a")
    url = f"process.env.DIRECT ?? '{by_socket(database)}'"
    config = f"dialect: 'postgresql', out: 'migrations', dbCredentials: {{ url: {url} }}"
    project.write("drizzle.config.ts", f"export default {{ {config} }};")
    said = journal("status", DATABASE_URL=pooled)
    note = "DATABASE_URL is a pooler; drizzle.config.ts:1, dbCredentials names the server of the same database, which a"
    assert (said.code, f"note: {note} command that writes uses.\n" in said.out) == (0, True), said.out + said.err
    assert "another database" not in said.out
    said = journal("run", "--yes", DATABASE_URL=pooled)
    assert (said.code, "which is used" in said.err + said.out) == (0, True), said.out + said.err


def test_two_databases_still_stop_a_write(project: Project, journal: Journal, database: str, twin: str) -> None:
    journal_of(project, "0000_a")
    project.write(".env", f"DIRECT_URL={twin}\n")
    said = journal("run", "--yes", DATABASE_URL=database)
    assert (said.code, "these are two databases" in said.err) == (2, True), said.err
