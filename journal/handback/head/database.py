"""A second temporary database, of what the project's drizzle-kit makes of its `schema.ts`."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from journal.catalog.compare import compare
from journal.catalog.quoting import quoted
from journal.catalog.read import read_schema
from journal.catalog.values import EMPTY, Role, Schema
from journal.connect.session import server_message
from journal.connect.temporary import connect_as_user
from journal.drizzle.kit import Kit
from journal.drizzle.kit_output import NO_CHANGES
from journal.errors import JournalError, Place
from journal.folder.migrations import Migration
from journal.folder.names import Kind
from journal.handback.head.equal_defaults import Respelled, respelled
from journal.handback.head.expressible import beyond
from journal.handback.head.snapshot_shape import misshapen
from journal.project.files import FileKind, read_file
from journal.rebuild.database import prepare_server
from journal.rebuild.schemas import Replays

if TYPE_CHECKING:
    from psycopg import Connection

Document = dict[str, Any]
"""A snapshot as JSON has it."""
_EMPTY: Document = {part: {} for part in ("tables", "enums", "schemas", "sequences", "roles", "policies", "views")}
_THERE_ALREADY = ("42P06", "42710")
"""SQLSTATEs of a schema and of a role that was put in before, because something else needed it."""


class SchemaUnusable(JournalError):
    """What `schema.ts` says could not be found out, or no database can be made of it."""

    code = "schema-unusable"
    exit_code = 1


@dataclass(frozen=True)
class ExpectedSchema:
    """What `schema.ts` says: drizzle-kit's own snapshot of it, and the schema of a database made of it.

    `respelled`: defaults that are written otherwise there than in the entries, and are the same value.
    """

    snapshot: Document
    schema: Schema
    respelled: tuple[Respelled, ...] = ()


@dataclass(frozen=True)
class ReplayedSchema:
    """The database after the last entry: its schema, and the roles of its server."""

    schema: Schema
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class GeneratedMigration:
    """What `generate` writes into an empty folder: the snapshot, and the SQL, None where the schema is empty."""

    snapshot: Document
    migration: Migration | None


def generated(kit: Kit, out: Path) -> GeneratedMigration:
    """Let drizzle-kit say `schema.ts` in an empty folder. Raises SchemaUnusable with what it said.

    `drizzle-kit export` of 0.31 prints that SQL, but without the config's `casing`, and has no snapshot.
    """
    said = kit.run("generate", out)
    files = sorted(out.glob("*.sql"))
    snapshots = sorted((out / "meta").glob("*_snapshot.json"))
    if NO_CHANGES in said.text and not files:
        return GeneratedMigration(_EMPTY, None)
    if len(files) != 1 or len(snapshots) != 1:
        raise SchemaUnusable(
            f"drizzle-kit {kit.package.version} generate does not get through schema.ts: {said.gist}",
            hint=f"Type: npx drizzle-kit export --config={os.path.relpath(kit.config, kit.root)}",
            place=Place(kit.config),
        )
    migration = Migration(files[0].stem, Kind.FORWARD, files[0], read_file(files[0], FileKind.SQL))
    return GeneratedMigration(_snapshot(kit, snapshots[0]), migration)


def _snapshot(kit: Kit, path: Path) -> Document:
    """The snapshot that `generate` wrote, looked at: the project's code runs there. Raises SchemaUnusable."""
    try:
        document: Document = orjson.loads(read_file(path, FileKind.SNAPSHOT))
        wrong = misshapen(document)
    except orjson.JSONDecodeError as error:
        wrong = f"it is no JSON: {error.msg}"
    if wrong:
        raise SchemaUnusable(
            f"drizzle-kit {kit.package.version} generate wrote a snapshot that is none: {wrong}.",
            hint="Is it as it was published? npm ci installs it anew.",
            place=Place(kit.config),
        )
    return document


def made(said: GeneratedMigration, replays: Replays, replayed: ReplayedSchema) -> ExpectedSchema:
    """Make the database, read it, and let it go.

    What a `schema.ts` has no word for, such as extensions, domains and functions, is put in as the entries made it.
    Raises SchemaUnusable for a statement that PostgreSQL refuses.
    """
    pieces = [piece.text for piece in said.migration.pieces] if said.migration else []
    with replays.provider.start() as started:
        server = prepare_server(started, replays.recipe, replays.folder.migrations)
        with connect_as_user(server.conninfo, replays.recipe.limits.options()) as connection:
            _SchemaBuild(connection, list(_before(replayed))).run(pieces)
            schema = read_schema(connection)
            return ExpectedSchema(said.snapshot, schema, respelled(connection, replayed.schema, schema))


def _before(replayed: ReplayedSchema) -> Iterator[str]:
    """A statement for each object that has to be there first; one that is there already is refused, and passed over."""
    yield "SET check_function_bodies = off"
    for role in replayed.roles:
        yield f"CREATE ROLE {quoted(role.name)}"
    for one in compare(beyond(replayed.schema), EMPTY):
        if one.sql:
            yield one.sql


@dataclass
class _SchemaBuild:
    """`waiting`: what has to be there and could not be made yet, because it needs what is still to come."""

    connection: "Connection[Any]"
    waiting: list[str]

    def run(self, pieces: Sequence[str]) -> None:
        """Run the pieces; drizzle-kit may write a view before another that it needs, so what fails is tried again."""
        self._catch_up()
        left = list(pieces)
        while left:
            refused = [(piece, error) for piece in left if (error := self._made(piece))]
            if len(refused) == len(left):
                raise _unusable(*refused[0])
            left = [piece for piece, _ in refused]

    def _made(self, piece: str) -> Any:
        """None where it ran, or was there already; else PostgreSQL's error."""
        refused = self._tried(piece)
        if refused is not None and self._catch_up():
            refused = self._tried(piece)
        return None if refused is None or refused.sqlstate in _THERE_ALREADY else refused

    def _catch_up(self) -> bool:
        """Try again what is waiting; whether any of it could be made."""
        before = len(self.waiting)
        self.waiting = [one for one in self.waiting if self._tried(one) is not None]
        return len(self.waiting) < before

    def _tried(self, sql: str) -> Any:
        """None where it ran, else PostgreSQL's error, in one line."""
        from psycopg import Error  # noqa: PLC0415 - the server boots meanwhile

        try:
            self.connection.execute(sql)
        except Error as error:
            return error
        return None


def _unusable(piece: str, refused: Any) -> SchemaUnusable:
    return SchemaUnusable(
        f"PostgreSQL refuses what drizzle-kit makes of schema.ts: {server_message(refused)} "
        f"in: {' '.join(piece.split())[:200]}",
        hint="What the migrations make and this needs may have to be named in schema.ts, or with --before.",
    )
