"""Where a point is tried: a project with the twenty files, and a fresh database of our server for each point."""

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from forked import CommandLine, Running

from faults.files import FILES, SETUP
from faults.server import Postgres

DEADLINE = 60.0
_OTHERS = "pid <> pg_backend_pid() AND backend_type = 'client backend' AND datname = 'point'"
_PROGRESS = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM progress"
_END = f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {_OTHERS}"


@dataclass(frozen=True)
class Place:
    """`with_ledger`: Drizzle's ledger is kept as well."""

    server: Postgres
    project: Path
    journal: CommandLine
    with_ledger: bool

    @property
    def url(self) -> str:
        return self.server.url("point")

    def fresh(self) -> None:
        """The database as it is before the first run. A session that a killed run left is ended with the old one."""
        with psycopg.connect(self.server.url(), autocommit=True) as admin:
            admin.execute("DROP DATABASE IF EXISTS point WITH (FORCE)")
            admin.execute("CREATE DATABASE point TEMPLATE before")

    def begin(self, *words: str) -> Running:
        journal = ["--journal"] if self.with_ledger else []
        return Running(self.journal, ["run", "--url", self.url, *journal, *words], self.project, DEADLINE)

    def progress(self) -> int:
        """How many moments a run has spent."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute(_PROGRESS).fetchone()
        return int(found[0]) if found else 0

    def wait_for(self, process: Running, steps: int) -> None:
        """Until a run has come so far, or has ended."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            while process.poll() is None:
                if connection.execute(_PROGRESS).fetchall()[0][0] >= steps:
                    return
                time.sleep(0.001)

    def end_sessions(self) -> int:
        """End the sessions of all but us, as an administrator or a restarted proxy would. Returns how many."""
        with psycopg.connect(self.server.url(), autocommit=True) as admin:
            found = admin.execute(_END.encode()).fetchone()
        return int(found[0]) if found else 0

    def until_alone(self) -> None:
        """Until the server has seen that a killed client is gone. Raises TimeoutError."""
        deadline = time.monotonic() + DEADLINE
        with psycopg.connect(self.server.url(), autocommit=True) as admin:
            while admin.execute(f"SELECT FROM pg_stat_activity WHERE {_OTHERS}".encode()).fetchone() is not None:
                if time.monotonic() > deadline:
                    raise TimeoutError("a killed client's session is still there")
                time.sleep(0.005)


def prepare(server: Postgres, project: Path) -> None:
    """Write the files, and make the database that each point's is a copy of."""
    with psycopg.connect(server.url(), autocommit=True) as admin:
        space = " TABLESPACE small" if server.disk else ""
        admin.execute(f"CREATE DATABASE before TEMPLATE postgres{space}".encode())
    with psycopg.connect(server.url("before"), autocommit=True) as connection:
        connection.execute(SETUP.encode())
    _write(project)


def _write(project: Path) -> None:
    meta = project / "migrations" / "meta"
    meta.mkdir(parents=True)
    listed = []
    for number, one in enumerate(FILES):
        (project / "migrations" / one.name).write_text(one.text)
        tag, hash_ = one.name.removesuffix(".sql"), hashlib.sha256(one.text.encode()).hexdigest()
        listed.append({"idx": number, "version": "7", "when": 1_755_216_000_000 + number, "tag": tag, "hash": hash_})
    document = {"version": "7", "dialect": "postgresql", "entries": listed}
    (meta / "_journal.json").write_text(json.dumps(document))


def communicate(processes: Sequence[Running]) -> list[tuple[int, str]]:
    """How each ended, and all that it said."""
    ended = [one.wait() for one in processes]
    return [(one.returncode, one.stdout + one.stderr) for one in ended]
