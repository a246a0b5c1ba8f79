"""Explain a failed statement: which one it is, where it is, and how to fix it.

The replay, the manual runner and the replay by drizzle-orm share this.
"""

import re

from journal.dataclass import dataclass
from journal.errors import JournalError, Place, Wait, place_at
from journal.folder.migrations import Migration
from journal.folder.oddities import BOM, is_pulled_baseline
from journal.folder.transaction_header import header_of_other_tool
from journal.replay.send import ServerError
from journal.sql.remedies import BEFORE_MIGRATE_OF_1, NEW_ENUM_VALUE
from journal.sql.statements import Piece, Statement, statements_of

_LONGEST_MESSAGE = 300
_WAITS = {"57014": ("statement timeout", Wait.STATEMENT), "55P03": ("lock timeout", Wait.LOCK)}


@dataclass(frozen=True)
class AppliedMigration:
    """A migration that ran. `seconds` and `statements` are None where drizzle-orm ran it.

    `ended_transaction`: a COMMIT or ROLLBACK in the file ended its transaction.
    """

    tag: str
    seconds: float | None = None
    statements: int | None = None
    ended_transaction: bool = False


@dataclass(frozen=True)
class Explanation:
    """A refusal and its statement. `number` counts the statements of the file from 1; 0 is none of them."""

    refusal: ServerError
    number: int
    statement: str
    place: Place


class MigrationFailed(JournalError):
    """A statement failed. `before`: the migrations that passed; `__cause__`: psycopg's error where there is one.

    `manual`: each file runs in a transaction of its own, with the settings of a new session.
    """

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
        refusal, message = explanation.refusal, " ".join(explanation.refusal.message.split())
        if len(message) > _LONGEST_MESSAGE:  # after an open comment or quote, PostgreSQL quotes the rest of the file
            message = message[:_LONGEST_MESSAGE] + " …"
        words, wait = _WAITS.get(refusal.sqlstate, ("", None))
        which = f", statement {explanation.number} (line {explanation.place.line})" if explanation.number else ""
        super().__init__(
            f"{failed.name}{which}: {message} [{refusal.sqlstate or 'no SQLSTATE'}]",
            hint=_hint(failed, explanation, manual=manual),
            place=explanation.place,
            waited=wait if words in refusal.message else None,
        )
        self.failed = failed
        self.explanation = explanation
        self.before = before
        self.manual = manual


def explain(migration: Migration, piece: Piece, refusal: ServerError, *, earlier: int, passed: int) -> Explanation:
    """Find the statement by PostgreSQL's position, or else by the number of statements that passed.

    `earlier` counts the statements of the pieces before, `passed` those of this piece.
    """
    offset = piece.offset + refusal.position - 1 if refusal.position else None
    inside = list(statements_of(piece))
    if offset is not None:
        started = [statement for statement in inside if statement.offset <= offset]
        inside, passed = (started, len(started)) if started else (inside, 0)
    whole = Statement(1, piece.text.strip(), piece.offset)
    statement = inside[min(passed, len(inside) - 1)] if inside else whole
    return Explanation(
        refusal,
        number=earlier + statement.number,
        statement=statement.text,
        place=place_at(migration.path, migration.text, statement.offset if offset is None else offset),
    )


def outside_statements(migration: Migration, refusal: ServerError) -> Explanation:
    """Explain a failure outside of the file's statements: of its ledger row, or of the COMMIT at the end."""
    return Explanation(refusal, number=0, statement="", place=Place(migration.path))


