"""A script that was run by hand on production becomes an entry, at its place among the others."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from string import ascii_lowercase
from uuid import uuid4

import orjson

from journal.adopt.evidence import TheirEvidence
from journal.adopt.files import AdoptedEntry, AdoptedFiles
from journal.adopt.history import words_of
from journal.authoring.naming import next_tag
from journal.dataclass import dataclass
from journal.drizzle.kit_snapshots import Node
from journal.errors import FolderUnreadable, Place, SettingsInvalid, nearest
from journal.folder.entries import Entry
from journal.folder.file_names import Clue, order_of
from journal.folder.read import Folder
from journal.folder.reconcile import SECOND
from journal.folder.rewrite.writing import with_entries, with_inserted
from journal.folder.snapshots import prefix_of
from journal.folder.version_1 import read_either
from journal.folder.version_1_snapshots import FILE_NAME as SNAPSHOT_OF_1
from journal.folder.version_1_snapshots import read_graph
from journal.handback.checklist import Item, go, note
from journal.project.files import FileKind, read_file
from journal.project.layout import SQL_OF_1
from journal.project.os_errors import reason
from journal.project.settings import Settings
from journal.verbs.locate import LiveState

_NUMBER = re.compile(r"^[vV]?\d+(?:[-_]\d+)*[-_]*")


@dataclass(frozen=True)
class PlacedScript:
    """The files, and what is said of them. `order`: the tags of all entries; `whens`: of those that are there."""

    planned: AdoptedFiles
    items: tuple[Item, ...]
    order: tuple[str, ...]
    whens: Mapping[str, int]

    @property
    def is_last(self) -> bool:
        """Tell whether no entry comes after it."""
        return self.order[-1] == self.planned.entries[0].tag

    def evidence(self, live: LiveState, patterns: tuple[str, ...]) -> TheirEvidence:
        """Return where a database is that has run the script: at it, or at the last entry that its ledger records."""
        present = {row.created_at for row in live.ledger.rows}
        recorded = [tag for tag, when in self.whens.items() if when in present]
        to = max([self.planned.entries[0].tag, *recorded], key=self.order.index)
        return TheirEvidence((), patterns, exists=True, to=to, says="The script and Drizzle's ledger lead")


def place_script(settings: Settings, script: Path, after: str | None, now: datetime) -> PlacedScript:
    """Give a script its place after an entry, by default the last one. Raises SettingsInvalid, FolderUnreadable."""
    try:
        content = read_file(script, FileKind.SQL)
    except OSError as error:
        raise FolderUnreadable(f"{script} cannot be read: {reason(error, script)}.", place=Place(script)) from None
    folder = read_either(settings)
    number = _place(folder, after)
    words = words_of(_NUMBER.sub("", script.name.removesuffix(".sql")))
    if present := _adopted_already(folder, words, content):
        return present
    clue = order_of(script.name)
    placed = placed_entry(folder, number, words, clue.millis if clue.clue is Clue.MOMENT else None, now)
    inside = script.resolve().parent == settings.migrations.resolve()
    tags = [entry.tag for entry in folder.journal.entries]
    order = (*tags[:number], placed.tag, *tags[number:])
    whens = {entry.tag: entry.when for entry in folder.journal.entries}
    planned = planned_with(folder, number, placed, content, script, (script.name,) if inside else ())
    return PlacedScript(planned, tuple(_items(folder, number, placed, script)), order, whens)


def _adopted_already(folder: Folder, words: str, content: bytes) -> PlacedScript | None:
    """Return the entry that the script is already, with the same words in its tag and the same SQL."""
    whens = {entry.tag: entry.when for entry in folder.journal.entries}
    for entry in reversed(folder.journal.entries):
        migration = folder.by_tag.get(entry.tag)
        if migration and entry.tag.endswith(f"_{words}") and migration.raw == content:
            planned = AdoptedFiles(
                (AdoptedEntry(entry.tag, entry.when, migration.name, ""),), {}, (), "", folder.is_version_1
            )
            items = (go("script", f"The script is the entry {entry.tag} already."),)
            return PlacedScript(planned, items, tuple(whens), whens)
    return None


def _place(folder: Folder, after: str | None) -> int:
    tags = [entry.tag for entry in folder.journal.entries]
    command = folder.settings.command
    if not tags:
        hint = f"Build it first: {command('bootstrap')}"
        raise SettingsInvalid("The journal has no entry, so the script has no place.", hint=hint)
    if after is None:
        return len(tags)
    wanted = after.removesuffix(".sql")
    if wanted not in tags:
        near = nearest(wanted, tags) or tags[-1]
        raise SettingsInvalid(f"--after {after}: no such entry.", hint=f"Did you mean --after {near}?")
    return tags.index(wanted) + 1


def placed_entry(folder: Folder, number: int, words: str, moment: int | None, now: datetime) -> Entry:
    """Return the entry for this place. Its `when` is the moment in its name, where that is between its neighbours."""
    entries = folder.journal.entries
    earlier, later = entries[number - 1], entries[number] if number < len(entries) else None
    low = earlier.when // SECOND + 1
    high = later.when // SECOND - 1 if later else int(now.timestamp())
    if later and high < low:
        message = f"There is no whole second between the entries {earlier.tag} and {later.tag}."
        raise SettingsInvalid(message, hint="Put it last: leave out --after.")
    second = moment // SECOND if moment is not None else low
    when = (second if low <= second <= max(low, high) else low) * SECOND
    idx = earlier.idx + 1
    if folder.is_version_1:
        tag = f"{datetime.fromtimestamp(when / SECOND, UTC):%Y%m%d%H%M%S}_{words}"
    elif later is None:
        tag = next_tag(folder, words, datetime.fromtimestamp(when / SECOND, UTC))
    else:
        tag = f"{_prefix_between(folder, earlier)}_{words}"
    return Entry(idx, when, tag, earlier.version, earlier.breakpoints)


def _prefix_between(folder: Folder, earlier: Entry) -> str:
    """Return a prefix that sorts between that of an entry and the next: drizzle-kit sorts the snapshots by it."""
    taken = {prefix_of(entry.tag) for entry in folder.journal.entries}
    before = prefix_of(earlier.tag)
    found = next((f"{before}{letter}" for letter in ascii_lowercase if f"{before}{letter}" not in taken), None)
    if found is None:
        raise SettingsInvalid(f"There is no free prefix after {earlier.tag}.", hint="Put it last: leave out --after.")
    return found


def planned_with(  # noqa: PLR0913, PLR0917 - one entry and what it is made of
    folder: Folder, number: int, new: Entry, content: bytes, source: Path | None, removed: Sequence[str] = ()
) -> AdoptedFiles:
    """Return the files of the target with one more entry at a place."""
    name = f"{new.tag}/{SQL_OF_1}" if folder.is_version_1 else f"{new.tag}.sql"
    entry = AdoptedEntry(new.tag, new.when, source.name if source else name, "")
    text = ""
    if not folder.is_version_1:
        text = _with_entry(folder, number, new)
    sources = {new.tag: source} if source else {}
    files = {name: content, **(_rejoined(folder, number) if folder.is_version_1 else {})}
    return AdoptedFiles(
        (entry,), files, tuple(one for one in removed if one != name), text, folder.is_version_1, sources
    )


def _rejoined(folder: Folder, number: int) -> dict[str, bytes]:
    """Return the snapshots of 1.0 that follow the entry before this place, as ones that follow the new entry.

    Its id is one that no snapshot has yet. Otherwise the graph would have a branch, and drizzle-kit may see a conflict.
    """
    migrations, settings = folder.settings.migrations, folder.settings
    snapshots = {one.folder: one for one in read_graph(migrations, settings.boundary) if not one.problem}
    tags = [entry.tag for entry in folder.journal.entries]
    earlier = snapshots.get(tags[number - 1])
    if earlier is None or earlier.is_missing:
        return {}
    new, found = str(uuid4()), dict[str, bytes]()
    for tag in tags[number:]:
        if earlier.id in (one := snapshots.get(tag, earlier)).parents:
            document = orjson.loads(read_file(one.path, FileKind.SNAPSHOT, within=settings.boundary))
            parents = tuple(new if parent == earlier.id else parent for parent in one.parents)
            found[f"{tag}/{SNAPSHOT_OF_1}"] = Node(one.id, parents, document).to_bytes()
    return found


def _with_entry(folder: Folder, number: int, new: Entry) -> str:
    journal = folder.journal
    if number == len(journal.entries):
        return with_entries(journal, [new])
    entries = [*journal.entries[:number], new, *journal.entries[number:]]
    for index in range(number + 1, len(entries)):
        lowest = entries[index - 1].idx + 1
        if entries[index].idx < lowest:
            entries[index] = replace(entries[index], idx=lowest)
    return with_inserted(journal, entries)


def _items(folder: Folder, number: int, new: Entry, script: Path) -> list[Item]:
    later = [entry.tag for entry in folder.journal.entries[number:]]
    place = f"after {folder.journal.entries[number - 1].tag}"
    found = [go("script", f"{script.name} becomes the entry {new.tag}, {place}.")]
    if later and not folder.is_version_1:
        message = f"drizzle-kit migrate of 0.x never runs {new.tag} on a database that has {later[0]} already."
        run = folder.settings.command("run", "--file", f"{new.tag}.sql", "--url", "URL")
        way = f"Where it did not run by hand: {run}. Or put it last."
        found.append(note("late-entry", message, way))
    return found
