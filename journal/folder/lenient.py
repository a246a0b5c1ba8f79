"""The folder, read to say all that is wrong with it: what the strict reading refuses is kept, with its reason."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from journal.errors import JournalInvalid, Lines, Place
from journal.folder import jsontext
from journal.folder.entries import FILE_NAME, Entry, EntryReader, Journal, value_of
from journal.folder.read import Folder, NothingThere, folder_around, journal_bytes
from journal.project.settings import Settings


@dataclass(frozen=True)
class InvalidEntry:
    """An entry that Drizzle cannot follow. `key` is what is wrong with it; None: it is no object."""

    index: int
    key: str | None
    error: JournalInvalid


@dataclass(frozen=True)
class RawJournal:
    """`_journal.json` as it is. `text` is empty where there is none; `broken` says why there is no `value`.

    `followed` are the entries that Drizzle can follow, each with its place in the list; `refused` are the others.
    """

    path: Path
    text: str = ""
    value: dict[str, Any] = field(default_factory=dict)
    broken: JournalInvalid | None = None
    followed: tuple[tuple[int, Entry], ...] = ()
    refused: tuple[InvalidEntry, ...] = ()

    @property
    def items(self) -> list[Any]:
        """Every element of `entries`, as JSON has it."""
        found = self.value.get("entries")
        return found if isinstance(found, list) else []

    def place(self, index: int | None = None, key: str | None = None) -> Place:
        """Where an entry, or a key of it, stands; without an index, a key of the journal."""
        if self._root is None:
            return Place(self.path)
        node = self._root if index is None else self._root.members["entries"].items[index]
        start = node.key_starts.get(key, node.start) if key else node.start
        return self._lines.at(start)

    @cached_property
    def _root(self) -> jsontext.JsonNode | None:
        try:
            return jsontext.read(self.text) if self.value else None
        except RecursionError:  # places are not known in what is nested a thousand times
            return None

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.path, self.text)


def read_leniently(settings: Settings) -> tuple[Folder, RawJournal]:
    """Read all there is. Raises FolderUnreadable for a folder or file that cannot be read, nothing for the journal."""
    path = settings.meta / FILE_NAME
    raw = _raw(path, settings.boundary)
    journal = Journal(path, tuple(entry for _, entry in raw.followed), raw.text)
    try:
        return folder_around(settings, journal, ()), raw
    except NothingThere as error:
        raise raw.broken or error from None


def _raw(path: Path, within: Path) -> RawJournal:
    try:
        content = journal_bytes(path, within)
        text, value = value_of(path, content) if content is not None else ("", {})
    except JournalInvalid as error:
        return RawJournal(path, broken=error)
    reader = EntryReader(path, text)
    followed, refused = [], []
    for index, item in enumerate(value.get("entries", ())):
        try:
            followed.append((index, reader.entry(index, item)))
        except JournalInvalid as error:
            refused.append(InvalidEntry(index, reader.key, error))
    return RawJournal(path, text, value, None, tuple(followed), tuple(refused))


def has_merge_markers(broken: JournalInvalid) -> bool:
    """Whether that is what broke the journal."""
    return "merge conflict markers" in broken.message
