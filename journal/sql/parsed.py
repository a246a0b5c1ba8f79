"""SQL as PostgreSQL's own parser sees it, parsed once for whoever looks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from journal.sql.parser import LARGEST_STATEMENT, MOST_STATEMENTS, Characters, is_limit, parse_sql, spans
from journal.sql.statements import Piece

_MOST_UNSEEN = 20
_BETWEEN = re.compile(rb"(?:\s|;|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*", re.DOTALL)


@dataclass(frozen=True)
class SyntaxProblem:
    """Why a piece does not parse. `offset` is in characters of the file."""

    message: str
    offset: int


@dataclass(frozen=True)
class Parsed:
    """One statement. `kind` is its node's name in PostgreSQL's parser, such as `alter_table_stmt`, `node` the node.

    `offset` and `text` are in characters of the file.
    """

    kind: str
    node: Any
    text: str
    offset: int


@dataclass(frozen=True)
class ParsedPiece:
    """What Drizzle sends in one go, looked at when somebody asks; its tree is built only for who wants it."""

    piece: Piece

    @property
    def problem(self) -> SyntaxProblem | None:
        """Why it does not parse."""
        return self._looked.problem

    @property
    def count(self) -> int:
        """How many statements it has; none where it does not parse."""
        return len(self._looked.spans)

    @property
    def unseen(self) -> str:
        """Why its statements, or some of them, were not looked at; empty where all were."""
        return self._looked.unseen or self._trees[1]

    @property
    def statements(self) -> tuple[Parsed, ...]:
        """Its statements, less those that nobody can look at; none where it does not parse."""
        return self._trees[0]

    @cached_property
    def _trees(self) -> tuple[tuple[Parsed, ...], str]:
        """The statements, and why some of them are missing. A part at a time: a tree takes a hundred times its text."""
        import postgast  # noqa: PLC0415 - 70 ms, and not every verb looks into SQL

        raw = self.piece.text.encode() if self.count else b""
        places = Characters(raw)
        found: list[Parsed] = []
        unseen: list[str] = []
        waiting = [[*part] for part in reversed(_parts(self._looked.spans))]
        while waiting and len(unseen) < _MOST_UNSEEN:
            part = waiting.pop()
            start, end = part[0][0], part[-1][1]
            try:  # the parser counts bytes of the piece
                tree = parse_sql(" " * start + raw[start:end].decode("utf-8", "replace"), skip=start)
            except postgast.PgQueryError as error:
                waiting += [[one] for one in reversed(part)] if len(part) > 1 else []
                unseen += [error.message] if len(part) == 1 else []
                continue
            found += (
                _statement(self.piece, raw, span, one, places) for span, one in zip(part, tree.stmts, strict=True)
            )
        return tuple(found), next(iter(unseen), "")

    @cached_property
    def _looked(self) -> "_Looked":
        """The same parser, but no tree: a fifth of the time."""
        import postgast  # noqa: PLC0415

        if "\0" in self.piece.text:
            return _Looked()
        try:
            found = spans(self.piece.text)
        except postgast.PgQueryError as error:
            if is_limit(error):
                return _Looked(unseen=error.message)
            return _Looked(problem=SyntaxProblem(error.message, self.piece.offset + max(error.cursorpos - 1, 0)))
        if len(found) > MOST_STATEMENTS:
            return _Looked(unseen=f"it has {len(found):,} statements, too many to be looked at")
        return _Looked(tuple(found))


@dataclass(frozen=True)
class _Looked:
    """The statements' spans in bytes, or why there are none."""

    spans: tuple[tuple[int, int], ...] = ()
    problem: SyntaxProblem | None = None
    unseen: str = ""


def _parts(spans: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The spans in runs that are parsed at once."""
    parts: list[list[tuple[int, int]]] = []
    for start, end in spans:
        if not parts or end - parts[-1][0][0] > LARGEST_STATEMENT:
            parts.append([])
        parts[-1].append((start, end))
    return parts


def _statement(piece: Piece, raw: bytes, span: tuple[int, int], statement: Any, places: Characters) -> Parsed:
    """A statement of the parser begins where the one before ended."""
    start, end = span
    between = _BETWEEN.match(raw, start, end)
    start = between.end() if between else start
    kind = statement.stmt.WhichOneof("node")
    text = raw[start:end].decode("utf-8", "replace")
    return Parsed(kind, getattr(statement.stmt, kind), text, piece.offset + places.before(start))
