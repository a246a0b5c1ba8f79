"""The rows that migrations insert: read as COPY writes them, and compared by number and value."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import quoted
from journal.dataclass import dataclass

if TYPE_CHECKING:
    from psycopg import Connection

Volatile = Mapping[str, frozenset[str]]
"""The columns of each table whose values differ between two replays of the same files."""

ALL = "*"
"""In place of the columns: even the number of rows differs."""


@dataclass(frozen=True)
class ReadRows:
    """The rows of one table, each with the texts of its columns."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[bytes, ...], ...] = field(repr=False)

    @property
    def count(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    @property
    def sha256(self) -> str:
        """Return the hash of the rows, in an order of their own."""
        return self.without(frozenset())

    def without(self, columns: frozenset[str]) -> str:
        """Return the hash of the rows without these columns."""
        kept = [number for number, name in enumerate(self.columns) if name not in columns]
        lines = sorted(b"\t".join(row[number] for number in kept) for row in self.rows)
        return hashlib.sha256(b"\n".join(lines)).hexdigest()


def read_rows(connection: "Connection[Any]", schema: str, table: str, columns: tuple[str, ...]) -> ReadRows:
    """Read the rows of a table alone, without those of its children."""
    chosen = ", ".join(map(quoted, columns))
    query = f"COPY (SELECT {chosen} FROM ONLY {quoted(schema, table)}) TO STDOUT"  # noqa: S608 - quoted
    with connection.cursor() as cursor, cursor.copy(query.encode()) as copy:
        text = b"".join(map(bytes, copy))
    lines = text.split(b"\n")[:-1]
    return ReadRows(f"{schema}.{table}", columns, tuple(tuple(line.split(b"\t")) for line in lines))


Tables = Mapping[str, ReadRows]


def volatile_columns(first: Tables, second: Tables) -> Volatile:
    """Return what differs between two replays of the same files."""
    found = dict[str, frozenset[str]]()
    for name in first.keys() | second.keys():
        one, other = first.get(name), second.get(name)
        if one is None or other is None or one.count != other.count:
            found[name] = frozenset({ALL})
        elif columns := frozenset(_differing(one, other)):
            found[name] = columns
    return found


def _differing(one: ReadRows, other: ReadRows) -> Iterator[str]:
    for number, name in enumerate(one.columns):
        if sorted(row[number] for row in one.rows) != sorted(row[number] for row in other.rows):
            yield name


def row_differences(before: Tables, after: Tables, volatile: Volatile) -> Iterator[str]:
    """Yield a line for each table whose rows differ, apart from what is volatile."""
    for name in sorted(before.keys() | after.keys()):
        one, other, free = before.get(name), after.get(name), volatile.get(name, frozenset())
        counts = [side.count if side else 0 for side in (one, other)]
        if counts[0] != counts[1]:
            if ALL not in free:
                yield f"{name}: {counts[0]} before, {counts[1]} after"
        elif one is None or other is None:
            yield f"{name}: the rows that were there before the first migration differ"
        elif one and other and one.without(free) != other.without(free):
            yield f"{name}: {counts[0]} before and after, with other values"
