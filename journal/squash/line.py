"""Which entry is the last one to squash: the one that is named, or the newest that every named database has."""

from collections.abc import Iterator, Sequence

from journal.connect.session import reading
from journal.connect.target import Target, server_version
from journal.dataclass import dataclass
from journal.errors import SettingsInvalid, nearest
from journal.folder.entries import Entry
from journal.folder.read import Folder
from journal.handback.checklist import Item, counted_words, go, no_go, note
from journal.handback.databases import naming
from journal.ledger.identify import IdentifiedRow, Wrong, identify
from journal.ledger.manual_table import ManualTable, read_manual_table
from journal.ledger.old_names import with_old_names
from journal.ledger.predict import local_migrations
from journal.ledger.read import LiveLedger, read_ledger
from journal.ledger.squashed_rows import ids_text


@dataclass(frozen=True)
class LivePosition:
    """What a database has applied: by Drizzle's ledger, or by that of a runner where Drizzle's has no rows."""

    target: Target
    server_version: str
    ledger: LiveLedger
    manual: ManualTable | None
    rows: tuple[IdentifiedRow, ...]
    applied: frozenset[str]

    def count(self, entries: Sequence[Entry]) -> int:
        """Return how many entries it has without a gap, from the first one on."""
        lacking = [number for number, entry in enumerate(entries) if entry.tag not in self.applied]
        return lacking[0] if lacking else len(entries)

    def row_ids(self, tags: frozenset[str]) -> str:
        """Return the ids of the rows of these entries, as `stamp --replaces` takes them."""
        return ids_text([one.row for one in self.rows if one.local and one.local.tag in tags])


def read_position(target: Target, folder: Folder) -> LivePosition:
    """Read both ledgers in one transaction. Raises what reading raises."""
    settings = folder.settings
    with reading(target) as connection:
        version = server_version(connection)
        ledger = read_ledger(connection, settings.ledger)
        manual = with_old_names(read_manual_table(connection, settings.manual), folder)
    rows = identify(local_migrations(folder), {}, ledger)
    applied = {one.local.tag for one in rows if one.local}
    if not ledger.rows and manual:
        applied = {entry.tag for entry in folder.journal.entries if manual.has(entry.tag)}
    return LivePosition(target, version, ledger, manual, rows, frozenset(applied))


def last_squashed(folder: Folder, to: str | None, positions: Sequence[LivePosition]) -> int:
    """Return the index of the last entry to squash. Raises SettingsInvalid where there is none."""
    entries, settings = folder.journal.entries, folder.settings
    tags = [entry.tag for entry in entries]
    if not tags:
        raise SettingsInvalid(
            f"{settings.migrations} has no entry to squash.", hint=f"Look at it: {settings.command('status')}"
        )
    if to is not None:
        wanted = to.removesuffix(".sql")
        if wanted not in tags:
            hint = f"Name an entry: {settings.command('squash', '--to', nearest(wanted, tags) or tags[-1])}"
            raise SettingsInvalid(f"--to {to}: no such entry.", hint=hint)
        return tags.index(wanted)
    if not positions:
        raise SettingsInvalid(
            "squash needs the last entry to squash, or the databases that have applied it.",
            hint=f"Name it, such as --to {tags[-1]}, or name every database: --url URL",
        )
    counts = [one.count(entries) for one in positions]
    least = min(counts)
    if least < min(2, len(tags)):
        one = positions[counts.index(least)]
        common = (
            "so no entry is in every named database"
            if not least
            else (f"so only {tags[0]} is in every named database, and there is nothing to squash")
        )
        raise SettingsInvalid(
            f"{one.target.shown} has not applied {tags[least]}, {common}.",
            hint=f"Look at it: {naming(settings, one.target).command('status')}",
        )
    return least - 1


def position_items(folder: Folder, index: int, positions: Sequence[LivePosition]) -> Iterator[Item]:
    """Yield what each database will do with the squashed file, and how its rows follow."""
    entries = folder.journal.entries
    below, tag = entries[: index + 1], entries[index].tag
    if not positions:
        message = f"No database was looked at. In one that has begun and lacks {tag}, the squashed file fails."
        yield note("databases", message, "To look at every database: --url URL, repeated")
    for one in positions:
        yield from (item.of(one.target.shown) for item in _items(folder, one, below))


def _items(folder: Folder, one: LivePosition, below: Sequence[Entry]) -> Iterator[Item]:
    settings, entries, tag = folder.settings, folder.journal.entries, below[-1].tag
    lacking = [entry.tag for entry in below if entry.tag not in one.applied]
    own = naming(settings, one.target)
    if not one.applied and not one.ledger.rows:
        yield note("database", f"it records nothing, so the next migrate runs the squashed {tag} there.", "")
        return
    if lacking:
        if not one.applied:
            rows = counted_words(len(one.ledger.rows), "row", "rows")
            message = f"its ledger has {rows}, and none is of an entry of this folder."
            yield no_go("database", message, f"Is it a database of this project? {own.command('status')}")
            return
        count = one.count(entries)
        way = f"Apply them first: {own.migrate_command}"
        way += f". Or squash less: {own.command('squash', '--to', entries[count - 1].tag)}" if count > 1 else ""
        yield no_go("database", f"it has not applied {', '.join(lacking)}, which would be gone.", way)
        return
    newest = max((row.created_at or 0 for row in one.ledger.rows), default=None)
    if newest is not None and newest < below[-1].when and not folder.is_version_1:
        message = (
            f"its newest row has created_at {newest}, less than the `when` of {tag}, so migrate would run the file."
        )
        yield no_go("database", message, f"To correct the rows: {own.command('repair')}")
        return
    tags = frozenset(entry.tag for entry in below)
    edited = [row.local.tag for row in one.rows if row.local and row.local.tag in tags and Wrong.HASH in row.wrong]
    if edited:
        message = f"its rows have other hashes than the files of {', '.join(edited)}; the files are what is squashed."
        yield note("edited", message, f"To compare it with a replay: {own.command('verify')}")
    number = counted_words(len(below), "entry", "entries")
    yield go("database", f"it has the {number} up to {tag}, so migrate does not run the squashed file.")
    if ids := one.row_ids(tags):
        command = own.command("stamp", "--replaces", ids)
        records = f"rows {ids} record" if ids.strip("0123456789") else f"row {ids} records"
        yield note("rows", f"{records} the old files.", f"When the new one is deployed: {command}")
