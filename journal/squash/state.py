"""The schema and the rows after the first entries of a journal, read from a replay."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journal.baseline.dump_text import DumpEntry, entries_without
from journal.baseline.dumper import DumpScope, dumper_of_server, pg_dump_for
from journal.baseline.source import Comparable, DatabaseContents
from journal.catalog.exclusions import without_assumed
from journal.catalog.quoting import quoted
from journal.catalog.read import read_schema
from journal.catalog.values import EMPTY, Key, Schema, Table
from journal.catalog.values import Sequence as NumberSequence
from journal.connect.temporary import connect
from journal.dataclass import dataclass
from journal.folder.entries import Entry
from journal.rebuild.database import Recipe
from journal.rebuild.schemas import Replays
from journal.server.provider import Provider
from journal.server.seed import furnish, texts_of
from journal.squash.rows import ReadRows, Tables, read_rows

if TYPE_CHECKING:
    from psycopg import Connection

_OF_DATABASE = """
WITH own AS (SELECT * FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
SELECT pg_catalog.concat_ws(' ', 'setting', pg_catalog.unnest(setconfig), NULLIF(setrole, 0)::pg_catalog.regrole)
  FROM pg_catalog.pg_db_role_setting JOIN own ON own.oid = setdatabase
UNION ALL SELECT 'grant ' || pg_catalog.unnest(datacl) FROM own
UNION ALL SELECT 'comment ' || pg_catalog.shobj_description(oid, 'pg_database') FROM own
UNION ALL SELECT 'subscription ' || subname FROM pg_catalog.pg_subscription JOIN own ON own.oid = subdbid
UNION ALL SELECT pg_catalog.concat_ws(' ', 'label of', objname, provider, label) FROM pg_catalog.pg_seclabels"""
_VALUE = "SELECT is_called OR last_value <> {} FROM {}"


@dataclass(frozen=True)
class ReplayedState:
    """What a replay has: `schema` without what was there before the first entry, and our own tables.

    `tables`: those with rows. `owners`: the role that owns each object, where it is not the one of the migrations.
    `of_database`: what no dump has, such as settings and grants of the database.
    """

    contents: DatabaseContents = field(repr=False)
    schema: Schema = field(repr=False)
    tables: Tables = field(default_factory=dict)
    owners: Mapping[Key, str] = field(default_factory=dict)
    of_database: frozenset[str] = frozenset()

    @property
    def sequences(self) -> Mapping[str, str]:
        """Return what sets the value of each sequence that is not at its beginning."""
        return {f"{one.schema}.{one.name}": one.text for one in self.contents.rows if one.type == "SEQUENCE SET"}


@dataclass(frozen=True)
class StateBefore:
    """What is there before the first entry, by the seed SQL. `entries`: those of pg_dump; `tables`: those with rows."""

    schema: Schema = EMPTY
    entries: Sequence[DumpEntry] = ()
    tables: Tables = field(default_factory=dict)

    @classmethod
    def of(cls, recipe: Recipe, provider: Callable[[], Provider], scope: DumpScope, folder: Path) -> "StateBefore":
        """Run the seed SQL on a temporary server, and read it. Raises what that and pg_dump raise."""
        texts = texts_of(recipe.seed)
        if not texts:
            return cls()
        with provider().start() as server:
            furnish(server, texts)
            with connect(server.admin or server.conninfo) as connection:
                schema = read_schema(connection)
                tables = {one.table: one for one in _tables(connection, schema) if one.rows}
            entries = dumper_of_server(server, pg_dump_for(server.version), scope).schema(folder)
        return cls(schema, entries, tables)

    def added_to(self, entries: Sequence[DumpEntry]) -> tuple[DumpEntry, ...]:
        """Return the entries of a later dump that were not there so before."""
        return entries_without(entries, self.entries)


@dataclass(frozen=True)
class StateReader:
    """How a state is read. `is_left_out`: tells of a table whether its rows are left out."""

    scope: DumpScope
    before: StateBefore
    folder: Path
    is_left_out: Callable[[str], bool] = lambda name: False

    def after(self, replays: Replays, entries: Sequence[Entry]) -> ReplayedState:
        """Replay these first entries of the journal, and read the database. Raises what a replay and pg_dump raise."""
        comparable = Comparable(replays.folder.settings.ledger, self.scope)
        with replays.running(entries) as replayed:
            server = replayed.server
            with connect(server.conninfo) as connection:
                catalog, user = read_schema(connection), connection.info.user
            ours = comparable.of(catalog)
            with connect(server.admin or server.conninfo) as connection:  # row security hides rows from others
                tables = {one.table: one for one in _tables(connection, ours) if self._is_new(one)}
                used = [*self._used_sequences(connection, ours)]
                of_database = frozenset(str(one[0]) for one in connection.execute(_OF_DATABASE.encode()) if one[0])
            kept = [one for name, one in tables.items() if not self.is_left_out(name)]
            patterns = [quoted(*one.table.split(".", 1)) for one in kept]
            dumper = dumper_of_server(server, pg_dump_for(server.version), replace(self.scope, data=(*patterns, *used)))
            dump = self.before.added_to(dumper.schema(self.folder))
            contents = DatabaseContents(server.version, dumper.client, catalog, dump, dumper.data(self.folder), (), ())
        schema = without_assumed(self.before.schema, ours, ours)[0]
        owners = {key: name for key, name in catalog.owners.items() if name != user and key in schema.objects}
        return ReplayedState(contents, schema, tables, owners, of_database)

    def _is_new(self, rows: ReadRows) -> bool:
        before = self.before.tables.get(rows.table)
        return rows.sha256 != before.sha256 if before else bool(rows.rows)

    def _used_sequences(self, connection: "Connection[Any]", schema: Schema) -> Iterator[str]:
        """Yield the patterns of the sequences that have another value than at their beginning."""
        for one in schema.by_kind.get("sequence", ()):
            if isinstance(one, NumberSequence):
                name = quoted(one.schema, one.name)
                found = connection.execute(_VALUE.format(one.start, name).encode()).fetchone()
                if found and found[0]:
                    yield name


def _tables(connection: "Connection[Any]", schema: Schema) -> Iterator[ReadRows]:
    """Yield the rows of every table, also of those that are empty."""
    for one in schema.by_kind.get("table", ()):
        if isinstance(one, Table) and not one.foreign:
            yield read_rows(connection, one.schema, one.name, schema.positions.get(one.key, ()))
