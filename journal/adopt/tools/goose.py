"""goose: `20240101120000_name.sql` or `00001_name.sql` with `-- +goose Up` and `-- +goose Down`, by their numbers.

Source: goose's `internal/sqlparser/parser.go`: annotations are comments of their own line.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from journal.adopt.history import ForeignFolder, ForeignMigration, Found, NotSql, Recorded, TheirLedger, Tool, words_of
from journal.adopt.tools.sections import Markers, sections

_LINE = r"^[ \t]*--[ \t]*\+goose[ \t]+"
MARKERS = Markers(
    re.compile(rf"{_LINE}Up\b[^\n]*", re.MULTILINE | re.IGNORECASE),
    re.compile(rf"{_LINE}Down\b[^\n]*", re.MULTILINE | re.IGNORECASE),
    re.compile(rf"{_LINE}(?:StatementBegin|StatementEnd|NO TRANSACTION)\b[^\n]*\n?", re.MULTILINE | re.IGNORECASE),
)
_ALONE = re.compile(rf"{_LINE}NO TRANSACTION\b", re.MULTILINE | re.IGNORECASE)
_ENVSUB = re.compile(rf"{_LINE}ENVSUB[ \t]+ON\b", re.MULTILINE | re.IGNORECASE)
_NAME = re.compile(r"(\d+)_(.+)\.(?:sql|go)")


def fits(listing: ForeignFolder) -> bool:
    """Tell whether a file has the marker."""
    return listing.any_has(MARKERS.up, ".sql")


def read(listing: ForeignFolder) -> Iterator[Found]:
    """Yield a migration for each file that begins with a number."""
    found = [(name, one) for name in listing.ending(".sql", ".go") if (one := _NAME.fullmatch(name))]
    for name, one in sorted(found, key=lambda pair: int(pair[1][1])):
        if name.endswith(".go"):
            if not name.endswith("_test.go"):
                yield NotSql(name, "is a program in Go")
            continue
        text = listing.text(name)
        parts = sections(text, MARKERS)
        if parts is None or _ENVSUB.search(text):
            yield NotSql(name, "takes values from variables (ENVSUB ON)" if parts else "has no `-- +goose Up`")
            continue
        down = parts.down.encode() if parts.down else None
        alone = bool(_ALONE.search(text))
        yield ForeignMigration(name, str(int(one[1])), words_of(one[2]), parts.up.encode(), down, alone)


def applied(rows: Sequence[Mapping[str, str | None]]) -> Recorded:
    """The last row of a version counts; version 0 is goose's own."""
    last = {str(row["version_id"]): row["is_applied"] for row in rows}
    return Recorded(tuple(version for version, is_applied in last.items() if is_applied == "true" and version != "0"))


TOOL = Tool(
    "goose", "goose", fits, read, TheirLedger("goose_db_version", ("id", "version_id", "is_applied"), "id", applied)
)  # fmt: skip
