"""DECIDE which rows of Drizzle's ledger an `unstamp` removes, and what a migrate does then. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from journal.dataclass import dataclass
from journal.ledger.identify import IdentifiedRow, identify
from journal.ledger.live_objects import MigrationObjects, Presence
from journal.ledger.predict import Forecast, Harm, LocalMigration, forecast
from journal.ledger.read import LiveLedger
from journal.ledger.scripts import RowChange
from journal.ledger.stamp_plan import StampRefusal

NOTHING = MigrationObjects()
Objects = Mapping[str, MigrationObjects]
"""What the database has of each migration, by its tag."""


@dataclass(frozen=True)
class UnstampPlan:
    """The rows to remove, in the ledger's order. `stay` are the tags that keep their row, `after` is the ledger then.

    `harms` are what a `migrate` does wrong then; `unseen` are the tags that stay although nothing shows that they ran,
    and that come after a removed one.
    """

    changes: tuple[RowChange, ...]
    stay: tuple[str, ...]
    after: LiveLedger
    refusals: tuple[StampRefusal, ...] = ()
    harms: tuple[Forecast, ...] = ()
    unseen: tuple[str, ...] = ()

    @property
    def late(self) -> tuple[str, ...]:
        """Return the removed entries that drizzle 0.x will not run, because a newer row stays."""
        removed = {change.tag for change in self.changes}
        found = [one.tag for one in self.harms if one.harm is Harm.SKIPPED and one.generation == 0]
        return tuple(tag for tag in found if tag in removed)


def plan_unstamp(
    tags: Sequence[str], migrations: Sequence[LocalMigration], ledger: LiveLedger, objects: Objects
) -> UnstampPlan:
    """Plan to remove the rows of these tags. A tag without a row is refused, and so is one whose objects are there."""
    rows = identify(migrations, {}, ledger)
    ours = [found for found in rows if found.local and found.local.tag in tags]
    changes = tuple(RowChange(found.row, None, found.local.tag) for found in ours if found.local)
    refusals = tuple(_refusals(tags, ours, objects))
    gone = {id(found.row) for found in ours}
    left = tuple(row for row in ledger.rows if id(row) not in gone)
    after = replace(ledger, rows=left, first=ledger.first if ledger.first in left else None)
    recorded = frozenset(found.local for found in rows if found.local and id(found.row) not in gone)
    order = [one.tag for one in migrations]
    stay = tuple(one.tag for one in migrations if one in recorded)
    first = min((order.index(tag) for tag in tags), default=len(order))
    unseen = tuple(
        tag for tag in stay if order.index(tag) > first and objects.get(tag, NOTHING).presence is Presence.UNSEEN
    )  # fmt: skip
    harms = forecast(migrations, recorded, after)
    again = [harm for harm in harms if harm.harm is Harm.AGAIN and harm.generation <= ledger.named]
    if again and not refusals:
        message = f"{again[0].tag}: drizzle {again[0].version} would run it again, because its row stays but is wrong."
        refusals = (StampRefusal("runs-again", message, ("repair",)),)
    return UnstampPlan(changes, stay, after, refusals, harms, unseen)


def _refusals(tags: Sequence[str], rows: Sequence[IdentifiedRow], objects: Objects) -> Iterator[StampRefusal]:
    """Yield why the row of a tag has to stay, or that it has none."""
    recorded = {found.local.tag for found in rows if found.local}
    for tag in tags:
        found = objects.get(tag, NOTHING)
        if tag not in recorded:
            yield StampRefusal("no-row", f"{tag} has no row in the ledger.", ("status",))
        elif found.elsewhere:
            where = ", ".join(f"{name} in {schema}" for name, schema in found.elsewhere.items())
            yield StampRefusal("objects-elsewhere", f"{tag} ran: the database has {where}.", ("status",))
        elif found.presence is Presence.THERE:
            message = f"{tag} ran: what it makes is in the database: {', '.join(found.seen)}."
            yield StampRefusal("objects-there", message, ("status",))
        elif found.presence is Presence.PARTLY:
            message = f"{tag} ran in part: the database has {', '.join(found.seen)}, but not "
            message += f"{', '.join(found.missing)}. Make the rest, or drop the part."
            yield StampRefusal("partly-there", message, ("verify",))
