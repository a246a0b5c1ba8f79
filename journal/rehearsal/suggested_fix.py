"""The smallest change that mends what was found, by what PostgreSQL said."""

from collections.abc import Sequence
from datetime import UTC, datetime

from journal.errors import Place
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.project.settings import Settings
from journal.rules.support.settings_left import Setting, settings_left
from journal.rules.support.subject import ParsedMigration, Subject, read_subject

_GUARDS = {
    "42P07": "Write IF NOT EXISTS.",
    "42P06": "Write CREATE SCHEMA IF NOT EXISTS.",
    "42701": "Write ADD COLUMN IF NOT EXISTS.",
    "42723": "Write CREATE OR REPLACE FUNCTION.",
    "42710": "Put a DROP … IF EXISTS of that name before it; for a type or a role, a DO block that asks pg_catalog.",
    "42703": "Write DROP COLUMN IF EXISTS; for a rename, a DO block that looks into pg_attribute.",
    "42P01": "Write IF EXISTS.",
    "42704": "Write IF EXISTS.",
    "42883": "Write DROP FUNCTION IF EXISTS.",
    "3F000": "Write IF EXISTS.",
    "23505": "Write ON CONFLICT DO NOTHING, or WHERE NOT EXISTS.",
    "42P16": "Put a DROP CONSTRAINT IF EXISTS before it.",
}
_ONE_TRANSACTION = {
    "2D000": "Take COMMIT and ROLLBACK out of the procedure; or call it with psql, from a file that is not listed.",
    "25001": "Leave out CONCURRENTLY; or put the statement into a file that the journal does not list, and run that "
    "with psql before the release.",
    "55P04": "Compare as text (status::text = 'x'), or put the value into CREATE TYPE.",
    "55006": "Put SET CONSTRAINTS ALL IMMEDIATE before the statement: it has the waiting checks made.",
    "42P07": "Drop the temporary table at the end of the file that makes it, or write ON COMMIT DROP and another name.",
    "42P05": "End the file that prepares it with DEALLOCATE.",
    "42P03": "End the file that opens it with CLOSE.",
}
_ALONE = {
    "42P01": "Make what it needs in this file: a temporary table, and a search_path, end with the session of its file.",
    "26000": "Prepare the statement in this file: it ends with the session.",
    "34000": "Open the cursor in this file: it ends with its transaction.",
    "23503": "Put into this file what the constraint needs: a deferred one is checked when its file is committed.",
    "23514": "Put into this file what the constraint needs: it is checked when its file is committed.",
    "23505": "Put into this file what the constraint needs: a deferred one is checked when its file is committed.",
    "42501": "Take the role in this file, too: SET ROLE ends with the session.",
}

_ROWS = {
    "23502": "Give the column a DEFAULT; or add it without NOT NULL, fill it, and then SET NOT NULL.",
    "23505": "Merge or renumber what is there twice before the key is made.",
    "23514": "Mend the rows first, or add the constraint NOT VALID and validate it later.",
    "23503": "Mend or remove the rows that refer to nothing first, or add the constraint NOT VALID.",
    "22P02": "Say with USING what becomes of values that are not of the new type.",
    "22003": "Say with USING what becomes of values that are too large, or keep the larger type.",
    "22001": "Shorten what is too long first, or keep the longer type.",
    "42804": "Say with USING how the old values become new ones.",
    "55006": "Put SET CONSTRAINTS ALL IMMEDIATE between the UPDATE and the ALTER TABLE, or make two files of them.",
}


def for_rows(sqlstate: str) -> str:
    """What makes it pass on tables that have rows."""
    return _ROWS.get(sqlstate, "Let the file first see to the rows that are there.")


def guard(sqlstate: str) -> str:
    """What makes a statement repeatable."""
    return _GUARDS.get(sqlstate, "Let the statement look first whether its work is done.")


def for_one_transaction(sqlstate: str, otherwise: str) -> str:
    """What makes it pass among the others."""
    return _ONE_TRANSACTION.get(sqlstate, otherwise) or "Let the file not depend on being committed before the next."


def for_a_file_alone(sqlstate: str) -> str:
    """What makes it pass without the session of the files before it."""
    return _ALONE.get(sqlstate, "Let the file bring what it needs: each file may run in a session of its own.")


def leak_before(folder: Folder, earlier: Sequence[Migration]) -> tuple[Place, str] | None:
    """The last of these files that leaves a setting changed, where that is; and what to write there."""
    subject = read_subject(folder.settings, datetime.now(UTC))
    for migration in reversed(earlier):
        left = _left(subject, migration)
        if left:
            script = ParsedMigration(subject, migration)
            return script.at(left[-1].offset), f"RESET {left[-1].name}"
    return None


def _left(subject: Subject, migration: Migration) -> tuple[Setting, ...]:
    return settings_left(ParsedMigration(subject, migration))


def reset_at(leak: tuple[Place, str], settings: Settings) -> str:
    """A sentence about it."""
    place, words = leak
    where = place.path.relative_to(settings.root) if place.path.is_relative_to(settings.root) else place.path
    return f"{where}:{place.line} leaves a setting changed: end that file with {words}."
