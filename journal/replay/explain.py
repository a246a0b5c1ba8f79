"""Explain a failed statement: which one it was, where it stands, and what to do.

The replay, the manual runner and the bridge to drizzle-orm share this.
"""

from dataclasses import dataclass

from journal.errors import JournalError, Place, place_at
from journal.folder.migrations import Migration
from journal.folder.oddities import BOM, is_pulled_baseline
from journal.folder.statements import Piece, Statement, statements_of
from journal.replay.send import Refusal

_LONGEST_MESSAGE = 300


@dataclass(frozen=True)
class Applied:
    """A migration that ran. `seconds` and `statements` are None where drizzle-orm ran it and only the end is known."""

    tag: str
    seconds: float | None = None
    statements: int | None = None


@dataclass(frozen=True)
class Explanation:
    """A refusal and the statement it is about. `number` counts from 1 through the file; 0 is no statement of it."""

    refusal: Refusal
    number: int
    statement: str
    place: Place


class MigrationFailed(JournalError):
    """A statement failed. `before` had passed; `__cause__` is psycopg's error where there is one."""

    code = "migration-failed"
    exit_code = 1

    def __init__(self, failed: Migration, explanation: Explanation, before: tuple[Applied, ...]) -> None:
        refusal = explanation.refusal
        which = f", statement {explanation.number} (line {explanation.place.line})" if explanation.number else ""
        super().__init__(
            f"{failed.path.name}{which}: {_one_line(refusal.message)} [{refusal.sqlstate or 'no SQLSTATE'}]",
            hint=_way_out(failed, explanation),
            place=explanation.place,
        )
        self.failed = failed
        self.explanation = explanation
        self.before = before


def _one_line(message: str) -> str:
    """PostgreSQL quotes the rest of the file after an open comment or quote; a sentence needs its beginning."""
    words = " ".join(message.split())
    return words if len(words) <= _LONGEST_MESSAGE else words[:_LONGEST_MESSAGE] + " …"


def explain(migration: Migration, piece: Piece, passed: int, refusal: Refusal) -> Explanation:
    """Find the statement: by PostgreSQL's position where it gives one, else by how many of the piece had passed."""
    offset = piece.offset + refusal.position - 1 if refusal.position else None
    statement = _failed_statement(piece, passed, offset)
    earlier = [other for other in migration.pieces if other.offset < piece.offset]
    return Explanation(
        refusal,
        number=sum(1 for other in earlier for _ in statements_of(other)) + statement.number,
        statement=statement.text,
        place=place_at(migration.path, migration.text, statement.offset if offset is None else offset),
    )


def outside_statements(migration: Migration, refusal: Refusal) -> Explanation:
    """A failure that belongs to no statement of the file: its ledger row, or the COMMIT at the end."""
    return Explanation(refusal, number=0, statement="", place=Place(migration.path))


def _failed_statement(piece: Piece, passed: int, offset: int | None) -> Statement:
    inside = list(statements_of(piece))
    if offset is not None:
        started = [statement for statement in inside if statement.offset <= offset]
        inside, passed = (started, len(started)) if started else (inside, 0)
    if inside:
        return inside[min(passed, len(inside) - 1)]
    return Statement(1, piece.text.strip(), piece.offset)


def _way_out(migration: Migration, explanation: Explanation) -> str:
    """What we know better than PostgreSQL about a failure in a migration file."""
    if migration.raw.startswith(BOM):
        return "The file starts with a byte order mark, which PostgreSQL refuses. Save it as UTF-8 without BOM."
    if is_pulled_baseline(migration):
        return (
            "This is the commented-out baseline of `drizzle-kit pull`: Drizzle cuts its comment at the breakpoints. "
            "Remove the line /* at its start and the line */ at its end."
        )
    if "\0" in migration.text:
        return "The file holds a NUL byte, which PostgreSQL does not take. Remove it."
    if _first_word_at(migration, explanation).startswith("\\"):
        return "That is a psql command; Drizzle sends the file to the server as it is. Remove the line."
    if "statement timeout" in explanation.refusal.message:
        return "--statement-timeout SECONDS allows more time."
    return _WAYS_OUT.get(explanation.refusal.sqlstate, "")


def _first_word_at(migration: Migration, explanation: Explanation) -> str:
    lines = migration.text.split("\n")
    return lines[explanation.place.line - 1].strip() if explanation.place.line else ""


_WAYS_OUT = {
    "42501": "Migrations run as the owner of the temporary database, who is no superuser, as on a managed server. If "
    "this file is to be trusted with this machine: --superuser.",
    "25001": "Drizzle runs all pending migrations in one transaction, so this statement can never be journaled. Move "
    "it to a file on the ignore list, and run that by hand.",
    "55P04": "Drizzle runs all pending migrations in one transaction, and a new enum value cannot be used in the one "
    "that adds it. Compare as text, or create the type anew with the value in it.",
    "3F000": "An earlier file may have emptied search_path, as dumps do. Remove its set_config('search_path', …) line.",
    "55P03": "--lock-timeout SECONDS waits longer.",
    "57014": "If this is COPY … FROM stdin: a migration has no data for it. Write INSERT statements instead.",
}
