"""marker-inside: a statement-breakpoint stands inside a statement, a string, a comment or a function body.

Why: Drizzle knows no SQL: it cuts the text at `--> statement-breakpoint` wherever that stands, so PostgreSQL gets two
halves of one statement and answers 42601. PostgreSQL itself would take the whole as one.
Instead: move the marker behind the end of the statement; in a string or comment, write it differently (without the
blank after the arrow, for example, which Drizzle does not see).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from journal.errors import Severity
from journal.folder.oddities import is_pulled_baseline
from journal.rules.support.finding import Finding
from journal.rules.support.script import ParsedMigration
from journal.sql.parsed import ParsedPiece
from journal.sql.parser import parse_sql, scan_sql
from journal.sql.statements import MARKER

SEVERITY = Severity.ERROR
_GLUE = MARKER[:-1] + "\n"  # a comment to PostgreSQL, as long as the marker, that leaves the rest of its line alone
_FARTHEST = 50
_MOST_RUNS = 1000


@dataclass(frozen=True)
class Cut:
    """A marker that cuts what belongs together. `first` and `end` are what it cuts, in characters of the file."""

    offset: int
    where: str
    first: int
    end: int

    def touches(self, piece: ParsedPiece) -> bool:
        """Whether the piece is a part of what is cut."""
        start = piece.piece.offset
        return start < self.end and start + len(piece.piece.text) > self.first


def check(script: ParsedMigration) -> Iterator[Finding]:
    """A finding for each such marker."""
    for cut in cuts(script):
        yield Finding(
            f"A statement-breakpoint in {script.migration.path.name} stands inside {cut.where}; Drizzle cuts there, "
            "and PostgreSQL refuses the two halves.",
            "Move it behind the end of the statement, or write `-->statement-breakpoint`, which Drizzle does not see.",
            script.at(cut.offset),
        )


def cuts(script: ParsedMigration) -> tuple[Cut, ...]:
    """The markers whose two sides parse only together. A marker that does no harm is not among them."""
    if MARKER not in script.text or is_pulled_baseline(script.migration):
        return ()
    found: dict[int, Cut] = {}
    left = _MOST_RUNS
    for index, piece in enumerate(script.pieces):
        if left > 0 and piece.problem and not any(cut.touches(piece) for cut in found.values()):
            left -= _FARTHEST
            found |= {cut.offset: cut for cut in _around(script.pieces, index)}
    return tuple(found.values())


def _around(pieces: tuple[ParsedPiece, ...], index: int) -> list[Cut]:
    """The cuts in the smallest run of pieces around one that parses as a whole."""
    runs = [range(index - 1, index + 1)] if index else []
    runs += [range(index, end) for end in range(index + 2, min(index + _FARTHEST, len(pieces)) + 1)]
    for run in runs:
        found = _inside(pieces[run.start : run.stop])
        if found:
            return found
    return []


def _inside(run: tuple[ParsedPiece, ...]) -> list[Cut]:
    """By the markers as blanks first; that splits a -- comment with a marker in it, so then by the marker itself."""
    return _joined(run, _GLUE) or [cut for cut in _joined(run, MARKER) if cut.where == "a comment"]


def _joined(run: tuple[ParsedPiece, ...], glue: str) -> list[Cut]:
    import postgast  # noqa: PLC0415 - the script has it loaded by now

    text = glue.join(piece.piece.text for piece in run).replace("\0", " ")
    try:
        statements = parse_sql(text).stmts
        tokens = scan_sql(text).tokens
    except postgast.PgQueryError:
        return []
    offset = run[0].piece.offset
    markers = [piece.piece.offset - len(MARKER) - offset for piece in run[1:]]
    return [cut for marker in markers for cut in _cut(_Whole(text, statements, tokens, offset), marker)]


@dataclass(frozen=True)
class _Whole:
    """Pieces put together again. The parser counts bytes; `offset` is where they start in the file."""

    text: str
    statements: Any
    tokens: Any
    offset: int

    def bytes_before(self, at: int) -> int:
        return len(self.text[:at].encode())

    def cut(self, marker: int, where: str, first: int, end: int) -> Cut:
        raw = self.text.encode()
        start, stop = (self.offset + len(raw[:at].decode("utf-8", "replace")) for at in (first, end))
        return Cut(self.offset + marker, where, start, stop)


def _cut(whole: _Whole, marker: int) -> Iterator[Cut]:
    """The cut at a marker: through a token, or between two tokens of one statement."""
    at = whole.bytes_before(marker)
    through = next((token for token in whole.tokens if token.start < at < token.end), None)
    if through:
        yield whole.cut(marker, _called(whole.text.encode()[through.start : through.end]), through.start, through.end)
        return
    for statement in whole.statements:
        first = statement.stmt_location
        end = first + statement.stmt_len if statement.stmt_len else len(whole.text.encode())
        starts = [token.start for token in whole.tokens if first <= token.start < end and not _is_comment(token)]
        if starts and starts[0] < at < starts[-1]:
            yield whole.cut(marker, "a statement", starts[0], end)


def _is_comment(token: Any) -> bool:
    import postgast  # noqa: PLC0415

    return token.token in (postgast.pg_query_pb2.SQL_COMMENT, postgast.pg_query_pb2.C_COMMENT)


def _called(token: bytes) -> str:
    kinds = {b"--": "a comment", b"/*": "a block comment", b'"': "a quoted name", b"$": "a $$ body"}
    return next((said for start, said in kinds.items() if token.startswith(start)), "a string")
