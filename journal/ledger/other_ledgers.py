"""The tables in which another runner records these files: found by their names or by what is in them.

Such a table may belong to anybody, so each is looked at in pg_catalog before it is read, and only so many tables and
rows are read.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any

from journal.connect.relation_safety import COUNTS, KINDS, RelationUnsafe, check_relation
from journal.connect.search_path import user_schemas
from journal.connect.session import server_message
from journal.dataclass import dataclass
from journal.errors import Note, Severity
from journal.folder.read import Folder
from journal.ledger.manual_columns import COLUMNS, ManualTableUnusable, columns_by_meaning
from journal.ledger.manual_table import ManualTable, number_of, plain_name
from journal.project.manual_ledger import ManualLedger
from journal.project.settings import Settings
from journal.project.settings_table import FILE_NAME

if TYPE_CHECKING:
    from psycopg import Connection, sql

_KNOWN = (
    "schema_migrations", "pgmigrations", "_prisma_migrations", "knex_migrations", "flyway_schema_history",
    "goose_db_version", "atlas_schema_revisions",
)  # fmt: skip
_HINT = re.compile(r"migrat|schema.?version|schema.?history|change.?log|ledger|revision|patch|evolution", re.I)
_NUMBERS = ("version", "version_id")
_OWN = re.compile(r"_manual_migrations_position|_backup_.*|.*__drizzle_migrations.*")
_FILES = re.compile(r"file|script|migration|version|tag", re.I)
_TABLES_READ, _ROWS_READ, _PAGES, _NARROW = 8, 10_000, 200, 3
_COLUMNS_READ = 8
_ONLY_NEWEST = "dirty"  # a column of golang-migrate, which keeps the newest version alone
_LONG = 8  # digits: a date, or more; shorter numbers are everybody's

# Only PostgreSQL's own types of text and whole numbers, whose reading calls no other function.
_TABLES = """
SELECT space.nspname::text, class.relname::text,
       pg_catalog.has_schema_privilege(space.oid, 'USAGE') AND pg_catalog.has_table_privilege(class.oid, 'SELECT'),
       ARRAY (SELECT attname::text FROM pg_catalog.pg_attribute
               WHERE attrelid = class.oid AND attnum > 0 AND NOT attisdropped
                 AND atttypid IN ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype, 'name'::regtype,
                                  'int4'::regtype, 'int8'::regtype, 'numeric'::regtype) ORDER BY attnum),
       class.relpages <= %s AND class.relnatts <= %s, class.oid::bigint
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE class.relkind = 'r' AND class.relpersistence <> 't' AND space.nspname <> 'information_schema'
   AND NOT pg_catalog.starts_with(space.nspname::text, 'pg_')
 ORDER BY class.relnatts, class.relpages, 1, 2
"""
# The first that are neither empty nor locked, since a table of another name is not waited for. To learn the size, the
# server loads all about a table, so it is asked one after the other until there are enough.
_FILLED = """
SELECT one.oid::bigint FROM pg_catalog.unnest(%s::oid[]) AS one (oid)
 WHERE CASE WHEN NOT EXISTS (
         SELECT FROM pg_catalog.pg_locks WHERE relation = one.oid AND mode = 'AccessExclusiveLock' AND granted)
       THEN pg_catalog.pg_relation_size(one.oid) > 0 ELSE false END
 LIMIT %s
"""
_VIEWS = """
SELECT space.nspname::text, class.relname::text, class.relkind::text
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE class.relkind IN ('v', 'm', 'f') AND space.nspname <> 'information_schema'
   AND NOT pg_catalog.starts_with(space.nspname::text, 'pg_') AND class.relname::text ~* %s
 ORDER BY 1, 2 LIMIT 100
