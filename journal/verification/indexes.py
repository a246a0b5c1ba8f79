"""The indexes of a database that are there and serve no query."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import readable

if TYPE_CHECKING:
    from psycopg import Connection

_INVALID = """
SELECT space.nspname::text, class.relname::text FROM pg_catalog.pg_index
  JOIN pg_catalog.pg_class AS class ON class.oid = indexrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE NOT (indisvalid AND indisready AND indislive) AND space.nspname !~ '^(pg_|information_schema$)'
 ORDER BY 1, 2
"""


def invalid_indexes(connection: "Connection[Any]", ignore: Sequence[str] = ()) -> tuple[str, ...]:
    """The names of those that CREATE INDEX CONCURRENTLY, or a partition that lacks its part, has left invalid."""
    names = (readable(row) for row in connection.execute(_INVALID).fetchall())
    return tuple(name for name in names if not any(_is_meant(name, pattern) for pattern in ignore))


def _is_meant(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern) or fnmatchcase(f"index:{name}", pattern)
