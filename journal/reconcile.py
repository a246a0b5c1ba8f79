"""DECIDE. A folder as it is -> the journal it should have, each change with its reason. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from journal.errors import FolderUnreadable, Note, Place
from journal.folder.entries import Entry, Journal
from journal.folder.migrations import Migration
from journal.folder.names import Clue, Kind, NameOrder, looks_like_a_date, order_of
from journal.folder.read import Folder
from journal.folder.rewrite.writing import with_entries

FIRST = order_of("0").millis
SECOND = 1000
DAY = 24 * 3600 * SECOND


@dataclass(frozen=True)
class AddedEntry:
    """An entry that the journal lacks, and where its `when` comes from."""

    entry: Entry
    reason: str


@dataclass(frozen=True)
class Reconciled:
    """The journal as it should be. `added` are the new entries, at its end; hashes are filled later."""

    before: Journal
    journal: Journal
    added: tuple[AddedEntry, ...]
    notes: tuple[Note, ...]


def reconcile(folder: Folder, *, now: datetime) -> Reconciled:
    """List every forward file: what is listed stays as it is, the rest is appended, baseline first, then by name.

    `now` only tells whether a name is dated in the future, which is refused (FolderUnreadable); no `when`
    is ever taken from it.
    """
    before = folder.journal
    listed = before.tags
    unlisted = in_order(migration for migration in folder.forwards if migration.tag not in listed)
    notes = [
        *_same_number(unlisted),
        *_without_order(unlisted),
        *_impossible_dates(unlisted),
        *_not_in_place(before, unlisted),
        *_before_baseline(unlisted),
    ]
    added = tuple(_appended(before, unlisted))
    files = {migration.tag: migration for migration in unlisted}
    _refuse_future(added, files, now)
    notes += _not_yet(added, files, now)
    entries = tuple(one.entry for one in added)
    text = with_entries(before, entries)
    return Reconciled(before, Journal(before.path, before.entries + entries, text), added, tuple(notes))


def in_order(migrations: Iterator[Migration]) -> list[Migration]:
    """Baseline first, then those that only count, then by moment, then names without either; ties by name."""
    return sorted(migrations, key=lambda one: (one.kind is not Kind.BASELINE, order_of(one.tag)))


def _appended(before: Journal, unlisted: Sequence[Migration]) -> Iterator[AddedEntry]:
    last = before.entries[-1] if before.entries else None
    idx = last.idx + 1 if last else 0
    previous = max((entry.when for entry in before.entries), default=None)
    for number, migration in enumerate(unlisted, idx):
        order = order_of(migration.tag)
        when = _rising(FIRST if order.clue is Clue.NOTHING else order.millis, previous)
        yield AddedEntry(_entry(migration, number, when, last), _reason(order, when))
        previous = when


def _entry(migration: Migration, idx: int, when: int, like: Entry | None) -> Entry:
    version = like.version if like else "7"
    breakpoints = like.breakpoints if like else True
    return Entry(idx=idx, when=when, tag=migration.tag, version=version, breakpoints=breakpoints)


def _rising(wanted: int, previous: int | None) -> int:
    """The moment of the name, or the first one in a later second than the entry before."""
    if previous is None:
        return wanted
    return max(wanted, (previous // SECOND + 1) * SECOND)


def _reason(order: NameOrder, when: int) -> str:
    if order.clue is Clue.NOTHING:
        return "no usable number or date in its name: last, one second after the entry before"
    if when != order.millis:
        return "its name is not later than the entry before: one second after that"
    return "the moment in its name" if order.clue is Clue.MOMENT else "the number in its name, in seconds from 2015"


def _refuse_future(added: Sequence[AddedEntry], files: Mapping[str, Migration], now: datetime) -> None:
    # A day of grace, with a note: a file named by the date in Auckland is not yet due in UTC.
    limit = _millis(now) + DAY
    for one in added:
        if order_of(one.entry.tag).millis > limit:
            path = files[one.entry.tag].path
            raise FolderUnreadable(
                f"{path.name} would get a `when` of {_utc(one.entry.when)} ({one.reason}), in the future: every entry "
                "made before that moment would be skipped in silence.",
                hint="Rename the file to the date it was made.",
                place=Place(path),
            )


def _not_yet(added: Sequence[AddedEntry], files: Mapping[str, Migration], now: datetime) -> Iterator[Note]:
    for one in added:
        if one.entry.when > _millis(now):
            yield Note(
                "when-in-the-future",
                f"{one.entry.tag} gets a `when` of {_utc(one.entry.when)}, which is not yet.",
                "Let drizzle-kit generate nothing before that hour: it would be skipped where this one is applied.",
                Place(files[one.entry.tag].path),
            )


def _millis(moment: datetime) -> int:
    return int(moment.timestamp() * SECOND)


def _utc(millis: int) -> str:
    return f"{datetime.fromtimestamp(millis / SECOND, UTC):%Y-%m-%d %H:%M} UTC"


def _same_number(unlisted: Sequence[Migration]) -> Iterator[Note]:
    """Two names with one number: their order is only the alphabet's."""
    for one, other in pairwise(unlisted):
        first, second = order_of(one.tag), order_of(other.tag)
        is_tie = first.clue is Clue.NUMBER and first.millis == second.millis
        if is_tie and one.kind is other.kind:
            yield Note(
                "same-number",
                f"{one.tag} and {other.tag} have the same number; they are ordered by the rest of their names.",
                "If the other order is meant, renumber one of them.",
                Place(other.path),
            )


