"""TypeORM: `1700000000000-Name.ts` with a class whose `up` and `down` only call `queryRunner.query` with literals.

Source: typeorm.io, "Migrations": it generates such files; the ledger has the name of the class, or its `name`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from journal.adopt.history import ForeignFolder, Found, Recorded, TheirLedger, Tool, words_of
from journal.adopt.tools.code import code_files, read_code
from journal.adopt.tools.pairs import stem

_CALLS = re.compile(r"(?:await\s+|return\s+)*queryRunner\s*\.\s*query\s*\(")
_RUNNER = re.compile(r"\bqueryRunner\b|\bMigrationInterface\b")
_CLASS = re.compile(r"\bclass\s+([\w$]+)")
_NAME = re.compile(r"""(?:^|[\s;{.])name\s*(?::\s*string\s*)?=\s*['"`]([^'"`]+)['"`]""")


def fits(listing: ForeignFolder) -> bool:
    """Tell whether a file is code for TypeORM."""
    return any(_RUNNER.search(listing.text(name)) for name in code_files(listing))


def read(listing: ForeignFolder) -> Iterator[Found]:
    """Yield a migration for each file, in the order of the moments in their names."""
    files = sorted(code_files(listing), key=lambda name: (int((re.match(r"\d+", name) or ["0"])[0]), name))
    yield from read_code(listing, files, _CALLS, _key_and_words)


def _key_and_words(name: str, text: str) -> tuple[str, str]:
    found = _NAME.search(text) or _CLASS.search(text)
    return found[1] if found else stem(name), words_of(re.sub(r"^\d+[_-]*", "", stem(name)))


def applied(rows: Sequence[Mapping[str, str | None]]) -> Recorded:
    """Every row has run. Its name is that of the class."""
    return Recorded(tuple(str(row["name"]) for row in rows))


TOOL = Tool(
    "typeorm", "TypeORM", fits, read, TheirLedger("migrations", ("id", "timestamp", "name"), "id", applied)
)  # fmt: skip
