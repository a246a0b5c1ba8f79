"""Sequelize: code that only calls `queryInterface.sequelize.query` with literals, and SQL files of Umzug.

Source: sequelize.org, "Migrations".
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from journal.adopt.history import ForeignFolder, Found, Recorded, TheirLedger, Tool
from journal.adopt.tools.code import code_files, read_code
from journal.adopt.tools.pairs import number_off, read_pairs, stem

_CALLS = re.compile(r"(?:await\s+|return\s+)*(?:queryInterface\s*\.\s*)?sequelize\s*\.\s*query\s*\(")
_SEQUELIZE = re.compile(r"\bqueryInterface\b|\bsequelize\b")


def fits(listing: ForeignFolder) -> bool:
    """Tell whether a file is code for Sequelize."""
    return any(_SEQUELIZE.search(listing.text(name)) for name in code_files(listing))


def read(listing: ForeignFolder) -> Iterator[Found]:
    """Yield a migration for each file, in the order of their names."""
    code = read_code(listing, code_files(listing), _CALLS, _key_and_words)
    yield from sorted([*read_pairs(listing), *code], key=lambda one: one.file)


def _key_and_words(name: str, text: str) -> tuple[str, str]:
    return stem(name), number_off(name)


def applied(rows: Sequence[Mapping[str, str | None]]) -> Recorded:
    """Every row has run. Its name is that of the file, with its ending."""
    return Recorded(tuple(stem(str(row["name"])) for row in rows))


TOOL = Tool(
    "sequelize", "Sequelize", fits, read, TheirLedger("SequelizeMeta", ("name",), "name", applied), package="sequelize",
)  # fmt: skip
