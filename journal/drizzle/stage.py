"""A migrations folder as drizzle-orm wants it: the journal we would write, beside links to the real files."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from journal.folder.entries import FILE_NAME, Journal
from journal.folder.migrations import Migration
from journal.server.runs import run_folder


@contextmanager
def staged(journal: Journal, migrations: Mapping[str, Migration]) -> Iterator[Path]:
    """A folder that drizzle-orm can read: the project's own where it has this very journal, else a temporary one."""
    own = journal.path.parent.parent
    if _is_as_drizzle_has_it(journal, own, migrations):
        yield own
        return
    with run_folder() as folder:
        (folder / "meta").mkdir()
        (folder / "meta" / FILE_NAME).write_text(journal.text, "utf-8", newline="")
        for tag in journal.tags:
            link = folder / f"{tag}.sql"
            if "/" in tag:
                link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(migrations[tag].path)
        yield folder


def _is_as_drizzle_has_it(journal: Journal, own: Path, migrations: Mapping[str, Migration]) -> bool:
    """Whether the journal is on disk as it is, at `meta/` in the folder of the files."""
    here = journal.path.parent.name == "meta" and all(
        migrations[tag].path == own / f"{tag}.sql" for tag in journal.tags
    )
    return here and journal.path.is_file() and journal.path.read_bytes() == journal.text.encode()
