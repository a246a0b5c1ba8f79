"""Whether a history's last state is what drizzle-kit makes of its schema.ts: two databases, read and compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import psycopg
from handback.exporting import whole
from handback.histories import HandWritten
from psycopg import Connection

from journal.catalog.compare import compare
from journal.catalog.difference import Difference, Weight
from journal.catalog.exclusions import own_objects, without
from journal.catalog.read import read_schema
from journal.catalog.values import Schema
from journal.connect.temporary import connect, connect_as_user
from journal.folder.read import read_folder
from journal.folder.reconcile import reconcile
from journal.project.settings import load_settings
from journal.rebuild.schemas import Replays
from journal.replay.watcher import Silence
from journal.server.provider import Provider
from journal.server.seed import furnish, texts_of


@dataclass(frozen=True)
class Sides:
    """The schema after the last migration, without Drizzle's ledger, and that of schema.ts."""

    by_hand: Schema
    by_schema: Schema

    @property
    def differences(self) -> list[Difference]:
        """What the migrations make and schema.ts does not, or the other way round; the order of columns is none."""
        return [one for one in compare(self.by_hand, self.by_schema) if one.weight is not Weight.ORDER]

    @property
    def renames(self) -> list[str]:
        """What gives the objects that the migrations made the names that schema.ts has for them."""
        return [one.sql or "" for one in compare(self.by_schema, self.by_hand) if one.weight is Weight.NAME]


def sides(history: HandWritten, project: Path, provider: Provider) -> Sides:
    """Make both, each in a database of its own."""
    return Sides(made_by_hand(history, project, provider), made_by_schema(history, project, provider))


def made_by_hand(history: HandWritten, project: Path, provider: Provider, then: Sequence[str] = ()) -> Schema:
    """The schema after the last migration, and then after these statements."""
    folder = read_folder(load_settings(project))
    entries = reconcile(folder, now=datetime(2026, 1, 1, tzinfo=UTC)).journal.entries
    replays = Replays(folder, history.recipe, provider, Silence())
    with replays.running(entries) as database, connect(database.server.conninfo) as connection:
        for statement in then:
            connection.execute(statement.encode())
        return without(read_schema(connection), own_objects(folder.settings.ledger))


def made_by_schema(history: HandWritten, project: Path, provider: Provider) -> Schema:
    """The schema of a database in which all ran that the real drizzle-kit makes of schema.ts."""
    statements = whole(project)
    with provider.start() as server:
        furnish(server, texts_of(history.recipe.seed))
        with connect_as_user(server.conninfo) as connection:
            for path in history.beyond_sql:
                connection.execute(path.read_bytes())
            refused = _until_nothing_runs(connection, statements)
            assert not refused, refused
            return read_schema(connection)


def _until_nothing_runs(connection: Connection[Any], statements: Sequence[str]) -> Sequence[str]:
    """Run them, those that are refused once more: drizzle-kit writes a view before another that it stands on."""
    refused = [one for one in statements if not _runs(connection, one)]
    return refused if len(refused) == len(statements) or not refused else _until_nothing_runs(connection, refused)


def _runs(connection: Connection[Any], statement: str) -> bool:
    try:
        connection.execute(statement.encode())
    except psycopg.Error:
        return False
    return True


def told(one: Difference) -> str:
    """What a pattern of `beyond` is held against."""
    return f"{one.kind} {one.name} {one.facet}".strip()


def is_beyond(one: Difference, patterns: Sequence[str]) -> bool:
    """Whether one of them names it."""
    return any(fnmatchcase(told(one), pattern) for pattern in patterns)
