"""Whose hand a migration file is: whether drizzle-kit wrote it and nobody has touched it since. Pure."""

import re
from collections.abc import Sequence

_BEGINS = re.compile(r'[A-Z]+(?: [A-Z]+)* "')
_LINE_AFTER = re.compile(
    r'(?:CREATE TABLE ".*\n\)|(?:CREATE|DROP|ALTER) SCHEMA .*|ALTER TABLE ".*" (?:DROP CONSTRAINT|SET SCHEMA) ".*");\n',
    re.DOTALL,
)


def written_by_drizzle_kit(pieces: Sequence[str]) -> bool:
    """Whether the pieces of a file are as drizzle-kit writes them; a line end after the last statement is an editor's.

    It has one statement between two markers, and begins it with words in capitals and a name in quotes; a line ends
    only after CREATE TABLE, after what is about a schema and after DROP CONSTRAINT. Source: its files.
    """
    first, *others = pieces
    return all(one.startswith("\n") for one in others) and all(map(_is_drizzles, (first, *(one[1:] for one in others))))


def _is_drizzles(piece: str) -> bool:
    if not _BEGINS.match(piece) or "\r" in piece:
        return False
    return piece.endswith(";") or bool(_LINE_AFTER.fullmatch(piece))
