"""DECIDE. Journal x files x captured rows -> equal, missing, unexpected, edited or reordered entries. Pure.

A hash does not identify a migration, since two files may have the same bytes: rows are matched by position,
`created_at` and hash together.
"""

from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from journal.dataclass import dataclass
from journal.folder.entries import Entry
from journal.folder.hashing import drizzle_hash
from journal.folder.migrations import Migration
from journal.replay.runner import CapturedRow


class ParityState(StrEnum):
    """The result for one entry."""

    AUTHENTIC = "authentic"
    FILLED = "filled"
    ACCEPTED = "accepted"
    CHANGED = "changed"
    EDITED = "edited"
    MISSING = "missing"
    REORDERED = "reordered"
    DIFFERENT = "different"
    NO_FILE = "no-file"


GOOD = frozenset({ParityState.AUTHENTIC, ParityState.FILLED, ParityState.ACCEPTED})


@dataclass(frozen=True)
class EntryParity:
    """One entry with its hashes: `recorded` in the journal as it was read, that of the file, and `captured`."""

    entry: Entry
    state: ParityState
    recorded: str | None
    file_hash: str | None
    captured: str | None


@dataclass(frozen=True)
class Parity:
    """The verdict. `unexpected` are ledger rows without an entry, `unlisted` are files without an entry."""

    entries: tuple[EntryParity, ...]
    unexpected: tuple[CapturedRow, ...] = ()
    unlisted: tuple[Migration, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether journal, files and database agree; so does a file that was changed, whose hash is not recorded."""
        agreeing = GOOD | {ParityState.CHANGED}
        return not self.unexpected and not self.unlisted and all(entry.state in agreeing for entry in self.entries)

    def in_state(self, *states: ParityState) -> tuple[EntryParity, ...]:
        """Return the entries in one of these states."""
        return tuple(entry for entry in self.entries if entry.state in states)


def compare(
    entries: Sequence[Entry],
    forwards: Sequence[Migration],
    captured: Sequence[CapturedRow],
    *,
    accepted: frozenset[str] = frozenset(),
    changed: Collection[str] = (),
) -> Parity:
    """Compare every entry with its file and its captured row, and list unmatched rows and files.

    `accepted` are the tags whose edited files the user accepts: a differing recorded hash is no error for them. Those
    in `changed` were another content before: without a recorded hash, the file's is not taken for authentic.
    """
    hashes = {migration.tag: drizzle_hash(migration.raw) for migration in forwards}
    pairs = _pair([(entry.when, hashes.get(entry.tag)) for entry in entries], captured)
    compared = tuple(
        _compared(entry, hashes.get(entry.tag), pair, accepted, changed)
        for entry, pair in zip(entries, pairs, strict=True)
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
    """The row of an entry, if any, and whether it is at the entry's position."""

    row: CapturedRow | None = None
    in_place: bool = False


def _pair(expected: Sequence[_Key], captured: Sequence[CapturedRow]) -> list[_Pair]:
    """Find each entry's row: first equal rows in order, then equal rows elsewhere, then rows with the same `when`."""
    stored: list[_Key] = [(row.created_at, row.hash) for row in captured]
    # The longest run of equal pairs in the same order on both sides, by index.
    in_order = {index: index for index in range(len(stored))}
    if list(expected) != stored:
        blocks = SequenceMatcher(None, expected, stored, autojunk=False).get_matching_blocks()
        in_order = {block.a + step: block.b + step for block in blocks for step in range(block.size)}
    found = dict(in_order)
    _match_free_rows(found, expected, stored)
    _match_free_rows(found, [key[:1] for key in expected], [key[:1] for key in stored])
    return [
        _Pair(captured[found[index]], in_place=index in in_order) if index in found else _Pair()
        for index in range(len(expected))
    ]


def _match_free_rows(found: dict[int, int], expected: Sequence[object], stored: Sequence[object]) -> None:
    """Add to `found` a row for each entry without one, where a row with the same key is free."""
    taken = set(found.values())
    left = [index for index in range(len(stored)) if index not in taken]
    for index, key in enumerate(expected):
        row = next((other for other in left if stored[other] == key), None) if index not in found else None
        if row is not None:
            found[index] = row
            left.remove(row)


def _compared(
    entry: Entry, file_hash: str | None, pair: _Pair, accepted: frozenset[str], changed: Collection[str]
) -> EntryParity:
    captured = pair.row.hash if pair.row else None
    if file_hash is None:
        state = ParityState.NO_FILE
    elif captured is None:
        state = ParityState.MISSING
    elif captured != file_hash:
        state = ParityState.DIFFERENT
    elif not pair.in_place:
        state = ParityState.REORDERED
    elif entry.hash is None and entry.tag in changed:
        state = ParityState.ACCEPTED if entry.tag in accepted else ParityState.CHANGED
    elif entry.hash is None:
        state = ParityState.FILLED
    elif entry.hash.lower() == captured:
        state = ParityState.AUTHENTIC
    else:
        state = ParityState.ACCEPTED if entry.tag in accepted else ParityState.EDITED
    return EntryParity(entry, state, entry.hash, file_hash, captured)
