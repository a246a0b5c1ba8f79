"""Knex: SQL files that a migration source of the project sends, and code that only calls `knex.raw` with literals.

Source: knexjs.org, "Migrations".
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from journal.adopt.history import ForeignFolder, Found, Recorded, TheirLedger, Tool
from journal.adopt.tools.code import code_files, read_code
from journal.adopt.tools.pairs import number_off, read_pairs, stem

_CALLS = re.compile(r"(?:await\s+|return\s+)*(?:knex|trx|db)\s*\.\s*(?:schema\s*\.\s*)?raw\s*\(")
_KNEX = re.compile(r"\bknex\b|\bKnex\b")


def fits(listing: ForeignFolder) -> bool:
    """Tell whether a file is code for Knex."""
    return any(_KNEX.search(listing.text(name)) for name in code_files(listing))


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
    "knex", "Knex", fits, read,
    TheirLedger("knex_migrations", ("id", "name"), "id", applied, others=("knex_migrations_lock",)), package="knex",
)  # fmt: skip
