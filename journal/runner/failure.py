"""The errors of a run: a file that fails, and a database that ends the session between two files."""

from collections.abc import Iterator
from contextlib import contextmanager

from journal.connect.session import server_message
from journal.connect.target import Target
from journal.errors import JournalError
from journal.folder.migrations import Migration
from journal.replay.explain import AppliedMigration, MigrationFailed
from journal.runner.transaction import FileFailed


class Stopped(JournalError):
    """The database ended the run between two files, or the connection to it broke."""

    code = "stopped"


@contextmanager
def run_errors(target: Target) -> Iterator[None]:
    """Turn a driver error between two files into Stopped."""
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise Stopped(
            f"{target.shown} ended the run: {target.clean(server_message(error))}. The files that ran are recorded.",
            hint="Run again to continue.",
        ) from None


def run_failure(migration: Migration, refused: FileFailed, before: tuple[AppliedMigration, ...]) -> MigrationFailed:
    """Return the failure of a file, with a note of what is in the database of it and of the files before it."""
    failure = MigrationFailed(migration, refused.explanation, before, manual=True)
    passed = "The files before it are applied and recorded; " if before else ""
    failure.add_note(f"{passed}{_kept(refused)}.")
    return failure


def _kept(refused: FileFailed) -> str:
    if refused.kept is None:
        return "the connection broke in this file's COMMIT: it is applied and recorded as a whole, or not at all"
    tried = f"statement {refused.kept + 1} ran in no transaction: the next run looks at what it left"
    if refused.kept == 0:
        return tried if refused.tried else "this file was rolled back as a whole and is not recorded"
    first = "statement 1 of this file is" if refused.kept == 1 else f"statements 1 to {refused.kept} of this file are"
    return f"{first} in the database; {tried if refused.tried else 'the next run continues after that'}"
