"""What is said when a file fails, or when the database ends a run between two files."""

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
def stopped(target: Target) -> Iterator[None]:
    """Turn what the driver raises outside the files into a sentence. Raises Stopped."""
    import psycopg  # noqa: PLC0415 - `--help` does not pay for it

    try:
        yield
    except psycopg.Error as error:
        raise Stopped(
            f"{target.shown} ended this: {target.clean(server_message(error))}. What had run is recorded.",
            hint="Run again to go on.",
        ) from None


def failed_by_hand(migration: Migration, refused: FileFailed, before: tuple[AppliedMigration, ...]) -> MigrationFailed:
    """The failure of a file, with what of it and before it is in the database."""
    failure = MigrationFailed(migration, refused.explanation, before, manual=True)
    failure.add_note(_afterwards(refused, any_before=bool(before)))
    return failure


def _afterwards(refused: FileFailed, *, any_before: bool) -> str:
    before = "What passed before it is applied and recorded; " if any_before else ""
    if refused.kept is None:
        return f"{before}the connection broke in this file's COMMIT: it is in whole and recorded, or not at all."
    tried = f"statement {refused.kept + 1} ran in no transaction: the next run looks at what it left"
    if refused.kept == 0:
        return f"{before}{tried if refused.tried else 'this file was rolled back whole and is not recorded'}."
    first = "statement 1 is" if refused.kept == 1 else f"statements 1 to {refused.kept} are"
    kept = f"{before}{first} of this file in the database, and kept"
    return f"{kept}; {tried}." if refused.tried else f"{kept}: the next run goes on after that."
