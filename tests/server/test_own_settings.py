"""Migrations that set something for their own database: every verb that copies or drops it still gives its answer."""

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from conftest import Journal, Project
from server.test_contract import ordinary_url

from journal.connect.target import target_of
from journal.server import existing
from journal.server.provider import SCRATCH, Server

# Of the database that the migration runs in, whatever its name is.
SELF = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I {}', current_database()); END $$;"
DEEDS = {
    "read-only": SELF.format("SET default_transaction_read_only = on"),
    "statement timeout": SELF.format("SET statement_timeout = 1"),
    "lock timeout": SELF.format("SET lock_timeout = 1"),
    "idle timeout": SELF.format("SET idle_in_transaction_session_timeout = 1"),
    "exit on error": SELF.format("SET exit_on_error = on"),
    "role": SELF.format("SET role = pg_read_all_data"),
    "role that is not there": SELF.format("SET role = nobody_of_that_name"),
    "path": SELF.format("SET search_path = ''"),
    "old strings": SELF.format("SET standard_conforming_strings = off"),
    "encoding": SELF.format("SET client_encoding = SQL_ASCII"),
    "dates": SELF.format("SET DateStyle = ''German''"),
    "library": SELF.format("SET local_preload_libraries = nothing_of_that_name"),
    "odd names": SELF.format("SET search_path = ''a b'', ''\"q\"'', public")
    + SELF.format("SET my.setting = ''it''''s \\ so''"),
    "connection limit": SELF.format("CONNECTION LIMIT 0"),
    "template": SELF.format("IS_TEMPLATE true"),
    "template of none": SELF.format("IS_TEMPLATE true CONNECTION LIMIT 0"),
    "revoked": "DO $$ BEGIN EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC, CURRENT_USER',"
    " current_database()); END $$;",
    "serializable": SELF.format("SET default_transaction_isolation = serializable"),
    "others closed": "DO $$ DECLARE one text; BEGIN FOR one IN SELECT datname FROM pg_database"
    " WHERE datname <> current_database() AND datdba = (SELECT oid FROM pg_roles WHERE rolname = current_user) LOOP"
    " EXECUTE format('ALTER DATABASE %I ALLOW_CONNECTIONS false', one); END LOOP; END $$;",
    "role setting": "DO $$ BEGIN EXECUTE format('ALTER ROLE CURRENT_USER IN DATABASE %I SET work_mem = ''7MB''',"
    " current_database()); END $$;",
    "session encoding": "SET client_encoding = 'SQL_ASCII';",
    "session path": "SET search_path = '';",
}
VERBS = {
    "rehearse": ("rehearse",),
    "bootstrap": ("bootstrap", "--dry-run"),
    "verify": ("verify",),
    "snapshot": ("snapshot", "--dry-run"),
}


def left(url: str) -> list[str]:
    with psycopg.connect(url) as admin:
        names = "SELECT datname::text FROM pg_database UNION ALL SELECT rolname::text FROM pg_roles"
        return sorted(name for (name,) in admin.execute(names) if name.startswith(SCRATCH))


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    """A server of the user's, for a superuser; nothing of ours may be on it afterwards."""
    url = ordinary_url(server)
    before = left(url)
    yield url
    assert left(url) == before


def folder(project: Project, deed: str) -> None:
    project.migration(
        "0000_a", f"create table if not exists a (id int primary key);\n--> statement-breakpoint\n{DEEDS[deed]}\n"
    )
    project.migration("0001_b", "create table if not exists b (id int primary key);\n")
    project.migration("0001_down_b", "drop table if exists b;\n")


@pytest.mark.parametrize("deed", DEEDS)
def test_rehearse_ends_with_an_answer_on_a_server_of_the_user(
    project: Project, journal: Journal, url: str, deed: str
) -> None:
    folder(project, deed)
    journal("bootstrap", "--temp", url)
    said = journal("rehearse", "--temp", url)
    assert said.code in (0, 1, 2), said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("deed", DEEDS)
def test_rehearse_ends_with_an_answer_on_the_embedded_server(project: Project, journal: Journal, deed: str) -> None:
    folder(project, deed)
    journal("bootstrap")
    said = journal("rehearse")
    assert (said.code in (0, 1, 2), "Traceback" in said.err) == (True, False), said.err


@pytest.mark.parametrize("verb", [one for one in VERBS if one != "rehearse"])
@pytest.mark.parametrize("deed", ["read-only", "role", "library", "connection limit", "template", "revoked"])
def test_other_verbs_end_with_an_answer_too(project: Project, journal: Journal, url: str, verb: str, deed: str) -> None:
    folder(project, deed)
    journal("bootstrap", "--temp", url)
    said = journal(*VERBS[verb], "--temp", url)
    assert said.code in (0, 1, 2), said.err


@pytest.mark.parametrize("deed", ["read-only", "template", "connection limit", "library", "revoked", "role setting"])
def test_rehearse_ends_with_an_answer_for_a_role_that_is_not_superuser(
    project: Project, journal: Journal, server: Server, url: str, deed: str
) -> None:
    with psycopg.connect(str(server.admin), autocommit=True) as admin:
        admin.execute("DROP ROLE IF EXISTS maker")
        admin.execute("CREATE ROLE maker LOGIN CREATEDB")
        admin.execute("ALTER DATABASE template0 IS_TEMPLATE true")
    folder(project, deed)
    host = url.partition("?")[2]
    said = journal("rehearse", "--temp", f"postgresql://maker@/postgres?{host}")
    assert said.code in (0, 1, 2), said.err


def test_settings_of_the_urls_database_do_not_apply_to_the_scratch_database(
    project: Project, journal: Journal, server: Server
) -> None:
    project.migration("0000_a", "create table if not exists a (id int primary key);\n")
    name = f"own_settings_{os.urandom(4).hex()}"
    url = ordinary_url(server)
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}" + " TEMPLATE postgres")
        for setting in ("default_transaction_read_only = on", "statement_timeout = 1", "search_path = ''"):
            admin.execute(f"ALTER DATABASE {name} SET {setting}")
        try:
            said = journal("rehearse", "--temp", url.replace("/postgres?", f"/{name}?"))
            assert (said.code, left(url)) == (0, []), said.err
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize("verb", VERBS)
def test_temporary_tables_by_the_names_of_types_mislead_nobody(project: Project, journal: Journal, verb: str) -> None:
    names = ("text", "name", "oid", "regclass", "pg_class", "pg_namespace", "pg_attribute", "pg_proc", "pg_type")
    project.migration("0000_a", "".join(f'create temp table "{one}" (x int);\n' for one in names))
    project.migration("0001_b", "create table if not exists public.b (id int primary key, note text);\n")
    journal("bootstrap")
    said = journal(*VERBS[verb])
    assert (said.code in (0, 1), "Traceback" in said.err) == (True, False), said.err


def test_a_signal_while_a_scratch_database_is_dropped_leaves_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drop, calls = existing._Admin.drop, []

    def interrupted(*words: Any) -> None:
        calls.append(words)
        if len(calls) == 1:
            raise KeyboardInterrupt
        drop(*words)

    monkeypatch.setattr(existing._Admin, "drop", interrupted)
    with pytest.raises(KeyboardInterrupt), existing.ExistingProvider(target_of(url, "--temp")).start():
        assert len(left(url)) == 2
    assert (left(url), len(calls)) == ([], 2)
