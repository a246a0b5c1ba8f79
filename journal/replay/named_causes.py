"""Name the cause of a failed statement; what looks for it is loaded only where one fails."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from journal.errors import Note, warned
from journal.folder.read import Folder
from journal.replay.explain import MigrationFailed


@contextmanager
def causes_named(folder: Folder, notes: Sequence[Note] = ()) -> Iterator[None]:
    """Name the cause of a failed statement of the block, and add the notes to every failure: they may explain it."""
    try:
        with warned(tuple(notes)):
            yield
    except MigrationFailed as failure:
        from journal.replay.causes import cause_of  # it looks into half of the package

        failure.hint = cause_of(failure, folder) or failure.hint
        raise
