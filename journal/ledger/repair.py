"""DECIDE how to repair a ledger: entries x files x rows -> the changes, and what remains for a person. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from journal.errors import JournalError
from journal.ledger.drizzle import LedgerRow, LiveLedger
from journal.ledger.forecast import Forecast, forecast
from journal.ledger.identify import Forms, IdentifiedRow, Wrong, identify
from journal.ledger.predict import LocalMigration


class RepairRefused(JournalError):
    """`--accept` or `--remove-row` names no such tag or row, or one that does not have that fault."""

    code = "repair-refused"


@dataclass(frozen=True)
class RepairChoices:
    """What is done only when it is named. `accept`: a tag whose edited file is accepted; `remove`: ids of rows."""

    accept: str | None = None
    remove: tuple[int, ...] = ()


@dataclass(frozen=True)
class RowChange:
    """One row, before and after; `after` is None for a row that is removed."""

    before: LedgerRow
    after: LedgerRow | None
    tag: str


@dataclass(frozen=True)
class RepairPlan:
    """What would be done. `rows` are all rows with what they record; `after` is the ledger with the changes made.

    `left` are the rows that are still wrong then, and `harms` what a `migrate` would still do wrong.
    """

    rows: tuple[IdentifiedRow, ...]
    changes: tuple[RowChange, ...]
    after: LiveLedger
    left: tuple[IdentifiedRow, ...]
    harms: tuple[Forecast, ...]

    @property
    def whole(self) -> bool:
        """Tell whether nothing remains for a person."""
        return not self.left and not self.harms


def plan_repair(
    migrations: Sequence[LocalMigration], forms: Forms, ledger: LiveLedger, choices: RepairChoices
) -> RepairPlan:
    """Return the plan. It changes no row without a migration, and removes no row that is not named.

    Raises RepairRefused.
    """
    rows = identify(migrations, forms, ledger)
    _refuse_impossible(rows, choices)
    changes = tuple(change for row in rows if (change := _change(row, choices)))
    changed = {change.before.id: change.after for change in changes}
    after = replace(ledger, rows=tuple(row for old in ledger.rows if (row := changed.get(old.id, old))))
    left = tuple(row for row in identify(migrations, forms, after) if row.wrong)
    recorded = frozenset(row.local for row in rows if row.local)
    return RepairPlan(rows, changes, after, left, forecast(migrations, recorded, after))


def _change(found: IdentifiedRow, choices: RepairChoices) -> RowChange | None:
    row, local = found.row, found.local
    if row.id in choices.remove:
        return RowChange(row, None, local.tag if local else found.candidates[0])
    if local is None:
        return None
    after = replace(row, created_at=local.when)
    if Wrong.NAME in found.wrong:
        after = replace(after, name=local.name)
    if Wrong.HASH in found.wrong and local.tag == choices.accept and not found.duplicate_of:
        after = replace(after, hash=local.hash)
    return RowChange(row, after, local.tag) if after != row else None


def _refuse_impossible(rows: Sequence[IdentifiedRow], choices: RepairChoices) -> None:
    duplicates = [found.row.id for found in rows if found.duplicate_of]
    for id_ in choices.remove:
        if id_ not in duplicates:
            known = (
                f"Duplicate rows: {', '.join(map(str, duplicates))}." if duplicates else "There is no duplicate row."
            )
            raise RepairRefused(f"--remove-row {id_}: row {id_} is not a second row of a migration.", hint=known)
    edited = [row.local.tag for row in rows if row.local and Wrong.HASH in row.wrong and not row.duplicate_of]
    if choices.accept is not None and choices.accept not in edited:
        known = f"Edited files: {', '.join(edited)}." if edited else "Every row has the hash of its file."
        raise RepairRefused(f"--accept {choices.accept}: its row has the hash of its file.", hint=known)
