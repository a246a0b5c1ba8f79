"""The live database: which entry it is at, what would be stamped, and what the next `migrate` then runs. Only reads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from journal.connect.target import Target
from journal.handback.folder.complete import CompletedCopy
from journal.handback.item import Item, ItemVerdict, go, no_go
from journal.ledger.drizzle import LiveLedger
from journal.ledger.manual_table import MANUAL_TABLE, suggested_tag
from journal.ledger.predict import local_migrations, pending_v0
from journal.verbs.locate import LiveState, LocateResult, StateAfter, locate
from journal.verbs.stamp import StampRequest, StampResult, stamp

_SHOWN = 5


@dataclass(frozen=True)
class Landing:
    """Where the live database is. `to`: the last entry that it has, None where it has none; `stamped`: a dry run."""

    items: tuple[Item, ...]
    to: str | None = None
    stamped: StampResult | None = None

    @property
    def tags(self) -> tuple[str, ...]:
        """The entries that will be stamped, or were."""
        return self.stamped.plan.tags if self.stamped else ()

    @property
    def ledger(self) -> LiveLedger | None:
        """The ledger as it will be; None where nothing is stamped, or will be."""
        return _after(self.stamped) if self.stamped else None


def landing(whole: CompletedCopy, target: Target, live: LiveState, ignore: tuple[str, ...]) -> Landing:
    """Find it out, by replay. Raises what `locate` and `stamp` raise."""
    located = locate(whole.replays, live, ignore)
    if not located.equal:
        return Landing((_nowhere(located),))
    to = _best(located.equal).tag
    if to is None:
        return Landing((_empty(located, live),))
    ahead = _ahead(whole, live)
    if ahead:
        return Landing((_at(to, len(located.folder.journal.entries), located), ahead))
    stamped = stamp(whole.folder.settings, target, StampRequest(to), None)
    items = [_at(to, len(located.folder.journal.entries), located), *_evidence(whole, live, to), *_rows(stamped, to)]
    return Landing((*items, *_next(whole, stamped, to)), to, stamped)


def _best(equal: Sequence[StateAfter]) -> StateAfter:
    """The last of those whose names are the live database's, too: a migration may do nothing but rename."""
    fewest = min(one.names for one in equal)
    return [one for one in equal if one.names == fewest][-1]


def manual_names(tags: Mapping[str, str], live: LiveState) -> Iterator[Item]:
    """The rows of the manual runner that would no longer be found, where tags have new names. `tags`: old to new."""
    manual = live.manual
    found = [(manual.find(old), new) for old, new in tags.items() if old != new] if manual else []
    updates = [manual.rename_statement(record, new).as_string(None) for record, new in found if record and manual]
    if updates:
        yield Item(
            "live-manual-names",
            ItemVerdict.SAID,
            f"{MANUAL_TABLE} has {len(updates)} of the files by their old names; `journal run` would run them again.",
            "Before the next journal run, type these into psql:",
            tuple(f"{one};" for one in updates),
        )


def _nowhere(located: LocateResult) -> Item:
    differences = [" ".join(filter(None, (one.kind, one.name, one.facet))) for one in located.differences]
    nearest = f"that after {located.nearest.tag}" if located.nearest.tag else "an empty one"
    return no_go(
        "live-schema",
        f"The live schema is none that the entries make; the nearest is {nearest}.",
        f"To see what differs: {located.folder.settings.command('locate')}",
        *differences[:_SHOWN],
        *([f"and {len(differences) - _SHOWN} more"] if len(differences) > _SHOWN else ()),
    )


def _empty(located: LocateResult, live: LiveState) -> Item:
    if live.ledger.rows:
        return no_go(
            "live-schema",
            f"The live database has none of the tables, and {len(live.ledger.rows)} rows in Drizzle's ledger.",
            f"Type: {located.folder.settings.command('status')}",
        )
    return go("live-schema", "The live database has none of it yet: drizzle-kit migrate will run all entries.")


def _at(to: str, count: int, located: LocateResult) -> Item:
    said = f"The live schema, PostgreSQL {located.server_version}, is that after {to}"
    return go("live-schema", f"{said}, of {count} entries.")


def _ahead(whole: CompletedCopy, live: LiveState) -> Item | None:
    """A row above all entries, and none of them: what comes before its moment is skipped in silence."""
    last = max((entry.when for entry in whole.folder.journal.entries), default=0)
    ids = [str(row.id) for row in live.ledger.rows if row.created_at is not None and row.created_at > last]
    if not ids:
        return None
    return no_go(
        "live-ledger",
        f"Drizzle's ledger has what these files have not, above all of them: row {', '.join(ids)}. The next migration "
        "may be skipped for it, in silence.",
        f"To look at it: {whole.folder.settings.command('status')}",
    )


def _evidence(whole: CompletedCopy, live: LiveState, to: str) -> Iterator[Item]:
    """What the manual runner has recorded, where that is not the same."""
    suggested = suggested_tag(whole.folder, live.manual) if live.manual else None
    if suggested and suggested != to:
        yield Item(
            "live-manual",
            ItemVerdict.SAID,
            f"{MANUAL_TABLE} records the entries up to {suggested}, and the schema is that after {to}.",
            "Entries that change rows only leave no trace in a schema: see that all of these have run.",
        )


def _rows(stamped: StampResult, to: str) -> Iterator[Item]:
    for refusal in stamped.plan.refusals:
        next_ = stamped.folder.settings.command(*refusal.next)
        yield no_go("live-ledger", f"Drizzle's ledger cannot be stamped: {refusal.message}", f"Type: {next_}")
    if not stamped.plan.refusals and stamped.plan.rows:
        tags, of = ", ".join(stamped.plan.tags), len(stamped.upto)
        yield go("live-ledger", f"{len(stamped.plan.rows)} of the {of} entries up to {to} will be stamped.", tags)
    elif not stamped.plan.refusals:
        yield go("live-ledger", f"Drizzle's ledger has every entry up to {to}; there is nothing to stamp.")


def _after(stamped: StampResult) -> LiveLedger:
    return replace(stamped.ledger, exists=True, rows=(*stamped.ledger.rows, *stamped.plan.rows))


def _next(whole: CompletedCopy, stamped: StampResult, to: str) -> Iterator[Item]:
    """What the next `migrate` of 0.x does then, predicted from what the ledger will hold."""
    if stamped.plan.refusals:
        return
    ledger = _after(stamped)
    tags = [entry.tag for entry in whole.folder.journal.entries]
    pending = tags[tags.index(to) + 1 :]
    runs = [one.tag for one in pending_v0(local_migrations(whole.folder), ledger).runs]
    if runs != pending:
        yield no_go(
            "live-migrate",
            f"The next drizzle-kit migrate would run {', '.join(runs) or 'nothing'}, and has to run "
            f"{', '.join(pending) or 'nothing'}.",
            f"Type: {whole.folder.settings.command('status')}",
        )
    else:
        yield go("live-migrate", f"The next drizzle-kit migrate runs {', '.join(pending) or 'nothing'}.")
