"""Every verb that writes to a ledger, with a database for it: what faults and runs at the same time are tried on."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import pytest
from conftest import Journal, Project, Said
from ledger.test_notes import execute, journal_of
from real import LEDGER

from journal.server.provider import Server

TAGS = ("0000_a", "0001_b", "0002_c", "0003_d")
OWN, BY_HAND, TABLES_THERE = f"{LEDGER}_other", "public._manual_migrations", "pg_catalog.pg_tables"
TABLES = {
    LEDGER: "created_at, hash", OWN: "created_at, hash", BY_HAND: "filename, hash",
    TABLES_THERE: "tablename",
}  # fmt: skip
COPIES = r"SELECT relname FROM pg_class WHERE relname LIKE '\_\_drizzle\_migrations\_backup%' AND relkind = 'r'"
State = Mapping[str, list[object]]


@dataclass(frozen=True)
class Verb:
    """`words`: the call; `before`: what makes its database; `copies`: whether it copies the ledger.

    `again`: how the call ends when all was done before. `by_file`: whether each file has a transaction of its own.
    """

    words: tuple[str, ...]
    before: Callable[[Project, Journal, str], object]
    again: int = 0
    copies: bool = True
    by_file: bool = False


def _migrated(project: Project, journal: Journal, url: str, *words: str) -> None:
    said = journal("run", "--journal", "--url", url, *words)
    assert said.code == 0, said.err


def _tables(project: Project, journal: Journal, url: str) -> None:
    for tag in TAGS:
        execute(url, f"create table t_{tag[:4]} (id int)")


def _damaged(sql: str) -> Callable[[Project, Journal, str], None]:
    def before(project: Project, journal: Journal, url: str) -> None:
        _migrated(project, journal, url)
        execute(url, sql)

    return before


def _shared(project: Project, journal: Journal, url: str) -> None:
    project.write("other/drizzle.config.json", json.dumps({"dialect": "postgresql", "out": "./drizzle"}))
    project.write("other/drizzle/0000_x.sql", "x")
    project.write("other/drizzle/0001_y.sql", "y")
    _migrated(project, journal, url)
    for number, text in enumerate("xy"):
        execute(url, f"insert into {LEDGER} (hash, created_at) values (encode(sha256('{text}'), 'hex'), {number})")


def _one(project: Project, journal: Journal, url: str) -> None:
    _migrated(project, journal, url, "--to", TAGS[0])


def _down(project: Project, journal: Journal, url: str) -> None:
    _migrated(project, journal, url)
    project.migration("0003_d.down", "drop table t_0003;\n")


APPLY = ("--yes",)
VERBS = {
    "stamp": Verb(("stamp", "--to", TAGS[3], "--unproved", *APPLY), _tables, copies=False),
    "stamp --replaces": Verb(
        ("stamp", "--to", TAGS[3], "--unproved", "--replaces", "1-4", *APPLY),
        _damaged(f"update {LEDGER} set hash = 'old' || id, created_at = created_at + 5"), again=2,
    ),
    "unstamp": Verb(("unstamp", TAGS[3], "--unproved", *APPLY), _damaged("drop table t_0003"), again=1),
    "repair": Verb(("repair", *APPLY), _damaged(f"update {LEDGER} set created_at = null")),
    "repair --move-rows": Verb(("repair", "--move-rows", "other", *APPLY), _shared, again=2),
    "run": Verb(("run", "--journal"), _one, copies=False, by_file=True),
    "run --record-only": Verb(
        ("run", "--unproved", *(word for tag in TAGS for word in ("--record-only", tag))), _tables, copies=False,
    ),
    "down": Verb(("down", TAGS[3], "--yes"), _down, again=1, copies=False),
}  # fmt: skip


def state(url: str) -> tuple[State, list[object]]:
    """What the ledgers record and the database has; and the copies of the ledger."""
    with psycopg.connect(url, autocommit=True) as connection:

        def rows(table: str, columns: str) -> list[object]:
            there = connection.execute("SELECT to_regclass(%s) IS NOT NULL", (table,)).fetchone() == (True,)
            where = " WHERE tablename LIKE 't\\_%' " if table == TABLES_THERE else ""
            query = f"SELECT {columns} FROM {table}{where} ORDER BY {columns}"
            return list(connection.execute(query.encode()).fetchall()) if there else []

        names = [str(name) for (name,) in connection.execute(COPIES.encode())]
        found = {table: rows(table, columns) for table, columns in TABLES.items()}
        return found, [rows(f"drizzle.{name}", TABLES[LEDGER]) for name in names]


@dataclass(frozen=True)
class Place:
    """A project, and a database for each try of a verb."""

    project: Project
    journal: Journal
    server: Server
    url: str

    def prepare(self, verb: Verb) -> State:
        """Make the database as it is before the verb."""
        journal_of(self.project, *TAGS)
        verb.before(self.project, self.journal, self.url)
        return state(self.url)[0]

    @contextmanager
    def copy(self) -> Iterator[str]:
        """The URL of another database as it is."""
        name, new = psycopg.conninfo.conninfo_to_dict(self.url)["dbname"], f"copy_{os.urandom(6).hex()}"
        with psycopg.connect(self.server.admin, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {new} TEMPLATE {name} OWNER postgres".encode())
            yield self.url.replace(f"/{name}?", f"/{new}?")
            admin.execute(f"DROP DATABASE {new} WITH (FORCE)".encode())

    def call(self, verb: Verb, url: str, *words: str) -> Said:
        return self.journal(*verb.words, "--url", url, *words)

    def finish(self, verb: Verb, url: str, old: State, new: State) -> None:
        """Assert that what is there is nothing half, and that the next call ends right."""
        found, copies = state(url)
        assert found in (old, new) or (verb.by_file and _begins(new, found)), found
        assert copies == ([old[LEDGER]] if verb.copies and found == new else [])
        again = self.call(verb, url)
        assert (again.code, state(url)[0]) == (verb.again if found == new else 0, new), again.out + again.err


@pytest.fixture
def place(project: Project, journal: Journal, server: Server, database: str) -> Place:
    return Place(project, journal, server, database)


def _begins(new: State, found: State) -> bool:
    """Tell whether some of the files are there, each with all of its records."""
    counts = {len(rows) for table, rows in found.items() if table != OWN}
    return len(counts) == 1 and all(rows == new[table][: len(rows)] for table, rows in found.items())
