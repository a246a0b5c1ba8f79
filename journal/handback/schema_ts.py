"""The database that `schema.ts` describes, built from the SQL that the project's drizzle-kit generates of it."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from journal.catalog.compare import compare
from journal.catalog.quoting import quoted
from journal.catalog.read import read_schema
from journal.catalog.types_functions_grants import Role
from journal.catalog.values import EMPTY, Schema
from journal.connect.session import server_message
from journal.connect.temporary import connect_as_user
from journal.dataclass import dataclass
from journal.drizzle.kit import NO_CHANGES, Kit
from journal.errors import JournalError, Place
from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.handback.comparable import EqualDefault, find_equal_defaults, prerequisites
from journal.handback.kit_forms import Document
from journal.project.files import FileKind, read_file
from journal.rebuild.database import prepare_server
from journal.rebuild.schemas import Replays

if TYPE_CHECKING:
    from psycopg import Connection


_EMPTY: Document = {name: {} for name in ("tables", "enums", "schemas", "sequences", "roles", "policies", "views")}
_EXISTS = ("42P06", "42710")
"""SQLSTATEs of a schema and of a role that exists, because it was created as a prerequisite."""


class SchemaUnusable(JournalError):
    """drizzle-kit cannot read `schema.ts`, or PostgreSQL cannot build it."""

    code = "schema-unusable"
    exit_code = 1


@dataclass(frozen=True)
class ExpectedSchema:
    """drizzle-kit's snapshot of `schema.ts`, and the schema of a database built from it.

    `equal_defaults`: defaults with another text than in the entries, and the same value.
    """

    snapshot: Document
    schema: Schema
    equal_defaults: tuple[EqualDefault, ...] = ()


@dataclass(frozen=True)
class ReplayedSchema:
    """The database after the last entry: its schema, and the roles of its server."""

    schema: Schema
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class GeneratedSchema:
    """The snapshot and the SQL pieces that `generate` writes into an empty folder."""

    snapshot: Document
    pieces: tuple[str, ...]


def generate_schema_ts(kit: Kit, out: Path) -> GeneratedSchema:
    """Let `generate` write `schema.ts` into an empty folder. Raises SchemaUnusable with its error message.

    `drizzle-kit export` of 0.31 prints that SQL, but ignores the config's `casing` and writes no snapshot.
    """
    output = kit.run("generate", out)
    files = sorted(out.glob("*.sql"))
    snapshots = sorted((out / "meta").glob("*_snapshot.json"))
    if NO_CHANGES in output.text and not files:
        return GeneratedSchema(_EMPTY, ())
    if len(files) != 1 or len(snapshots) != 1:
        raise SchemaUnusable(
            f"drizzle-kit {kit.package.version} generate cannot read schema.ts: {output.gist}",
            hint=f"To see all of its output: npx drizzle-kit export --config={os.path.relpath(kit.config, kit.root)}",
            place=Place(kit.config),
        )
    migration = Migration(files[0].stem, Kind.FORWARD, files[0], read_file(files[0], FileKind.SQL))
    return GeneratedSchema(_read_snapshot(kit, snapshots[0]), tuple(piece.text for piece in migration.pieces))


def _read_snapshot(kit: Kit, path: Path) -> Document:
    """Return the snapshot; it is validated, because code of the project wrote it. Raises SchemaUnusable."""
    try:
        document: Document = orjson.loads(read_file(path, FileKind.SNAPSHOT))
        wrong = first_wrong_part(document)
    except orjson.JSONDecodeError as error:
        wrong = f"it is no JSON ({error.msg})"
    if wrong:
        raise SchemaUnusable(
            f"drizzle-kit {kit.package.version} generate wrote an invalid snapshot: {wrong}.",
            hint="The package may have been changed. To install it again: npm ci",
            place=Place(kit.config),
        )
    return document


def build_schema_ts(generated: GeneratedSchema, replays: Replays, replayed: ReplayedSchema) -> ExpectedSchema:
    """Build the database on a temporary server, and read it.

    What `schema.ts` cannot express, such as extensions, domains and functions, is created as in the replayed database.
    Raises SchemaUnusable for a statement that PostgreSQL refuses.
    """
    before = [
        "SET check_function_bodies = off",
        *(f"CREATE ROLE {quoted(role.name)}" for role in replayed.roles),
        *(one.sql for one in compare(prerequisites(replayed.schema), EMPTY) if one.sql),
    ]
    with replays.provider.start() as started:
        server = prepare_server(started, replays.recipe, replays.folder.migrations)
        with connect_as_user(server.conninfo, replays.recipe.limits.options()) as connection:
            _SchemaBuild(connection, before).run(generated.pieces)
            schema = read_schema(connection)
            defaults = find_equal_defaults(connection, replayed.schema, schema)
            return ExpectedSchema(generated.snapshot, schema, defaults)


@dataclass
class _SchemaBuild:
    """`waiting`: statements for prerequisites that failed so far, because they need objects of a later piece."""

    connection: "Connection[Any]"
    waiting: list[str]

    def run(self, pieces: Sequence[str]) -> None:
        """Execute the pieces; drizzle-kit may write a view before one that it needs, so failed ones are repeated."""
        self._retry_waiting()
        left = list(pieces)
        while left:
            refused = []
            for piece in left:
                error = self._execute(piece)
                if error is not None and self._retry_waiting():
                    error = self._execute(piece)
                if error is not None and error.sqlstate not in _EXISTS:
                    refused.append((piece, error))
            if len(refused) == len(left):
                piece, error = refused[0]
                raise SchemaUnusable(
                    f"PostgreSQL refuses the SQL that drizzle-kit generates of schema.ts: {server_message(error)} "
                    f"in: {' '.join(piece.split())[:200]}",
                    hint="If it needs an object of the migrations, add that to schema.ts, or create it with --before.",
                )
            left = [piece for piece, _ in refused]

    def _retry_waiting(self) -> bool:
        """Execute the waiting statements again, and tell whether any of them ran."""
        before = len(self.waiting)
        self.waiting = [statement for statement in self.waiting if self._execute(statement) is not None]
        return len(self.waiting) < before

    def _execute(self, sql: str) -> Any:
        """Return None where the SQL ran, else PostgreSQL's error."""
        from psycopg import Error

        try:
            self.connection.execute(sql)
        except Error as error:
            return error
        return None


