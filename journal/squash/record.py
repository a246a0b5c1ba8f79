"""What the record of a squash has beside the old files: the files of the archive, for its undo."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from pathlib import Path

import orjson

from journal.dataclass import dataclass
from journal.folder.hashing import drizzle_hash
from journal.folder.rewrite.many import SQUASHED, SQUASHED_1, last_record
from journal.project.files import FileKind, read_file
from journal.project.layout import is_version_1
from journal.project.settings import Settings

_FILE, _IGNORED = "archive.json", ".gitignore"


@dataclass(frozen=True)
class SquashRecord:
    """`archived`: the hash of each file of the archive by its path, relative to the project where it is in it."""

    archived: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings, paths: Sequence[Path]) -> "SquashRecord":
        """Return the record of these files."""
        root = settings.root
        shown = {path: str(path.relative_to(root)) if path.is_relative_to(root) else str(path) for path in paths}
        return cls({shown[path]: drizzle_hash(read_file(path, FileKind.SQL)) for path in paths})

    def write_to(self, record: Path) -> None:
        """Write it into the folder of a record, and a file by which git ignores that."""
        record.mkdir(parents=True, exist_ok=True)
        (record / _FILE).write_bytes(orjson.dumps({"archived": dict(self.archived)}, option=orjson.OPT_INDENT_2))
        (record / _IGNORED).write_text("*\n")

    def unchanged(self, root: Path) -> tuple[Path, ...]:
        """Return the files of the archive that are as they were written."""
        found = ((root / name, hash_) for name, hash_ in self.archived.items())
        return tuple(
            path for path, hash_ in found if path.is_file() and drizzle_hash(read_file(path, FileKind.SQL)) == hash_
        )


def record_base(settings: Settings) -> str:
    """Return the name of the records of squashes, without its number."""
    return SQUASHED_1 if is_version_1(settings) else SQUASHED


def read_record(settings: Settings) -> SquashRecord:
    """Return what the record of the last squash has; nothing where there is none, or a person has edited it."""
    record = last_record(settings.migrations, record_base(settings))
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        value = orjson.loads(read_file(record.folder / _FILE, FileKind.JOURNAL)) if record else {}
        return SquashRecord({str(name): str(hash_) for name, hash_ in value.get("archived", {}).items()})
    return SquashRecord()
