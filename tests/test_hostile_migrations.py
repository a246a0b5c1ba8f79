"""Migrations that plant operators, functions, types and settings: nothing of them runs as superuser."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from conftest import Journal, Project
from connect.hostile import DATABASE_SETTINGS, planting, reached
from server.test_contract import ordinary_url
from server.test_own_settings import left

from journal.server.provider import Server

VERBS = {
    "bootstrap": ("bootstrap",),
    "rehearse": ("rehearse",),
    "verify": ("verify",),
    "snapshot": ("snapshot", "--dry-run"),
    "down file": ("new", "--down-of", "0002_c"),
    "handback": ("handback", "--dry-run"),
}
AFTERWARDS = "create table if not exists {0} (id int primary key, x text);\n"


@pytest.fixture
def planted(project: Project, marker: Path) -> Project:
    """The first file plants; what it makes is there, and on the path, when the next one runs."""
    project.migration("0000_a", f"{planting(marker)}\n{DATABASE_SETTINGS}\n{AFTERWARDS.format('public.a')}")
    project.migration(
        "0001_b", "create extension if not exists pg_trgm with schema public;\n" + AFTERWARDS.format("public.b")
    )
    project.migration("0002_c", "create extension if not exists earthdistance with schema public cascade;\n")
    return project


def test_the_trap_works_in_a_session_that_is_not_pinned(server: Server, planted: Project, marker: Path) -> None:
    words = planted.root / "migrations" / "0000_a.sql"
    with psycopg.connect(str(server.admin), autocommit=True) as admin:
        admin.execute("CREATE DATABASE trap TEMPLATE postgres OWNER postgres")
    try:
        with psycopg.connect(str(server.conninfo), dbname="trap", autocommit=True) as owner:
            owner.execute(words.read_bytes())
        with psycopg.connect(str(server.admin), dbname="trap", autocommit=True) as admin:
            admin.execute("SELECT datname = current_database() FROM pg_database")
    finally:
        with psycopg.connect(str(server.admin), autocommit=True) as admin:
            admin.execute("DROP DATABASE trap WITH (FORCE)")
    assert reached(marker) == ["function current_database", "operator ="]


@pytest.fixture(params=["embedded", "a server of the user's"])
def temp(request: pytest.FixtureRequest, server: Server) -> Iterator[str]:
    """The word of --temp; the test checks that nothing is left on the user's server."""
    url = ordinary_url(server)
    before = left(url)
    yield "embedded" if request.param == "embedded" else url
    assert left(url) == before


@pytest.mark.usefixtures("planted", "drizzle")
@pytest.mark.parametrize("verb", VERBS)
def test_nothing_runs_as_superuser(journal: Journal, marker: Path, verb: str, temp: str) -> None:
    if verb != "bootstrap":
        journal("bootstrap", "--temp", temp)
    said = journal(*VERBS[verb], "--temp", temp)
    assert reached(marker) == []
    assert said.code in (0, 1, 2), said.err
