"""Knex: SQL files that a migration source of the project sends, and code that only calls `knex.raw` with literals.

Source: knexjs.org, "Migrations".
"""

import re
from functools import partial

from journal.adopt.history import ForeignFolder, TheirLedger, Tool
from journal.adopt.tools.code import applied_files, code_files, read_code_and_sql

_CALLS = re.compile(r"(?:await\s+|return\s+)*(?:knex|trx|db)\s*\.\s*(?:schema\s*\.\s*)?raw\s*\(")
_KNEX = re.compile(r"\bknex\b|\bKnex\b")


def fits(listing: ForeignFolder) -> bool:
    """Tell whether a file is code for Knex."""
    return any(_KNEX.search(listing.text(name)) for name in code_files(listing))


TOOL = Tool(
    "knex", "Knex", fits, partial(read_code_and_sql, calls=_CALLS),
    TheirLedger("knex_migrations", ("id", "name"), "id", applied_files, others=("knex_migrations_lock",)),
    package="knex",
)  # fmt: skip
