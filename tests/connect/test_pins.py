"""The settings of our sessions on every supported version, and that the user's settings are restored."""

from collections.abc import Iterator

import psycopg
import pytest
from conftest import Journal, Project, empty_database
from connect.test_session import Through, through  # noqa: F401 - a fixture
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from journal.connect.opening import is_pinned, pinned
from journal.connect.pins import ADMIN, LIVE, MEANING, entering, leaving, meaning
from journal.connect.search_path import found_by, user_schemas
from journal.connect.session import reading, running, writing
from journal.connect.target import target_of
from journal.connect.temporary import connect, connect_as_user
from journal.server.provider import Server

ODD = {
    "search_path": '"odd schema", public',
    "standard_conforming_strings": "off",
    "DateStyle": "German, DMY",
    "IntervalStyle": "sql_standard",
    "TimeZone": "Asia/Tokyo",
    "bytea_output": "escape",
    "row_security": "on",
    "transform_null_equals": "on",
    "extra_float_digits": "0",
    "client_encoding": "LATIN1",
}


def shown(connection: "psycopg.Connection[object]", names: object) -> dict[str, str]:
    return {name: connection.execute("SELECT pg_catalog.current_setting(%s)", (name,)).fetchone()[0] for name in names}


@pytest.fixture
def odd(any_server: Server) -> Iterator[str]:
    """A database of each version, whose settings are all others than ours."""
    with empty_database(any_server) as url:
        name = conninfo_to_dict(url)["dbname"]
        with psycopg.connect(str(any_server.admin), autocommit=True) as admin:
            for setting, value in ODD.items():
                admin.execute(
                    f"ALTER DATABASE {name} SET {setting} = {value if setting == 'search_path' else repr(value)}"
                )
        yield url


def test_a_session_on_a_temporary_server_has_every_pin(odd: str) -> None:
    with connect(odd) as one:
        assert shown(one, ADMIN) == {**ADMIN, "search_path": one.execute("SHOW search_path").fetchone()[0]}
        assert one.execute("SHOW search_path").fetchone()[0].replace(" ", "") == "pg_catalog,pg_temp"


def test_a_session_of_the_users_has_none(odd: str) -> None:
    with connect_as_user(odd) as one:
        assert shown(one, ODD) == ODD | {"client_encoding": "UTF8"}


def test_reading_and_writing_have_every_pin(odd: str) -> None:
    for way in (reading, writing, running):
        with way(target_of(odd, "--url")) as one:
            found = shown(one, MEANING)
            assert {**found, "search_path": found["search_path"].replace(" ", "")} == {
                **MEANING,
                "search_path": "pg_catalog,pg_temp",
            }, way
            for name, value in meaning(one.info.server_version).items() - MEANING.items():
                assert shown(one, [name]) == {name: value}
            assert is_pinned(one, LIVE) is (way is not running)


def test_options_of_the_user_come_before_ours_and_stay(odd: str) -> None:
    url = make_conninfo(odd, options="-c search_path=theirs -c work_mem=7MB")
    with writing(target_of(url, "--url")) as one:
        assert shown(one, ["search_path", "work_mem"]) == {"search_path": "pg_catalog, pg_temp", "work_mem": "7MB"}
    with running(target_of(url, "--url")) as one:
        one.execute("RESET ALL")
        assert shown(one, ["search_path", "work_mem"]) == {"search_path": "theirs", "work_mem": "7MB"}


@pytest.mark.parametrize("in_transaction", [False, True])
def test_pinned_leaves_every_setting_as_it_was(odd: str, *, in_transaction: bool) -> None:
    with connect_as_user(odd) as one:
        if in_transaction:
            one.execute("BEGIN; SET LOCAL bytea_output = hex; SET intervalstyle = iso_8601")
        before = shown(one, MEANING)
        with pinned(one), pinned(one):
            assert shown(one, ["search_path"])["search_path"] == "pg_catalog, pg_temp"
        assert shown(one, MEANING) == before
        if in_transaction:
            one.execute("COMMIT")
        assert shown(one, ["bytea_output"]) == {"bytea_output": "escape"}


