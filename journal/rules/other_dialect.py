"""other-dialect (warning): a migration is written for MySQL or SQLite.

Why: PostgreSQL has no names in backticks, AUTO_INCREMENT, AUTOINCREMENT or ENGINE=, and answers 42601.
Instead: generate again with dialect "postgresql" into an empty folder, or put the file on the ignore list.
"""

from collections.abc import Iterable

from journal.rules.support.subject import Findings, ParsedMigration
from journal.sql.parsed import ParsedPiece
from journal.sql.parser import scan_sql
from journal.sql.tree import in_file

_HINTS = ("`", "increment", "engine")


def check(script: ParsedMigration) -> Findings:
    found = foreign_word_in(script.lower, script.pieces)
    if found:
        offset, word = found
        message = f"{script.name} is SQL for MySQL or SQLite: PostgreSQL has no {word}."
        help_ = "Generate it again for PostgreSQL, or put it on the ignore list of the settings."
        yield script.finding(offset, message, help_)


def foreign_word_in(lower: str, pieces: Iterable[ParsedPiece]) -> tuple[int, str] | None:
    """Return the first word of another dialect in a piece that does not parse, after its offset in the file.

    `lower` is the text of the file in small letters.
    """
    if not any(hint in lower for hint in _HINTS):
        return None
    import postgast

    for piece in (one for one in pieces if one.problem):
        try:
            tokens = scan_sql(piece.piece.text).tokens
        except postgast.PgQueryError:
            continue
        raw = piece.piece.text.encode()
        words = [raw[token.start : token.end].upper() for token in tokens]
        for token, word, following in zip(tokens, words, [*words[1:], b""], strict=True):
            if word in (b"AUTO_INCREMENT", b"AUTOINCREMENT"):
                return in_file(piece.piece, token.start), word.decode()
            if word == b"ENGINE" and following == b"=":
                return in_file(piece.piece, token.start), "ENGINE="
            if word.startswith(b"`"):
                return in_file(piece.piece, token.start), "names in backticks"
    return None
