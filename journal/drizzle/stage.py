"""A migrations folder as drizzle-orm wants it: the journal we would write, beside links to the real files."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from journal.folder.entries import FILE_NAME, Journal
from journal.folder.migrations import Migration


@contextmanager
def staged(journal: Journal, migrations: Mapping[str, Migration]) -> Iterator[Path]:
    """A temporary folder that drizzle-orm can read; nothing of the project's is touched."""
    with tempfile.TemporaryDirectory(prefix="drizzle-journal-stage-") as name:
        folder = Path(name)
        (folder / "meta").mkdir()
        (folder / "meta" / FILE_NAME).write_text(journal.text, "utf-8")
        for tag in journal.tags:
            link = folder / f"{tag}.sql"
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(migrations[tag].path.resolve())
        yield folder
