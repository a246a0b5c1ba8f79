"""The ledger of 0.x as 1.0 needs it: two columns more, and each row gets the name of its folder; and the way back.

drizzle-orm 1.0 does this itself in its first `migrate`, but it knows a row by its second. Source: `upToV1`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from journal.handback.ledger_conversion import LedgerConversion, LedgerState, not_as_planned
from journal.ledger.columns import LedgerRow
from journal.ledger.naming import Naming, plan_names, plan_no_names
from journal.ledger.predict import LocalMigration
from journal.ledger.scripts import change_scripts


def to_names(
    migrations: Sequence[LocalMigration], names: Mapping[str, str], planned: Mapping[str, Naming], state: LedgerState
) -> LedgerConversion | None:
    """Return what gives the rows their names. `names`: by tag; `planned`: by database. Raises LedgerChanged."""
    naming = plan_names(migrations, state.ledger, state.rehash, names)
    if naming != planned[state.shown]:
        raise not_as_planned(state.shown)
    return _conversion(naming, state, [replace(row, name=names[tag]) for tag, row in state.new])


def to_no_names(whens: Mapping[str, int], state: LedgerState) -> LedgerConversion | None:
    """Return what takes the names from the rows, and the columns from the ledger. Raises LedgerChanged.

    `whens`: the `when` of each entry by the name of its folder.
    """
    naming = plan_no_names(state.ledger, state.rehash, whens)
    if naming.refused:
        raise not_as_planned(state.shown)
    return _conversion(naming, state, ())


def _conversion(naming: Naming, state: LedgerState, new: Sequence[LedgerRow]) -> LedgerConversion | None:
    if not (naming.is_due or new):
        return None
    place = replace(state.place, named=True)
    done, undone = change_scripts(place, naming.rows, new, state.backup, 0, naming.columns)
    changed = {change.before: change.after or change.before for change in naming.rows}
    after = (*(changed.get(row, row) for row in state.ledger.rows), *new)
    return LedgerConversion(after, done.changes, undone.changes)
