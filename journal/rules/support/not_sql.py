"""The parts of a text that are not SQL: comments, and what pg_dump or psql wrote in a piece that does not parse."""

import re
from collections.abc import Iterator
from functools import lru_cache

from journal.dataclass import dataclass
from journal.rules.support.subject import ParsedMigration
from journal.sql.parsed import ParsedPiece, SyntaxProblem
from journal.sql.parser import Characters, is_limit, scan_sql, spans

_COPY = re.compile(r"^[ \t]*(copy\s[^;]*\sfrom\s+stdin\b)", re.IGNORECASE | re.MULTILINE)
_END_OF_DATA = re.compile(r"^\\\.[^\n]*$", re.MULTILINE)
_MOST = 500
_MOST_CHARACTERS = 20_000_000  # every round parses from the start


@dataclass(frozen=True)
class SqlComment:
    """One comment with its dashes or stars. `offset` is in characters of the text."""

    text: str
    offset: int


def comments(text: str) -> tuple[SqlComment, ...]:
    """Return all comments in order; where the scanner fails, those before that place."""
    import postgast  # 70 ms

    try:
        tokens = scan_sql(text).tokens
    except postgast.PgQueryError as error:
        return comments(text[: error.cursorpos - 1]) if 0 < error.cursorpos <= len(text) else ()
    raw = text.encode()
    places = Characters(raw)
    spans = ((token.start, token.end) for token in tokens if is_comment(token.token))
    return tuple(SqlComment(raw[start:end].decode(), places.before(start)) for start, end in spans)


def is_comment(token: int) -> bool:
    """Tell whether a token of the scanner is a comment, by its number."""
    import postgast

    return token in (postgast.pg_query_pb2.SQL_COMMENT, postgast.pg_query_pb2.C_COMMENT)


@dataclass(frozen=True)
class ForeignParts:
    """`commands` are psql's own, `copies` are COPY statements with data; `problem` remains without them.

    All offsets are in characters of the piece.
    """

    commands: tuple[int, ...]
    copies: tuple[int, ...]
    problem: SyntaxProblem | None


def foreign_in(script: ParsedMigration) -> Iterator[tuple[ParsedPiece, ForeignParts]]:
    """Yield each piece that does not parse, with the foreign parts in it."""
    for piece in script.pieces:
        if piece.problem:
            yield piece, foreign_parts(piece.piece.text)


@lru_cache(maxsize=16)
def foreign_parts(text: str) -> ForeignParts:
    """Replace each foreign part at which the parser stops by blanks, until something else stops it."""
    import postgast

    commands: list[int] = []
    copies: list[int] = []
    text = text.replace("\ufeff", " ", 1) if text.startswith("\ufeff") else text
    for _ in range(min(_MOST, _MOST_CHARACTERS // len(text) + 1) if text else 0):
        try:
            spans(text)
        except postgast.PgQueryError as error:
            if is_limit(error):
                break
            start = max(error.cursorpos - 1, 0)
            end = _end_of_foreign(text, start, commands, copies)
            if not end:
                return ForeignParts(tuple(commands), tuple(copies), SyntaxProblem(error.message, start))
            text = text[:start] + " " * (end - start) + text[end:]
        else:
            break
    return ForeignParts(tuple(commands), tuple(copies), None)


def _end_of_foreign(text: str, start: int, commands: list[int], copies: list[int]) -> int:
    """Add the foreign part at `start` to its list and return its end; 0 where there is none."""
    before = text[:start].rstrip()
    found = [*_COPY.finditer(before, before.rfind(";", 0, -1) + 1)] if before.endswith(";") else []
    if found and found[-1].start(1) not in copies:  # its data is followed by something else
        copies.append(found[-1].start(1))
        end = _END_OF_DATA.search(text, start)
        return end.end() if end else len(text)
    if text.startswith("\\", start):
        commands.append(start)
        end_of_line = text.find("\n", start)
        return end_of_line if end_of_line >= 0 else len(text)
    return 0
