"""A migrations folder as drizzle-orm wants it: the journal we would write, beside a link to the folder of the files."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import orjson

from journal.folder.entries import FILE_NAME, Journal
from journal.folder.migrations import Migration
from journal.server.runs import run_folder

_FILES = "files"


@contextmanager
def staged(journal: Journal, migrations: Mapping[str, Migration]) -> Iterator[Path]:
    """A folder that drizzle-orm can read: the project's own where it has this very journal, else a temporary one."""
    own = journal.path.parent.parent
    if _is_as_drizzle_has_it(journal, own, migrations):
        yield own
        return
    with run_folder() as folder:
        (folder / "meta").mkdir()
        (folder / "meta" / FILE_NAME).write_bytes(_below(_FILES, journal.text))
        (folder / _FILES).symlink_to(_folder_of(migrations))
        yield folder


def _below(name: str, journal_text: str) -> bytes:
    """The journal with every tag one folder further down; drizzle-orm stores no tag."""
    read = orjson.loads(journal_text)
    for entry in read["entries"]:
        entry["tag"] = f"{name}/{entry['tag']}"
    return orjson.dumps(read)


def _folder_of(migrations: Mapping[str, Migration]) -> Path:
    """The folder that all tags are relative to."""
    for tag, migration in migrations.items():
        return migration.path.parents[tag.count("/")]
    return Path.cwd()


def _is_as_drizzle_has_it(journal: Journal, own: Path, migrations: Mapping[str, Migration]) -> bool:
    """Whether the journal is on disk as it is, at `meta/` in the folder of the files."""
    here = journal.path.parent.name == "meta" and all(
        migrations[tag].path == own / f"{tag}.sql" for tag in journal.tags
    )
    return here and journal.path.is_file() and journal.path.read_bytes() == journal.text.encode()
