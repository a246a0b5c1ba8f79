"""copied: a database of the server once more, and nothing of it left."""

import secrets

import psycopg
import pytest
from conftest import empty_database
from psycopg.conninfo import conninfo_to_dict
from server.test_contract import Source, ordinary_url, source  # noqa: F401 - a fixture
from verbs.test_status import execute

from journal.connect.target import target_of
from journal.connect.temporary import connect
from journal.errors import ServerFailed
from journal.server import copies
from journal.server.copies import MARK, copied, drop_database
from journal.server.embedded import provider as embedded
from journal.server.embedded.provider import EmbeddedProvider
from journal.server.existing import ExistingProvider
from journal.server.provider import SCRATCH, Server


def test_every_source_can_copy_its_database_and_copies_of_it(source: Source) -> None:  # noqa: F811
    before = source.left()
    with source.provider.start() as server:
        execute(server.conninfo, "create table t as select 7 as x")
        with copied(server, server.conninfo) as first:
            execute(first, "insert into t values (8)")
            with copied(server, first) as second:
                assert execute(second, "select x from t order by x") == [(7,), (8,)]
            assert execute(server.conninfo, "select x from t") == [(7,)]
    assert source.left() == before


def test_the_owner_owns_the_copy_and_has_the_settings_of_the_database(server: Server) -> None:
    with empty_database(server) as url:
        name = conninfo_to_dict(url)["dbname"]
        execute(url, f"alter database {name} set search_path = 'a b', public")
        execute(url, f"alter database {name} set work_mem = '7MB'")
        with copied(server, url) as copy:
            assert execute(copy, "select current_setting('search_path'), current_setting('work_mem')") == [
                ('"a b", public', "7MB")
            ]
            execute(copy, "create schema mine")


def test_a_session_that_stays_connected_is_waited_for_and_then_an_error(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "_GONE_SECONDS", 0.05)
    told = pytest.raises(ServerFailed, match="a session stays connected to it")
    with empty_database(server) as url, psycopg.connect(url), told, copied(server, url):
        pass


@pytest.mark.parametrize(
    "deeds", [(), ("is_template true",), ("connection limit 0", "allow_connections false", "is_template true")]
)
def test_a_copy_of_a_killed_run_is_dropped_by_the_next_run_before_its_role(
    server: Server, deeds: tuple[str, ...]
) -> None:
    url, name = ordinary_url(server), SCRATCH + secrets.token_hex(8)
    for statement in (
        f"create role {name}",
        f"create database {name} owner {name} template template0",
        f"create database {name}{MARK}0a1b owner {name} template template0",
        *(f"alter database {name} {deed}" for deed in deeds),
        *(f"alter database {name}{MARK}0a1b {deed}" for deed in deeds),
    ):
        execute(url, statement)
    with ExistingProvider(target_of(url, "--temp")).start():
        left = f"select datname from pg_database where datname like '{name}%' union select rolname from pg_roles"
        assert not [one for (one,) in execute(url, left) if str(one).startswith(name)]


def test_a_database_with_prepared_transactions_is_dropped_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(embedded._OPTIONS, "max_prepared_transactions", "5")
    with EmbeddedProvider().start() as server:
        url = ordinary_url(server)
        execute(url, "create database gone template postgres owner postgres")
        with psycopg.connect(url, dbname="gone", autocommit=True) as one:
            for gid in ("a", "it''s"):
                one.execute(f"begin; create table \"t{gid}\" (); prepare transaction '{gid}'")
        with connect(str(server.admin)) as admin:
            drop_database(admin, "gone")
        left = (
            "select (select count(*) from pg_prepared_xacts), (select count(*) from pg_database where datname = 'gone')"
        )
        assert execute(url, left) == [(0, 0)]
