"""DECIDE. Entries x files x ledger rows -> one state for each, and what both generations of Drizzle will do. Pure.

Rows are matched by name where they have one, then by `created_at` and hash together, then by either of them alone:
what identifies a migration in one ledger may be wrong in another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from journal.ledger.drizzle import LedgerRow, LiveLedger
from journal.ledger.predict import LocalMigration, MigratePlan, newest, pending_v0, pending_v1


class EntryStateKind(StrEnum):
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


PROBLEMS = frozenset(EntryStateKind) - {EntryStateKind.APPLIED, EntryStateKind.PENDING}


@dataclass(frozen=True)
class EntryState:
    """A migration, the row that records it, and why the next `migrate` of 0.x and of 1.0 does what it does."""

    local: LocalMigration
    state: EntryStateKind
    row: LedgerRow | None
    by_0: str
    by_1: str


@dataclass(frozen=True)
class RowState:
    """A row that records no migration of these files, or records one a second time."""

    row: LedgerRow
    state: EntryStateKind


@dataclass(frozen=True)
class Status:
    """The verdict: entries in the journal's order, rows in the ledger's, and both plans."""

    entries: tuple[EntryState, ...]
    rows: tuple[RowState, ...]
    by_0: MigratePlan
    by_1: MigratePlan

    @property
    def states(self) -> frozenset[EntryStateKind]:
        """All that occur."""
        return frozenset([*(one.state for one in self.entries), *(one.state for one in self.rows)])


def compute_status(migrations: Sequence[LocalMigration], gone: frozenset[str], ledger: LiveLedger) -> Status:
    """Tell the state of each. `gone` are the tags whose file is not there; their hash is empty."""
    found = _matched(migrations, ledger.rows)
    here = [one for one in migrations if one.tag not in gone]
    plans = pending_v0(here, ledger), pending_v1(here, ledger)
    told = _Reasons(plans, ledger, gone)
    entries = tuple(told.entry(one, found.get(place)) for place, one in enumerate(migrations))
    taken = {id(row) for row in found.values()}
    latest = max((one.when for one in migrations), default=-1)
    recorded = {row.hash for row in found.values()}
    rows = tuple(_row(row, latest, recorded) for row in ledger.rows if id(row) not in taken)
    return Status(entries, rows, *plans)


_Likeness = tuple[Callable[[LocalMigration], object], Callable[[LedgerRow], object]]
_LIKENESSES: tuple[_Likeness, ...] = (
    (lambda one: one.name, lambda row: row.name),
    (lambda one: (one.when, one.hash), lambda row: (row.created_at, row.hash)),
    (lambda one: (one.second, one.hash), lambda row: (row.created_at, row.hash)),
    (lambda one: one.when, lambda row: row.created_at),
    (lambda one: one.hash, lambda row: row.hash),
)
"""What an entry and a row have in common, the surest first."""


def _matched(migrations: Sequence[LocalMigration], rows: Sequence[LedgerRow]) -> dict[int, LedgerRow]:
    """The row of each entry, by its place. The surest likeness goes first, and no row counts for two.

    Neither a tag nor an id names one alone: a tag may be listed twice, and ids may be NULL, so a row is the object.
    """
    found: dict[int, LedgerRow] = {}
    left = list(rows)
    for of_entry, of_row in _LIKENESSES:
        waiting: dict[object, list[LedgerRow]] = {}
        for row in reversed(left):
            waiting.setdefault(of_row(row), []).append(row)
        for place, one in enumerate(migrations):
            alike = waiting.get(of_entry(one)) if place not in found else None
            if alike:
                found[place] = alike.pop()
        taken = {id(row) for row in found.values()}
        left = [row for row in left if id(row) not in taken]
    return found


class _Reasons:
    """Why each generation does what it does, in words."""

    def __init__(self, plans: tuple[MigratePlan, MigratePlan], ledger: LiveLedger, gone: frozenset[str]) -> None:
        self.plans, self.runs = plans, [frozenset(plan.runs) for plan in plans]
        self.refused = ", ".join(map(str, plans[1].refused))
        self.ledger, self.gone = ledger, gone
        self.first = newest(ledger)

    def entry(self, one: LocalMigration, row: LedgerRow | None) -> EntryState:
        """The state of an entry that this row records, if any."""
        if one.tag in self.gone:
            missing = "cannot start: the file is missing"
            return EntryState(one, EntryStateKind.WITHOUT_FILE, row, missing, missing)
        runs = one in self.runs[0]
        # 1.0 has been here where there are names: then it, too, is a migrate that comes next.
        again = runs or (self.ledger.named and one in self.runs[1])
        if row:
            state = (
                EntryStateKind.AGAIN
                if again
                else EntryStateKind.APPLIED
                if row.hash == one.hash
                else EntryStateKind.CHANGED
            )
        else:
            state = EntryStateKind.PENDING if runs else EntryStateKind.SKIPPED
        return EntryState(one, state, row, self._by_0(one, runs=runs), self._by_1(one))

    def _by_0(self, one: LocalMigration, *, runs: bool) -> str:
        if runs and (stopped := _stopped(self.plans[0])):
            return stopped
        does, first = "runs it" if runs else "passes over it", self.first
        if first is None:
            return "runs it: no row is recorded"
        if first.created_at is None and first.raw is None:
            return f"{does}: row {first.id} has no created_at, and counts as 0"
        relation = "above" if runs else "not above"
        return f"{does}: {one.when} is {relation} {first.raw or first.created_at} of row {first.id}"

    def _by_1(self, one: LocalMigration) -> str:
        named = self.ledger.named
        if self.refused:
            return f"refuses to start: it can match row {self.refused} with no migration"
        if one in self.runs[1] and (stopped := _stopped(self.plans[1])):
            return stopped
        if one not in self.runs[1]:
            return "passes over it: a row has its name" if named else "passes over it: a row is matched with it"
        return f"runs it: no row has the name {one.name}" if named else "runs it: no row is matched with it"


def _stopped(plan: MigratePlan) -> str:
    """Why none of what would run does; empty where all of it does."""
    if plan.unknown:
        return f"cannot be foretold: the ledger has {plan.unknown}"
    if plan.fails is None:
        return ""
    where = f" at {plan.fails.tag}" if plan.fails.tag else ""
    return f"fails with {plan.fails.sqlstate}{where}, and nothing runs: {plan.fails.why}"


def _row(row: LedgerRow, latest: int, recorded: set[str]) -> RowState:
    if row.hash in recorded:
        return RowState(row, EntryStateKind.TWICE)
    return RowState(row, EntryStateKind.AHEAD if (row.created_at or 0) > latest else EntryStateKind.FOREIGN)
