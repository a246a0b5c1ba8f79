"""The rows of Drizzle's ledger that follow entries with another `when` or another folder. Pure, but for the session."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from journal.dataclass import dataclass
from journal.folder.upgrade import upgraded_name
from journal.handback.ledger_conversion import LedgerConversion, LedgerState, not_as_planned
from journal.ledger.columns import LedgerRow
from journal.ledger.read import LiveLedger
from journal.ledger.scripts import RowChange, change_scripts
from journal.rebase.plan import RebasePlan


@dataclass(frozen=True)
class RowMove:
    """The hash of an entry, and its `when` and its name in drizzle 1.0 before and after."""

    tag: str
    hash: str
    when: tuple[int, int]
    name: tuple[str, str]

    @property
    def reverse(self) -> "RowMove":
        """Return the way back."""
        return replace(self, when=self.when[::-1], name=self.name[::-1])

    def fits(self, row: LedgerRow) -> bool:
        """Tell whether a row records the entry as it was."""
        return row.hash == self.hash and row.created_at == self.when[0] and row.name in (None, self.name[0])

    def after(self, row: LedgerRow) -> LedgerRow:
        """Return the row as it is then."""
        return replace(row, created_at=self.when[1], name=self.name[1] if row.name else None)

    def is_recorded(self, row: LedgerRow) -> bool:
        """Tell whether a row records the entry as it is then."""
        return row.hash == self.hash and row.created_at == self.when[1] and row.name in (None, self.name[1])


@dataclass(frozen=True)
class MovedRows:
    """The changes of one ledger. `twice`: the ids of rows whose entry is recorded by its new `when`, too.

    `edited`: the ids of rows with the old `when` of an entry and another hash.
    """

    changes: tuple[RowChange, ...] = ()
    twice: tuple[int, ...] = ()
    edited: tuple[int, ...] = ()

    def applied(self, ledger: LiveLedger) -> LiveLedger:
        """Return the ledger then."""
        after = {change.before: change.after or change.before for change in self.changes}
        rows = tuple(after.get(row, row) for row in ledger.rows)
        first = max(rows, key=lambda row: row.number) if ledger.first and self.changes else ledger.first
        return replace(ledger, rows=rows, first=first)


def row_moves(plan: RebasePlan) -> tuple[RowMove, ...]:
    """Return the moves that a row has to follow."""
    found = []
    for move in plan.moves:
        before, after = move.before, move.after
        tags = before.tag, after.tag
        whens = before.when, after.when
        names = tags if plan.is_version_1 else (upgraded_name(tags[0], whens[0]), upgraded_name(tags[1], whens[1]))
        if whens[0] != whens[1] or names[0] != names[1]:
            found.append(RowMove(after.tag, move.own.hash, whens, names))
    return tuple(found)


def joined_moves(earlier: Sequence[RowMove], now: Sequence[RowMove]) -> tuple[RowMove, ...]:
    """Return the moves of this rebase, and those of earlier ones up to where their entries are now."""
    found = list[RowMove]()
    for move in (*earlier, *now):
        followed = [
            replace(one, tag=move.tag, when=(one.when[0], move.when[1]), name=(one.name[0], move.name[1]))
            if (one.hash, one.when[1], one.name[1]) == (move.hash, move.when[0], move.name[0])
            else one
            for one in found
        ]
        found = [*followed, move]
    return tuple(dict.fromkeys(found))


def moved_rows(moves: Sequence[RowMove], ledger: LiveLedger, others: Mapping[int, str]) -> MovedRows:
    """Return the rows that follow. `others`: the hash of each other entry by its `when`, which explains a row."""
    changes, twice, edited = list[RowChange](), list[int](), list[int]()
    for row in ledger.rows:
        move = next((one for one in moves if one.fits(row)), None)
        if move and any(move.is_recorded(other) for other in ledger.rows):
            twice.append(row.id)
        elif move:
            changes.append(RowChange(row, move.after(row), move.tag))
        elif any(one.when[0] == row.created_at for one in moves) and others.get(row.created_at or 0) != row.hash:
            edited += [] if any(one.is_recorded(row) for one in moves) else [row.id]
    return MovedRows(tuple(changes), tuple(twice), tuple(edited))


def converted(
    moves: Sequence[RowMove], others: Mapping[int, str], planned: Mapping[str, MovedRows], state: LedgerState
) -> LedgerConversion | None:
    """Return the change of a ledger, in a session with its lock. Raises LedgerChanged where it is not as planned."""
    rows = moved_rows(moves, state.ledger, others)
    if rows != planned.get(state.shown, MovedRows()):
        raise not_as_planned(state.shown)
    if not rows.changes:
        return None
    done, undone = change_scripts(state.place, rows.changes, (), state.backup, 0)
    return LedgerConversion(rows.applied(state.ledger).rows, done.changes, undone.changes)


def lines(changes: Sequence[RowChange]) -> Iterator[str]:
    """Yield a line for each row that changes."""
    for one in changes:
        old, new = one.before, one.after
        if new is None:
            continue
        name = f", name {old.name} -> {new.name}" if old.name != new.name else ""
        yield f"row {old.id} ({one.tag}): created_at {old.created_at} -> {new.created_at}{name}"
