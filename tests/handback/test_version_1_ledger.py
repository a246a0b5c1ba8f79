"""`handback --to 1.0` with several databases of one project, each at another position; the real `migrate` goes on."""

import json
import shlex
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest
from conftest import NODE_PACKAGES, Journal, Project, empty_database
from handback.newer import PACKAGES
from handback.projects import write_live_config
from handback.test_version_1_upgrade import S, contents, deployed, ledger, ledger_of_0, newer, team
from psycopg.conninfo import conninfo_to_dict

from journal.server.provider import Server

pytestmark = pytest.mark.drizzle
SQL = {
    "0000_users": "create table users (id serial primary key, email text not null);\n",
    "0001_age": "alter table users add age int;\n",
    "0002_posts": "create table posts (id int);\n",
}
WHENS = {tag: S + 60_000 * number for number, tag in enumerate(SQL)}
NAMES = ["20231114221320_users", "20231114221420_age", "20231114221520_posts"]
UPGRADE = ("handback", "--to", "1.0", "--v1", str(PACKAGES), "--yes", "--ignore", "public.posts")


@pytest.fixture
def databases(server: Server) -> Iterator[list[str]]:
    with ExitStack() as stack:
        yield [stack.enter_context(empty_database(server)) for _ in range(4)]


@pytest.mark.only_full
def test_databases_at_other_positions_are_upgraded_by_one_call(
    project: Project, journal: Journal, databases: list[str]
) -> None:
    team(project, WHENS, SQL)
    _, behind, head, odd = databases
    assert journal("run", "--journal", "--to", "0000_users", "--yes", "--url", behind).code == 0
    for url in (head, odd):
        deployed(project, url)
    with psycopg.connect(odd) as live:
        live.execute("UPDATE drizzle.__drizzle_migrations SET created_at = NULL WHERE id = 2")
        live.execute("UPDATE drizzle.__drizzle_migrations SET hash = 'abc' WHERE id = 3")
    before = contents(project.root), [ledger_of_0(url) for url in (behind, head)]
    urls = [word for url in databases for word in ("--url", url)]
    said = journal(*UPGRADE, *urls, "--json")
    assert said.code == 1, said.out + said.err
    items = json.loads(said.out)["items"]
    (advice,) = {one["help"] for one in items if one["verdict"] == "no-go"}
    repair = shlex.split(advice.removeprefix("Run: drizzle-journal "))
    assert repair[0] == "repair" and conninfo_to_dict(odd)["dbname"] in advice
    assert (contents(project.root), [ledger_of_0(url) for url in (behind, head)]) == before
    said = journal(*repair, "--yes")  # it corrects created_at; an edited file is for the team to decide
    assert said.code == 1 and "accept: drizzle-journal repair --accept 0002_posts --yes, if" in said.out
    assert journal(*repair, "--accept", "0002_posts", "--yes").code == 0
    said = journal(*UPGRADE, *urls, "--json")
    assert said.code == 0, said.out + said.err
    found = [one["message"] for one in json.loads(said.out)["items"] if one["name"] == "v1-migrate"]
    for url, runs in zip(databases, ("the 3 pending", "the 2 pending", "nothing", "nothing"), strict=True):
        name = str(conninfo_to_dict(url)["dbname"])
        assert [one for one in found if f"/{name}: " in one and one.endswith(f"runs {runs}.")], found
    assert [[row[1] for row in ledger(url)] for url in (behind, head, odd)] == [NAMES[:1], NAMES, NAMES]
    for url in databases:
        write_live_config(project.root, url)
        newer(project, "migrate")
        assert [row[1] for row in ledger(url)] == NAMES


@pytest.mark.parametrize("part", [0, 789])
def test_after_undo_0_x_runs_nothing_that_1_0_has_run(
    project: Project, journal: Journal, database: str, part: int
) -> None:
    whens = {tag: when + part for tag, when in WHENS.items()}
    team(project, whens, SQL)
    assert journal("run", "--journal", "--to", "0000_users", "--yes", "--url", database).code == 0
    before = contents(project.root)
    assert journal(*UPGRADE, "--url", database).code == 0
    write_live_config(project.root, database)
    newer(project, "migrate")
    assert [row[1] for row in ledger(database)] == NAMES
    undone = journal("handback", "--undo", "--url", database)
    assert undone.code == 0, undone.out + undone.err
    assert contents(project.root / "migrations") == {
        name.removeprefix("migrations/"): text for name, text in before.items() if name.startswith("migrations/")
    }
    rows = ledger_of_0(database)
    assert [row[2] for row in rows] == [*whens.values()]
    (project.root / "node_modules").unlink()
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    deployed(project, database)
    assert ledger_of_0(database) == rows


def test_undo_restores_every_ledger(project: Project, journal: Journal, databases: list[str]) -> None:
    team(project, WHENS, SQL)
    empty, behind, head, _ = databases
    assert journal("run", "--journal", "--to", "0000_users", "--yes", "--url", behind).code == 0
    deployed(project, head)
    before = contents(project.root), ledger_of_0(behind), ledger_of_0(head)
    urls = [word for url in (empty, behind, head) for word in ("--url", url)]
    assert journal(*UPGRADE, *urls).code == 0
    assert journal("handback", "--undo", *urls).code == 0
    assert (contents(project.root), ledger_of_0(behind), ledger_of_0(head)) == before
