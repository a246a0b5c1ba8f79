"""A kept state saves time and changes no answer: the judge is the same folder, replayed from nothing."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import Project

from journal.connect.temporary import NoSession, connect
from journal.folder.read import read_folder
from journal.folder.reconcile import reconcile
from journal.project.settings import Ledger
from journal.rebuild.database import Rebuilt, Recipe, ReplaySource, rebuilt
from journal.replay.explain import MigrationFailed
from journal.replay.watcher import Silence
from journal.server.embedded.binaries import find_binaries
from journal.server.embedded.provider import EmbeddedProvider

ALWAYS = Recipe(worth_seconds=0.0)
NEVER = Recipe(worth_seconds=None)


@pytest.fixture(autouse=True)
def own_states(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """States of this test alone; the clusters stay shared."""
    import journal.server.embedded.provider as module

    states = tmp_path / "states"
    states.mkdir()
    monkeypatch.setattr(module, "cache_folder", lambda name: states)
    yield states


def source_of(project: Project) -> ReplaySource:
    folder = read_folder(project.settings())
    return ReplaySource(reconcile(folder, now=datetime.now(UTC)).journal, folder.by_tag, Ledger())


def schema_of(conninfo: str) -> str:
    """The schema as pg_dump says it: what is there, whatever way it came."""
    dump = find_binaries().folder / "pg_dump"
    command = [dump, "-s", "--restrict-key=x", "-d", conninfo]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout


def answer(project: Project, recipe: Recipe, provider: EmbeddedProvider | None = None) -> tuple[object, ...]:
    """Everything that a rebuild says, but for times: rows, schema, and the settings that the last file saw."""
    try:
        with rebuilt(source_of(project), recipe, provider or EmbeddedProvider(), Silence()) as database:
            return database.captured, schema_of(database.server.conninfo), told(database)
    except MigrationFailed as failure:
        refusal = failure.explanation.refusal
        return refusal.sqlstate, refusal.message, failure.explanation.place, [one.tag for one in failure.before]


def told(database: Rebuilt) -> list[tuple[object, ...]]:
    try:
        return read(database)
    except NoSession:  # a migration closed the door behind us
        return []


def read(database: Rebuilt) -> list[tuple[object, ...]]:
    with connect(database.server.conninfo) as connection:
        if connection.execute("SELECT to_regclass('public.told')").fetchone() == (None,):
            return []
        return connection.execute("SELECT * FROM public.told").fetchall()


def resumed(project: Project, recipe: Recipe = ALWAYS) -> int:
    with rebuilt(source_of(project), recipe, EmbeddedProvider(), Silence()) as database:
        return database.resumed


def test_a_new_file_on_top_replays_that_file_alone(project: Project) -> None:
    project.migration("0000_a", "create table a (id int primary key);")
    project.migration("0001_b", "create table b (id int primary key);")
    assert resumed(project) == 0
    assert resumed(project) == 2
    project.migration("0002_c", "create table c (id int primary key);")
    assert resumed(project) == 2
    assert resumed(project) == 3


@pytest.mark.parametrize("change", ["content", "when", "seed", "superuser", "ledger", "limits"])
def test_whatever_the_database_was_given_makes_another_state(project: Project, change: str) -> None:
    project.migration("0000_a", "create table a (id int);")
    assert resumed(project) == 0
    source, recipe = source_of(project), ALWAYS
    if change == "content":
        project.migration("0000_a", "create table a (id bigint);")
        source = source_of(project)
    elif change == "when":
        entry = replace(source.journal.entries[0], when=source.journal.entries[0].when + 1)
        source = replace(source, journal=replace(source.journal, entries=(entry,)))
    elif change == "seed":
        before = project.write("before.sql", "create role other;")
        recipe = replace(ALWAYS, seed=replace(ALWAYS.seed, before=(before,)))
    elif change == "superuser":
        recipe = replace(ALWAYS, superuser=True)
    elif change == "limits":
        recipe = replace(ALWAYS, limits=replace(ALWAYS.limits, statement_seconds=1.0))
    else:
        source = replace(source, ledger=Ledger(table="others"))
    with rebuilt(source, recipe, EmbeddedProvider(), Silence()) as database:
        assert database.resumed == 0
        assert len(database.captured) == 1


def test_a_state_is_neither_made_nor_used_when_none_is_wanted(project: Project, own_states: Path) -> None:
    project.migration("0000_a")
    assert resumed(project, NEVER) == 0
    assert not list(own_states.glob("*.state"))
    assert resumed(project) == 0
    assert resumed(project, NEVER) == 0


TELL = "insert into told select current_setting('search_path'), current_setting('my.own', true), current_user;"
CANNOT_TELL = {
    "search_path emptied, as dumps do": "select pg_catalog.set_config('search_path', '', false);",
    "SET LOCAL": "set local search_path = pg_catalog, public;",
    "dump settings": "set statement_timeout = 0; set check_function_bodies = false; set row_security = off;",
    "a setting of the project's own": "set my.own = 'x';",
    "the same by function": "select set_config('my.own', 'x', true);",
    "an enum value": "create type mood as enum ('sad'); alter type mood add value 'glad';",
}
COULD_TELL = {
    "a savepoint": ("savepoint s;", "rollback to savepoint s;"),
    "a temporary table": ("create temp table t (id int);", "create temp table t (id int);"),
    "a cursor": ("declare c cursor for select 1;", "declare c cursor for select 1;"),
    "a cursor with hold": ("declare c cursor with hold for select 1;", "declare c cursor for select 1;"),
    "a prepared statement": ("prepare p as select 1;", "prepare p as select 1;"),
    "another role": ("create role r; grant r to current_user; set role r;", "create table of_r (id int);"),
    "a setting by a computed name": (
        "select set_config('my' || '.own', 'x', false);",
        "insert into told select current_setting('my.own'), '', '';",
    ),
    "a pending check": (
        "create table p (id int primary key); create table q (p int references p deferrable initially deferred);"
        "insert into p values (1); insert into q values (1);",
        "alter table q add column n int;",
    ),
    "checks put off": (
        "create table p (id int primary key);create table q (p int references p deferrable);"
        "set constraints all deferred;",
        "insert into q values (1); insert into p values (1);",
    ),
    "seed": ("select setseed(0.5);", "insert into told select random()::text, '', '';"),
    "a new enum value": (
        "create type mood as enum ('sad'); create table m (mood mood);",
        "alter type mood add value 'glad'; insert into m values ('glad');",
    ),
    "its use in the next file": (
        "create type mood as enum ('sad'); alter type mood add value 'glad';",
        "create table m (mood mood default 'glad'); insert into m default values;",
    ),
    "its use by a function": (
        "create type mood as enum ('sad'); alter type mood add value 'glad';"
        "create function f() returns text language plpgsql as $$ begin return 'glad'::mood; end $$;",
        "select f();",
    ),
    "the last value of a sequence": ("create sequence s; select nextval('s');", "select currval('s');"),
    "the isolation level": ("select 1;", "set transaction isolation level serializable;"),
    "a setting of the database": (
        "do $$ begin execute format('alter database %I set my.own = ''x''', current_database()); end $$;",
        "insert into told select current_setting('my.own', true), '', '';",
    ),
    "a role's setting": (
        "alter role current_user set search_path = pg_catalog;",
        "insert into public.told select current_setting('search_path'), '', '';",
    ),
    "the time of the transaction": (
        "create table l (at timestamptz unique default now()); insert into l default values;",
        "insert into l default values;",
    ),
    "a rollback of everything": ("create table r (id int);", "rollback; create table s (id int);"),
    "a commit that ends SET LOCAL": (
        "create schema app; create table app.users (id int); set local search_path = app;",
        "commit; create index on users (id);",
    ),
    "the plan of a function": (
        "create table p (id int, v int); create function g() returns trigger language plpgsql as $$ begin "
        "if new.v > 0 then new.v := new.v; end if; return new; end $$;"
        "create trigger g before insert on p for each row execute function g(); insert into p values (1, 1);",
        "alter table p alter v type bigint; insert into p values (2, 2);",
    ),
    "numbers of a sequence": (
        "create sequence n cache 10; select nextval('n');",
        "insert into told select nextval('n')::text, '', '';",
    ),
    "a setting given in a block": (
        "create schema app; create table app.users (id int); do $$ begin alter role current_user set search_path = app;"
        " exception when undefined_object then null; end $$;",
        "create index on users (id);",
    ),
    "a setting with a quoted name": (
        """set app."tenant" = 'x';""",
        "insert into told select current_setting('app.tenant', true), '', '';",
    ),
    "a database that lets nobody in": (
        "do $$ begin execute format('alter database %I connection limit 0', current_database()); end $$;",
        "select 1;",
    ),
    "a LISTEN": ("listen l;", "insert into told select pg_listening_channels(), '', '';"),
}


def prepared(project: Project, first: str) -> None:
    project.migration("0000_told", "create table told (a text, b text, c text);")
    project.migration("0001_first", first)


@pytest.mark.parametrize("first", CANNOT_TELL.values(), ids=CANNOT_TELL)
def test_a_file_on_a_state_sees_the_settings_it_would_see(project: Project, first: str) -> None:
    prepared(project, first)
    answer(project, ALWAYS)
    project.migration("0002_second", "create table plain (id int);" if "enum" in first else TELL)
    assert resumed_or_failed(project) == 2
    assert answer(project, ALWAYS) == answer(project, NEVER)


def resumed_or_failed(project: Project) -> int:
    """From where a run goes on; a file that fails is no matter here."""
    try:
        return resumed(project)
    except MigrationFailed:
        return 2


@pytest.mark.parametrize(("first", "second"), COULD_TELL.values(), ids=COULD_TELL)
def test_what_could_tell_a_state_from_one_transaction_gets_the_same_answer(
    project: Project, first: str, second: str
) -> None:
    prepared(project, first)
    answer(project, ALWAYS)
    project.migration("0002_second", second)
    assert answer(project, ALWAYS) == answer(project, NEVER)


@pytest.mark.parametrize("name", [name for name in COULD_TELL if "its use" in name])
def test_before_17_a_new_label_is_not_used_sooner_on_a_state(project: Project, name: str) -> None:
    debian = Path("/usr/lib/postgresql/15/bin")
    if not debian.exists():
        pytest.skip("Debian's PostgreSQL 15 is not installed here")
    first, second = COULD_TELL[name]
    prepared(project, first)
    answer(project, ALWAYS, EmbeddedProvider(debian))
    project.migration("0002_second", second)
    assert answer(project, ALWAYS, EmbeddedProvider(debian))[0] == "55P04"


def test_a_failing_file_is_explained_as_without_a_state(project: Project) -> None:
    project.migration("0000_a", "create table a (id int);")
    assert resumed(project) == 0
    project.migration("0001_b", "create table a (id int);")
    on_state, from_nothing = answer(project, ALWAYS), answer(project, NEVER)
    assert on_state == from_nothing
    assert on_state[-1] == ["0000_a"]


@pytest.mark.parametrize("damage", [b"", b"drizzle-journal state 1 5\nnote", b"something else"])
def test_a_damaged_state_is_done_without(project: Project, own_states: Path, damage: bytes) -> None:
    project.migration("0000_a")
    assert resumed(project) == 0
    (state,) = own_states.glob("*.state")
    state.write_bytes(damage)
    assert resumed(project) == 0
    assert resumed(project) == 1


def test_a_state_cut_short_is_thrown_away(project: Project, own_states: Path) -> None:
    project.migration("0000_a")
    assert resumed(project) == 0
    (state,) = own_states.glob("*.state")
    os.truncate(state, state.stat().st_size // 2)
    assert resumed(project) == 0
    assert resumed(project) == 1
