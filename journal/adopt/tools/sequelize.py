"""Sequelize: code that only calls `queryInterface.sequelize.query` with literals, and SQL files of Umzug.

Source: sequelize.org, "Migrations".
"""

import re
from functools import partial

from journal.adopt.history import ForeignFolder, TheirLedger, Tool
from journal.adopt.tools.code import applied_files, code_files, read_code_and_sql

_CALLS = re.compile(r"(?:await\s+|return\s+)*(?:queryInterface\s*\.\s*)?sequelize\s*\.\s*query\s*\(")
_SEQUELIZE = re.compile(r"\bqueryInterface\b|\bsequelize\b")


def fits(listing: ForeignFolder) -> bool:
    """Tell whether a file is code for Sequelize."""
    return any(_SEQUELIZE.search(listing.text(name)) for name in code_files(listing))


TOOL = Tool(
    "sequelize", "Sequelize", fits, partial(read_code_and_sql, calls=_CALLS),
    TheirLedger("SequelizeMeta", ("name",), "name", applied_files), package="sequelize",
)  # fmt: skip
