"""node-pg-migrate: `1700000000000_name.sql` with `-- Up Migration`, pairs of files, or code that calls `pgm.sql`.

Source: its `sqlMigration.js` and `migrationLoader.js`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from journal.adopt.history import ForeignFolder, ForeignMigration, Found, Recorded, TheirLedger, Tool
from journal.adopt.tools.code import code_files, read_code
from journal.adopt.tools.pairs import number_off, read_pairs, stem
from journal.adopt.tools.sections import Markers, sections

MARKERS = Markers(
    re.compile(r"^[ \t]*--[\s-]*up\s+migration[^\n]*", re.MULTILINE | re.IGNORECASE),
    re.compile(r"^[ \t]*--[\s-]*down\s+migration[^\n]*", re.MULTILINE | re.IGNORECASE),
)
_CALLS = re.compile(r"(?:await\s+|return\s+)?pgm\s*\.\s*sql\s*\(")
_PGM = re.compile(r"\bpgm\b")
_UTC = re.compile(r"(\d{14})\d{3}(?=\D)")


def fits(listing: ForeignFolder) -> bool:
    """Tell whether a file has the marker, or is code for it."""
    if listing.any_has(MARKERS.up, ".sql"):
        return True
    return any(_PGM.search(listing.text(name)) for name in code_files(listing))


def read(listing: ForeignFolder) -> Iterator[Found]:
    """Yield a migration for each file, in the order of their numbers."""
    code = read_code(listing, code_files(listing), _CALLS, _key_and_words)
    found = [*(_without_markers(one) for one in read_pairs(listing)), *code]
    yield from sorted(found, key=lambda one: (_number(one.file), one.file))


def _without_markers(found: Found) -> Found:
    if not isinstance(found, ForeignMigration) or found.others:
        return found
    parts = sections(found.up.decode(errors="surrogateescape"), MARKERS)
    if parts is None:
        return found
    up, down = parts.up.encode(errors="surrogateescape"), parts.down
    return ForeignMigration(
        found.file, found.key, found.words, up, down.encode(errors="surrogateescape") if down else None
    )


def _number(name: str) -> int:
    digits = re.match(r"\d+", _UTC.sub(r"\1", name))
    return int(digits[0]) if digits else 0


def _key_and_words(name: str, text: str) -> tuple[str, str]:
    return stem(name), number_off(name)


def applied(rows: Sequence[Mapping[str, str | None]]) -> Recorded:
    """Every row has run. Its name has no ending."""
    return Recorded(tuple(str(row["name"]) for row in rows))


TOOL = Tool(
    "node-pg-migrate", "node-pg-migrate", fits, read, TheirLedger("pgmigrations", ("id", "name"), "id", applied),
    package="node-pg-migrate",
)  # fmt: skip
