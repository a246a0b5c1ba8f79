"""Plan checks on real tables, with rows and without."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from conftest import empty_database
from verbs.test_status import execute

from journal.replay.limits import Limits
from journal.server.embedded.provider import EmbeddedProvider
from journal.server.provider import Server
from journal.verification.plans.explain import PlanCheckResult, run_checks
from journal.verification.plans.read import PlanCheck, read_checks

ROWS = 20_000
USERS = f"""
create table users (id int primary key, email text, note text);
insert into users select n, n || '@x', 'note' from generate_series(1, {ROWS}) as n;
create index users_email_idx on users (email);
create table events (at int, what text) partition by range (at);
create table events_1 partition of events for values from (0) to ({ROWS});
create index events_at_idx on events (at);
insert into events select n, 'e' from generate_series(1, {ROWS} - 1) as n;
create view everybody as select * from users;
vacuum analyze users; vacuum analyze events_1;
"""
BY_EMAIL = "select * from users where email = '7@x'"
BY_NOTE = "select * from users where note = '7'"


@pytest.fixture(scope="module")
def full(server: Server) -> Iterator[str]:
    with empty_database(server) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in USERS.split(";\n"):
                for one in statement.split("; "):
                    connection.execute(one)  # type: ignore[arg-type]
        yield url


@pytest.fixture(scope="module")
def fifteen() -> Iterator[str]:
    with EmbeddedProvider(None, 15).start() as running:
        yield running.conninfo


def checked(folder: Path, url: str, text: str, *, empty: bool = False) -> PlanCheckResult:
    (folder / "a.sql").write_text(text)
    with psycopg.connect(url, autocommit=True) as connection:
        (one,) = run_checks(connection, read_checks(folder).checks, Limits(5, 1), empty=empty)
    return one


def whys(one: PlanCheckResult) -> list[str]:
    assert one.refusal is None
    return [unmet.why for unmet in one.unmet]


@pytest.mark.parametrize(
    ("demand", "query", "why"),
    [
        ("uses index users_email_idx", BY_EMAIL, ""),
        ("uses index public.users_email_idx", BY_EMAIL, ""),
        ("uses index other.users_email_idx", BY_EMAIL, "there is no index other.users_email_idx"),
        ("uses index users_email_idx", BY_NOTE, "the plan does not use it"),
        ("uses index users_emial_idx", BY_EMAIL, "there is no index users_emial_idx"),
        ("uses node Index Only Scan on users", "select email from users where email = '7@x'", ""),
        ("uses node Index Only Scan", BY_EMAIL, "the plan has no Index Only Scan"),
        ("avoids node Seq Scan", BY_EMAIL, ""),
        ("avoids node Seq Scan on users", BY_NOTE, "the plan has Seq Scan on users"),
        ("avoids node Seq Scan on usres", BY_EMAIL, "there is no table usres"),
        ("avoids node Seq Scan on everybody", "select * from everybody", "there is no table everybody"),
        ("avoids node Seq Scan on events", BY_NOTE, ""),
        ("uses index events_at_idx", "select * from events where at = 5", ""),
        (
            "avoids node Seq Scan on events",
            "select * from events where what = 'x'",
            "the plan has Seq Scan on events_1",
        ),
        ("at most 1 rows", BY_EMAIL, ""),
        ("at most 19999 rows", BY_NOTE, "Seq Scan on users reads 20000 rows"),
        ("uses index users_pkey", "select * from users where id < 9 or id in (200, 300) order by email", ""),
    ],
)
def test_the_plan_of_tables_with_rows(tmp_path: Path, full: str, demand: str, query: str, why: str) -> None:
    assert whys(checked(tmp_path, full, f"-- journal: {demand}\n{query}")) == ([why] if why else [])


def test_a_time_that_is_exceeded(tmp_path: Path, full: str) -> None:
    one = checked(tmp_path, full, "-- journal: at most 20 ms\nselect pg_sleep(0.03)")
    assert whys(one)[0].startswith("it took 3")


def test_a_check_over_the_statement_timeout_is_stopped(tmp_path: Path, full: str) -> None:
    (tmp_path / "a.sql").write_text("-- journal: at most 9 rows\nselect pg_sleep(9)")
    with psycopg.connect(full, autocommit=True) as connection:
        (one,) = run_checks(connection, read_checks(tmp_path).checks, Limits(0.1, 1), empty=False)
    assert one.refusal is not None
    assert one.refusal.sqlstate == "57014"


@pytest.mark.parametrize(
    "query",
    ["insert into users values (0, 'new', 'x')", "update users set note = 'x'", "select * into other from users",
     "with a as (delete from users returning *) table a"],
)  # fmt: skip
def test_what_a_check_writes_is_rolled_back(tmp_path: Path, full: str, query: str) -> None:
    one = checked(tmp_path, full, f"-- journal: writes\n-- journal: at most 99999 rows\n{query}")
    assert one.passed
    assert execute(full, "select count(*), min(note), max(note) from users") == [(ROWS, "note", "note")]
    assert execute(full, "select to_regclass('other')") == [(None,)]


@pytest.mark.parametrize(
    "query",
    ["with a as (delete from users returning *) select * from a",
     "select set_config('transaction_read_only', 'off', true)",
     "select * from users for update"],
)  # fmt: skip
def test_a_check_without_writes_cannot_write(tmp_path: Path, full: str, query: str) -> None:
    one = checked(tmp_path, full, f"-- journal: at most 99999 rows\n{query}")
    assert one.refusal is not None
    assert one.refusal.sqlstate in ("25006", "25001")


@pytest.mark.parametrize("smuggled", ["; commit", "; commit; drop table users", ") ; commit; --"])
def test_a_second_statement_cannot_be_smuggled_in(tmp_path: Path, full: str, smuggled: str) -> None:
    (tmp_path / "a.sql").write_text(f"-- journal: at most 9 rows\n{BY_EMAIL}")
    (read,) = read_checks(tmp_path).checks
    forged = PlanCheck(read.name, read.place, f"{BY_EMAIL}{smuggled}", read.demands)
    with psycopg.connect(full, autocommit=True) as connection:
        (one,) = run_checks(connection, [forged], Limits(), empty=False)
    assert one.refusal is not None
    assert one.refusal.sqlstate == "42601"
    assert execute(full, "select count(*) from users") == [(ROWS,)]


def test_percent_signs_are_text(tmp_path: Path, full: str) -> None:
    text = "-- journal: at most 20000 rows\nselect 1 from users where email like '%s%%z'"
    assert checked(tmp_path, full, text).passed


EMPTY = "create table users (id int primary key, email text, note text); create index users_email_idx on users (email)"


@pytest.mark.parametrize(
    ("demand", "query", "why"),
    [
        ("uses index users_email_idx", BY_EMAIL, ""),
        ("uses node Index Scan", BY_EMAIL, ""),
        ("uses node Bitmap Heap Scan on users", BY_EMAIL, ""),
        ("uses node Index Only Scan", "select email from users where email = 'a'", ""),
        ("avoids node Seq Scan on users", BY_EMAIL, ""),
        ("avoids node Sort", "select email from users order by email", ""),
        ("uses index users_email_idx", BY_NOTE, "the plan does not use it"),
        ("avoids node Seq Scan", BY_NOTE, "the plan has Seq Scan on users"),
        ("avoids node Sort", "select note from users order by note", "the plan has Sort"),
    ],
)
def test_empty_tables_show_whether_an_index_can_serve(
    tmp_path: Path, database: str, demand: str, query: str, why: str
) -> None:
    execute(database, EMPTY)
    one = checked(tmp_path, database, f"-- journal: {demand}\n{query}", empty=True)
    assert (whys(one), one.unasked) == ([why] if why else [], ())


def test_demands_that_empty_tables_cannot_show_are_not_checked(tmp_path: Path, database: str) -> None:
    execute(database, EMPTY + "; create table orders (by int references users)")
    text = "-- journal: at most 0 rows\n-- journal: uses node Hash Join\n-- journal: writes\n"
    one = checked(tmp_path, database, text + "insert into orders values (1)", empty=True)
    assert one.passed
    assert [str(demand) for demand in one.unasked] == ["at most 0 rows", "uses node Hash Join"]


def test_a_plan_of_15_is_read_as_one_of_18(tmp_path: Path, fifteen: str) -> None:
    execute(fifteen, "create table users as select n as id, n || '@x' as email from generate_series(1, 20000) as n")
    execute(fifteen, "create index users_email_idx on users (email)")
    execute(fifteen, "analyze users")
    text = f"-- journal: uses index users_email_idx\n-- journal: at most 1 rows\n{BY_EMAIL}"
    assert checked(tmp_path, fifteen, text).passed
