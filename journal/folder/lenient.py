"""The folder, read to report every error in it: elements that the strict reading refuses are kept, with the reason."""

from contextlib import suppress
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from journal.dataclass import dataclass
from journal.errors import JournalInvalid, Place
from journal.folder.entries import FILE_NAME, Entry, EntryReader, Journal, JournalPlaces, journal_value
from journal.folder.lock import Lock, lock_beside_journal, read_lock, unread_lock
from journal.folder.read import Folder, NothingThere, folder_of_journal, journal_bytes, refuse_mixed
from journal.folder.version_1 import folder_of_lock
from journal.project.layout import is_version_1
from journal.project.settings import Settings


@dataclass(frozen=True)
class InvalidEntry:
    """An entry that Drizzle cannot follow. `key` is its invalid key; None where it is no object."""

    index: int
    key: str | None
    error: JournalInvalid


@dataclass(frozen=True)
class RawJournal:
    """`_journal.json` as it is. `text` is empty where it does not exist; `broken` says why there is no `value`.

    `followed` are the entries that Drizzle can follow, each with its place in the list; `refused` are the others.
    `lock` has the hashes, if the journal has not; `broken_lock` says why it cannot be read. In the layout of drizzle
    1.0 it is the lock that is read, and an entry is one of its lines.
    """

    path: Path
    text: str = ""
    value: dict[str, Any] = field(default_factory=dict)
    broken: JournalInvalid | None = None
    followed: tuple[tuple[int, Entry], ...] = ()
    refused: tuple[InvalidEntry, ...] = ()
    lock: Lock | None = None
    broken_lock: JournalInvalid | None = None

    @property
    def items(self) -> list[Any]:
        """Every element of `entries`, as JSON has it."""
        found = self.value.get("entries")
        return found if isinstance(found, list) else []

    def place(self, index: int | None = None, key: str | None = None) -> Place:
        """Return the place of an entry or of its key; without an index, of a key of the journal."""
        if self.lock and self.lock.path == self.path:
            return self.lock.place(self.items[index]["tag"]) if index is not None else Place(self.path)
        if self.lock and index is not None and key == "hash" and self.items[index].get("tag") in self.lock.migrations:
            return self.lock.place(self.items[index]["tag"])
        return self._places.place(index, key) if self.value else Place(self.path)

    @cached_property
    def _places(self) -> JournalPlaces:
        return JournalPlaces(self.path, self.text)


def read_leniently(settings: Settings) -> tuple[Folder, RawJournal]:
    """Read all files. Raises FolderUnreadable for a folder or file that cannot be read, nothing for the journal."""
    if is_version_1(settings):
        return _version_1(settings)
    path = settings.meta / FILE_NAME
    try:
        content = journal_bytes(path, settings.boundary)
        text, value = journal_value(path, content) if content is not None else ("", {})
    except JournalInvalid as error:
        raw = RawJournal(path, broken=error)
    else:
        reader, followed, refused = EntryReader(path, text), [], []
        for index, item in enumerate(value.get("entries", ())):
            try:
                followed.append((index, reader.entry(index, item)))
            except JournalInvalid as error:
                refused.append(InvalidEntry(index, reader.key, error))
        raw = RawJournal(path, text, value, None, tuple(followed), tuple(refused))
    journal = Journal(raw.path, tuple(entry for _, entry in raw.followed), raw.text)
    try:
        lock, broken_lock = lock_beside_journal(settings), None
    except JournalInvalid as error:
        lock, broken_lock = unread_lock(settings), error
    try:
        folder = folder_of_journal(settings, journal, (), lock)
    except NothingThere as error:
        raise raw.broken or error from None
    indexes = (index for index, _ in raw.followed)
    entries = tuple(zip(indexes, folder.journal.entries, strict=True))
    return folder, replace(raw, followed=entries, lock=lock, broken_lock=broken_lock)


def refuse_mixed_project(settings: Settings) -> None:
    """Raise MixedLayouts where the project has both layouts; a journal that cannot be read is not looked at."""
    with suppress(NothingThere):
        refuse_mixed(read_leniently(settings)[0])


def _version_1(settings: Settings) -> tuple[Folder, RawJournal]:
    try:
        lock, broken = read_lock(settings), None
    except JournalInvalid as error:
        lock, broken = unread_lock(settings), error
    folder = folder_of_lock(settings, lock)
    followed = tuple(enumerate(folder.journal.entries))
    value = {"entries": [{"tag": entry.tag, "hash": entry.hash} for _, entry in followed]}
    return folder, RawJournal(lock.path, lock.text, value, broken, followed, lock=lock, broken_lock=broken)


def has_merge_markers(broken: JournalInvalid) -> bool:
    """Tell whether merge conflict markers broke the journal."""
    return "merge conflict markers" in broken.message
