"""The ledger of drizzle 1.0 as 0.x needs it: the columns `name` and `applied_at` go, and each row gets its `when`.

0.x does not know the columns, so the rows that it adds would have no name. 1.0 takes a ledger with the column for its
own, and runs again whatever has no name there: with the columns, the project could not come back to 1.0.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from journal.catalog.quoting import quoted
from journal.folder.read import Folder
from journal.handback.checklist import Item, counted_words, go, no_go
from journal.handback.ledger_conversion import LedgerConversion, LedgerState, not_as_planned
from journal.handback.version_0 import Version0
from journal.ledger.predict import MigratePlan, local_migrations, pending_v0, pending_v1
from journal.ledger.read import LiveLedger, read_ledger, require_writable
from journal.ledger.scripts import (
    COLUMNS_OF_1,
    NAMES_OF_1,
    LedgerPlace,
    LedgerStatement,
    RowChange,
    change_statement,
    copy_statement,
)
from journal.ledger.upgrade import NotUpgradable, upgraded
from journal.ledger.write import LedgerChanged
from journal.project.settings import Ledger, Settings

_RESTORE = "UPDATE {table} SET {sets} FROM {copy} AS kept WHERE kept.id = {table}.id"


def to_version_0(plan: Version0, state: LedgerState) -> LedgerConversion | None:
    """Return what removes the columns of 1.0, and gives the rows the `when` of their entries."""
    after = ledger_of_0(plan, state.ledger)
    if after is None:
        raise not_as_planned(state.shown)
    place, ledger = state.place, state.ledger
    words, present = place.words, [name for name in NAMES_OF_1 if name in ledger.shape.by_name]
    moved = [
        RowChange(old, replace(old, created_at=new.created_at), "")
        for old, new in zip(ledger.rows, after.rows, strict=True)
        if old.created_at != new.created_at
    ]
    if not moved and not present:
        return None
    done = [copy_statement(words, state.backup), *(change_statement(place, change) for change in moved)]
    if present:
        drops = ", ".join(f"DROP COLUMN {quoted(name)}" for name in present)
        done.append(LedgerStatement(f"ALTER TABLE {place.name} {drops}"))
    undone = _restoring(place, state.backup, present, len(ledger.rows))
    return LedgerConversion(after.rows, tuple(done), undone)


def to_version_1(copies: Mapping[str, str], state: LedgerState) -> LedgerConversion | None:
    """Return what gives a ledger back what its copy has, by the names of the databases. Raises LedgerChanged.

    Without a copy the handback was not committed there, where the ledger still has the names of 1.0.
    """
    name = copies.get(state.shown)
    if name is None:
        return None
    place, copy = state.place, read_ledger(state.connection, Ledger(state.place.ledger.schema, name))
    if not copy.exists and state.ledger.named and all(row.name for row in state.ledger.rows):
        return None
    if [(row.id, row.hash) for row in copy.rows] != [(row.id, row.hash) for row in state.ledger.rows]:
        raise LedgerChanged(
            f"The ledger of {state.shown} has other rows than {place.ledger.schema}.{name}, the copy of the handback; "
            "nothing was undone.",
            hint="drizzle-journal status shows each row.",
        )
    present = [column for column in NAMES_OF_1 if column in copy.shape.by_name]
    done = _restoring(place, name, present, len(copy.rows))
    return LedgerConversion(copy.rows, (copy_statement(place.words, state.backup), *done))


def _restoring(place: LedgerPlace, copy: str, columns: Sequence[str], count: int) -> tuple[LedgerStatement, ...]:
    """Return the statements that add these columns again, and give each row what the copy has."""
    added = ", ".join(f"ADD COLUMN IF NOT EXISTS {one}" for one in COLUMNS_OF_1 if one.split(" ")[0] in columns)
    sets = ", ".join(f"{quoted(name)} = kept.{quoted(name)}" for name in ("created_at", *columns))
    text = _RESTORE.format(table=place.name, sets=sets, copy=quoted(place.ledger.schema, copy))
    adding = (LedgerStatement(f"ALTER TABLE {place.name} {added}"),) if added else ()
    return (*adding, LedgerStatement(text, count, place.words))


def ledger_of_0(plan: Version0, ledger: LiveLedger) -> LiveLedger | None:
    """Return the ledger without the columns of 1.0, or None where a row has not the name of a folder.

    Raises NotUpgradable where the rows have no names yet, and 1.0 would not give them any.
    """
    named, whens = (ledger if ledger.named or not ledger.exists else upgraded(plan.folder, ledger)), plan.whens
    if any(row.name not in whens for row in named.rows):
        return None
    rows = tuple(replace(row, name=None, created_at=whens[row.name or ""], raw=None) for row in named.rows)
    columns = tuple(column for column in ledger.shape.columns if column.name not in NAMES_OF_1)
    return replace(ledger, named=False, rows=rows, first=None, shape=replace(ledger.shape, columns=columns))


def ledger_items(plan: Version0, folder: Folder, live: LiveLedger) -> Iterator[Item]:
    """Tell whether 0.x then runs what 1.0 would run now. `folder`: the one of 0.x."""
    settings = plan.folder.settings
    if not live.exists:
        yield go("live-ledger", "The live database has no ledger: migrate of 0.x will apply all entries.")
        return
    require_writable(settings.ledger, live)
    try:
        after = ledger_of_0(plan, live)
    except NotUpgradable as error:
        yield no_go("live-ledger", error.message, error.hint)
        return
    if after is None:
        odd = [f"row {row.id}: {row.name or 'no name'}" for row in live.rows if row.name not in plan.tags]
        message = "These rows of the ledger have not the name of a folder, so 0.x cannot know them:"
        yield no_go("live-ledger", message, f"To see them: {settings.command('status')}", *odd)
        return
    if not live.shape.rights.alter:
        message = "Only the owner of the ledger can remove the columns of 1.0."
        yield no_go("live-ledger", message, "Name the database with a URL of that role.")
    moved = sum(old.created_at != new.created_at for old, new in zip(live.rows, after.rows, strict=True))
    changes = [f"loses the columns of 1.0, name and applied_at, of {counted_words(len(live.rows), 'row', 'rows')}"]
    changes = (changes if live.named else []) + ([f"gets another created_at in {moved}"] if moved else [])
    yield go("live-ledger", f"The ledger {' and '.join(changes) or 'stays as it is'}.")
    yield _migrate_item(plan, settings, pending_v1(local_migrations(plan.folder), live), folder, after)


def _migrate_item(plan: Version0, settings: Settings, now: MigratePlan, folder: Folder, after: LiveLedger) -> Item:
    """Compare what 1.0 runs now, what 0.x runs then, and what 1.0 runs after a later upgrade."""
    files = local_migrations(folder)
    then, later = pending_v0(files, after), pending_v1(files, after)
    wanted = [plan.tags[one.tag] for one in now.runs]
    runs = [one.tag for one in then.runs]
    stopped = now.stopped or then.stopped or later.stopped
    if stopped or now.refused or later.refused:
        message = f"The next migrate {stopped or 'of 1.0 refuses a row'}."
        return no_go("live-migrate", message, f"To see why: {settings.command('status')}")
    if skipped := [one.tag for one in now.runs if plan.tags[one.tag] not in runs]:
        message = "These are pending and sort before an applied one. 1.0 runs them, but 0.x would skip them silently:"
        way = f"Apply them first, with 1.0: {settings.drizzle_kit('migrate')}"
        return no_go("live-migrate", message, way, *skipped)
    if runs != wanted or sorted(one.tag for one in later.runs) != sorted(wanted):
        message = f"The next migrate of 0.x runs {', '.join(runs) or 'nothing'}, but {', '.join(wanted) or 'nothing'} "
        return no_go("live-migrate", f"{message}is pending.", f"To see why: {settings.command('status')}")
    return go("live-migrate", f"The next migrate of 0.x runs {', '.join(runs) or 'nothing'}, as 1.0 does now.")
