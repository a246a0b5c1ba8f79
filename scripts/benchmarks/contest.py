"""`journal bootstrap` and `drizzle-kit migrate` on the same project, in turn, each checked by what it left."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from benchmarks.ordinary import fresh_database, ordinary_server
from benchmarks.project import Project, make_project
from benchmarks.stage import CACHE, JOURNAL, BenchFailed, Samples, deadline, run
from journal.server.embedded.provider import EmbeddedProvider
from journal.server.provider import Server

_LEDGER = "SELECT hash FROM drizzle.__drizzle_migrations ORDER BY id"


def contest(folder: Path, rounds: int, count: int, *, tuned: bool = False) -> Samples:
    """Seconds of both sides on `count` migrations. Who begins changes with every round.

    The peer's server runs already: an ordinary one, as initdb leaves it and on the disk, or with `tuned` one that is
    as ours is, in memory and without durability.
    """
    node = _node()
    project = make_project(folder / f"project-{count}{'-tuned' if tuned else ''}", count)
    with EmbeddedProvider().start() if tuned else ordinary_server(folder) as server:
        pair = _Pair(project, server, node)
        pair.warm_up()
        samples = Samples()
        for number in range(rounds):
            _round(pair, samples, peer_first=number % 2 == 1)
    return samples


def _round(pair: "_Pair", samples: Samples, *, peer_first: bool) -> None:
    if peer_first:
        samples.peer.append(pair.peer())
    samples.ours.append(pair.ours())
    if not peer_first:
        samples.peer.append(pair.peer())


@dataclass(frozen=True, slots=True)
class _Pair:
    """The two sides. `server` is where the peer finds its databases; ours brings its own."""

    project: Project
    server: Server
    node: str

    def warm_up(self) -> None:
        """What does not count, since it fills caches; it also shows that drizzle-orm does take part in ours."""
        self.project.empty_journal()
        ended = run([JOURNAL, "bootstrap", "--json"], self.project.root)
        ended.must_be_zero("journal bootstrap --json")
        if not json.loads(ended.text)["drizzle_orm"]["version"]:
            raise BenchFailed("journal bootstrap did not ask drizzle-orm, so its time says nothing.")
        self.ours()
        self.peer()

    def ours(self) -> float:
        """From nothing: what the round before has kept is removed, and to keep it again is part of the time."""
        self.project.empty_journal()
        for state in Path(os.environ[CACHE], "states").glob("*.state"):
            state.unlink()
        ended = run([JOURNAL, "bootstrap"], self.project.root)
        ended.must_be_zero("journal bootstrap")
        if self.project.filled() != self.project.hashes:
            raise BenchFailed("journal bootstrap ended with 0, but did not fill the right hash for every entry.")
        return ended.seconds

    def peer(self) -> float:
        self.project.empty_journal()
        with deadline(), fresh_database(self.server) as database:
            self.project.point_at(url_of(database))
            ended = run([self.node, "node_modules/drizzle-kit/bin.cjs", "migrate"], self.project.root)
            ended.must_be_zero("drizzle-kit migrate")
            if _recorded(database) != self.project.hashes:
                raise BenchFailed(
                    f"drizzle-kit migrate ended with 0, but did not record every row: {ended.text[-300:]}"
                )
        return ended.seconds


def _node() -> str:
    node = shutil.which("node")
    if node is None:
        raise BenchFailed("There is no node on PATH.")
    return node


def _recorded(database: str) -> tuple[str, ...]:
    try:
        with psycopg.connect(database) as connection:
            return tuple(row[0] for row in connection.execute(_LEDGER).fetchall())
    except psycopg.Error as error:
        raise BenchFailed(f"drizzle-kit migrate ended with 0, but its ledger cannot be read: {error}") from None


def url_of(database: str) -> str:
    """The URL of a database for node-postgres, which takes the socket's folder from the query."""
    words = conninfo_to_dict(database)
    return f"postgresql://{words['user']}@localhost/{words['dbname']}?host={quote(str(words['host']), safe='')}"
