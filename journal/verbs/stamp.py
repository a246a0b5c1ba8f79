"""Mark entries as applied in Drizzle's ledger without running them: proved first, written in one transaction."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from journal.catalog.difference import Difference, Weight
from journal.connect.relation_safety import WRITES
from journal.connect.session import database_lock, snapshot, writing
from journal.connect.target import NOWHERE, Target, connected, server_version
from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT, Timeouts
from journal.errors import JournalError, Wait, nearest
from journal.folder.entries import Entry
from journal.folder.read import Folder, read_folder
from journal.ledger.columns import LedgerRow
from journal.ledger.identify import IdentifiedRow, Wrong, identify
from journal.ledger.manual_table import MANUAL_TABLE, ManualTable, read_manual_table, suggested_tag
from journal.ledger.predict import (
    Forecast,
    Harm,
    LocalMigration,
    forecast,
    local_migrations,
    simulate,
    values_v0,
    values_v1,
)
from journal.ledger.privileges import NeededPrivileges, Privileges, read_privileges
from journal.ledger.read import LiveLedger, read_ledger, require_writable
from journal.ledger.write import LedgerPlace, LedgerScript, ledger_errors, stamp_script, write_ledger
from journal.project.project import Result
from journal.project.settings import Settings
from journal.rebuild.schemas import Prove
from journal.rebuild.temporary import ProofSummary

if TYPE_CHECKING:
    from psycopg import Connection


@dataclass(frozen=True)
class StampRefusal:
    """Why nothing is stamped: a stable code, a sentence, and the arguments of the next command, its verb first."""

    code: str
    message: str
    next: tuple[str, ...]


@dataclass(frozen=True)
class JournalEntries:
    """The journal's entries, and each as Drizzle knows it, in the same order."""

    entries: tuple[Entry, ...]
    locals: tuple[LocalMigration, ...]


@dataclass(frozen=True)
class StampPlan:
    """The rows to insert, in order, with the next ids; `tags` are theirs.

    `recorded` are the tags that have their row already; `skipped` are later entries that 0.x or 1.0 will skip.
    """

    rows: tuple[LedgerRow, ...]
    tags: tuple[str, ...]
    recorded: tuple[str, ...]
    refusals: tuple[StampRefusal, ...]
    skipped: tuple[Forecast, ...]


def plan_stamp(listed: JournalEntries, count: int, ledger: LiveLedger) -> StampPlan:
    """Plan to stamp the first `count` entries. A ledger that has them all is not changed, whatever else is in it."""
    chosen = listed.locals[:count]
    rows = identify(listed.locals, {}, ledger)
    right = {found.local.tag for found in rows if found.local and not found.wrong}
    wanted = [migration for migration in chosen if migration.tag not in right]
    recorded = tuple(migration.tag for migration in chosen if migration.tag in right)
    if not wanted:
        return StampPlan((), (), recorded, (), ())
    following = max((row.id for row in ledger.rows), default=0) + 1
    new = tuple(
        LedgerRow(number, migration.hash, migration.when, migration.name if ledger.named else None)
        for number, migration in enumerate(wanted, following)
    )
    after = replace(ledger, exists=True, rows=(*ledger.rows, *new))
    applied = frozenset([*chosen, *(found.local for found in rows if found.local)])
    harms = forecast(listed.locals, applied, after)
    refusals = [*_entry_refusals(listed, count), *_row_refusals(rows, chosen), *_insert_refusals(wanted, ledger)]
    refusals = refusals or [*_harm_refusals(harms)]
    skipped = tuple(harm for harm in harms if harm.harm is Harm.SKIPPED)
    return StampPlan(new, tuple(migration.tag for migration in wanted), recorded, tuple(refusals), skipped)


def _entry_refusals(listed: JournalEntries, count: int) -> Iterator[StampRefusal]:
    """Entries that cannot have a row."""
    seen: set[str] = set()
    for entry, local in zip(listed.entries[:count], listed.locals[:count], strict=True):
        if entry.tag in seen:
            yield StampRefusal("duplicate-tag", f"{entry.tag} is in the journal twice.", ("check",))
        elif not local.hash:
            yield StampRefusal("without-file", f"{entry.tag} has no file, so there is no hash to record.", ("check",))
        elif entry.hash not in (None, local.hash):
            message = f"{entry.tag}: the file was edited, so its hash is no longer the one in the journal."
            yield StampRefusal("hash-differs", message, ("bootstrap",))
        seen.add(entry.tag)


def _row_refusals(rows: Sequence[IdentifiedRow], chosen: Sequence[LocalMigration]) -> Iterator[StampRefusal]:
    """Existing rows beside which a new one would be wrong."""
    tags = {migration.tag for migration in chosen}
    for found in rows:
        if found.wrong == {Wrong.FOREIGN}:
            message = f"row {found.row.id} records no migration of these files. Is the ledger shared with another app?"
            yield StampRefusal("foreign-row", message, ("status",))
        elif found.wrong:
            of = f" of {found.local.tag}" if found.local else ""
            yield StampRefusal("wrong-row", f"row {found.row.id}{of} differs from what Drizzle writes.", ("repair",))
    later = [found for found in rows if found.local and found.local.tag not in tags and not found.wrong]
    last = max(later, key=lambda found: found.local.when if found.local else 0, default=None)
    if last and last.local:
        message = f"row {last.row.id} records {last.local.tag}, which comes after the last entry to stamp."
        yield StampRefusal("row-above", message, ("stamp", "--to", last.local.tag))


