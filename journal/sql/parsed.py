"""SQL parsed by PostgreSQL's own parser, once for all rules."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

from journal.dataclass import dataclass
from journal.sql.parser import LARGEST_STATEMENT, MOST_STATEMENTS, Characters, is_limit, parse_sql, spans
from journal.sql.statements import MARKER, Piece, cut

_MOST_UNCHECKED = 20
_AT_ONCE = 20_000
_BETWEEN = re.compile(rb"(?:\s|;|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*", re.DOTALL)


@dataclass(frozen=True)
class SyntaxProblem:
    """Why a piece does not parse. `offset` is in characters of the file."""

    message: str
    offset: int


class Parsed(NamedTuple):
    """One statement. `kind` is its node's name in PostgreSQL's parser, such as `alter_table_stmt`, `node` the node.

    `offset` and `text` are in characters of the file. `within` is what was parsed: the parser's locations count its
    bytes.
    """

    kind: str
    node: Any
    text: str
    offset: int
    within: Piece


@dataclass(frozen=True)
class ParsedPiece:
    """One text that Drizzle sends. It is parsed at the first access, its trees only for `statements`.

    `known` are its statements where they are known to be all: the file was parsed at once.
    """

    piece: Piece
    known: tuple[Parsed, ...] | None = None

    @property
    def problem(self) -> SyntaxProblem | None:
        """The syntax error, or None."""
        return self._spans.problem if self.known is None else None

    @property
    def count(self) -> int:
        """The number of statements; 0 where it does not parse."""
        return len(self._spans.spans if self.known is None else self.known)

    @property
    def unchecked(self) -> str:
        """Why its statements, or some of them, were not checked; empty where all were."""
        return (self._spans.unchecked or self._trees[1]) if self.known is None else ""

    @property
    def statements(self) -> tuple[Parsed, ...]:
        """Its statements, without those that exceed the limits; none where it does not parse."""
        return self._trees[0] if self.known is None else self.known

    @cached_property
    def _trees(self) -> tuple[tuple[Parsed, ...], str]:
        """The statements, and why some are missing. They are parsed in parts: a tree takes a hundred times its text."""
        import postgast  # 70 ms, and not every verb looks into SQL

        raw = self.piece.text.encode() if self.count else b""
        places = Characters(raw)
        found: list[Parsed] = []
        unchecked: list[str] = []
        waiting = [[*part] for part in reversed(_parts(self._spans.spans))]
        while waiting and len(unchecked) < _MOST_UNCHECKED:
            part = waiting.pop()
            start, end = part[0][0], part[-1][1]
            try:  # the parser counts bytes of the piece
                tree = parse_sql(" " * start + raw[start:end].decode("utf-8", "replace"), skip=start)
            except postgast.PgQueryError as error:
                waiting += [[span] for span in reversed(part)] if len(part) > 1 else []
                unchecked += [error.message] if len(part) == 1 else []
                continue
            found += (
                _statement(self.piece, raw, span, node, places) for span, node in zip(part, tree.stmts, strict=True)
            )
        return tuple(found), next(iter(unchecked), "")

    @cached_property
    def _spans(self) -> "_Spans":
        """The spans by the same parser without a tree, in a fifth of the time."""
        import postgast

        if "\0" in self.piece.text:
            return _Spans()
        try:
            found = spans(self.piece.text)
        except postgast.PgQueryError as error:
            if is_limit(error):
                return _Spans(unchecked=error.message)
            return _Spans(problem=SyntaxProblem(error.message, self.piece.offset + max(error.cursorpos - 1, 0)))
        if len(found) > MOST_STATEMENTS:
            return _Spans(unchecked=f"it has {len(found):,} statements, too many to be checked")
        return _Spans(tuple(found))


def parsed_pieces(text: str) -> tuple[ParsedPiece, ...]:
    """Return the pieces of a file, which is parsed at once where that is a way, in a third of the time."""
    pieces, found = cut(text), parsed_at_once(text)
    if found is None:
        return tuple(map(ParsedPiece, pieces))
    starts, known = [piece.offset for piece in pieces], defaultdict[int, list[Parsed]](list)
    for one in found:
        known[bisect_right(starts, one.offset)].append(one)
    return tuple(ParsedPiece(piece, tuple(known.get(number, ()))) for number, piece in enumerate(pieces, 1))


def parsed_at_once(text: str) -> tuple[Parsed, ...] | None:
    """Return the statements of a whole file, with a semicolon in place of each marker; None where that is no way.

    It is no way for a large file, for one that does not parse so, for markers inside a statement, and for markers
    beside comments, which may have one inside.
    """
    import postgast

    marks = text.count(MARKER)
    if len(text) > _AT_ONCE or "\0" in text or (marks and ("/*" in text or text.count("--") > marks)):
        return None
    joined = text.replace(MARKER, ";".ljust(len(MARKER)))
    try:
        tree = parse_sql(joined)
    except postgast.PgQueryError:
        return None
    raw = joined.encode()
    places, piece = Characters(raw), Piece(joined, 0)
    ends = [(one.stmt_location, one.stmt_location + one.stmt_len if one.stmt_len else len(raw)) for one in tree.stmts]
    found = tuple(_statement(piece, raw, span, one, places) for span, one in zip(ends, tree.stmts, strict=True))
    is_split = marks and any(text.find(MARKER, one.offset, one.offset + len(one.text)) >= 0 for one in found)
    return None if is_split else found


@dataclass(frozen=True)
class _Spans:
    """The spans of the statements in bytes, or why there are none."""

    spans: tuple[tuple[int, int], ...] = ()
    problem: SyntaxProblem | None = None
    unchecked: str = ""


def _parts(spans: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Group the spans into parts that are parsed at once."""
    parts: list[list[tuple[int, int]]] = []
    for start, end in spans:
        if not parts or end - parts[-1][0][0] > LARGEST_STATEMENT:
            parts.append([])
        parts[-1].append((start, end))
    return parts


def _statement(piece: Piece, raw: bytes, span: tuple[int, int], statement: Any, places: Characters) -> Parsed:
    """Return a statement. The parser's span begins at the end of the one before, so blanks and comments are skipped."""
    start, end = span
    between = _BETWEEN.match(raw, start, end)
    start = between.end() if between else start
    kind = statement.stmt.WhichOneof("node")
    text = raw[start:end].decode("utf-8", "replace")
    return Parsed(kind, getattr(statement.stmt, kind), text, piece.offset + places.before(start), piece)
