"""dbmate: `20240101120000_name.sql` with `-- migrate:up` and `-- migrate:down`, in the order of the names.

Source: dbmate's `pkg/dbmate/migration.go`.
"""

import re
from collections.abc import Iterator
from functools import partial

from journal.adopt.history import ForeignFolder, ForeignMigration, Found, NotSql, TheirLedger, Tool, names_in, words_of
from journal.adopt.tools.sections import Markers, has_statements, sections

MARKERS = Markers(
    re.compile(r"^--[ \t]*migrate:up(?=\s|$)[^\n]*", re.MULTILINE),
    re.compile(r"^--[ \t]*migrate:down(?=\s|$)[^\n]*", re.MULTILINE),
)
_NAME = re.compile(r"(\d+)[_-]?(.*)\.sql")
_ALONE = re.compile(r"\btransaction:false\b")


def fits(listing: ForeignFolder) -> bool:
    """Tell whether a file has the marker."""
    return listing.any_has(MARKERS.up, ".sql")


def read(listing: ForeignFolder) -> Iterator[Found]:
    """Yield a migration for each file that begins with a version."""
    for name in listing.ending(".sql"):
        found = _NAME.fullmatch(name)
        if not found:
            continue  # dbmate passes over it
        parts = sections(listing.text(name), MARKERS)
        if parts is None or has_statements(parts.before):
            what = "has SQL above its first marker" if parts else "has no `-- migrate:up`"
            yield NotSql(name, f"{what}, which dbmate refuses")
            continue
        down = parts.down.encode() if parts.down else None
        alone = bool(_ALONE.search(parts.head))
        yield ForeignMigration(name, found[1], words_of(found[2]), parts.up.encode(), down, alone)


TOOL = Tool(
    "dbmate", "dbmate", fits, read,
    TheirLedger("schema_migrations", ("version",), "version", partial(names_in, column="version")),
)  # fmt: skip
