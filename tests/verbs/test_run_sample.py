"""The sample's whole history by hand: up, down file by file, and up again; then Drizzle finds nothing to do."""

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from catalog import servers
from conftest import NODE_PACKAGES, Journal, Project, empty_database
from full import part
from psycopg.conninfo import conninfo_to_dict
from real import kit, rows
from verbs.test_run import recorded

from journal.catalog.compare import compare
from journal.catalog.difference import Weight
from journal.catalog.read import read_schema
from journal.catalog.values import Schema
from journal.folder.lookup import downs_by_tag
from journal.folder.read import read_folder
from journal.runner.run_plan import in_journal_order
from journal.server.provider import Server

SAMPLE = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=part((18, 17, 15), 3), ids=lambda major: f"postgres{major}")
def one_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with servers.running(request.param) as running:
        yield running


@pytest.fixture
def own_database(one_server: Server) -> Iterator[str]:
    with empty_database(one_server) as url:
        yield url


def sample(project: Project, url: str) -> None:
    for path in (SAMPLE / "migrations").glob("*.sql"):
        project.migration(path.stem, path.read_bytes())
    project.write("migrations/meta/_journal.json", (SAMPLE / "meta" / "_journal.json").read_bytes())
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    words = conninfo_to_dict(url)
    credentials = {"url": f"postgresql://postgres@localhost/{words['dbname']}?host={words['host']}"}
    config = {"dialect": "postgresql", "out": "./migrations", "dbCredentials": credentials}
    project.write("drizzle.config.json", json.dumps(config))


def schema(url: str) -> Schema:
    with psycopg.connect(url) as connection:
        return read_schema(connection)


def test_up_down_file_by_file_and_up_again(project: Project, journal: Journal, own_database: str) -> None:
    sample(project, own_database)
    assert journal("run", "--url", own_database).code == 0
    finished = schema(own_database)
    folder = read_folder(project.settings())
    order = [one.tag for one in in_journal_order(folder)]
    undone = [tag for tag in reversed(order) if tag in downs_by_tag(folder)]
    for tag in undone:
        said = journal("down", tag, "--url", own_database, "--yes", "--despite-newer")
        assert said.code == 0, said.err
    assert (len(undone), len(recorded(own_database))) == (14, 2)
    said = journal("run", "--url", own_database)
    assert (said.code, len(recorded(own_database))) == (0, 16), said.err
    assert [one for one in compare(finished, schema(own_database)) if one.weight is Weight.REAL] == []
    said = journal("stamp", "--to", order[-1], "--url", own_database, "--yes")
    assert said.code == 0, said.err
    before = rows(own_database)
    kit(project, "migrate")
    assert (len(before), rows(own_database)) == (16, before)