def _without_order(unlisted: Sequence[Migration]) -> Iterator[Note]:
    for migration in unlisted:
        if order_of(migration.tag).clue is Clue.NOTHING and migration.kind is not Kind.BASELINE:
            yield Note(
                "no-order",
                f"{migration.tag} has no usable number or date in its name, so it is put last.",
                "Rename it with the date it was made, or put it on the ignore list of the settings.",
                Place(migration.path),
            )


def _impossible_dates(unlisted: Sequence[Migration]) -> Iterator[Note]:
    for migration in unlisted:
        if looks_like_a_date(migration.tag) and order_of(migration.tag).clue is not Clue.MOMENT:
            yield Note(
                "impossible-date",
                f"{migration.tag} begins like a date, but there is no such day or time, so it counts as a number.",
                "Rename it with the date it was made.",
                Place(migration.path),
            )


def _not_in_place(before: Journal, unlisted: Sequence[Migration]) -> Iterator[Note]:
    """Files that would sort before an entry that is already there."""
    ordered = [entry for entry in before.entries if order_of(entry.tag).clue is not Clue.NOTHING]
    if not ordered:
        return
    last = max(ordered, key=lambda entry: order_of(entry.tag))
    for migration in unlisted:
        if migration.kind is Kind.BASELINE or order_of(migration.tag) < order_of(last.tag):
            yield Note(
                "late-file",
                f"{migration.tag} would sort before {last.tag}, which the journal already lists; it is appended after "
                "it. A database that has the listed entries will run it last; so does a new one.",
                "If it was applied before, or the later files need it, put its entry in place by hand, as long as no "
                "database has recorded the journal.",
                Place(migration.path),
            )


def _before_baseline(unlisted: Sequence[Migration]) -> Iterator[Note]:
    baseline = next((one for one in unlisted if one.kind is Kind.BASELINE), None)
    if baseline is None or order_of(baseline.tag).clue is not Clue.MOMENT:
        return
    for migration in unlisted:
        order = order_of(migration.tag)
        if order.clue is Clue.MOMENT and order.millis < order_of(baseline.tag).millis:
            yield Note(
                "before-baseline",
                f"{migration.tag} is dated before the baseline {baseline.tag}, and is run after it.",
                "If the baseline contains it, put it on the ignore list of the settings with that reason.",
                Place(migration.path),
            )
