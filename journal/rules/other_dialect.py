"""other-dialect: a file is written for MySQL or SQLite.

Why: Drizzle sends it to PostgreSQL, which knows neither names in backticks nor AUTO_INCREMENT, AUTOINCREMENT or
ENGINE=, and answers 42601. It is what a change of the database leaves in the folder.
Instead: start with an empty folder and generate again with dialect "postgresql", or put the file on the ignore list of
the settings.
"""

from collections.abc import Iterator
from typing import Any

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.script import ParsedMigration
from journal.sql.parsed import ParsedPiece
from journal.sql.parser import scan_sql
from journal.sql.tree import in_file

SEVERITY = Severity.WARNING
_WORDS = (b"AUTO_INCREMENT", b"AUTOINCREMENT")
_HINTS = ("`", "increment", "engine")


def check(script: ParsedMigration) -> Iterator[Finding]:
    """A finding at the first sign of it, where PostgreSQL cannot parse the piece."""
    found = foreign_word(script)
    if found:
        at, word = found
        yield Finding(
            f"{script.migration.path.name} is SQL of MySQL or SQLite: PostgreSQL has no {word}.",
            "Generate it again for PostgreSQL, or put it on the ignore list of the settings.",
            script.at(at),
        )


def foreign_word(script: ParsedMigration) -> tuple[int, str] | None:
    """The first sign of another dialect, with its offset in the file."""
    lower = script.text.lower()
    if not any(hint in lower for hint in _HINTS):
        return None
    return next((found for piece in script.pieces if piece.problem for found in _signs(piece)), None)


def _signs(piece: ParsedPiece) -> Iterator[tuple[int, str]]:
    import postgast  # noqa: PLC0415 - the script has it loaded by now

    raw = piece.piece.text.encode()
    try:
        tokens = scan_sql(piece.piece.text).tokens
    except postgast.PgQueryError:
        return
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        word = _sign(raw, token, after)
        if word:
            yield in_file(piece.piece, token.start), word


def _sign(raw: bytes, token: Any, after: Any) -> str:
    text = raw[token.start : token.end].upper()
    if text in _WORDS:
        return text.decode()
    if text == b"ENGINE" and after is not None and raw[after.start : after.end] == b"=":
        return "ENGINE="
    return "names in backticks" if text.startswith(b"`") else ""
