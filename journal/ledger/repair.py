"""DECIDE how to mend a ledger: entries x files x rows -> the changes, and what is left for a person. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from journal.errors import JournalError
from journal.ledger.drizzle import LedgerRow, LiveLedger
from journal.ledger.forecast import Forecast, forecast
from journal.ledger.identify import Forms, IdentifiedRow, Wrong, identify
from journal.ledger.predict import LocalMigration


class RepairRefused(JournalError):
    """What was asked for by name cannot be done: there is no such tag or row, or that is not what is wrong with it."""

    code = "repair-refused"


@dataclass(frozen=True)
class RepairChoices:
    """What is done only when it is named. `accept`: a tag whose file is taken as it is now; `remove`: ids of rows."""

    accept: str | None = None
    remove: tuple[int, ...] = ()


@dataclass(frozen=True)
class RowChange:
    """One row, before and after; None after is a row that is removed."""

    before: LedgerRow
    after: LedgerRow | None
    tag: str


@dataclass(frozen=True)
class RepairPlan:
    """What would be done. `rows` say of each row what it is; `after` is the ledger when the changes are made.

    `left` are the rows that are still not right then, and `harms` what a `migrate` would still do wrong.
    """

    rows: tuple[IdentifiedRow, ...]
    changes: tuple[RowChange, ...]
    after: LiveLedger
    left: tuple[IdentifiedRow, ...]
    harms: tuple[Forecast, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is left to a person."""
        return not self.left and not self.harms


def plan_repair(
    migrations: Sequence[LocalMigration], forms: Forms, ledger: LiveLedger, wishes: RepairChoices
) -> RepairPlan:
    """The plan. It never touches a row that no migration explains, and removes none but those that are named.

    Raises RepairRefused.
    """
    rows = identify(migrations, forms, ledger)
    _refuse_what_cannot_be(rows, wishes)
    changes = tuple(change for one in rows if (change := _change(one, wishes)))
    changed = {change.before.id: change.after for change in changes}
    after = replace(ledger, rows=tuple(row for old in ledger.rows if (row := changed.get(old.id, old))))
    left = tuple(one for one in identify(migrations, forms, after) if one.wrong)
    recorded = frozenset(one.local for one in rows if one.local)
    return RepairPlan(rows, changes, after, left, forecast(migrations, recorded, after))


def _change(one: IdentifiedRow, wishes: RepairChoices) -> RowChange | None:
    if one.row.id in wishes.remove:
        return RowChange(one.row, None, one.local.tag if one.local else one.either[0])
    if one.local is None:
        return None
    after = replace(one.row, created_at=one.local.when)
    if Wrong.NAME in one.wrong:
        after = replace(after, name=one.local.name)
    if Wrong.HASH in one.wrong and one.local.tag == wishes.accept and not one.twice:
        after = replace(after, hash=one.local.hash)
    return RowChange(one.row, after, one.local.tag) if after != one.row else None


def _refuse_what_cannot_be(rows: Sequence[IdentifiedRow], wishes: RepairChoices) -> None:
    twice = [one.row.id for one in rows if one.twice]
    for id_ in wishes.remove:
        if id_ not in twice:
            known = (
                f"The rows that are there twice: {', '.join(map(str, twice))}." if twice else "No row is there twice."
            )
            raise RepairRefused(f"--remove-row {id_}: row {id_} is no second row of a migration.", hint=known)
    edited = [one.local.tag for one in rows if one.local and Wrong.HASH in one.wrong and not one.twice]
    if wishes.accept is not None and wishes.accept not in edited:
        known = f"Those that have: {', '.join(edited)}." if edited else "No row has another hash than its file."
        raise RepairRefused(f"--accept {wishes.accept}: its row has no other hash than its file.", hint=known)
