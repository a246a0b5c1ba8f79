"""What pg_dump and psql leave in a piece that is no SQL, and whether the piece would parse without it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from journal.rules.support.script import ParsedMigration
from journal.sql.parsed import ParsedPiece, SyntaxProblem
from journal.sql.parser import is_limit, spans

if TYPE_CHECKING:
    import postgast

_COPY = re.compile(r"^[ \t]*(copy\s[^;]*\sfrom\s+stdin\b)", re.IGNORECASE | re.MULTILINE)
_END_OF_DATA = re.compile(r"^\\\.[^\n]*$", re.MULTILINE)
_MOST = 500
_MOST_CHARACTERS = 20_000_000  # each look begins at the first again


@dataclass(frozen=True)
class Foreign:
    """`commands` are psql's own, `copies` are COPY statements with their data; `problem` is what is left without them.

    All offsets are in characters of the piece.
    """

    commands: tuple[int, ...]
    copies: tuple[int, ...]
    problem: SyntaxProblem | None


def foreign_in(script: ParsedMigration) -> Iterator[tuple[ParsedPiece, Foreign]]:
    """Each piece that does not parse, with the foreign things in it."""
    for piece in script.pieces:
        if piece.problem:
            yield piece, foreign(piece.piece.text)


@lru_cache(maxsize=16)
def foreign(text: str) -> Foreign:
    """Blank what is foreign, one thing after the other where the parser stops at it, until something else stops it."""
    import postgast  # noqa: PLC0415 - the script has it loaded by now

    commands: list[int] = []
    copies: list[int] = []
    text = text.replace("\ufeff", " ", 1) if text.startswith("\ufeff") else text
    for _ in range(min(_MOST, _MOST_CHARACTERS // len(text) + 1) if text else 0):
        try:
            spans(text)
        except postgast.PgQueryError as error:
            if is_limit(error):
                break
            blanked = _without(text, error, commands, copies)
            if blanked is None:
                problem = SyntaxProblem(error.message, max(error.cursorpos - 1, 0))
                return Foreign(tuple(commands), tuple(copies), problem)
            text = blanked
        else:
            break
    return Foreign(tuple(commands), tuple(copies), None)


def _without(text: str, error: "postgast.PgQueryError", commands: list[int], copies: list[int]) -> str | None:
    """The text less the thing that the parser stopped at; None where that is SQL, or should be."""
    at = max(error.cursorpos - 1, 0)
    copy = _copy_before(text, at)
    if copy is not None and copy not in copies:  # what follows its data is something else
        copies.append(copy)
        end = _END_OF_DATA.search(text, at)
        return _blank(text, at, end.end() if end else len(text))
    if text[at : at + 1] == "\\":
        commands.append(at)
        end_of_line = text.find("\n", at)
        return _blank(text, at, end_of_line if end_of_line >= 0 else len(text))
    return None


def _copy_before(text: str, at: int) -> int | None:
    """Where a COPY FROM stdin starts that ends right before an offset."""
    before = text[:at].rstrip()
    if not before.endswith(";"):
        return None
    start = before.rfind(";", 0, -1) + 1
    found = None
    for found in _COPY.finditer(before, start):  # noqa: B007 - the last one
        pass
    return found.start(1) if found else None


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
