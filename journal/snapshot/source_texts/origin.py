"""Whether drizzle-kit wrote a migration file and it is unedited. Pure."""

import re
from collections.abc import Sequence

_BEGINNING = re.compile(r'[A-Z]+(?: [A-Z]+)* "')
_WITH_LINE_END = re.compile(
    r'(?:CREATE TABLE ".*\n\)|(?:CREATE|DROP|ALTER) SCHEMA .*|ALTER TABLE ".*" (?:DROP CONSTRAINT|SET SCHEMA) ".*");\n',
    re.DOTALL,
)


def written_by_drizzle_kit(pieces: Sequence[str]) -> bool:
    """Tell whether the pieces of a file are as drizzle-kit writes them.

    It has one statement between two markers, which begins with words in capitals and a name in quotes. A line ends
    only after CREATE TABLE, a statement about a schema, DROP CONSTRAINT and SET SCHEMA. Source: its files.
    """
    first, *others = pieces
    if not all(piece.startswith("\n") for piece in others):
        return False
    return all(map(_is_by_kit, (first, *(piece[1:] for piece in others))))


def _is_by_kit(piece: str) -> bool:
    if not _BEGINNING.match(piece) or "\r" in piece:
        return False
    return piece.endswith(";") or bool(_WITH_LINE_END.fullmatch(piece))
