"""The smallest change that fixes a finding, by the SQLSTATE."""

from collections.abc import Sequence
from datetime import UTC, datetime

from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.rules.leaking_setting import settings_left
from journal.rules.support.subject import ParsedMigration, read_subject
from journal.sql.remedies import BEFORE_MIGRATE_OF_1, NEW_ENUM_VALUE

_GUARDS = {
    "42P07": "Write IF NOT EXISTS.",
    "42P06": "Write CREATE SCHEMA IF NOT EXISTS.",
    "42701": "Write ADD COLUMN IF NOT EXISTS.",
    "42723": "Write CREATE OR REPLACE FUNCTION.",
    "42710": "Put a DROP … IF EXISTS of that name before it; for a type or a role, a DO block that queries pg_catalog.",
    "42703": "Write DROP COLUMN IF EXISTS; for a rename, a DO block that queries pg_attribute.",
    "42P01": "Write IF EXISTS.",
    "42704": "Write IF EXISTS.",
    "42883": "Write DROP FUNCTION IF EXISTS.",
    "3F000": "Write IF EXISTS.",
    "23505": "Write ON CONFLICT DO NOTHING, or WHERE NOT EXISTS.",
    "42P16": "Put a DROP CONSTRAINT IF EXISTS before it.",
}
_ONE_TRANSACTION = {
    "2D000": "Remove COMMIT and ROLLBACK from the procedure; or call it with psql, from a file that is not listed.",
    "25001": "Remove CONCURRENTLY; or put the statement into a file that the journal does not list, and run that "
    "with psql before the release.",
    "55P04": NEW_ENUM_VALUE,
    "55006": "Put SET CONSTRAINTS ALL IMMEDIATE before the statement: the deferred checks then run.",
    "42P07": "Drop the temporary table at the end of its file, or write ON COMMIT DROP and another name.",
    "42P05": "End the file that prepares it with DEALLOCATE.",
    "42P03": "End the file that opens it with CLOSE.",
}
_ONE_TRANSACTION_OF_1 = {
    "2D000": f"Remove COMMIT and ROLLBACK from the procedure. Or: {BEFORE_MIGRATE_OF_1}",
    "25001": f"Remove CONCURRENTLY. Or: {BEFORE_MIGRATE_OF_1}",
}
_ALONE = {
    "42P01": "Create what it needs in this file: a temporary table and a search_path end with the session.",
    "26000": "Prepare the statement in this file: it ends with the session.",
    "34000": "Open the cursor in this file: it ends with its transaction.",
    "23503": "Put what the constraint needs into this file: a deferred one is checked when its file is committed.",
    "23514": "Put what the constraint needs into this file: it is checked when its file is committed.",
    "23505": "Put what the constraint needs into this file: a deferred one is checked when its file is committed.",
    "42501": "SET ROLE in this file, too: it ends with the session.",
}

_ROWS = {
    "23502": "Give the column a DEFAULT; or add it without NOT NULL, fill it, and then SET NOT NULL.",
    "23505": "Merge or renumber duplicates before the key is created.",
    "23514": "Fix the rows first, or add the constraint NOT VALID and validate it later.",
    "23503": "Fix or remove the rows that refer to nothing first, or add the constraint NOT VALID.",
    "22P02": "Convert values that are not of the new type: USING.",
    "22003": "Convert values that are too large with USING, or keep the larger type.",
    "22001": "Shorten longer values first, or keep the longer type.",
    "42804": "Convert the old values: USING.",
    "55006": "Put SET CONSTRAINTS ALL IMMEDIATE between the UPDATE and the ALTER TABLE, or split the file in two.",
}


def for_rows(sqlstate: str) -> str:
    """Return what makes a file pass on tables that have rows."""
    return _ROWS.get(sqlstate, "Let the file first handle the rows that exist.")


def guard(sqlstate: str) -> str:
    """Return what makes a statement repeatable."""
    return _GUARDS.get(sqlstate, "Let the statement check first whether its work is done.")


def for_one_transaction(sqlstate: str, otherwise: str, *, is_version_1: bool = False) -> str:
    """Return what makes a file pass in one transaction with the others, in the layout of 0.x or of 1.0."""
    if is_version_1 and sqlstate in _ONE_TRANSACTION_OF_1:
        return _ONE_TRANSACTION_OF_1[sqlstate]
    return _ONE_TRANSACTION.get(sqlstate, otherwise) or "Do not depend on a commit before the next file."


def for_a_file_alone(sqlstate: str) -> str:
    """Return what makes a file pass without the session of the files before it."""
    return _ALONE.get(sqlstate, "Create what the file needs in it: each file may run in a session of its own.")


def reset_of_leak(folder: Folder, earlier: Sequence[Migration]) -> str:
    """Return a sentence about the last of these files that leaves a setting changed, or an empty text."""
    subject = read_subject(folder.settings, datetime.now(UTC))
    for migration in reversed(earlier):
        script = ParsedMigration(subject, migration)
        left = settings_left(script.pieces)
        if left:
            place, root = script.at(left[-1].offset), folder.settings.root
            where = place.path.relative_to(root) if place.path.is_relative_to(root) else place.path
            return f"{where}:{place.line} leaves a setting changed: end that file with RESET {left[-1].name}."
    return ""