"""
_OF_MIGRATIONS = "migration|schema.?version|schema.?history"  # fewer words than of tables: a view of a ledger is common
_VALUE = "{}::pg_catalog.text"
_FILE_NAME = r"pg_catalog.regexp_replace(pg_catalog.left({}::pg_catalog.text, 300), '^.*/', '')"


@dataclass(frozen=True)
class OtherLedger:
    """A table that records files of this folder by their names in a `column`, and their `tags`.

    `unusable`: why `drizzle-journal run` could not record files there; empty where it could.
    """

    schema: str
    table: str
    column: str
    tags: frozenset[str]
    unusable: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.table}"

    def has(self, filename: str) -> bool:
        """Tell whether a file is recorded, with or without its `.sql`."""
        return filename.removesuffix(".sql") in self.tags


@dataclass(frozen=True)
class OtherLedgers:
    """What was found, the one with the most files first. `notes`: tables that may be such, and could not be read.

    `views` are notes on views with such a name. No view is read: its code would run with the rights of this session.
    """

    found: tuple[OtherLedger, ...] = ()
    notes: tuple[Note, ...] = ()
    views: tuple[Note, ...] = ()

    @property
    def places(self) -> frozenset[tuple[str, str]]:
        """The schema and name of each."""
        return frozenset((one.schema, one.table) for one in self.found)

    def has(self, filename: str) -> bool:
        """Tell whether one of them records a file."""
        return any(one.has(filename) for one in self.found)


def read_other_ledgers(connection: "Connection[Any]", folder: Folder, used: ManualTable | None = None) -> OtherLedgers:
    """Return the tables that record files of the folder, except Drizzle's ledger, the one in use and excluded ones.

    The session is ours (pinned).
    """
    names = _Names.of(folder)
    if not names.tags:
        return OtherLedgers()
    path = cache(partial(user_schemas, connection))  # it takes another session
    found, notes = list[OtherLedger](), list[Note]()
    for one in _candidates(connection, folder.settings, used):
        try:
            found += one.read(connection, names, path)
        except _Unreadable as reason:
            if one.hinted and one.schema in path():  # elsewhere it is the business of others
                notes.append(_unread(one, str(reason)))
    views = tuple(_view_notes(connection, folder.settings))
    return OtherLedgers(tuple(sorted(found, key=lambda one: -len(one.tags))), tuple(notes), views)


def _view_notes(connection: "Connection[Any]", settings: Settings) -> Iterator[Note]:
    for schema, name, kind in connection.execute(_VIEWS, (_OF_MIGRATIONS,)).fetchall():
        place = f"{schema}.{name}"
        if place not in settings.manual.not_ledgers:
            message = f"{place} is a {KINDS[kind]}, and may show what another runner has run. It was not read, and is "
            message += "not adopted as a ledger."
            help_ = f'If it shows none of these migrations: manual = {{ not_ledgers = ["{place}"] }} in {FILE_NAME}'
            yield Note("ledger-view", message, help_, severity=Severity.NOTE)


def _candidates(connection: "Connection[Any]", settings: Settings, used: ManualTable | None) -> Iterator["_Candidate"]:
    """Yield the tables with the name of a ledger, then some small ones of another name."""
    mine = {(settings.ledger.schema, settings.ledger.table), (used.schema, used.table) if used else ()}
    others = list[tuple[int, _Candidate]]()
    for schema, table, readable, columns, small, oid in connection.execute(_TABLES, (_PAGES, _COLUMNS_READ)).fetchall():
        is_mine = (schema, table) in mine or f"{schema}.{table}" in settings.manual.not_ledgers
        if columns and not is_mine and not _OWN.fullmatch(table):
            one = _Candidate(schema, table, bool(readable), columns[:_COLUMNS_READ])
            if one.hinted:
                yield one
            elif small and readable and (len(columns) <= _NARROW or one.has_files):
                others.append((oid, one))
    others.sort(key=lambda other: not other[1].has_files)
    found = connection.execute(_FILLED, ([oid for oid, _ in others], _TABLES_READ)).fetchall() if others else ()
    filled = frozenset(oid for (oid,) in found)
    yield from (one for oid, one in others if oid in filled)


class _Unreadable(Exception):
    """Why a table is not read."""


@dataclass(frozen=True)
class _Names:
    """The names by which files are recorded, and their tags."""

    tags: Mapping[str, str]
    numbers: Mapping[str, str]

    @classmethod
    def of(cls, folder: Folder) -> "_Names":
        tags = [one.tag for one in folder.forwards]
        numbers = {number: tag for tag in reversed(tags) if (number := number_of(plain_name(tag)))}
        return cls({plain_name(tag): tag for tag in tags}, numbers)

    @cached_property
    def recorded(self) -> list[str]:
        """Everything that a table may have for one of them."""
        files = [f"{name}{ending}" for name in self.tags for ending in ("", ".sql")]
        return [*files, *self.numbers, *(str(int(number)) for number in self.numbers)]

    def by_number(self, values: Collection[str], *, whole: bool, short: bool) -> Iterator[str]:
        """Yield the tags of recorded numbers; goose has a row 0 of its own. `whole`: they have lost leading zeros."""
        known = {str(int(number)) if whole else number: tag for number, tag in self.numbers.items()}
        return (known[one] for one in values if one in known and int(one) and (short or len(one) >= _LONG))

    def up_to(self, tags: Collection[str]) -> frozenset[str]:
        """Return the tags of all files with numbers up to the highest of these."""
        order = {tag: int(number) for number, tag in self.numbers.items()}
        newest = max((order.get(tag, 0) for tag in tags), default=0)
        return frozenset(tag for tag, number in order.items() if 0 < number <= newest)


@dataclass(frozen=True)
class _Candidate:
    schema: str
    table: str
    readable: bool
    columns: Sequence[str]

    @property
    def hinted(self) -> bool:
        """Whether its name is that of a ledger."""
        return _HINT.search(self.table) is not None

    @property
    def has_files(self) -> bool:
        """Whether a column has a name for files."""
        return any(map(_FILES.search, self.columns))

    def read(
        self, connection: "Connection[Any]", names: _Names, path: Callable[[], Sequence[str]]
    ) -> Iterator[OtherLedger]:
        """Yield it where it records files: by name, or in a known table by their numbers. Raises _Unreadable."""
        import psycopg

        if not self.readable:
            raise _Unreadable("this role may not SELECT from it")
        try:
            with connection.transaction():
                check_relation(connection, self.schema, self.table, COUNTS)
                count, *values = connection.execute(*self._query(names)).fetchone() or (0,)
                columns = connection.execute(COLUMNS, (self.schema, self.table)).fetchall()
        except RelationUnsafe as unsafe:
            raise _Unreadable(unsafe.message.partition("is not used, because ")[2].rstrip(".")) from None
        except psycopg.errors.InsufficientPrivilege as error:
            raise _Unreadable(server_message(error)) from None
        whole = {name for name, category, _ in columns if category == "N"}
        matched = {
            column: self._tags(column, names, found or (), path, whole=column in whole)
            for column, found in zip(self.columns, values, strict=True)
        }
        best = max(self.columns, key=lambda column: len(matched[column]))
        tags = matched[best]
        if self.table in _KNOWN and _ONLY_NEWEST in (name for name, *_ in columns):
            tags = names.up_to(tags)
        if tags and (self.hinted or len(tags) * 2 >= count):
            yield OtherLedger(self.schema, self.table, best, tags, self._unusable(columns, best))

    def _tags(
        self, column: str, names: _Names, values: Collection[str], path: Callable[[], Sequence[str]], *, whole: bool
    ) -> frozenset[str]:
        tags = {names.tags[plain] for plain in map(plain_name, values) if plain in names.tags}
        if not tags and values and self._has_numbers(column):
            tags = set(names.by_number(values, whole=whole, short=self.schema in path()))
        return frozenset(tags)

    def _has_numbers(self, column: str) -> bool:
        return self.table in _KNOWN and column in _NUMBERS

    def _query(self, names: _Names) -> tuple["sql.Composed", dict[str, list[str]]]:
        """Return the query for the number of rows, and for each column the values that are names of files."""
        from psycopg import sql

        columns = [sql.Identifier(column) for column in self.columns]
        values = [sql.SQL(_FILE_NAME if self.hinted else _VALUE).format(column) for column in columns]
        each = sql.SQL("pg_catalog.array_agg(DISTINCT {0}) FILTER (WHERE {0} = ANY (%(names)s::pg_catalog.text[]))")
        found = [each.format(value) for value in values]
        query = sql.SQL("SELECT {} FROM (SELECT {} FROM ONLY {} LIMIT {}) AS part").format(
            sql.SQL(", ").join([sql.SQL("pg_catalog.count(*)"), *found]),
            sql.SQL(", ").join(columns),
            sql.Identifier(self.schema, self.table),
            sql.Literal(_ROWS_READ),
        )
        return query, {"names": names.recorded}

    def _unusable(self, columns: Sequence[tuple[Any, ...]], name: str) -> str:
        try:
            own = columns_by_meaning(ManualLedger(self.schema, self.table), columns)["name"]
        except ManualTableUnusable as unusable:
            return unusable.message
        return "" if own == name else f"its names are in {name}, and {own} looks like the column for them."


def _unread(one: _Candidate, reason: str) -> Note:
    message = f"{one.schema}.{one.table} may record these migrations, and was not read: {reason}."
    help_ = f'Let this role read it; or, if it does not: manual = {{ not_ledgers = ["{one.schema}.{one.table}"] }}'
    return Note("ledger-not-read", message, f"{help_} in {FILE_NAME}", severity=Severity.NOTE)