def test_a_transaction_of_the_users_has_its_settings_again_at_its_end(odd: str) -> None:
    with connect_as_user(odd) as one:
        version = one.info.server_version
        one.execute("BEGIN; SET search_path = kept; SET LOCAL datestyle = 'SQL, DMY'")
        one.execute(entering(version).encode())
        assert shown(one, ["search_path", "standard_conforming_strings"]) == {
            "search_path": "pg_catalog, pg_temp",
            "standard_conforming_strings": "on",
        }
        one.execute(leaving(version).encode())
        assert shown(one, ["search_path", "DateStyle"]) == {"search_path": "kept", "DateStyle": "SQL, DMY"}
        one.execute("COMMIT")
        assert shown(one, ["search_path", "DateStyle"]) == {"search_path": "kept", "DateStyle": "German, DMY"}


WAYS = {
    "the database": "ALTER DATABASE {0} SET search_path = app, public",
    "the role": "ALTER ROLE postgres IN DATABASE {0} SET search_path = app, public",
    "options": "",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("mode", ["direct", "session", "transaction"])
def test_the_users_path_is_known_however_it_is_set(database: str, through: Through, way: str, mode: str) -> None:  # noqa: F811
    name = conninfo_to_dict(database)["dbname"]
    with psycopg.connect(database, autocommit=True) as one:
        one.execute("CREATE SCHEMA app; CREATE TABLE app.t (); CREATE TABLE public.t (); CREATE TABLE public.u ()")
        if WAYS[way]:
            one.execute(WAYS[way].format(name))
    if way == "options" and mode != "direct":
        return  # the pooler takes none
    url = database if mode == "direct" else through(mode)
    url = make_conninfo(url, options="-c search_path=app,public") if way == "options" else url
    ways = (reading,) if mode == "transaction" else (reading, writing, running)
    for open_ in ways:
        with open_(target_of(url, "--url")) as connection:
            assert user_schemas(connection) == ("app", "public")
            assert [found_by(connection, (one,)) for one in ("t", "u", "v")] == [("app", "t"), ("public", "u"), None]
            assert shown(connection, ["search_path"]) == {"search_path": "pg_catalog, pg_temp"}


def test_a_pooler_hands_on_none_of_our_pins(through: Through, database: str) -> None:  # noqa: F811
    for mode in ("transaction", "session"):
        url = through(mode, 1)
        with psycopg.connect(url, autocommit=True) as one:
            before = shown(one, ["search_path", "row_security", "TimeZone"])
        with reading(target_of(url, "--url")) as one:
            assert shown(one, ["search_path"]) == {"search_path": "pg_catalog, pg_temp"}
        if mode == "session":
            with writing(target_of(url, "--url")) as one:
                one.execute("SELECT 1")
        with psycopg.connect(url, autocommit=True) as one:
            assert shown(one, ["search_path", "row_security", "TimeZone"]) == before


@pytest.mark.parametrize("header", ["", "-- journal: no-transaction\n", "begin;\n"])
@pytest.mark.parametrize("words", [("run",), ("run", "--journal")])
def test_what_a_file_defers_to_its_commit_finds_the_files_own_path(
    project: Project, journal: Journal, database: str, header: str, words: tuple[str, ...]
) -> None:
    project.migration(
        "0000_a",
        f"{header}create schema app; set search_path = app; create table seen (path text); create table t (id int);"
        "create function note() returns trigger language plpgsql as"
        " 'begin insert into seen values (current_setting(''search_path'')); return null; end';"
        "create constraint trigger late after insert on t deferrable initially deferred for each row"
        " execute function note(); insert into t values (1);" + ("commit;" if header.startswith("begin") else ""),
    )
    assert journal("bootstrap", "--no-cache", "--add", "all").code in (0, 1)
    said = journal(*words, "--url", database)
    assert said.code == 0, said.err
    with psycopg.connect(database) as one:
        assert one.execute("select path from app.seen").fetchall() == [("app",)]
        assert one.execute("select filename from public._manual_migrations").fetchall() == [("0000_a.sql",)]
