"""What concerns Drizzle in the planted faults, tried with the real migrate(): it fails there, skips, or passes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from catalog.servers import running
from conftest import HERE, Project, empty_database
from psycopg.conninfo import conninfo_to_dict
from real import node
from rehearsal.planted import FAULTS, Fault
from repository import git
from verbs.test_status import execute

from journal.folder.read import read_folder
from journal.server.provider import Server

FAULT = {folder.name[:2]: Fault(folder) for folder in FAULTS}
KNOWN = {"01": 15}


def migrated(project: Project, url: str) -> str:
    """What SQLSTATE the real migrate() of 0.45.4 ends with; nothing where it passes."""
    words = conninfo_to_dict(url)
    folder, script = str(project.root / "migrations"), str(HERE / "drizzle" / "migrate.cjs")
    done = node(script, "pg", folder, str(words["host"]), str(words["dbname"]), cwd=project.root)
    return str(json.loads(done.stdout)["code"]) if done.returncode else ""


def list_first(project: Project, count: int | None = None) -> int:
    """Let the journal have the first entries that it should have, or all; how many it has."""
    path = project.root / "migrations/meta/_journal.json"
    if not path.exists():
        folder = read_folder(project.settings())
        tags = sorted(one.tag for one in folder.forwards)
        listed = [{"idx": n, "version": "7", "when": 1_700_000_000_000 + n * 60_000, "tag": tag, "breakpoints": True}
                  for n, tag in enumerate(tags)]  # fmt: skip
        project.write(str(path), json.dumps({"version": "7", "dialect": "postgresql", "entries": listed}))
    value = json.loads(path.read_text())
    value["entries"] = value["entries"][:count]
    path.write_text(json.dumps(value))
    return len(value["entries"])


def grown(project: Project, url: str) -> str:
    """File by file, one migrate() each: the first SQLSTATE."""
    total = list_first(project)
    whole = (project.root / "migrations/meta/_journal.json").read_text()
    for count in range(1, total + 1):
        project.write("migrations/meta/_journal.json", whole)
        list_first(project, count)
        code = migrated(project, url)
        if code:
            return code
    return ""


@contextmanager
def database_of(number: str, server: Server) -> Iterator[str]:
    if number not in KNOWN:
        with empty_database(server) as url:
            yield url
        return
    with running(KNOWN[number]) as other, empty_database(other) as url:
        yield url


@pytest.mark.drizzle
@pytest.mark.parametrize(
    ("number", "one_by_one", "at_once"),
    [
        ("01", "", "55P04"),
        ("02", "25001", "25001"),  # psql can run it, and Drizzle never
        ("03", "", "42P01"),
        ("04", "42P01", ""),
        ("05", "", "55006"),
        ("06", "", ""),
        ("07", "", ""),
        ("08", "23503", ""),
        ("09", "", ""),
    ],
)
def test_it_passes_and_fails_where_the_real_one_does(
    number: str, one_by_one: str, at_once: str, drizzle: Project, server: Server
) -> None:
    FAULT[number].put_into(drizzle)
    list_first(drizzle)
    with database_of(number, server) as url:
        assert migrated(drizzle, url) == at_once
    with database_of(number, server) as url:
        assert grown(drizzle, url) == one_by_one


DIFFERENT = {
    "06": ("select count(*) from tokens", 0, 2),
    "07": ("select to_regclass('audit.users')::text", None, "audit.users"),
}


@pytest.mark.drizzle
@pytest.mark.parametrize("number", DIFFERENT)
def test_it_ends_differently_where_the_real_one_does(number: str, drizzle: Project, server: Server) -> None:
    query, one_by_one, at_once = DIFFERENT[number]
    FAULT[number].put_into(drizzle)
    list_first(drizzle)
    with empty_database(server) as url:
        assert migrated(drizzle, url) == ""
        assert execute(url, query) == [(at_once,)]
    with empty_database(server) as url:
        assert grown(drizzle, url) == ""
        assert execute(url, query) == [(one_by_one,)]


@dataclass(frozen=True)
class End:
    """How the real migrate() ends on a database from the base, what a query says there, and on a new database."""

    code: str
    query: str
    upgraded: object
    fresh: object


ENDS = {
    "41": End("", "select to_regclass('posts')::text", None, "posts"),
    "42": End("", "select count(*) from drizzle.__drizzle_migrations", 3, 2),
    "43": End("", "select count(*) from pg_attribute where attname = 'title'", 0, 1),
    "44": End("55P04", "select count(*) from pg_enum where enumlabel = 'sent'", 0, 1),
    "45": End("", "select atttypid::regtype::text from pg_attribute where attname = 'zip'", "integer", "text"),
    "46": End("", "select to_regclass('posts')::text", "posts", None),
}


@pytest.mark.drizzle
@pytest.mark.parametrize("number", ENDS)
def test_a_database_that_came_from_the_base_ends_as_it_is_told(number: str, drizzle: Project, server: Server) -> None:
    end = ENDS[number]
    FAULT[number].put_into(drizzle)
    with empty_database(server) as url:
        assert migrated(drizzle, url) == ""
        assert execute(url, end.query) == [(end.fresh,)]
    with empty_database(server) as url:
        git(drizzle.root, "checkout", "-q", "main")
        assert grown(drizzle, url) == ""
        (
            drizzle.root / "migrations/meta/_journal.json"
        ).unlink()  # git may take a file of one size and time for its own
        git(drizzle.root, "checkout", "-q", "-f", "work")
        assert migrated(drizzle, url) == end.code
        assert execute(url, end.query) == [(end.upgraded,)]
