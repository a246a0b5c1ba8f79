"""Lines about a live database: `journal status`, and reading its catalog."""

import gc
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from benchmarks.contest import url_of
from benchmarks.ordinary import fresh_database, ordinary_server
from benchmarks.project import Project, make_project, make_project_1
from benchmarks.stage import DEADLINE, JOURNAL, BenchFailed, Samples, deadline, run
from journal.catalog.compare import compare
from journal.catalog.read import read_schema
from journal.catalog.values import Schema
from journal.folder.version_1 import read_either
from journal.ledger.predict import local_migrations
from journal.project.settings import load_settings
from journal.server.embedded.binaries import find_binaries

_TABLES = 1000
_TABLE = """
CREATE TABLE thing_{n} (
    id serial PRIMARY KEY, name varchar(80) NOT NULL, kind text DEFAULT 'plain', size integer DEFAULT 0,
    CHECK (size >= 0), price numeric(10, 2), made timestamptz NOT NULL DEFAULT now(), body jsonb,
    gone boolean NOT NULL DEFAULT false,
    mark uuid DEFAULT gen_random_uuid() UNIQUE, before integer REFERENCES thing_{before} (id)
);
CREATE INDEX thing_{n}_name ON thing_{n} (name);
CREATE INDEX thing_{n}_made ON thing_{n} (made DESC, kind) WHERE NOT gone;
"""


_LEDGER = "drizzle.__drizzle_migrations"
_KIT = [shutil.which("node") or "node", "node_modules/drizzle-kit/bin.cjs", "migrate"]


def status(folder: Path, rounds: int) -> Samples:
    """Seconds of both on 1,000 entries that a database has all; whole processes."""
    samples = Samples()
    with _applied(folder, 1000) as (project, database):
        for _ in range(rounds + 1):
            samples.ours.append(_status(project, database, 1000))
            idle = run(_KIT, project)
            idle.must_be_zero("drizzle-kit migrate")
            samples.peer.append(idle.seconds)
    return Samples(samples.ours[1:], samples.peer[1:])


def status_growth(folder: Path, rounds: int) -> Samples:
    """Seconds of `journal status` on 10,000 entries; the peer is itself on 1,000."""
    samples = Samples()
    for count, kept in ((10_000, samples.ours), (1000, samples.peer)):
        with _applied(folder / str(count), count) as (project, database):
            kept.extend([_status(project, database, count) for _ in range(rounds + 1)][1:])
    return samples


def status_1(folder: Path, rounds: int) -> Samples:
    """Seconds of `journal status` on 1,000 folders of drizzle 1.0; the peer is itself on the same ones of 0.x."""
    samples = Samples()
    places = _applied(folder / "of-1", 1000, make_project_1), _applied(folder / "of-0", 1000, _with_hashes)
    with places[0] as ours, places[1] as peer:
        for _ in range(rounds + 1):
            samples.ours.append(_status(*ours, 1000))
            samples.peer.append(_status(*peer, 1000))
    return Samples(samples.ours[1:], samples.peer[1:])


def _journaled(root: Path, count: int) -> Project:
    project = make_project(root, count)
    project.empty_journal()
    return project


def _with_hashes(root: Path, count: int) -> Project:
    project = _journaled(root, count)
    project.write_hashes()
    return project


@contextmanager
def _applied(folder: Path, count: int, make: Callable[[Path, int], Project] = _journaled) -> Iterator[tuple[Path, str]]:
    """Yield a project and the URL of a database that has all of its entries, each of its own transaction.

    One transaction, as that of the real migrate, takes more locks than a server has for 10,000 tables.
    """
    folder.mkdir(exist_ok=True)
    project = make(folder / "project-status", count)
    with ordinary_server(folder) as server, fresh_database(server) as database:
        project.point_at(url_of(database))
        with psycopg.connect(database, autocommit=True) as live:
            live.execute("CREATE SCHEMA drizzle")
            read = read_either(load_settings(project.root))
            names = ", name text, applied_at timestamptz DEFAULT now()" if read.is_version_1 else ""
            more = f"(id serial PRIMARY KEY, hash text NOT NULL, created_at bigint{names})"
            live.execute(f"CREATE TABLE {_LEDGER} {more}".encode())
            for local in local_migrations(read):
                live.execute(read.by_tag[local.tag].raw)
                row = {"hash": local.hash, "created_at": local.when, **({"name": local.name} if names else {})}
                values = ", ".join(f"%({key})s" for key in row)
                live.execute(f"INSERT INTO {_LEDGER} ({', '.join(row)}) VALUES ({values})".encode(), row)
        yield project.root, database


def _status(project: Path, database: str, count: int) -> float:
    asked = run([JOURNAL, "status", "--url", database], project)
    asked.must_be_zero("journal status")
    if f"{count} applied. Nothing to do." not in asked.text:
        raise BenchFailed(f"journal status did not find {count} applied: {asked.text[-300:]}")
    return asked.seconds


def catalog(folder: Path, rounds: int) -> Samples:
    """Seconds to connect and read 1,000 tables of ten columns; the peer is `pg_dump -s` of the same database."""
    samples = Samples()
    with _large(folder) as database, _as_the_command_line():
        for _ in range(rounds):
            samples.ours.append(_read(database)[0])
            samples.peer.append(_dumped(database))
    return samples


def comparison(folder: Path, rounds: int) -> Samples:
    """Seconds to compare two readings of it, the one without an index and with a column more."""
    samples = Samples()
    with _large(folder) as database, _as_the_command_line():
        expected = _read(database)[1]
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("DROP INDEX thing_7_name; ALTER TABLE thing_8 ADD COLUMN extra text")
        actual = _read(database)[1]
        for _ in range(rounds):
            started = time.perf_counter()
            found = compare(expected, actual)
            samples.ours.append(time.perf_counter() - started)
            if {one.name for one in found} != {"public.thing_7_name", "public.thing_8.extra"}:
                raise BenchFailed(f"The comparison found {len(found)} differences, not the two there are.")
    return samples


@contextmanager
def _large(folder: Path) -> Iterator[str]:
    with ordinary_server(folder) as server, fresh_database(server) as database, deadline():
        with psycopg.connect(database, autocommit=True) as connection:
            texts = (_TABLE.format(n=n, before=max(n - 1, 0)) for n in range(_TABLES))
            connection.execute("".join(texts).encode())
        yield database


@contextmanager
def _as_the_command_line() -> Iterator[None]:
    """`journal` looks for garbage rarely; see journal/cli/main.py."""
    before = gc.get_threshold()
    gc.set_threshold(1_000_000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _read(database: str) -> tuple[float, Schema]:
    """A new connection each time, as pg_dump has it: its caches are empty."""
    started = time.perf_counter()
    with psycopg.connect(database, autocommit=True) as connection:
        schema = read_schema(connection)
    seconds = time.perf_counter() - started
    if len(schema.by_kind["column"]) < _TABLES * 10:
        raise BenchFailed("The catalog was read, but not all of its columns.")
    return seconds, schema


def _dumped(database: str) -> float:
    words = conninfo_to_dict(database)
    program = find_binaries().postgres.parent / "pg_dump"
    command = [program, "-s", "-h", str(words["host"]), "-U", str(words["user"]), "-d", str(words["dbname"])]
    started = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=DEADLINE, check=False)
    seconds = time.perf_counter() - started
    if done.returncode or done.stdout.count(b"CREATE TABLE ") != _TABLES:
        raise BenchFailed("pg_dump -s did not dump every table.")
    return seconds
