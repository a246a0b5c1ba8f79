"""What the records of handbacks have of files whose hash or name changed: databases follow, now or later."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import field, replace
from pathlib import Path

import orjson

from journal.dataclass import dataclass
from journal.folder.hashing import drizzle_hash
from journal.folder.read import read_folder
from journal.folder.rewrite.many import HANDBACK, base_of, last_record
from journal.ledger.backup_name import BACKUP
from journal.ledger.read import LiveLedger
from journal.ledger.rehash import FileChanges, HashChange
from journal.ledger.renamed_rows import NameChanges
from journal.project.files import FileKind, read_file
from journal.project.settings import Settings

_FILE = "hashes.json"
_COPY = re.compile(rf"{BACKUP}\d{{14}}(_\d+)?")


@dataclass(frozen=True)
class RecordedChanges:
    """The files whose hash or name changed, and the databases whose rows followed, as they may be shown.

    `copies`: the copy of each ledger whose columns changed, by the name of the database; known once it is planned.
    `folders`: those of 1.0 by the tag of their entry, where the folder got that layout, and `whens` by folder.
    """

    changes: FileChanges = field(default_factory=FileChanges)
    databases: tuple[str, ...] = ()
    copies: Mapping[str, str] = field(default_factory=dict)
    folders: Mapping[str, str] = field(default_factory=dict)
    whens: Mapping[str, int] = field(default_factory=dict)

    @property
    def reverse(self) -> FileChanges:
        """Return the changes back, of migrations that have the names of the folders now."""
        changes = self.changes.reverse
        hashes = tuple(replace(one, tag=self.folders.get(one.tag, one.tag)) for one in changes.hashes)
        return replace(changes, hashes=hashes)

    def later_rows(self, ledger: LiveLedger) -> tuple[int, ...]:
        """Return the ids of rows that came after a handback to 1.0, which a ledger of 0.x does not have."""
        names = {None, *self.folders.values()}
        return tuple(row.id for row in ledger.rows if row.name not in names) if self.folders else ()

    def write_to(self, record: Path) -> None:
        """Write it into the folder of a record, where there is something to write."""
        if not self.changes:
            return
        record.mkdir(parents=True, exist_ok=True)
        words = [[one.tag, one.ran_as, one.old, one.new] for one in self.changes.hashes]
        value = {"changes": words, "names": dict(self.changes.names.tags), "databases": self.databases}
        named = {"copies": self.copies, "folders": self.folders, "whens": self.whens}
        value |= {key: dict(one) for key, one in named.items() if one}
        (record / _FILE).write_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2))


NOTHING_RECORDED = RecordedChanges()


def undoable_changes(settings: Settings) -> RecordedChanges:
    """Return the changes that the undo of the last handback reverts."""
    record = last_record(settings.migrations, base_of(settings.migrations))
    return _recorded_in(record.folder) if record else NOTHING_RECORDED


def following(settings: Settings, present: FileChanges) -> FileChanges:
    """Return the changes that databases may still have to follow: those of this handback, and of earlier ones.

    An earlier one counts where the file is still as that handback has left it.
    """
    records = [*_records(settings)]
    if not records:
        return present
    files, tags = read_folder(settings).by_tag, present.names.tags
    hashes, names = dict[str, HashChange](), dict[str, str]()
    for one in records:
        hashes |= {change.tag: change for change in one.changes.hashes}
        new = dict(one.changes.names.tags)
        names = {old: new.get(last, last) for old, last in names.items()} | new
    now = {change.ran_as for change in present.hashes}
    earlier = [
        replace(change, tag=tags.get(tag, tag)) for tag, change in hashes.items()
        if tag not in now and tag in files and drizzle_hash(files[tag].raw) == change.new
    ]  # fmt: skip
    known = {old: tags.get(new, new) for old, new in names.items() if new in files}
    return FileChanges((*present.hashes, *earlier), NameChanges(known | {**tags}, is_present=bool(tags)))


def _records(settings: Settings) -> Sequence[RecordedChanges]:
    base = settings.migrations.resolve() / HANDBACK
    try:
        folders = sorted(base.parent.glob(f"{base.name}*"), key=lambda one: (len(one.name), one.name))
    except OSError:
        return ()
    return [one for one in map(_recorded_in, folders) if one.changes]


def _recorded_in(record: Path) -> RecordedChanges:
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):  # none, or a person has edited it
        value = orjson.loads(read_file(record / _FILE, FileKind.JOURNAL))
        hashes = tuple(HashChange(*map(str, words)) for words in value["changes"])
        names = NameChanges({str(old): str(new) for old, new in value.get("names", {}).items()}, is_present=False)
        copies = {str(shown): str(name) for shown, name in value.get("copies", {}).items() if _COPY.fullmatch(name)}
        folders = {str(old): str(new) for old, new in value.get("folders", {}).items()}
        whens = {str(name): int(when) for name, when in value.get("whens", {}).items()}
        databases = tuple(map(str, value["databases"]))
        return RecordedChanges(FileChanges(hashes, names), databases, copies, folders, whens)
    return NOTHING_RECORDED
