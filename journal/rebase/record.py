"""What the record of a rebase has of rows and names, for its undo. Git ignores the record: every branch has its own."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field
from pathlib import Path

import orjson

from journal.dataclass import dataclass
from journal.folder.rewrite.many import REBASED, REBASED_1, last_record
from journal.project.files import FileKind, read_file
from journal.project.layout import is_version_1
from journal.project.settings import Settings
from journal.rebase.rows import RowMove

_FILE, _IGNORED = "rows.json", ".gitignore"


@dataclass(frozen=True)
class RebaseRecord:
    """`moves`: of rows of Drizzle's ledger; `tags`: the new ones by the old ones; `databases`: those that followed."""

    moves: tuple[RowMove, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    databases: tuple[str, ...] = ()

    def write_to(self, record: Path) -> None:
        """Write it into the folder of a record, and a file by which git ignores that."""
        record.mkdir(parents=True, exist_ok=True)
        moves = [[one.tag, one.hash, one.when, one.name] for one in self.moves]
        value = {"moves": moves, "tags": dict(self.tags), "databases": self.databases}
        (record / _FILE).write_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2))
        (record / _IGNORED).write_text("*\n")


def record_base(settings: Settings) -> str:
    """Return the name of the records of rebases, without its number."""
    return REBASED_1 if is_version_1(settings) else REBASED


def read_record(settings: Settings) -> RebaseRecord:
    """Return what the record of the last rebase has; nothing where there is none, or a person has edited it."""
    record = last_record(settings.migrations, record_base(settings))
    return _read(record.folder) if record else RebaseRecord()


def earlier_moves(settings: Settings) -> tuple[RowMove, ...]:
    """Return the moves of all records, the oldest first: a database that is named only now has not followed them."""
    base = settings.migrations.resolve() / record_base(settings)
    folders = sorted(base.parent.glob(f"{base.name}*"), key=lambda one: (len(one.name), one.name))
    return tuple(move for folder in folders for move in _read(folder).moves)


def _read(folder: Path) -> RebaseRecord:
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        value = orjson.loads(read_file(folder / _FILE, FileKind.JOURNAL))
        moves = tuple(
            RowMove(str(tag), str(hash_), (int(old), int(new)), (str(before), str(after)))
            for tag, hash_, (old, new), (before, after) in value["moves"]
        )
        tags = {str(old): str(new) for old, new in value["tags"].items()}
        return RebaseRecord(moves, tags, tuple(map(str, value["databases"])))
    return RebaseRecord()
