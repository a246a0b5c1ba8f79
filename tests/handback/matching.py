"""Whether a history's last state is what drizzle-kit makes of its schema.ts: two databases, read and compared."""

from collections.abc import Sequence
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
from journal.catalog.leaving_out import own, without
from journal.catalog.read import read_schema
from journal.catalog.values import Schema
from journal.connect.private import connect
from journal.drift import Replays
from journal.folder.config import load_settings
from journal.folder.read import read_folder
from journal.reconcile import reconcile
from journal.replay.watch import Silence
from journal.server.base import Provider
from journal.server.furnish import furnish, texts_of


def differences(history: HandWritten, project: Path, provider: Provider) -> list[Difference]:
    """What the migrations make and schema.ts does not, or the other way round; the order of columns is none."""
    found = compare(made_by_hand(history, project, provider), made_by_schema(history, project, provider))
    return [one for one in found if one.weight is not Weight.ORDER]


def made_by_hand(history: HandWritten, project: Path, provider: Provider) -> Schema:
    """The schema after the last migration, without Drizzle's ledger."""
    folder = read_folder(load_settings(project))
    entries = reconcile(folder, now=datetime(2026, 1, 1, tzinfo=UTC)).journal.entries
    schema = Replays(folder, history.recipe, provider, Silence()).after(entries)
    return without(schema, own(folder.settings.ledger))


def made_by_schema(history: HandWritten, project: Path, provider: Provider) -> Schema:
    """The schema of a database in which the what the real drizzle-kit makes of schema.ts ran."""
    statements = whole(project)
    with provider.start() as server:
        furnish(server, texts_of(history.recipe.furniture))
        with connect(server.conninfo) as connection:
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