def _insert_refusals(wanted: Sequence[LocalMigration], ledger: LiveLedger) -> Iterator[StampRefusal]:
    """Rows that PostgreSQL would refuse."""
    plan = simulate(wanted, ledger, values_v1 if ledger.named else values_v0)
    if plan.fails and not plan.fails.of_role:
        message = f"{plan.fails.tag}: the ledger refuses the row ({plan.fails.sqlstate}): {plan.fails.why}."
        yield StampRefusal("does-not-fit", message, ("status",))


def _harm_refusals(harms: Sequence[Forecast]) -> Iterator[StampRefusal]:
    for harm in harms:
        if harm.harm is Harm.AGAIN:
            message = f"{harm.tag}: drizzle {harm.version} would still run it again."
            yield StampRefusal("runs-again", message, ("check",))
        elif harm.harm is Harm.REFUSED:
            message = f"row {harm.row}: drizzle {harm.version} would match it with no migration."
            yield StampRefusal("no-match", message, ("check",))


_NEEDS = NeededPrivileges(frozenset({"SELECT", "INSERT", "UPDATE"}))


class TagUnknown(JournalError):
    """No entry is named, or one that is not in the journal."""

    code = "tag-unknown"


@dataclass(frozen=True)
class StampRequest:
    """`to`: the last entry to stamp; `apply`: write the rows. The timeout is in seconds."""

    to: str | None
    apply: bool = False
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT


@dataclass(frozen=True)
class StampResult(Result):
    """What was found and planned, and whether it was `written`.

    `proved` is False if no proof was requested, or none was needed; `differences` are the proof's. `script` is None
    if nothing is to be written.
    """

    document: ClassVar[str] = "stamp.stamp_json"

    folder: Folder
    server_version: str
    standing: Privileges
    ledger: LiveLedger
    manual: ManualTable | None
    upto: tuple[Entry, ...]
    plan: StampPlan
    proved: bool = False
    differences: tuple[Difference, ...] = ()
    script: LedgerScript | None = None
    written: bool = False
    target: Target = field(default=NOWHERE, kw_only=True)
    proof: ProofSummary = field(default_factory=ProofSummary)

    @property
    def database(self) -> str:
        """Return the name of the database."""
        return self.standing.database

    @property
    def passed(self) -> bool:
        """Tell whether there is no refusal and no real difference."""
        return not self.plan.refusals and not any(difference.weight is Weight.REAL for difference in self.differences)


def agreed(stamped: StampResult) -> None:
    """Default callback: proceed without asking."""


def stamp(
    settings: Settings,
    target: Target,
    request: StampRequest,
    prove: Prove | None,
    *,
    agree: Callable[[StampResult], None] = agreed,
) -> StampResult:
    """Plan, prove, and with `apply` write the rows. `prove` is None to stamp without a proof.

    `agree` is called before anything is written, and may raise. The lock is held from before the first read to after
    the last write; without `apply` none is taken. Raises TagUnknown, PoolerInTheWay, Locked, LedgerChanged,
    RightMissing, DatabaseReadOnly, WriteRefused, and what reading raises.
    """
    folder = read_folder(settings)
    with ledger_errors(), (writing if request.apply else connected)(target) as connection:
        if not request.apply:
            return _plan(connection, folder, request, prove)
        with database_lock(connection, seconds=request.ledger_lock_timeout):
            stamped = _plan(connection, folder, request, prove)
            if stamped.script is None:
                return stamped
            stamped.standing.refuse()
            agree(stamped)
            after = (*stamped.ledger.rows, *stamped.plan.rows)
            write_ledger(connection, stamped.script, settings.ledger, stamped.ledger, after)
            return replace(stamped, written=True)


def _plan(connection: "Connection[Any]", folder: Folder, request: StampRequest, prove: Prove | None) -> StampResult:
    place, entries = folder.settings.ledger, folder.journal.entries
    with snapshot(connection, Timeouts(lock=request.ledger_lock_timeout, lock_by=Wait.LEDGER)):
        ledger, manual = read_ledger(connection, place, WRITES), read_manual_table(connection)
        standing = read_privileges(connection, place, _NEEDS)
    require_writable(place, ledger)
    count = count_up_to(folder, request.to, manual)
    plan = plan_stamp(JournalEntries(entries, local_migrations(folder)), count, ledger)
    version = server_version(connection)
    stamped = StampResult(folder, version, standing, ledger, manual, entries[:count], plan)
    if not plan.rows or plan.refusals:
        return stamped
    if prove:
        stamped = replace(stamped, proved=True, differences=prove(connection, entries[:count]))
    if not stamped.passed:
        return stamped
    where = LedgerPlace(place, standing.schema, ledger.exists, ledger.named)
    return replace(stamped, script=stamp_script(where, plan.rows, request.ledger_lock_timeout))


def count_up_to(folder: Folder, to: str | None, manual: ManualTable | None) -> int:
    """Return the number of entries up to the tag. Raises TagUnknown, with the tags that exist."""
    tags = [entry.tag for entry in folder.journal.entries]
    wanted = to.removesuffix(".sql") if to else None
    if wanted in tags:
        return len(tags) - tags[::-1].index(wanted)
    command, suggested = folder.settings.command, suggested_tag(folder, manual)
    tag = (nearest(wanted, tags) if wanted else suggested) or "TAG"
    hint = f"Name the last applied entry: {command('stamp', '--to', tag)}"
    error = TagUnknown(
        "stamp takes the last applied entry: --to TAG." if wanted is None else f"--to {to}: no such entry.",
        hint=hint if tags else f"Create the journal first: {command('bootstrap')}",
    )
    error.add_note(f"The journal has: {', '.join(tags)}" if tags else "The journal has no entries.")
    if suggested:
        error.add_note(f"{MANUAL_TABLE} records the entries up to {suggested}.")
    raise error
