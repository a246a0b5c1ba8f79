"""Remove rows of Drizzle's ledger whose migrations did not run: proved first, written in one transaction.

The manual ledger's rows of the same files are removed with them.

The opposite of `stamp`. It takes the tags themselves, and not the last entry that stays as `stamp --to` does: what is
removed is named, and a row between others can be removed as well.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from journal.backup.inspect import names_in
from journal.backup.source import BackupSource, copy_name
from journal.catalog.difference import Difference, Weight
from journal.connect.relation_safety import WRITES
from journal.connect.session import snapshot
from journal.connect.target import Target, server_version
from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT, ledger_timeouts
from journal.dataclass import dataclass
from journal.errors import nearest
from journal.folder.entries import Entry
from journal.folder.read import Folder
from journal.folder.version_1 import read_either
from journal.ledger.backup_name import backup_name
from journal.ledger.live_objects import Presence
from journal.ledger.manual_removal import ManualRemoval, plan_removal
from journal.ledger.manual_table import ManualTable, read_manual_table
from journal.ledger.old_names import with_old_names
from journal.ledger.other_ledgers import OtherLedgers, read_other_ledgers
from journal.ledger.predict import local_migrations
from journal.ledger.privileges import Privileges, read_privileges
from journal.ledger.read import LiveLedger, read_ledger, require_writable
from journal.ledger.recorded_objects import look_at_recorded
from journal.ledger.scripts import LedgerPlace, LedgerScript, repair_scripts
from journal.ledger.stamp_plan import StampRefusal
from journal.ledger.unstamp_plan import NOTHING, Objects, UnstampPlan, plan_unstamp
from journal.ledger.write import ledger_session, write_ledger
from journal.project.project import Project, Result
from journal.project.settings import Ledger, Settings
from journal.rebuild.schemas import Prove
from journal.rebuild.temporary import ProofSummary, Prover, TemporaryOptions, TemporaryServer
from journal.replay.watcher import Silence, Watcher
from journal.verbs.arguments import find_database
from journal.verbs.stamp import TagUnknown

if TYPE_CHECKING:
    from psycopg import Connection


@dataclass(frozen=True)
class UnstampResult(Result):
    """What was found and planned, and whether it was `written`.

    `proved` is False if no proof was requested; `differences` are the proof's. `script` and `undo` are None if nothing
    is to be removed; `backup` is the name of the copy. `removal`: what is removed from the manual ledger with them;
    `others`: the tables of other runners, which nothing is written to.
    """

    document: ClassVar[str] = "unstamp.unstamp_json"

    target: Target
    folder: Folder
    server_version: str
    standing: Privileges
    ledger: LiveLedger
    manual: ManualTable | None
    objects: Objects
    plan: UnstampPlan
    tags: tuple[str, ...]
    proved: bool = False
    differences: tuple[Difference, ...] = ()
    backup: str = ""
    others: OtherLedgers = field(default_factory=OtherLedgers)
    removal: ManualRemoval | None = None
    script: LedgerScript | None = None
    undo: LedgerScript | None = None
    written: bool = False
    proof: ProofSummary = field(default_factory=ProofSummary)

    @property
    def database(self) -> str:
        """Return the name of the database."""
        return self.standing.database

    @property
    def passed(self) -> bool:
        """Tell whether there is no refusal and no real difference."""
        return not self.plan.refusals and not any(one.weight is Weight.REAL for one in self.differences)


def unstamp(
    project: Project,
    *,
    tags: Sequence[str] = (),
    url: str | None = None,
    env_var: str | None = None,
    dry_run: bool = False,
    unproved: bool = False,
    ignore: Sequence[str] = (),
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT,
    cache: bool | None = None,
    watcher: Watcher | None = None,
    agree: Callable[[UnstampResult], None] | None = None,
    **temporary: Unpack[TemporaryOptions],
) -> UnstampResult:
    """Remove the rows of migrations that did not run from Drizzle's ledger, so that the next migrate runs them.

    Nothing that they make may be in the database. A replay first proves that the live schema is the one after the
    entries that stay, unless `unproved`. Rows of these files in `_manual_migrations` go in the same transaction, so
    that `run` runs them, too. Each table is copied first.

    The lock is held from before the first read to after the last write; a `dry_run` takes none. Raises
    TagUnknown, Locked, LedgerChanged, RightMissing, DatabaseReadOnly, WriteRefused, and what reading raises.

    >>> _ = journal.stamp(project, to="0001_add_email", url=url, unproved=True)
    >>> journal.unstamp(project, tags=["0001_add_email"], url=url, unproved=True).plan.stay
    ('0000_create_users',)
    """
    settings, target = find_database(project, url, env_var, writes=not dry_run)
    prover = Prover(settings, TemporaryServer(**temporary, cache=cache), ignore, watcher or Silence())
    with ledger_session(target, ledger_lock_timeout, write=not dry_run) as connection:
        unstamped = _plan(connection, target, settings, tags, None if unproved else prover, ledger_lock_timeout)
        unstamped = replace(unstamped, proof=prover.summary)
        if dry_run or unstamped.script is None:
            return unstamped
        unstamped.standing.refuse()
        if agree:
            agree(unstamped)
        script, found = unstamped.script, unstamped.ledger
        write_ledger(connection, script, settings.ledger, found, unstamped.plan.after.rows, also=unstamped.removal)
        return replace(unstamped, written=True)


def _plan(  # noqa: PLR0917
    connection: "Connection[Any]",
    target: Target,
    settings: Settings,
    names: Sequence[str],
    prove: Prove | None,
    timeout: float,
) -> UnstampResult:
    folder, place = read_either(settings), settings.ledger
    migrations = local_migrations(folder)
    with snapshot(connection, ledger_timeouts(timeout)):
        ledger = read_ledger(connection, place, WRITES)
        manual = with_old_names(read_manual_table(connection, settings.manual), folder)
        others = read_other_ledgers(connection, folder, manual)
        standing = read_privileges(connection, place, ("SELECT", "UPDATE", "DELETE"), makes_a_table=True)
        backup = backup_name(names_in(connection, place.schema))
        found = look_at_recorded(connection, folder, ledger)
    require_writable(place, ledger)
    tags = _known_tags(folder, names, found.absent)
    plan = plan_unstamp(tags, migrations, ledger, found.objects)
    version = server_version(connection)
    unstamped = UnstampResult(target, folder, version, standing, ledger, manual, found.objects, plan, tags)
    unstamped = replace(unstamped, others=others)
    if plan.refusals:
        return unstamped
    if prove:
        differences = prove(connection, _entries(folder, plan.stay))
        unstamped = replace(unstamped, proved=True, differences=differences)
        if unstamped.passed:
            refusals = tuple(_unseen(folder, unstamped, partial(prove, connection)))
            unstamped = replace(unstamped, plan=replace(plan, refusals=refusals))
    if not unstamped.passed:
        return unstamped
    with snapshot(connection, ledger_timeouts(timeout)):
        unstamped = _with_manual_rows(connection, unstamped)
    where = LedgerPlace(place, named=ledger.named)
    script, undo = repair_scripts(where, plan.changes, backup, timeout)
    if unstamped.removal:
        script, undo = unstamped.removal.added_to(script, undo)
    return replace(unstamped, backup=backup, script=script, undo=undo)


def _with_manual_rows(connection: "Connection[Any]", unstamped: UnstampResult) -> UnstampResult:
    """Add the rows of the manual ledger that go as well, and the privileges that this takes. Raises RelationUnsafe."""
    manual = unstamped.manual
    if manual is None:
        return unstamped
    name = copy_name(BackupSource(manual.schema, manual.table), datetime.now(UTC), names_in(connection, manual.schema))
    removal = plan_removal(connection, unstamped.folder, manual, unstamped.tags, name)
    if removal is None:
        return unstamped
    place, standing = Ledger(manual.schema, manual.table), unstamped.standing
    more = read_privileges(connection, place, ("SELECT", "DELETE"), makes_a_table=True).grants
    grants = tuple(dict.fromkeys((*standing.grants, *more)))
    return replace(unstamped, removal=removal, standing=replace(standing, grants=grants))


def _unseen(
    folder: Folder, unstamped: UnstampResult, compared: Callable[[Sequence[Entry]], tuple[Difference, ...]]
) -> Iterator[StampRefusal]:
    """Yield the entries of which no object shows whether they ran, nor the replay: they change no schema.

    One that changes it did not run, because the live schema is the one without it.
    """
    tags, objects = unstamped.tags, unstamped.objects
    for number, tag in enumerate(tags):
        if objects.get(tag, NOTHING).presence is not Presence.UNSEEN:
            continue
        without, with_it = (
            compared(_entries(folder, (*unstamped.plan.stay, *tags[:count]))) for count in (number, number + 1)
        )
        if without == with_it:
            message = (
                f"{tag} changes no schema, so the schema does not show whether it ran. Look at the data. If it did "
            )
            yield StampRefusal("unseen", f"{message}not run: --unproved", ("unstamp", *tags, "--unproved"))


def _entries(folder: Folder, tags: Sequence[str]) -> tuple[Entry, ...]:
    return tuple(entry for entry in folder.journal.entries if entry.tag in tags)


def _known_tags(folder: Folder, names: Sequence[str], absent: Sequence[str]) -> tuple[str, ...]:
    """Return the tags, in the journal's order. Raises TagUnknown, with those whose objects are not there."""
    known = [entry.tag for entry in folder.journal.entries]
    wanted = {name.removesuffix(".sql") for name in names}
    strange = next((name for name in wanted if name not in known), None)
    if wanted and strange is None:
        return tuple(dict.fromkeys(tag for tag in known if tag in wanted))
    command = folder.settings.command
    tags = [(nearest(strange, known) or "TAG")] if strange else absent
    error = TagUnknown(
        f"{strange}: no such entry." if strange else "unstamp takes the migrations whose rows are to be removed.",
        hint=f"Name them: {command('unstamp', *tags)}" if tags else f"See what is recorded: {command('status')}",
    )
    if not strange:
        there = "These are recorded, but the database has none of their objects"
        error.add_note(f"{there}: {', '.join(absent)}" if absent else "The objects of every recorded entry are there.")
    raise error
