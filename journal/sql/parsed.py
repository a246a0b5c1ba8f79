"""SQL as PostgreSQL's own parser sees it, parsed once for whoever looks."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from journal.folder.statements import Piece

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
        return self._looked[1]

    @property
    def count(self) -> int:
        """How many statements it has; none where it does not parse."""
        return self._looked[0]

    @cached_property
    def statements(self) -> tuple[Parsed, ...]:
        """Its statements; none where it does not parse."""
        import postgast  # noqa: PLC0415 - 70 ms, and not every verb looks into SQL

        if not self.count:
            return ()
        raw = self.piece.text.encode()
        return tuple(_statement(self.piece, raw, one) for one in postgast.parse(self.piece.text).stmts)

    @cached_property
    def _looked(self) -> tuple[int, SyntaxProblem | None]:
        """The same parser, but no tree: a fifth of the time."""
        import postgast  # noqa: PLC0415

        if "\0" in self.piece.text:
            return 0, None
        try:
            return len(postgast.split(self.piece.text, method="parser")), None
        except postgast.PgQueryError as error:
            return 0, SyntaxProblem(error.message, self.piece.offset + max(error.cursorpos - 1, 0))


def _statement(piece: Piece, raw: bytes, statement: Any) -> Parsed:
    """The parser counts bytes, and begins a statement where the one before ended."""
    end = statement.stmt_location + statement.stmt_len if statement.stmt_len else len(raw)
    between = _BETWEEN.match(raw, statement.stmt_location, end)
    start = between.end() if between else statement.stmt_location
    kind = statement.stmt.WhichOneof("node")
    offset = len(raw[:start].decode("utf-8", "replace"))
    return Parsed(kind, getattr(statement.stmt, kind), raw[start:end].decode("utf-8", "replace"), piece.offset + offset)
