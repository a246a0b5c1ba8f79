"""Mark entries as applied in Drizzle's ledger without running them: proved first, written in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from journal.catalog.difference import Difference, Weight
from journal.connect.session import Timeouts, snapshot, writing
from journal.connect.target import NOWHERE, Target, connected, server_version
from journal.errors import JournalError, Wait, nearest
from journal.folder.entries import Entry
from journal.folder.read import Folder, read_folder
from journal.ledger.drizzle import LiveLedger, read_ledger, require_writable
from journal.ledger.lock import LEDGER_LOCK_TIMEOUT, database_lock
from journal.ledger.manual_table import MANUAL_TABLE, ManualTable, read_manual_table, suggested_tag
from journal.ledger.predict import local_migrations
from journal.ledger.privileges import NeededPrivileges, Privileges, read_privileges
from journal.ledger.relation import WRITES
from journal.ledger.script import LedgerPlace, LedgerScript, stamp_script
from journal.ledger.stamp import JournalEntries, StampPlan, plan_stamp
from journal.ledger.write import ledger_errors, write_ledger
from journal.project.result import Result
from journal.project.settings import Settings
from journal.rebuild.schemas import Prove
from journal.rebuild.temporary import ProofSummary

if TYPE_CHECKING:
    from psycopg import Connection

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
