"""DECIDE. Journal x files x captured rows -> what is the same, missing, unexpected, edited or reordered. Pure.

A hash names no migration, since two files may hold the same bytes: rows are matched by position, `created_at`
and hash together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from journal.folder.entries import Entry
from journal.folder.hashing import drizzle_hash
from journal.folder.migrations import Migration
from journal.replay.capture import CapturedRow


class ParityState(StrEnum):
    """What one entry turned out to be."""

    AUTHENTIC = "authentic"
    FILLED = "filled"
    ACCEPTED = "accepted"
    EDITED = "edited"
    MISSING = "missing"
    REORDERED = "reordered"
    DIFFERENT = "different"
    NO_FILE = "no-file"


GOOD = frozenset({ParityState.AUTHENTIC, ParityState.FILLED, ParityState.ACCEPTED})


@dataclass(frozen=True)
class EntryParity:
    """One entry's three sides. `recorded` is the journal's hash as it was read, `captured` the database's."""

    entry: Entry
    state: ParityState
    recorded: str | None
    file_hash: str | None
    captured: str | None


@dataclass(frozen=True)
class Parity:
    """The verdict. `unexpected` are ledger rows of no entry, `unlisted` are files without an entry."""

    entries: tuple[EntryParity, ...]
    unexpected: tuple[CapturedRow, ...] = ()
    unlisted: tuple[Migration, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether all sides agree on everything."""
        return not self.unexpected and not self.unlisted and all(one.state in GOOD for one in self.entries)

    def in_state(self, *states: ParityState) -> tuple[EntryParity, ...]:
        """The entries that are in one of these states."""
        return tuple(one for one in self.entries if one.state in states)


def compare(
    entries: Sequence[Entry],
    forwards: Sequence[Migration],
    captured: Sequence[CapturedRow],
    *,
    accepted: frozenset[str] = frozenset(),
) -> Parity:
    """Compare every entry with its file and its captured row, and say what is left over on either side.

    `accepted` are the tags whose edit the user takes: the journal's old hash does not count against them.
    """
    hashes = {migration.tag: drizzle_hash(migration.raw) for migration in forwards}
    pairs = _pair([(entry.when, hashes.get(entry.tag)) for entry in entries], captured)
    compared = tuple(
        _compared(entry, hashes.get(entry.tag), pair, accepted) for entry, pair in zip(entries, pairs, strict=True)
    )
    paired = {pair.row.id for pair in pairs if pair.row}
    listed = {entry.tag for entry in entries}
    return Parity(
        compared,
        unexpected=tuple(row for row in captured if row.id not in paired),
        unlisted=tuple(migration for migration in forwards if migration.tag not in listed),
    )


_Key = tuple[int | None, str | None]


@dataclass(frozen=True)
class _Pair:
    """The row that belongs to an entry, if any, and whether it stands where the entry stands."""

    row: CapturedRow | None = None
    in_place: bool = False


def _pair(expected: Sequence[_Key], captured: Sequence[CapturedRow]) -> list[_Pair]:
    """Give each entry its row: first what agrees in order, then the same row elsewhere, then the same `when`."""
    stored: list[_Key] = [(row.created_at, row.hash) for row in captured]
    in_order = _in_order(expected, stored)
    found = dict(in_order)
    _claim(found, expected, stored)
    _claim(found, [key[:1] for key in expected], [key[:1] for key in stored])
    return [
        _Pair(captured[found[index]], in_place=index in in_order) if index in found else _Pair()
        for index in range(len(expected))
    ]


def _claim(found: dict[int, int], expected: Sequence[object], stored: Sequence[object]) -> None:
    """Add to `found` a row for each entry that has none yet, where one with the same key is left."""
    taken = set(found.values())
    left = [index for index in range(len(stored)) if index not in taken]
    for index, key in enumerate(expected):
        row = next((other for other in left if stored[other] == key), None) if index not in found else None
        if row is not None:
            found[index] = row
            left.remove(row)


def _in_order(expected: Sequence[_Key], stored: Sequence[_Key]) -> dict[int, int]:
    """The longest run of pairs that agree and keep the order on both sides, by index."""
    if list(expected) == list(stored):
        return {index: index for index in range(len(stored))}
    blocks = SequenceMatcher(None, expected, stored, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _compared(entry: Entry, file_hash: str | None, pair: _Pair, accepted: frozenset[str]) -> EntryParity:
    captured = pair.row.hash if pair.row else None
    state = _state(file_hash, captured, in_place=pair.in_place)
    if state is ParityState.AUTHENTIC and (entry.hash or "").lower() != captured:
        state = (
            ParityState.FILLED
            if entry.hash is None
            else ParityState.ACCEPTED
            if entry.tag in accepted
            else ParityState.EDITED
        )
    return EntryParity(entry, state, entry.hash, file_hash, captured)


def _state(file_hash: str | None, captured: str | None, *, in_place: bool) -> ParityState:
    """How the file and the database agree; what the journal says comes after."""
    if file_hash is None:
        return ParityState.NO_FILE
    if captured is None:
        return ParityState.MISSING
    if captured != file_hash:
        return ParityState.DIFFERENT
    return ParityState.AUTHENTIC if in_place else ParityState.REORDERED
