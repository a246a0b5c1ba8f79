"""DECIDE. Entries x files x ledger rows -> one state for each, and what both generations of Drizzle will do. Pure.

Rows are matched by name where they have one, then by `created_at` and hash together, then by either of them alone:
what identifies a migration in one ledger may be wrong in another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from journal.ledger.drizzle import LedgerRow, LiveLedger
from journal.ledger.predict import Local, Plan, next_of_0, next_of_1


class State(StrEnum):
    """What an entry, or a row of the ledger, turned out to be."""

    APPLIED = "applied"
    CHANGED = "changed"
    PENDING = "pending"
    SKIPPED = "skipped"
    AGAIN = "again"
    WITHOUT_FILE = "without-file"
    TWICE = "twice"
    FOREIGN = "foreign"
    AHEAD = "ahead"


PROBLEMS = frozenset(State) - {State.APPLIED, State.PENDING}


@dataclass(frozen=True)
class EntryState:
    """A migration, the row that records it, and why the next `migrate` of 0.x and of 1.0 does what it does."""

    local: Local
    state: State
    row: LedgerRow | None
    by_0: str
    by_1: str


@dataclass(frozen=True)
class RowState:
    """A row that records no migration of these files, or records one a second time."""

    row: LedgerRow
    state: State


@dataclass(frozen=True)
class Status:
    """The verdict: entries in the journal's order, rows in the ledger's, and both plans."""

    entries: tuple[EntryState, ...]
    rows: tuple[RowState, ...]
    by_0: Plan
    by_1: Plan

    @property
    def states(self) -> frozenset[State]:
        """All that occur."""
        return frozenset([*(one.state for one in self.entries), *(one.state for one in self.rows)])


def judge(migrations: Sequence[Local], gone: frozenset[str], ledger: LiveLedger) -> Status:
    """Tell the state of each. `gone` are the tags whose file is not there; their hash is empty."""
    found = _matched(migrations, ledger.rows)
    here = [one for one in migrations if one.tag not in gone]
    plans = next_of_0(here, ledger), next_of_1(here, ledger)
    entries = tuple(_entry(one, found.get(one.tag), plans, ledger, gone) for one in migrations)
    taken = {row.id for row in found.values()}
    rows = tuple(_row(row, migrations, found) for row in ledger.rows if row.id not in taken)
    return Status(entries, rows, *plans)


def _matched(migrations: Sequence[Local], rows: Sequence[LedgerRow]) -> dict[str, LedgerRow]:
    """The row of each tag. The surest likeness goes first, and no row counts for two."""
    likeness: tuple[Callable[[Local, LedgerRow], bool], ...] = (
        lambda one, row: row.name is not None and row.name == one.name,
        lambda one, row: row.created_at == one.when and row.hash == one.hash,
        lambda one, row: row.created_at == one.second and row.hash == one.hash,
        lambda one, row: row.created_at == one.when,
        lambda one, row: row.hash == one.hash,
    )
    found: dict[str, LedgerRow] = {}
    taken: set[int] = set()
    for alike in likeness:
        for one in migrations:
            row = next((row for row in rows if row.id not in taken and alike(one, row)), None)
            if row and one.tag not in found:
                found[one.tag] = row
                taken.add(row.id)
    return found


def _entry(
    one: Local, row: LedgerRow | None, plans: tuple[Plan, Plan], ledger: LiveLedger, gone: frozenset[str]
) -> EntryState:
    runs = one in plans[0].runs
    if one.tag in gone:
        state = State.WITHOUT_FILE
    elif row:
        state = State.AGAIN if runs else State.APPLIED if row.hash == one.hash else State.CHANGED
    else:
        state = State.PENDING if runs else State.SKIPPED
    if one.tag in gone:
        return EntryState(one, state, row, "cannot start: the file is missing", "cannot start: the file is missing")
    return EntryState(one, state, row, _why_0(one, runs, ledger), _why_1(one, plans[1], ledger))


def _why_0(one: Local, runs: bool, ledger: LiveLedger) -> str:
    if not ledger.rows:
        return "runs it: no row is recorded"
    empty = next((row for row in ledger.rows if row.created_at is None), None)
    if empty:
        return f"{'runs' if runs else 'passes over'} it: row {empty.id} has no created_at, and counts as 0"
    highest = max(ledger.rows, key=lambda row: row.created_at or 0)
    relation = "above" if runs else "not above"
    return f"{'runs' if runs else 'passes over'} it: {one.when} is {relation} {highest.created_at} of row {highest.id}"


def _why_1(one: Local, plan: Plan, ledger: LiveLedger) -> str:
    if plan.refused:
        return f"refuses to start: it can match row {', '.join(map(str, plan.refused))} with no migration"
    if one not in plan.runs:
        return "passes over it: a row has its name" if ledger.named else "passes over it: a row is matched with it"
    return f"runs it: no row has the name {one.name}" if ledger.named else "runs it: no row is matched with it"


def _row(row: LedgerRow, migrations: Sequence[Local], found: dict[str, LedgerRow]) -> RowState:
    if any(other.hash == row.hash and other.created_at == row.created_at for other in found.values()):
        return RowState(row, State.TWICE)
    latest = max((one.when for one in migrations), default=-1)
    return RowState(row, State.AHEAD if (row.created_at or 0) > latest else State.FOREIGN)
