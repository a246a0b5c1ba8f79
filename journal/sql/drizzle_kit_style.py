"""Whose style SQL has: that of drizzle-kit, or another."""

import re
from collections.abc import Sequence

_BEGINNING = re.compile(r'[A-Z]+(?: [A-Z]+)* "')
_WITH_LINE_END = re.compile(
    r'(?:CREATE TABLE ".*\n\)|(?:CREATE|DROP|ALTER) SCHEMA .*|ALTER TABLE ".*" (?:DROP CONSTRAINT|SET SCHEMA) ".*");\n',
    re.DOTALL,
)
_IN_BLOCK = re.compile(
    r"DO \$\$ BEGIN\n (?P<statement>(?:CREATE TYPE|ALTER TABLE) [^\n]*;)\n"
    r"EXCEPTION\n WHEN duplicate_object THEN null;\nEND \$\$;\n"
)
_STATEMENT_OF_KIT = re.compile(
    r'CREATE TABLE (?:IF NOT EXISTS )?"[^\n]*" \(\n\t"[^\n"]+" [a-z"]'
    r'|ALTER TABLE "[^\n]*" (?:ADD COLUMN (?:IF NOT EXISTS )?"[^\n"]+" [a-z"]|ALTER COLUMN "[^\n"]+" SET )'
    r'|CREATE (?:UNIQUE )?INDEX (?:CONCURRENTLY )?"[^\n"]+" ON "[^\n]*" USING '
)
_DEFINES_COLUMNS = re.compile(r"CREATE\s+TABLE|ALTER\s+TABLE\s+\S+\s+ADD\s+COLUMN", re.IGNORECASE)


def written_by_drizzle_kit(pieces: Sequence[str]) -> bool:
    """Tell whether the pieces of a file are as drizzle-kit writes them.

    It has one statement between two markers, which begins with words in capitals and a name in quotes. A line ends
    only after CREATE TABLE, a statement about a schema, DROP CONSTRAINT and SET SCHEMA. Before 0.29 it wrote enums and
    foreign keys inside a DO block. Source: its files.
    """
    first, *others = pieces
    if not all(piece.startswith("\n") for piece in others):
        return False
    return all(map(_is_of_drizzle_kit, (first, *(piece[1:] for piece in others))))


def generated_by_drizzle_kit(pieces: Sequence[str]) -> bool:
    """Tell whether drizzle-kit certainly wrote a file: each piece is as it writes them, and one as nobody else does."""
    return written_by_drizzle_kit(pieces) and any(is_in_style_of_drizzle_kit(piece.strip()) for piece in pieces)


def _is_of_drizzle_kit(piece: str) -> bool:
    if block := _IN_BLOCK.fullmatch(piece):
        piece = block["statement"]
    is_complete = piece.endswith(";") or _WITH_LINE_END.fullmatch(piece)
    return bool(_BEGINNING.match(piece) and "\r" not in piece and is_complete)


def is_in_style_of_drizzle_kit(statement: str) -> bool:
    """Tell whether a CREATE TABLE, ALTER TABLE or CREATE INDEX is as drizzle-kit writes it, in a file that was edited.

    It quotes every name, indents with a tab, has types in small letters, DEFAULT before NOT NULL, and the method of an
    index.
    """
    return bool(_STATEMENT_OF_KIT.match(statement)) and " NOT NULL DEFAULT " not in statement


def defines_columns_by_hand(statement: str) -> bool:
    """Tell whether a statement defines columns as drizzle-kit never writes them, such as `ADD COLUMN "a" DATE`."""
    return bool(_DEFINES_COLUMNS.match(statement)) and not is_in_style_of_drizzle_kit(statement)
