"""The ledger of the other tool in a live database, as evidence of what has run. Only reads."""

from collections.abc import Iterator, Sequence
from shlex import quote
from typing import TYPE_CHECKING, Any

from journal.adopt.files import AdoptedEntry, AdoptedFiles
from journal.adopt.history import Recorded, TheirLedger, Tool
from journal.adopt.tools import TOOLS
from journal.catalog.quoting import readable
from journal.connect.relation_safety import READS, check_relation
from journal.dataclass import dataclass
from journal.handback.checklist import Item, counted_words, go, no_go, note
from journal.project.files import FileKind, read_file

if TYPE_CHECKING:
    from psycopg import Connection

_ROWS_READ = 100_000
_TABLES = """
SELECT space.nspname::text, class.relname::text,
       ARRAY (SELECT attname::text FROM pg_catalog.pg_attribute
               WHERE attrelid = class.oid AND attnum > 0 AND NOT attisdropped)
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE class.relkind = 'r' AND class.relname = ANY (%s) AND space.nspname <> 'information_schema'
   AND NOT pg_catalog.starts_with(space.nspname::text, 'pg_')
 ORDER BY 1, 2
"""
_SHOWN = 5


@dataclass(frozen=True)
class TheirEvidence:
    """What the ledger of the tool tells. `patterns` name its tables, which are no part of the history.

    `to`: the tag of the last entry that has run; None where none has, or where the ledger does not tell. `says`: the
    beginning of a sentence about it.
    """

    items: tuple[Item, ...]
    patterns: tuple[str, ...] = ()
    exists: bool = False
    to: str | None = None
    says: str = "The other ledger records"


def read_evidence(connection: "Connection[Any]", tool: Tool, planned: AdoptedFiles) -> TheirEvidence:
    """Read the ledger of the tool. Raises RelationUnsafe for a table whose reading runs the code of others."""
    ledger, entries = tool.ledger, planned.entries
    places, _ = _places(connection, ledger)
    patterns = their_tables(connection)
    if not places:
        message = f"There is no {ledger.table} of {tool.title} in the database, so its schema alone tells what has run."
        others = [one.title for one in TOOLS.values() if _places(connection, one.ledger)[0]]
        way = f"It has the ledger of {' and of '.join(others)}: is that the folder to adopt?" if others else ""
        return TheirEvidence((note("their-ledger", message, way),), patterns)
    if len(places) > 1:
        names = ", ".join(".".join(one) for one in places)
        way = "Name the role whose search_path has one of them, or drop the one that is not used."
        return TheirEvidence((no_go("their-ledger", f"There are several: {names}.", way),), patterns, exists=True)
    (place,) = places
    check_relation(connection, *place, READS)
    recorded = ledger.applied(_rows(connection, ledger, place))
    shown = ".".join(place)
    wrong = tuple(_wrong(tool, shown, recorded, entries))
    count = _count(recorded, entries)
    if wrong:
        return TheirEvidence(wrong, patterns, exists=True)
    to = entries[count - 1].tag if count else None
    what = counted_words(count, "migration that has run", "migrations that have run")
    item = go("their-ledger", f"{shown} of {tool.title} has {what}, of {len(entries)}{f': up to {to}' if to else ''}.")
    return TheirEvidence((item, *_remarks(tool, shown, recorded, planned)), patterns, exists=True, to=to)


def their_tables(connection: "Connection[Any]") -> tuple[str, ...]:
    """Return patterns of the tables in which known tools record what they have run: they are no part of a history."""
    found = (pattern for tool in TOOLS.values() for pattern in _places(connection, tool.ledger)[1])
    return tuple(dict.fromkeys(found))


