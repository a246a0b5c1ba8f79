"""marker-inside (error): a statement-breakpoint is inside a statement, a string, a comment or a function body.

Why: Drizzle does not parse SQL: it splits the text at every `--> statement-breakpoint`, so PostgreSQL gets two halves
of one statement and answers 42601. The statement as a whole is valid.
Instead: move the marker behind the end of the statement, or write `-->statement-breakpoint`, without the blank.
"""

from typing import Any

from journal.dataclass import dataclass
from journal.folder.oddities import is_pulled_baseline
from journal.rules.support.not_sql import is_comment
from journal.rules.support.subject import Findings, ParsedMigration
from journal.sql.parsed import ParsedPiece
from journal.sql.parser import Characters, parse_sql, scan_sql
from journal.sql.statements import MARKER

_GLUE = MARKER[:-1] + "\n"  # a comment to PostgreSQL, as long as the marker, that keeps the rest of its line
_FARTHEST = 50
_MOST_RUNS = 1000
_KINDS = {b"--": "a comment", b"/*": "a block comment", b'"': "a quoted name", b"$": "a $$ body"}


@dataclass(frozen=True)
class Cut:
    """A marker that splits a token or statement from `first` to `end`; all offsets are in characters of the file."""

    offset: int
    inside: str
    first: int
    end: int

    def touches(self, piece: ParsedPiece) -> bool:
        """Tell whether the piece is a part of what is split."""
        start = piece.piece.offset
        return start < self.end and start + len(piece.piece.text) > self.first


def check(script: ParsedMigration) -> Findings:
    for cut in cuts(script):
        yield script.finding(
            cut.offset,
            f"A statement-breakpoint in {script.name} is inside {cut.inside}; Drizzle splits the text there, and "
            "PostgreSQL refuses the two halves.",
            "Move it behind the end of the statement, or write `-->statement-breakpoint`, without the blank.",
        )


def cuts(script: ParsedMigration) -> tuple[Cut, ...]:
    """Return the markers whose two sides parse only together."""
    if MARKER not in script.text or is_pulled_baseline(script.migration):
        return ()
    found: dict[int, Cut] = {}
    left = _MOST_RUNS
    for index, piece in enumerate(script.pieces):
        if left <= 0 or not piece.problem or any(cut.touches(piece) for cut in found.values()):
            continue
        left -= _FARTHEST
        # The cuts are in the smallest run of pieces around this one that parses as a whole.
        runs = [slice(index - 1, index + 1)] if index else []
        runs += [slice(index, end) for end in range(index + 2, min(index + _FARTHEST, len(script.pieces)) + 1)]
        for joined in (script.pieces[run] for run in runs):
            # With the marker itself only for a -- comment that has it inside, which the glue would end.
            inside = _cuts_in(joined, _GLUE) or [cut for cut in _cuts_in(joined, MARKER) if cut.inside == "a comment"]
            if inside:
                found |= {cut.offset: cut for cut in inside}
                break
    return tuple(found.values())


def _cuts_in(run: tuple[ParsedPiece, ...], glue: str) -> list[Cut]:
    import postgast

    text = glue.join(piece.piece.text for piece in run).replace("\0", " ")
    try:
        statements, tokens = parse_sql(text).stmts, scan_sql(text).tokens
    except postgast.PgQueryError:
        return []
    raw, offset = text.encode(), run[0].piece.offset
    places = Characters(raw)
    found = []
    for piece in run[1:]:
        marker = piece.piece.offset - len(MARKER)
        split = _split_at(len(text[: marker - offset].encode()), raw, statements, tokens)
        if split:
            inside, first, end = split
            found.append(Cut(marker, inside, offset + places.before(first), offset + places.before(end)))
    return found


def _split_at(at: int, raw: bytes, statements: Any, tokens: Any) -> tuple[str, int, int] | None:
    """Return the token, or the statement between whose tokens a byte is: its kind, first byte and end."""
    for token in tokens:
        if token.start < at < token.end:
            word = raw[token.start : token.end]
            kind = next((kind for start, kind in _KINDS.items() if word.startswith(start)), "a string")
            return kind, token.start, token.end
    for statement in statements:
        first = statement.stmt_location
        end = first + statement.stmt_len if statement.stmt_len else len(raw)
        starts = [token.start for token in tokens if first <= token.start < end and not is_comment(token.token)]
        if starts and starts[0] < at < starts[-1]:
            return "a statement", starts[0], end
    return None
