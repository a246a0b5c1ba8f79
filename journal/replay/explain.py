"""Explain a failed statement: which one it was, where it stands, and what to do.

The replay, the manual runner and the bridge to drizzle-orm share this.
"""

import re
from dataclasses import dataclass

from journal.errors import JournalError, Place, Wait, place_at
from journal.folder.migrations import Migration
from journal.folder.oddities import BOM, is_pulled_baseline
from journal.replay.send import ServerError
from journal.sql.statements import Piece, Statement, statements_of

_LONGEST_MESSAGE = 300


@dataclass(frozen=True)
class AppliedMigration:
    """A migration that ran. `seconds` and `statements` are None where drizzle-orm ran it and only the end is known.

    `ended_transaction`: a COMMIT or ROLLBACK in the file ended the transaction that it ran in.
    """

    tag: str
    seconds: float | None = None
    statements: int | None = None
    ended_transaction: bool = False


@dataclass(frozen=True)
class Explanation:
    """A refusal and the statement it is about. `number` counts from 1 through the file; 0 is no statement of it."""

    refusal: ServerError
    number: int
    statement: str
    place: Place


class MigrationFailed(JournalError):
    """A statement failed. `before` had passed; `__cause__` is psycopg's error where there is one."""

    code = "migration-failed"
    exit_code = 1

    def __init__(
        self,
        failed: Migration,
        explanation: Explanation,
        before: tuple[AppliedMigration, ...],
        *,
        manual: bool = False,
    ) -> None:
        refusal = explanation.refusal
        which = f", statement {explanation.number} (line {explanation.place.line})" if explanation.number else ""
        super().__init__(
            f"{failed.path.name}{which}: {_one_line(refusal.message)} [{refusal.sqlstate or 'no SQLSTATE'}]",
            hint=_way_out(failed, explanation, manual=manual),
            place=explanation.place,
            waited=_waited(refusal),
        )
        self.failed = failed
        self.explanation = explanation
        self.before = before


def _waited(refusal: ServerError) -> Wait | None:
    """What more time would spare, if that is what the statement lacked."""
    if refusal.sqlstate == "57014" and "statement timeout" in refusal.message:
        return Wait.STATEMENT
    return Wait.LOCK if refusal.sqlstate == "55P03" and "lock timeout" in refusal.message else None


def _one_line(message: str) -> str:
    """PostgreSQL quotes the rest of the file after an open comment or quote; a sentence needs its beginning."""
    words = " ".join(message.split())
    return words if len(words) <= _LONGEST_MESSAGE else words[:_LONGEST_MESSAGE] + " …"


def explain(migration: Migration, piece: Piece, refusal: ServerError, *, earlier: int, passed: int) -> Explanation:
    """Find the statement: by PostgreSQL's position where it gives one, else by how many of the piece had passed.

    `earlier` is the number of statements in the pieces before, `passed` that of those in this piece.
    """
    offset = piece.offset + refusal.position - 1 if refusal.position else None
    statement = _failed_statement(piece, passed, offset)
    return Explanation(
        refusal,
        number=earlier + statement.number,
        statement=statement.text,
        place=place_at(migration.path, migration.text, statement.offset if offset is None else offset),
    )


def outside_statements(migration: Migration, refusal: ServerError) -> Explanation:
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


def _way_out(migration: Migration, explanation: Explanation, *, manual: bool) -> str:
    """What we know better than PostgreSQL about a failure in a migration file.

    `manual`: in the manual runner, where each file has a transaction and a database of the user's to itself.
    """
    about_file = _way_out_of_file(migration, explanation)
    if about_file:
        return about_file
    sqlstate, message = explanation.refusal.sqlstate, explanation.refusal.message
    if manual:
        return _WAYS_OUT_MANUAL.get(sqlstate, "")
    fitting = (way for words, way in _WAYS_OUT_BY_WORDS.items() if words in message)
    return next(fitting, "") or _WAYS_OUT.get(sqlstate, "")


def _way_out_of_file(migration: Migration, explanation: Explanation) -> str:
    """What is wrong with the file as a whole, or with the line at the caret."""
    text, line = migration.text, _line_at(migration, explanation)
    signs = (
        (migration.raw.startswith(BOM), "The file starts with a byte order mark. Save it as UTF-8 without BOM."),
        (is_pulled_baseline(migration), _PULLED),
        ("\0" in text, "The file holds a NUL byte, which PostgreSQL does not take. Remove it."),
        (line.startswith(("<<<<<<<", "=======", ">>>>>>>")), "These are merge conflict markers: keep one side."),
        (_COPY_DATA.search(text) and explanation.refusal.sqlstate in ("42601", "57014"), _NO_DATA),
        (line.startswith("\\"), "That is a psql command; the file is sent to the server as it is. Remove such lines."),
    )
    return next((way for found, way in signs if found), "")


def _line_at(migration: Migration, explanation: Explanation) -> str:
    lines = migration.text.split("\n")
    return lines[explanation.place.line - 1].strip() if explanation.place.line else ""


_COPY_DATA = re.compile(r"^\s*copy\s[^;]*\sfrom\s+stdin", re.IGNORECASE | re.MULTILINE)
_NO_DATA = "COPY … FROM stdin has no data in a migration. Dump with pg_dump --schema-only, or with --inserts."
_PULLED = (
    "This is the commented-out baseline of `drizzle-kit pull`: Drizzle cuts its comment at the breakpoints. "
    "Remove the line /* at its start and the line */ at its end."
)
_WAYS_OUT_BY_WORDS = {
    'schema "drizzle" already exists': "Leave Drizzle's own schema out: pg_dump --exclude-schema=drizzle.",
    "permission denied to create extension": "Migrations run as the owner of the temporary database, who is no "
    "superuser, as on a managed server. An extension that reaches nothing outside the database is allowed when every "
    "file that creates it says IF NOT EXISTS; any other can be created first, by --before FILE. If this file is to be "
    "trusted with this machine: --superuser.",
    "is not available": "This server lacks it: name one that has it with --pg-bin or --temp docker:IMAGE, such as "
    "pgvector/pgvector:pg17, postgis/postgis:17-3.5, or timescale/timescaledb:latest-pg17.",
}
_WAYS_OUT_MANUAL = {
    "25001": "Each file runs in a transaction of its own. To run it statement by statement, begin the file with the "
    "line `-- journal: no-transaction`.",
    "2D000": "Each file runs in a transaction of its own, which a procedure or DO block cannot end. To run it "
    "statement by statement, begin the file with the line `-- journal: no-transaction`.",
    "55P03": "See who holds the lock: SELECT pid, query FROM pg_stat_activity.",
    "55P04": "A new enum value cannot be used in the transaction that adds it. Put its use into a file of its own.",
}
_WAYS_OUT = {
    "42501": "Migrations run as the owner of the temporary database, who is no superuser, as on a managed server. If "
    "this file is to be trusted with this machine: --superuser.",
    "25001": "Drizzle runs all pending migrations in one transaction, so this statement can never be journaled. Move "
    "it to a file on the ignore list, and run that by hand.",
    "55P04": "Drizzle runs all pending migrations in one transaction, and a new enum value cannot be used in the one "
    "that adds it. Compare as text, or create the type anew with the value in it.",
    "3F000": "An earlier file may have emptied search_path, as dumps do: remove its set_config('search_path', …) line.",
    "42704": "If it is a role: roles are the server's own, and pg_dump --no-owner --no-privileges leaves them out.",
    "42P01": "If it is there: did an earlier file empty search_path, as dumps do with set_config('search_path', …)?",
}
