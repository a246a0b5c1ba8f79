"""Mend Drizzle's ledger: a plan first, then each change by itself, in one transaction, with a copy and a way back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from journal.connect.session import Timeouts, snapshot, writing
from journal.connect.target import NOWHERE, Target, connected
from journal.errors import Wait
from journal.folder.git.ask import Git
from journal.folder.git.history import commit_of
from journal.folder.hashing import look_alikes
from journal.folder.read import Folder, read_folder
from journal.ledger.drizzle import LiveLedger, read_ledger, require_writable
from journal.ledger.identify import Forms, Wrong
from journal.ledger.lock import database_lock
from journal.ledger.predict import local_migrations
from journal.ledger.privileges import NeededPrivileges, Privileges, read_privileges
from journal.ledger.relation import WRITES
from journal.ledger.repair import RepairChoices, RepairPlan, plan_repair
from journal.ledger.script import BACKUP, LedgerPlace, LedgerScript, repair_script, undo_script
from journal.ledger.write import ledger_errors, write_ledger
from journal.project.settings import Ledger, Settings
from journal.result import Result

if TYPE_CHECKING:
    from psycopg import Connection

LOCK_SECONDS = 10.0

_BACKUPS = """
SELECT class.relname::text FROM pg_catalog.pg_class AS class
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE space.nspname = %s AND pg_catalog.starts_with(class.relname::text, %s)
"""


@dataclass(frozen=True)
class RepairRequest:
    """What is asked of repair. `apply`: write, else only look; `now` is in the name of the copy."""

    wishes: RepairChoices = field(default_factory=RepairChoices)
    apply: bool = False
    lock_seconds: float = LOCK_SECONDS
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True)
class RepairResult(Result):
    """What was found and planned, and whether it was `written`.

    `script` and `undo` are None where nothing is to be changed; `backup` is the name of the copy. `commits` are the
    commits in which an edited file had the content that a row records, by the row's id.
    """

    document: ClassVar[str] = "repair.repair_json"

    folder: Folder
    server_version: str
    standing: Privileges
    ledger: LiveLedger
    plan: RepairPlan
    wishes: RepairChoices
    commits: Mapping[int, str]
    backup: str = ""
    script: LedgerScript | None = None
    undo: LedgerScript | None = None
    written: bool = False
    target: Target = field(default=NOWHERE, kw_only=True)

    @property
    def passed(self) -> bool:
        """Whether the ledger is as it should be once the plan is carried out."""
        return self.plan.whole


def agreed(repaired: RepairResult) -> None:
    """Who calls with `apply` wants it."""


def repair(
    settings: Settings, target: Target, request: RepairRequest, *, agree: Callable[[RepairResult], None] = agreed
) -> RepairResult:
    """Look, plan, and, when asked to, write. No row is removed that is not named, and no row of others is touched.

    `agree` is called before anything is written, and may raise. The lock is held from before the first read to after
    the last write; a run that only looks takes none. Raises RepairRefused, Locked, LedgerChanged, RightMissing,
    DatabaseReadOnly, WriteRefused, and what reading raises.
    """
    folder = read_folder(settings)
    with ledger_errors(), (writing if request.apply else connected)(target) as connection:
        if not request.apply:
            return _look(connection, folder, request)
        with database_lock(connection, seconds=request.lock_seconds):
            repaired = _look(connection, folder, request)
            if repaired.script is None:
                return repaired
            repaired.standing.refuse()
            agree(repaired)
            write_ledger(connection, repaired.script, settings.ledger, repaired.ledger, repaired.plan.after.rows)
            return replace(repaired, written=True)


def _look(connection: "Connection[Any]", folder: Folder, request: RepairRequest) -> RepairResult:
    ledger_place = folder.settings.ledger
    with snapshot(connection, Timeouts(lock=request.lock_seconds, lock_by=Wait.LEDGER)):
        ledger = read_ledger(connection, ledger_place, WRITES)
        standing = read_privileges(connection, ledger_place, NeededPrivileges(_privileges(request), makes_a_table=True))
    require_writable(ledger_place, ledger)
    plan = plan_repair(local_migrations(folder), _forms(folder, ledger), ledger, request.wishes)
    version = (connection.info.parameter_status("server_version") or "?").split()[0]
    repaired = RepairResult(folder, version, standing, ledger, plan, request.wishes, _commits(folder, plan))
    if not plan.changes:
        return repaired
    with snapshot(connection, Timeouts(lock=request.lock_seconds)):
        backup = _free_name(connection, ledger_place, request.now)
    place = LedgerPlace(ledger_place, named=ledger.named)
    return replace(
        repaired,
        backup=backup,
        script=repair_script(place, plan.changes, backup, request.lock_seconds),
        undo=undo_script(place, plan.changes, backup, request.lock_seconds),
    )


def _privileges(request: RepairRequest) -> frozenset[str]:
    return frozenset({"SELECT", "UPDATE", *(["DELETE"] if request.wishes.remove else [])})


def _forms(folder: Folder, ledger: LiveLedger) -> Forms:
    """The other forms of every file, if any row has a hash that is no file's."""
    known = {local.hash for local in local_migrations(folder)}
    if all(row.hash in known for row in ledger.rows):
        return {}
    listed = folder.journal.tags
    return {tag: look_alikes(migration.raw) for tag, migration in folder.by_tag.items() if tag in listed}


def _commits(folder: Folder, plan: RepairPlan) -> dict[int, str]:
    found: dict[int, str] = {}
    git = Git(folder.settings.migrations)
    for one in plan.left:
        if one.local and Wrong.HASH in one.wrong and not one.difference and not one.duplicate_of:
            commit = commit_of(git, folder.by_tag[one.local.tag].path, one.row.hash)
            found |= {one.row.id: commit} if commit else {}
    return found


def _free_name(connection: "Connection[Any]", ledger: Ledger, now: datetime) -> str:
    """The copy's name, with the second in it; of two in one second, the later has a number more."""
    name = f"{BACKUP}{now:%Y%m%d%H%M%S}"
    taken = {row[0] for row in connection.execute(_BACKUPS, (ledger.schema, name))}
    names = (name, *(f"{name}_{number}" for number in range(2, len(taken) + 3)))
    return next(one for one in names if one not in taken)
