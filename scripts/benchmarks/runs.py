"""`journal run` and `dbmate up` with the same SQL on databases of one server, in turn, each checked by what it left."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from benchmarks.alone import peak_of, refuse_inherited_peak
from benchmarks.ordinary import fresh_database, ordinary_server
from benchmarks.project import Project, make_project
from benchmarks.stage import CHECKOUT, JOURNAL, BenchFailed, Samples, deadline, run
from journal.server.provider import Server

START = 0.4  # seconds that our start may take more than that of a static binary
DBMATE = CHECKOUT / "tests" / "dbmate" / "node_modules"
_BREAKPOINT = "--> statement-breakpoint\n"
_TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'thing%'"
_OURS = "SELECT count(*) FROM _manual_migrations"
_PEERS = "SELECT count(*) FROM schema_migrations"


def against_dbmate(folder: Path, rounds: int, count: int) -> Samples:
    """Seconds of both on `count` files and an empty database; START is added to the peer's. Who begins changes."""
    with ordinary_server(folder) as server:
        pair = _Pair(make_project(folder / f"project-run-{count}", count), server, _dbmate(), count)
        pair.prepare()
        samples = Samples()
        for number in range(rounds + 1):
            sides = ((pair.ours, samples.ours), (pair.peer, samples.peer))
            for side, seconds in sides if number % 2 else reversed(sides):
                seconds.append(side())
    return Samples(samples.ours[1:], [one + START for one in samples.peer[1:]])


def memory(folder: Path, rounds: int) -> Samples:
    """Megabytes at the peak of our process, on 1,000 files."""
    refuse_inherited_peak(folder)
    project = make_project(folder / "project-run-memory", 1000)
    samples = Samples()
    with ordinary_server(folder) as server:
        for _ in range(rounds):
            with fresh_database(server) as database:
                samples.ours.append(peak_of(project.root, "run", "--url", database))
                _must_have(database, _OURS, 1000)
    return samples


@dataclass(frozen=True, slots=True)
class _Pair:
    """The two sides on one server. The project has no journal, as a team without Drizzle's has none."""

    project: Project
    server: Server
    dbmate: Path
    count: int

    def prepare(self) -> None:
        """Write the same SQL as dbmate reads it: a section in each file, and a number before its name."""
        folder = self.project.root / "db"
        folder.mkdir()
        for path in (self.project.root / "migrations").glob("*.sql"):
            text = path.read_text("utf-8").replace(_BREAKPOINT, "")
            (folder / path.name).write_text(f"-- migrate:up\n{text}\n-- migrate:down\n", "utf-8")

    def ours(self) -> float:
        return self._timed(lambda database: [JOURNAL, "run", "--url", database], _OURS)

    def peer(self) -> float:
        words = (self.dbmate, "--migrations-dir", "db", "--no-dump-schema")
        return self._timed(lambda database: [*words, "--url", _url_of(database), "up"], _PEERS)

    def _timed(self, command: Callable[[str], list[str | Path]], recorded: str) -> float:
        with deadline(), fresh_database(self.server) as database:
            words = command(database)
            ended = run(words, self.project.root)
            ended.must_be_zero(Path(words[0]).name)
            _must_have(database, recorded, self.count)
        return ended.seconds


def _must_have(database: str, recorded: str, count: int) -> None:
    with psycopg.connect(database) as connection:
        for query in (_TABLES, recorded):
            found = connection.execute(query.encode()).fetchone()
            if found != (count,):
                raise BenchFailed(f"It ended with 0, but {found} is what `{query}` finds.")


def _dbmate() -> Path:
    found = next(DBMATE.glob("@dbmate/*/bin/dbmate*"), None)
    if found is None:
        raise BenchFailed("The npm package of tests/dbmate is not installed, or has no program for here: scripts/test")
    return found


def _url_of(database: str) -> str:
    """The URL of a database as dbmate reads it, which takes the socket's folder from the query."""
    words = conninfo_to_dict(database)
    return f"postgres://{words['user']}@/{words['dbname']}?socket={quote(str(words['host']), safe='')}&sslmode=disable"
