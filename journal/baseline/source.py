"""The source of a baseline, read once: its catalog, and what pg_dump writes about its schema and the chosen rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journal.backup.pg_dump import DumpFailed
from journal.baseline.dump_text import DumpEntry
from journal.baseline.dumper import Dumper, DumpScope, dumper_of, dumper_of_server, pg_dump_for
from journal.baseline.exclusion import dump_words, excluded, kept_entries, left_out
from journal.baseline.restore import DumpFile, restored
from journal.catalog.compare import compare
from journal.catalog.exclusions import own_objects, without
from journal.catalog.read import read_schema
from journal.catalog.types_functions_grants import DefaultPrivilege, Grant
from journal.catalog.values import MaterializedView, Object, Schema
from journal.connect.session import reading
from journal.connect.target import Target, server_version
from journal.connect.temporary import connect
from journal.dataclass import dataclass
from journal.errors import JournalError
from journal.project.settings import Ledger
from journal.rebuild.database import Recipe
from journal.server.embedded.binaries import Client
from journal.server.provider import Provider

if TYPE_CHECKING:
    from psycopg import Connection


class SourceChanged(JournalError):
    """The schema of the source has changed while it was read."""

    code = "source-changed"


@dataclass(frozen=True)
class DatabaseContents:
    """What is compared of a database, and what a baseline is made of. `before`: up to the data, and `after` it."""

    version: str
    client: Client
    catalog: Schema
    schema: tuple[DumpEntry, ...]
    rows: tuple[DumpEntry, ...]
    before: tuple[DumpEntry, ...]
    after: tuple[DumpEntry, ...]
    database: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def populated(self) -> frozenset[tuple[str, str]]:
        """Return the materialized views that have rows, or had them when they were refreshed."""
        views = (one for one in self.catalog.objects.values() if isinstance(one, MaterializedView))
        return frozenset((one.schema, one.name) for one in views if one.populated)

    @property
    def entries(self) -> tuple[DumpEntry, ...]:
        """Return the entries in the order in which a restore needs them."""
        return (*self.before, *self.rows, *self.after) if self.rows else self.schema


@dataclass(frozen=True)
class Comparable:
    """What a baseline has of a catalog: without the ledgers, what the scope excludes, and grants that are not asked."""

    ledger: Ledger
    scope: DumpScope

    def of(self, catalog: Schema) -> Schema:
        """Return the part that is compared."""
        part = without(without(catalog, own_objects(self.ledger)), excluded(self.scope))
        return part if self.scope.grants else without(part, _is_grant)


def _is_grant(item: Object) -> bool:
    return isinstance(item, Grant | DefaultPrivilege)


def read_live_source(target: Target, comparable: Comparable, folder: Path) -> DatabaseContents:
    """Read a live database: the catalog, the schema and the rows are of one moment.

    PostgreSQL prints some definitions with the names of now, so the catalog is read once more at the end. Raises
    SourceChanged where it differs, and what connecting, reading and pg_dump raise.
    """
    with reading(target) as connection:
        version, database = server_version(connection), connection.info.dbname
        dumper = replace(dumper_of(target, version, comparable.scope), moment=_exported(connection))
        catalog = read_schema(connection)
        try:
            found = _contents(dumper, version, catalog, folder, database)
        except DumpFailed:
            _refuse_changed(target, comparable, catalog)
            raise
    _refuse_changed(target, comparable, catalog)
    return found


def _exported(connection: "Connection[Any]") -> str:
    """Return the name of the transaction's snapshot, which pg_dump reads in until this transaction ends."""
    (name,) = connection.execute("SELECT pg_catalog.pg_export_snapshot()").fetchone() or ("",)
    return str(name)


def _refuse_changed(target: Target, comparable: Comparable, catalog: Schema) -> None:
    with reading(target) as connection:
        changed = compare(comparable.of(catalog), comparable.of(read_schema(connection)))
    if changed:
        raise SourceChanged(
            f"{target.shown} has changed while it was read: {changed[0].kind} {changed[0].name}. Nothing was written.",
            hint="Type the command again when no migration runs there.",
        )


@contextmanager
def restored_source(
    dump: DumpFile, provider: Provider, recipe: Recipe, scope: DumpScope, folder: Path
) -> Iterator[DatabaseContents]:
    """Yield what a dump has, from a temporary database where it is restored. Raises RestoreFailed."""
    with restored(dump, provider, recipe, grants=scope.grants, rows=bool(scope.data)) as server:
        dumper = dumper_of_server(server, pg_dump_for(server.version), scope)
        with connect(server.conninfo) as connection:
            catalog = read_schema(connection)
        yield _contents(dumper, server.version, catalog, folder)


def _contents(dumper: Dumper, version: str, catalog: Schema, folder: Path, database: str = "") -> DatabaseContents:
    scope = dumper.scope
    dumper = replace(dumper, also=dump_words(scope, catalog))
    rows, found = dumper.data(folder), dumper.schema(folder)
    parts = [dumper.section(folder, f"{word}-data") for word in ("pre", "post")] if rows else [(), ()]
    schema, before, after = (kept_entries(part, scope, catalog) for part in (found, *parts))
    dropped = [one for one in found if one not in {*schema}]
    return DatabaseContents(
        version, dumper.client, catalog, schema, rows, before, after, database=database,
        left_out=left_out(scope, catalog, dropped),
    )  # fmt: skip