_NAMED: Mapping[str, type] = {"name": str}
_COLUMN: Mapping[str, type] = {"name": str, "type": str, "primaryKey": bool, "notNull": bool}
_PARTS: Mapping[str, Mapping[str, type]] = dict.fromkeys(
    ("tables", "enums", "sequences", "roles", "policies", "views"), _NAMED
)
_TABLE_PARTS: Mapping[str, Mapping[str, type]] = {
    "columns": _COLUMN,
    **dict.fromkeys(
        ("indexes", "foreignKeys", "compositePrimaryKeys", "uniqueConstraints", "policies", "checkConstraints"), _NAMED
    ),
}


def first_wrong_part(document: Any) -> str:
    """Return the first invalid part, such as `tables.public.users.columns`; empty where the document is valid."""
    if not isinstance(document, dict):
        return "the document is no object"
    for part, members in _PARTS.items():
        if wrong := _wrong_member(document, part, members):
            return wrong
    schemas = document.get("schemas")
    if not isinstance(schemas, dict) or not all(isinstance(schema, str) for schema in schemas.values()):
        return "schemas"
    for name, table in document["tables"].items():
        for part, members in _TABLE_PARTS.items():
            if wrong := _wrong_member(table, part, members):
                return f"tables.{name}.{wrong}"
    policies = document["policies"].items()
    return next((f"policies.{name}.on" for name, one in policies if not isinstance(one.get("on", ""), str | None)), "")


def _wrong_member(holder: Mapping[str, Any], part: str, members: Mapping[str, type]) -> str:
    """Return the part that is no object of objects with these members of these types; empty where it is."""
    found = holder.get(part)
    if not isinstance(found, dict):
        return part
    for name, one in found.items():
        if not isinstance(one, dict) or not all(isinstance(one.get(key), type_) for key, type_ in members.items()):
            return f"{part}.{name}"
        if not isinstance(one.get("schema", ""), str | None):
            return f"{part}.{name}.schema"
    return ""
