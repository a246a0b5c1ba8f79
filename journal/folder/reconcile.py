"""DECIDE. A folder as it is -> the journal it should have, each change with its reason. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from journal.dataclass import dataclass
from journal.errors import FolderUnreadable, Note, Place
from journal.folder.entries import Entry, Journal
from journal.folder.file_names import NUMBERED_FROM, Clue, Kind, looks_like_a_date
from journal.folder.lookup import alone_with_down_name
from journal.folder.migrations import Migration
from journal.folder.order import files_before, in_order, undecided_baseline
from journal.folder.read import Folder
from journal.folder.rewrite.writing import with_entries, with_inserted

SECOND = 1000
DAY = 24 * 3600 * SECOND


@dataclass(frozen=True)
class AddedEntry:
    """An entry that the journal lacks, its file, and where its `when` comes from.

    `found`: in the history or in a ledger; else it was made from the name.
    """

    entry: Entry
    migration: Migration
    reason: str
    found: bool = False


@dataclass(frozen=True)
class Additions:
    """Which unlisted files become entries: those of these tags, all where that is None.

    `named` were named one by one. `in_place`: each between its neighbours by name, and not at the end. `recovered`:
    entries of a journal that was lost, which come first, and `source`: where they were found. `used`: what shows that
    one was lost, else empty; `notes`: where they could not be looked for; `next`: the command that looks further.
    """

    tags: frozenset[str] | None = None
    named: frozenset[str] = frozenset()
    in_place: bool = False
    recovered: tuple[Entry, ...] = ()
    source: str = ""
    used: str = ""
    notes: tuple[Note, ...] = ()
    next: tuple[str, ...] = ()


EVERY_FILE = Additions()


@dataclass(frozen=True)
class Reconciled:
    """The journal as it should be. `added` are the new entries; their hashes are filled later.

    `unlisted` are the forward files that it still does not list, in their order. `used`: what shows that a journal
    was lost. `asks`: a note asks where the baseline belongs, and until that is decided nothing is written. `next`: the
    arguments of the command that looks for the lost journal in a database, its verb first.
    """

    before: Journal
    journal: Journal
    added: tuple[AddedEntry, ...]
    notes: tuple[Note, ...]
    unlisted: tuple[Migration, ...] = ()
    used: str = ""
    asks: bool = False
    next: tuple[str, ...] = ()

    @property
    def undecided(self) -> bool:
        """Whether something has to be decided before the journal is written: a `when`, or the place of the baseline."""
        return self.asks or bool(self.invented)

    @property
    def invented(self) -> tuple[AddedEntry, ...]:
        """The entries whose `when` is made from their names, although a journal that was lost had others."""
        return tuple(one for one in self.added if not one.found) if self.used else ()


def reconcile(folder: Folder, *, now: datetime, add: Additions = EVERY_FILE) -> Reconciled:
    """Return the journal with entries for the forward files that it lacks, as far as they are to be added.

    `now` only tells whether a name is dated in the future, which is refused (FolderUnreadable); no `when` is ever
    taken from it. FolderUnreadable also where there is no `when` between two neighbours.
    """
    before, millis = folder.journal, int(now.timestamp() * SECOND)
    first = folder.settings.baseline
    missing = in_order((one for one in folder.forwards if one.tag not in before.tags), first)
    recovered = tuple(entry for entry in add.recovered if entry.tag in {migration.tag for migration in missing})
    known = {entry.tag for entry in recovered}
    wanted = [one for one in missing if one.tag not in known and (add.tags is None or one.tag in add.tags)]
    if add.in_place and before.entries:
        entries, added = _inserted(before, wanted)
        journal = replace(before, entries=entries, text=with_inserted(before, entries))
    else:
        found = tuple(AddedEntry(entry, folder.by_tag[entry.tag], add.source, found=True) for entry in recovered)
        added = (*found, *_appended(replace(before, entries=before.entries + recovered), wanted))
        new = tuple(one.entry for one in added)
        journal = replace(before, entries=before.entries + new, text=with_entries(before, new))
    not_yet_due = list(_not_yet_due(added, millis))
    late = () if add.in_place else _order_notes(before, wanted)
    names = (*_name_notes(wanted), *alone_with_down_name(wanted))
    notes = (*add.notes, *_lost_files(folder, add), *names, *late, *not_yet_due)
    taken = known.union(one.tag for one in wanted)
    unlisted = tuple(one for one in missing if one.tag not in taken)
    begins = add.tags is not None and not before.entries and not recovered
    question = list(_baseline_question(folder, [one for one in wanted if one.tag not in add.named])) if begins else []
    return Reconciled(before, journal, added, (*notes, *question), unlisted, add.used, bool(question), add.next)


def _baseline_question(folder: Folder, wanted: Sequence[Migration]) -> Iterator[Note]:
    """Yield the question whether a baseline that others come before, by their names, is first all the same."""
    if found := undecided_baseline(wanted, folder.settings.baseline):
        baseline, last = found
        add = folder.settings.command("bootstrap", "--add", baseline.tag)
        message = f"{baseline.tag} has the name of a baseline, but {last.tag} comes before it by its name."
        help_ = (
            f'If {baseline.tag} contains it, write in journal.toml: contains = {{ "{baseline.tag}" = "{last.tag}" }}. '
            f'If it is first all the same: baseline = "{baseline.tag}". If {last.tag} runs before it: {add}'
        )
        yield Note("baseline-not-first", message, help_, Place(baseline.path))


def _lost_files(folder: Folder, add: Additions) -> Iterator[Note]:
    """Yield a note where the journal that was lost had entries whose files are not in the folder."""
    tags = [entry.tag for entry in add.recovered if entry.tag not in folder.by_tag]
    if tags:
        more = f" and {len(tags) - 5} more" if len(tags) > 5 else ""
        message = (
            f"The journal that was lost also listed {', '.join(tags[:5])}{more}, and this folder has no such files."
        )
        help_ = "Restore the files from git and run this again, unless another migration took their place."
        yield Note("file-missing", message, help_, Place(folder.settings.migrations))


def _inserted(before: Journal, wanted: Sequence[Migration]) -> tuple[tuple[Entry, ...], tuple[AddedEntry, ...]]:
    """Return all entries with the new ones between their neighbours, and the new ones; an idx that is taken rises.

    The place is behind the last entry whose name sorts before the file's; a baseline without a number is first.
    """
    entries, added = list(before.entries), list[AddedEntry]()
    for migration in wanted:
        before_it = [index for index, entry in enumerate(entries) if entry.order < migration.order]
        is_first = migration.kind is Kind.BASELINE and migration.order.clue is Clue.NOTHING
        place = before_it[-1] + 1 if before_it and not is_first else 0
        earlier, later = entries[place - 1] if place else None, entries[place] if place < len(entries) else None
        when = _when_between(migration, earlier.when if earlier else None, later.when if later else None)
        like = earlier or later or before.entries[0]
        new = Entry(earlier.idx + 1 if earlier else 0, when, migration.tag, like.version, like.breakpoints)
        between = " and ".join(entry.tag for entry in (earlier, later) if entry)
        added.append(AddedEntry(new, migration, f"between {between}" if earlier and later else f"beside {between}"))
        entries.insert(place, new)
    for index in range(1, len(entries) if added else 0):
        lowest = entries[index - 1].idx + 1
        if entries[index].idx < lowest:
            entries[index] = replace(entries[index], idx=lowest)
    at = {entry.tag: entry for entry in entries}
    return tuple(entries), tuple(replace(one, entry=at[one.entry.tag]) for one in added)


def _when_between(migration: Migration, earlier: int | None, later: int | None) -> int:
    """Return the moment in the name where it fits, else a whole second where there is one, else the middle."""
    named = migration.order.millis if migration.order.clue is Clue.MOMENT else 0
    low = earlier if earlier is not None else (later or _FIRST) - 2 * SECOND
    high = later if later is not None else max(named, low) + 2 * SECOND
    if high - low < 2:
        raise FolderUnreadable(
            f"There is no `when` between {low} and {high} for {migration.tag}.",
            hint="Add it at the end, without --in-place.",
            place=Place(migration.path),
        )
    whole = (low // SECOND + 1) * SECOND
    return next((when for when in (named, whole) if low < when < high), low + (high - low) // 2)


def _appended(before: Journal, unlisted: Sequence[Migration]) -> Iterator[AddedEntry]:
    """Yield a new entry for each file: its `when` is the moment in the name, or a second after the entry before."""
    last = before.entries[-1] if before.entries else None
    version, breakpoints = (last.version, last.breakpoints) if last else ("7", True)
    previous = max((entry.when for entry in before.entries), default=None)
    for idx, migration in enumerate(unlisted, last.idx + 1 if last else 0):
        clue = migration.order.clue
        wanted = _FIRST if clue is Clue.NOTHING else migration.order.millis
        when = wanted if previous is None else max(wanted, (previous // SECOND + 1) * SECOND)
        reason = _REASONS[clue]
        if clue is not Clue.NOTHING and when != wanted:
            reason = "its name is not later than the entry before: one second after that"
        yield AddedEntry(Entry(idx, when, migration.tag, version, breakpoints), migration, reason)
        previous = when


_FIRST = int(NUMBERED_FROM.timestamp()) * SECOND
_REASONS = {
    Clue.NOTHING: "no usable number or date in its name: last, one second after the entry before",
    Clue.MOMENT: "the moment in its name",
    Clue.NUMBER: "the number in its name, in seconds from 2015",
}


def _not_yet_due(added: Sequence[AddedEntry], now: int) -> Iterator[Note]:
    """Yield a note on each entry in the future. Raises FolderUnreadable for a name that is dated a day later.

    A day of grace: a file named by the date in Auckland is not yet due in UTC.
    """
    for new in added:
        path, when = new.migration.path, f"{datetime.fromtimestamp(new.entry.when / SECOND, UTC):%Y-%m-%d %H:%M} UTC"
        if new.migration.order.millis > now + DAY:
            message = f"{path.name} would get a `when` of {when} ({new.reason}), which is in the future. Drizzle would "
            message += "silently skip every entry that is created before that time."
            raise FolderUnreadable(message, hint="Rename the file to the date of its creation.", place=Place(path))
        if new.entry.when > now:
            message = f"{new.entry.tag} gets a `when` of {when}, which is in the future."
            help_ = "Generate no other migration before that time: databases that have this one would skip it."
            yield Note("when-in-the-future", message, help_, Place(path))


def _name_notes(unlisted: Sequence[Migration]) -> Iterator[Note]:
    """Yield the notes on equal numbers, and on names without a date or with one that does not exist."""
    for first, second in pairwise(unlisted):
        is_tie = first.order.clue is Clue.NUMBER and first.order.millis == second.order.millis
        if is_tie and first.kind is second.kind:
            message = f"{first.tag} and {second.tag} have the same number; they are ordered by the rest of their names."
            yield Note("same-number", message, "If the other order is meant, renumber one of them.", Place(second.path))
    for migration in unlisted:
        tag, clue, place = migration.tag, migration.order.clue, Place(migration.path)
        if clue is Clue.NOTHING and migration.kind is not Kind.BASELINE:
            message = f"{tag} has no usable number or date in its name, so it is put last."
            help_ = "Rename it with the date it was made, or put it on the ignore list of the settings."
            yield Note("no-order", message, help_, place)
        if clue is not Clue.MOMENT and looks_like_a_date(tag):
            message = f"{tag} begins like a date, but there is no such day or time, so it counts as a number."
            yield Note("impossible-date", message, "Rename it with the date it was made.", place)


def _order_notes(before: Journal, unlisted: Sequence[Migration]) -> Iterator[Note]:
    """Yield the notes on files that sort before a listed one, then on those dated before the baseline."""
    ordered = [entry for entry in before.entries if entry.order.clue is not Clue.NOTHING]
    last = max(ordered, key=lambda entry: entry.order, default=None)
    for migration in unlisted:
        is_unnumbered = migration.kind is Kind.BASELINE and migration.order.clue is Clue.NOTHING
        if last and (is_unnumbered or migration.order < last.order):
            yield Note(
                "late-file",
                f"{migration.tag} would sort before {last.tag}, which the journal already lists; it is appended after "
                "it. A database that has the listed entries will run it last; so does a new one.",
                "If it was applied earlier, or if later files need it, move its entry to that place. Do so only if no "
                "database has recorded the journal.",
                Place(migration.path),
            )
    for baseline in unlisted[:1]:
        for migration in files_before(baseline, unlisted) if baseline.kind is Kind.BASELINE else ():
            message = f"{migration.tag} comes before the baseline {baseline.tag} by its name, and is run after it."
            setting = f'contains = {{ "{baseline.tag}" = "{migration.tag}" }}'
            yield Note(
                "before-baseline",
                message,
                f"If the baseline contains it: {setting} in the settings.",
                Place(migration.path),
            )
