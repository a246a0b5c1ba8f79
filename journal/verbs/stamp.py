"""Mark entries as applied in Drizzle's ledger without running them: proved first, written in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from journal.catalog.difference import Difference, Weight
from journal.connect.session import Timeouts, snapshot, writing
from journal.connect.target import NOWHERE, Target, connected
from journal.errors import JournalError, Wait, nearest
from journal.folder.entries import Entry
from journal.folder.read import Folder, read_folder
from journal.ledger.drizzle import LiveLedger, read_ledger, require_writable
from journal.ledger.lock import database_lock
from journal.ledger.manual_table import MANUAL_TABLE, ManualTable, read_manual_table, suggested_tag
from journal.ledger.predict import local_migrations
from journal.ledger.privileges import NeededPrivileges, Privileges, read_privileges
from journal.ledger.relation import WRITES
from journal.ledger.script import LedgerPlace, LedgerScript, stamp_script
from journal.ledger.stamp import JournalEntries, StampPlan, plan_stamp
from journal.ledger.write import ledger_errors, write_ledger
from journal.project.settings import Settings
from journal.rebuild.drift import Prove
from journal.rebuild.temporary import ProofSummary
from journal.result import Result

if TYPE_CHECKING:
    from psycopg import Connection

LOCK_SECONDS = 10.0
_NEEDS = NeededPrivileges(frozenset({"SELECT", "INSERT", "UPDATE"}))


class TagUnknown(JournalError):
    """No entry is named, or one that the journal does not have."""

    code = "tag-unknown"


@dataclass(frozen=True)
class StampRequest:
    """What is asked of stamp. `to`: the last entry to be stamped; `apply`: write, else only look."""

    to: str | None
    apply: bool = False
    lock_seconds: float = LOCK_SECONDS


@dataclass(frozen=True)
class StampResult(Result):
    """What was found and planned, and whether it was `written`.

    `proved` is False where no proof was asked for, or none was needed; `differences` are the proof's. `script` is
    None where nothing is to be written.
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
        """Whether nothing speaks against it: no refusal, and no real difference."""
        return not self.plan.refusals and not any(one.weight is Weight.REAL for one in self.differences)


def agreed(stamped: StampResult) -> None:
    """Who calls with `apply` wants it."""


def stamp(
    settings: Settings,
    target: Target,
    request: StampRequest,
    prove: Prove | None,
    *,
    agree: Callable[[StampResult], None] = agreed,
) -> StampResult:
    """Look, prove, and, when asked to, write. `prove` None is to stamp without a proof.

    `agree` is called before anything is written, and may raise. The lock is held from before the first read to after
    the last write; a run that only looks takes none. Raises TagUnknown, PoolerInTheWay, Locked, LedgerChanged,
    RightMissing, DatabaseReadOnly, WriteRefused, and what reading raises.
    """
    folder = read_folder(settings)
    with ledger_errors(), (writing if request.apply else connected)(target) as connection:
        looking = _Looking(connection, folder, request)
        if not request.apply:
            return looking.look(prove)
        with database_lock(connection, seconds=request.lock_seconds):
            stamped = looking.look(prove)
            if stamped.script is None:
                return stamped
            stamped.standing.refuse()
            agree(stamped)
            after = (*stamped.ledger.rows, *stamped.plan.rows)
            write_ledger(connection, stamped.script, settings.ledger, stamped.ledger, after)
            return replace(stamped, written=True)


@dataclass(frozen=True)
class _Looking:
    """Everything before the write."""

    connection: "Connection[Any]"
    folder: Folder
    request: StampRequest

    def look(self, prove: Prove | None) -> StampResult:
        settings, entries = self.folder.settings, self.folder.journal.entries
        with snapshot(self.connection, Timeouts(lock=self.request.lock_seconds, lock_by=Wait.LEDGER)):
            ledger, manual = read_ledger(self.connection, settings.ledger, WRITES), read_manual_table(self.connection)
            standing = read_privileges(self.connection, settings.ledger, _NEEDS)
        require_writable(settings.ledger, ledger)
        count = count_up_to(self.folder, self.request.to, manual)
        plan = plan_stamp(JournalEntries(entries, local_migrations(self.folder)), count, ledger)
        version = self.connection.info.parameter_status("server_version") or "?"
        stamped = StampResult(
            self.folder, version.split()[0], standing, ledger, manual, entries[:count], plan, proved=False
        )  # fmt: skip
        if not plan.rows or plan.refusals:
            return stamped
        if prove:
            stamped = replace(stamped, proved=True, differences=prove(self.connection, entries[:count]))
        return replace(stamped, script=self._script(stamped)) if stamped.passed else stamped

    def _script(self, stamped: StampResult) -> LedgerScript:
        standing, ledger = stamped.standing, stamped.ledger
        place = LedgerPlace(self.folder.settings.ledger, standing.schema, ledger.exists, ledger.named)
        return stamp_script(place, stamped.plan.rows, self.request.lock_seconds)


def count_up_to(folder: Folder, to: str | None, manual: ManualTable | None) -> int:
    """How many entries there are up to the tag. Raises TagUnknown, with what there is."""
    tags = [entry.tag for entry in folder.journal.entries]
    wanted = to.removesuffix(".sql") if to else None
    if wanted in tags:
        return len(tags) - tags[::-1].index(wanted)
    suggested = suggested_tag(folder, manual)
    if wanted is None:
        error = TagUnknown("No entry is named up to which to stamp.", hint=_hint(folder, suggested or "TAG"))
    else:
        near = nearest(wanted, tags) or "TAG"
        error = TagUnknown(f"--to {to}: the journal has no such entry.", hint=_hint(folder, near))
    error.add_note(f"The journal has: {', '.join(tags)}" if tags else "The journal has no entries.")
    if suggested:
        error.add_note(f"{MANUAL_TABLE} records the first of them, up to {suggested}.")
    raise error


def _hint(folder: Folder, tag: str) -> str:
    if not folder.journal.entries:
        return f"Make its entries first: {folder.settings.command('bootstrap')}"
    return f"Name the last one that has run: {folder.settings.command('stamp', '--to', tag)}"
