"""The rows of Drizzle's ledger when its migrations become folders of 1.0, and back: a name in each, or none. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from journal.dataclass import dataclass
from journal.ledger.identify import identify
from journal.ledger.predict import LocalMigration
from journal.ledger.read import LiveLedger
from journal.ledger.rehash import Rehash
from journal.ledger.scripts import RowChange, TwoColumns


@dataclass(frozen=True)
class Naming:
    """What changes of one ledger: its rows, other hashes included, and the two columns of 1.0.

    `refused`: the ids of rows that record no migration, or one of several, so that nothing is changed.
    """

    rows: tuple[RowChange, ...] = ()
    columns: TwoColumns = TwoColumns.STAY
    refused: tuple[int, ...] = ()

    @property
    def is_due(self) -> bool:
        """Tell whether there is something to write."""
        return bool(self.rows) or self.columns is not TwoColumns.STAY


NOTHING_NAMED = Naming()


def plan_names(
    migrations: Sequence[LocalMigration], ledger: LiveLedger, rehash: Rehash, names: Mapping[str, str]
) -> Naming:
    """Return the rows that get the names of folders. `names`: by tag; `migrations` are those of 0.x."""
    if not ledger.exists:
        return NOTHING_NAMED
    after, refused = list[RowChange](), list[int]()
    applied = rehash.applied(ledger)
    for before, found in zip(ledger.rows, identify(migrations, {}, applied), strict=True):
        if found.local is None:
            refused.append(before.id)
        else:
            tag = found.local.tag
            after.append(RowChange(before, replace(found.row, name=names[tag]), tag))
    columns = TwoColumns.STAY if ledger.named else TwoColumns.ADDED
    return Naming(tuple(change for change in after if change.before != change.after), columns, tuple(refused))


def plan_no_names(ledger: LiveLedger, rehash: Rehash, whens: Mapping[str, int]) -> Naming:
    """Return the way back: the rows lose their names. Rows with other names than these are refused.

    `whens`: the `when` of each entry by the name of its folder. `migrate` of 1.0 writes the second of the folder, which
    may be less, so that 0.x would run the entry again.
    """
    if not ledger.exists or not ledger.named:
        return Naming(rehash.rows)
    refused = tuple(row.id for row in ledger.rows if row.name is not None and row.name not in whens)
    pairs = zip(ledger.rows, rehash.applied(ledger).rows, strict=True)
    rows = [
        RowChange(
            before,
            replace(after, name=None, created_at=whens.get(before.name or "", after.created_at)),
            before.name or "",
        )
        for before, after in pairs
    ]
    return Naming(tuple(one for one in rows if one.before != one.after), TwoColumns.DROPPED, refused)