def _hint(migration: Migration, explanation: Explanation, *, manual: bool) -> str:
    """Return a hint where the whole file, or the failed line, has a known fault, else one for PostgreSQL's error.

    `manual`: in the manual runner, each file has its own transaction.
    """
    text, number, refusal = migration.text, explanation.place.line, explanation.refusal
    line = text.split("\n")[number - 1].strip() if number else ""
    signs = (
        (migration.raw.startswith(BOM), "The file starts with a byte order mark. Save it as UTF-8 without BOM."),
        (is_pulled_baseline(migration), _PULLED),
        ("\0" in text, "The file contains a NUL byte, which PostgreSQL refuses. Remove it."),
        (line.startswith(("<<<<<<<", "=======", ">>>>>>>")), "These are merge conflict markers: keep one side."),
        (_COPY_DATA.search(text) and refusal.sqlstate in ("42601", "57014"), _NO_DATA),
        (line.startswith("\\"), "This is a psql command, and the server gets the file unchanged. Remove such lines."),
    )
    if hint := next((hint for found, hint in signs if found), ""):
        return hint
    if manual:
        header = header_of_other_tool(migration) if refusal.sqlstate in ("25001", "2D000") else None
        return _SPELLED.format(header=header) if header else _MANUAL_HINTS.get(refusal.sqlstate, "")
    fitting = (hint for words, hint in _HINTS_BY_WORDS.items() if words in refusal.message)
    of_1 = _HINTS_OF_1 if migration.folder else {}
    return next(fitting, "") or of_1.get(refusal.sqlstate, "") or _HINTS.get(refusal.sqlstate, "")


_COPY_DATA = re.compile(r"^\s*copy\s[^;]*\sfrom\s+stdin", re.IGNORECASE | re.MULTILINE)
_NO_DATA = "COPY … FROM stdin has no data in a migration. Dump with pg_dump --schema-only, or with --inserts."
_PULLED = (
    "This is the commented-out baseline of `drizzle-kit pull`: Drizzle cuts its comment at the breakpoints. "
    "Remove the line /* at its start and the line */ at its end."
)
_HINTS_BY_WORDS = {
    'schema "drizzle" already exists': "Dump without Drizzle's own schema: pg_dump --exclude-schema=drizzle.",
    "permission denied to create extension": "Migrations run as the owner of the temporary database, who is no "
    "superuser, as on a managed server. An extension that reaches nothing outside the database is allowed when every "
    "file that creates it says IF NOT EXISTS; any other can be created first, by --before FILE. If this file is to be "
    "trusted with this machine: --superuser.",
    "is not available": "This server does not have it: name one with it by --pg-bin or --temp docker:IMAGE, such as "
    "pgvector/pgvector:pg17, postgis/postgis:17-3.5, or timescale/timescaledb:latest-pg17.",
}
_SPELLED = (
    "The file has the header of another tool for this. To have `drizzle-journal run` follow it, without an edit, write "
    'in journal.toml: no_transaction = ["{header}"]'
)
_MANUAL_HINTS = {
    "25001": "Each file runs in a transaction of its own. To run it statement by statement, begin the file with the "
    "line `-- journal: no-transaction`.",
    "2D000": "Each file runs in a transaction of its own, which a procedure or DO block cannot end. To run it "
    "statement by statement, begin the file with the line `-- journal: no-transaction`.",
    "55P03": "To see which session holds the lock: SELECT pid, query FROM pg_stat_activity.",
    "55P04": "A new enum value cannot be used in the transaction that adds it. Put its use into a file of its own.",
}
_HINTS_OF_1 = dict.fromkeys(
    ("25001", "2D000"), f"migrate of drizzle 1.0 runs all pending folders in one transaction. {BEFORE_MIGRATE_OF_1}"
)
_HINTS = {
    "42501": "Migrations run as the owner of the temporary database, who is no superuser, as on a managed server. If "
    "this file is to be trusted with this machine: --superuser.",
    "2D000": "Drizzle runs all pending migrations in one transaction, which a procedure or DO block cannot end. Move "
    "the call to a file on the ignore list, and run that manually.",
    "25001": "Drizzle runs all pending migrations in one transaction, so this statement can never be journaled. Move "
    "it to a file on the ignore list, and run that manually.",
    "55P04": "Drizzle runs all pending migrations in one transaction, and a new enum value cannot be used in the one "
    f"that adds it. {NEW_ENUM_VALUE}",
}