def _places(connection: "Connection[Any]", ledger: TheirLedger) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """Return the tables that a ledger may be, and patterns of them and the tables beside them."""
    rows = connection.execute(_TABLES, ([ledger.table, *ledger.others],)).fetchall()
    found = [one for one in rows if ledger.schema in (None, one[0])]
    places = [(schema, table) for schema, table, columns in found if table == ledger.table and _has(ledger, columns)]
    schemas = {schema for schema, _ in places}
    more = [(schema, table) for schema, table, _ in found if table != ledger.table and schema in schemas]
    own = [f"schema:{ledger.schema}"] if ledger.schema in schemas and ledger.schema else []
    return places, (*(f"table:{readable(place)}" for place in (*places, *more)), *own)


def _has(ledger: TheirLedger, columns: Sequence[str]) -> bool:
    return set(ledger.columns) <= set(columns)


def _rows(connection: "Connection[Any]", ledger: TheirLedger, place: tuple[str, str]) -> list[dict[str, str | None]]:
    from psycopg import sql

    columns = [sql.SQL("{}::pg_catalog.text").format(sql.Identifier(name)) for name in ledger.columns]
    query = sql.SQL("SELECT {} FROM ONLY {} ORDER BY {} LIMIT {}").format(
        sql.SQL(", ").join(columns), sql.Identifier(*place), sql.Identifier(ledger.order), sql.Literal(_ROWS_READ)
    )
    return [dict(zip(ledger.columns, row, strict=True)) for row in connection.execute(query).fetchall()]


def _count(recorded: Recorded, entries: Sequence[AdoptedEntry]) -> int:
    """Return the number of the last entry that is recorded, or that the baseline of the ledger stands for."""
    keys = {*recorded.keys, recorded.up_to}
    return max((number for number, one in enumerate(entries, 1) if one.key in keys), default=0)


def _wrong(tool: Tool, shown: str, recorded: Recorded, entries: Sequence[AdoptedEntry]) -> Iterator[Item]:
    """Yield failed rows, rows without a file, and entries that have not run although later ones have."""
    if recorded.failed:
        way = f"Repair it with {tool.title} first: it has to say of each migration whether it has run."
        yield no_go("their-ledger", f"{shown} has a migration that is not done.", way, *recorded.failed)
    known = [one.key for one in entries]
    if strange := [key for key in recorded.keys if key not in known]:
        rows = counted_words(len(strange), "migration that is", "migrations that are")
        yield no_go(
            "their-ledger", f"{shown} records {rows} not in the folder: {_some(strange)}.",
            "Get the version of the folder that this database has run.",
        )  # fmt: skip
    start = known.index(recorded.up_to) + 1 if recorded.up_to in known else 0
    pending = [one.file for one in entries[start : _count(recorded, entries)] if one.key not in recorded.keys]
    if pending:
        last = entries[_count(recorded, entries) - 1].file
        yield no_go(
            "their-ledger", f"{shown} does not record {_some(pending)}, but {last}, which is later.",
            f"Apply what is missing with {tool.title} first.",
        )  # fmt: skip


def _remarks(tool: Tool, shown: str, recorded: Recorded, planned: AdoptedFiles) -> Iterator[Item]:
    """Yield rows that do not count, and files that have changed since they ran."""
    files = {one.key: one for one in planned.entries}
    if undone := [files[key].file if key in files else key for key in recorded.undone]:
        rows = counted_words(len(undone), "migration that was", "migrations that were")
        yield note("undone", f"{shown} has {rows} rolled back and not applied again: {_some(undone)}.", "")
    known = ((files[key], value) for key, value in recorded.checksums.items() if value and key in files)
    edited = [
        one.file for one, value in known if tool.checksums and value not in tool.checksums(_content(planned, one))
    ]
    if edited:
        count = counted_words(len(edited), "file is", "files are")
        yield note(
            "edited", f"{count} not what has run: {shown} has another checksum for {_some(edited)}.",
            "The comparison of the schemas decides. It does not see rows that a migration inserts or changes: to see "
            f"what was edited: git log -p -- {quote(edited[0])}",
        )  # fmt: skip


def _content(planned: AdoptedFiles, one: AdoptedEntry) -> bytes:
    return read_file(planned.sources[one.tag], FileKind.SQL)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
