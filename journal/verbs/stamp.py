"""Mark entries as applied in Drizzle's ledger without running them: proved first, written in one transaction."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from journal.backup.inspect import names_in
from journal.catalog.difference import Difference, Weight
from journal.connect.relation_safety import WRITES
from journal.connect.search_path import user_path
from journal.connect.session import snapshot
from journal.connect.target import Target, server_version
from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT, ledger_timeouts
from journal.dataclass import dataclass
from journal.errors import JournalError, nearest
from journal.folder.entries import Entry
from journal.folder.git.history import past_hashes
from journal.folder.git.repository import Git, Unanswered
from journal.folder.read import Folder
from journal.folder.version_1 import read_either
from journal.ledger.backup_name import backup_name
from journal.ledger.identify import IdentifiedRow, identify
from journal.ledger.live_objects import look_at_objects
from journal.ledger.manual_table import ManualTable, RecordedFiles, read_manual_table, suggested_tag
from journal.ledger.old_names import with_old_names
from journal.ledger.other_ledgers import read_other_ledgers
from journal.ledger.predict import (
    local_migrations,
)
from journal.ledger.privileges import Privileges, read_privileges
from journal.ledger.read import LiveLedger, read_ledger, require_writable
from journal.ledger.scripts import LedgerPlace, LedgerScript, replace_scripts, stamp_script
from journal.ledger.squashed_rows import HISTORY, NO_ROWS, SquashedRows, gone_rows, squashed_rows
from journal.ledger.stamp_plan import StampPlan, StampRefusal, plan_replacement
from journal.ledger.write import ledger_session, write_ledger
from journal.project.project import Project, Result
from journal.project.settings import Settings
from journal.rebuild.schemas import Prove
from journal.rebuild.temporary import ProofSummary, Prover, TemporaryOptions, TemporaryServer
from journal.replay.watcher import Silence, Watcher
from journal.verbs.arguments import find_database

if TYPE_CHECKING:
    from psycopg import Connection


class TagUnknown(JournalError):
    """No entry is named, or one that is not in the journal."""

    code = "tag-unknown"


@dataclass(frozen=True)
class StampResult(Result):
    """What was found and planned, and whether it was `written`.

    `proved` is False if no proof was requested, or none was needed; `differences` are the proof's. `script` is None
    if nothing is to be written.
    """

    document: ClassVar[str] = "stamp.stamp_json"

    target: Target
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
    replaces: str | None = None
    backup: str = ""
    undo: LedgerScript | None = None
    proof: ProofSummary = field(default_factory=ProofSummary)

    @property
    def database(self) -> str:
        """Return the name of the database."""
        return self.standing.database

    @property
    def passed(self) -> bool:
        """Tell whether there is no refusal and no real difference."""
        return not self.plan.refusals and not any(difference.weight is Weight.REAL for difference in self.differences)


def stamp(
    project: Project,
    *,
    to: str | None = None,
    replaces: str | None = None,
    url: str | None = None,
    env_var: str | None = None,
    dry_run: bool = False,
    unproved: bool = False,
    ignore: Sequence[str] = (),
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT,
    cache: bool | None = None,
    watcher: Watcher | None = None,
    agree: Callable[[StampResult], None] | None = None,
    **temporary: Unpack[TemporaryOptions],
) -> StampResult:
    """Record migrations up to `to` as applied in Drizzle's ledger, without running them (baseline, mark as applied).

    A replay first proves that the live schema is the one after `to`, unless `unproved`. Then the rows are written.
    `replaces` are the rows of files that were squashed into these, which go, after a copy of the table: `history` for
    those whose files git's history has, else ids such as `1-5,8`. With it, `to` is the last recorded entry by default.

    >>> journal.stamp(project, to="0001_add_email", url=url, unproved=True).written
    True
    """
    settings, target = find_database(project, url, env_var, writes=not dry_run)
    server = TemporaryServer(**temporary, cache=cache)
    prover = Prover(settings, server, ignore, watcher or Silence())
    prove = None if unproved else prover
    stamped = stamp_ledger(
        settings, target, to, prove, replaces=replaces, dry_run=dry_run, lock_timeout=ledger_lock_timeout, agree=agree
    )
    return replace(stamped, proof=prover.summary)


def stamp_ledger(
    settings: Settings,
    target: Target,
    to: str | None,
    prove: Prove | None,
    *,
    replaces: str | None = None,
    dry_run: bool = False,
    lock_timeout: float = LEDGER_LOCK_TIMEOUT,
    agree: Callable[[StampResult], None] | None = None,
    seen: Callable[[LiveLedger], LiveLedger] | None = None,
) -> StampResult:
    """Plan, prove, and unless `dry_run` write the rows. `prove` is None to stamp without a proof.

    `seen` returns the ledger that is planned for, as it will be, of the one that was read: for a dry run. `agree` is
    called before anything is written, and may raise. The lock is held from before the first read to after the last
    write; a `dry_run` takes none. Raises TagUnknown, PoolerInTheWay, Locked, LedgerChanged, RightMissing,
    DatabaseReadOnly, WriteRefused, and what reading raises.
    """
    folder = read_either(settings)
    with ledger_session(target, lock_timeout, write=not dry_run) as connection:
        stamped = plan_in_session(connection, target, folder, to, prove, lock_timeout, replaces, seen=seen)
        if dry_run or stamped.script is None:
            return stamped
        stamped.standing.refuse()
        if agree:
            agree(stamped)
        kept = (row for row in stamped.ledger.rows if row not in stamped.plan.replaced.rows)
        after = (*kept, *stamped.plan.rows)
        write_ledger(connection, stamped.script, settings.ledger, stamped.ledger, after)
        return replace(stamped, written=True)


def plan_in_session(  # noqa: PLR0913, PLR0917 - the request, in its session
    connection: "Connection[Any]",
    target: Target,
    folder: Folder,
    to: str | None,
    prove: Prove | None,
    timeout: float,
    replaces: str | None = None,
    *,
    seen: Callable[[LiveLedger], LiveLedger] | None = None,
) -> StampResult:
    """Read the ledger, and plan and prove the rows as `stamp_ledger` does. Writes nothing."""
    place, entries = folder.settings.ledger, folder.journal.entries
    with snapshot(connection, ledger_timeouts(timeout)):
        ledger = read_ledger(connection, place, WRITES)
        manual = with_old_names(read_manual_table(connection, folder.settings.manual), folder)
        others = read_other_ledgers(connection, folder, manual)
        needed = ("SELECT", "INSERT", "UPDATE", *(["DELETE"] if replaces is not None else []))
        standing = read_privileges(connection, place, needed, makes_a_table=replaces is not None)
        backup = backup_name(names_in(connection, place.schema)) if replaces is not None else ""
    require_writable(place, ledger)
    migrations = local_migrations(folder)
    identified = identify(migrations, {}, ledger) if replaces is not None else ()
    to = to or _last_recorded(folder, identified)
    count = count_up_to(folder, to, manual, *others.found)
    replaced = _replaced(folder, identified, replaces) if replaces is not None else NO_ROWS
    planned = seen(ledger) if seen else ledger
    plan = plan_replacement([*zip(entries[:count], migrations, strict=False)], migrations, planned, replaced)
    version = server_version(connection)
    stamped = StampResult(target, folder, version, standing, ledger, manual, entries[:count], plan, replaces=replaces)
    if not (plan.rows or replaced.rows) or plan.refusals:
        return stamped
    if prove:
        stamped = replace(stamped, proved=True, differences=prove(connection, entries[:count]))
        plan = replace(plan, refusals=tuple(_not_renamed(connection, stamped)))
        stamped = replace(stamped, plan=plan)
    if not stamped.passed:
        return stamped
    where = LedgerPlace(place, standing.schema, ledger.exists, ledger.named)
    if replaced.rows:
        script, undo = replace_scripts(where, replaced.rows, plan.rows, backup, timeout)
        return replace(stamped, script=script, undo=undo, backup=backup)
    return replace(stamped, script=stamp_script(where, plan.rows, timeout))


def _not_renamed(connection: "Connection[Any]", stamped: StampResult) -> Iterator[StampRefusal]:
    """Yield the entries to stamp that rename what has other names in the database, where nothing but names differs."""
    if not stamped.passed or not any(one.weight is Weight.NAME for one in stamped.differences):
        return
    folder, tags = stamped.folder, [entry.tag for entry in stamped.upto]
    files = [folder.by_tag[tag] for tag in tags]
    found = look_at_objects(connection, files, frozenset(tags), user_path(connection), folder.settings.ledger.schema)
    for tag in stamped.plan.tags:
        if missing := found[tag].missing:
            message = f"{tag}: only names differ from the schema after it. The database lacks {missing[0]}."
            yield StampRefusal("not-renamed", message, ("locate",))


def _last_recorded(folder: Folder, rows: Sequence[IdentifiedRow]) -> str | None:
    """Return the last entry that a row records, also one with the hash of the file before a squash."""
    recorded = {found.local.tag for found in rows if found.local}
    return next((one.tag for one in reversed(folder.journal.entries) if one.tag in recorded), None)


def _replaced(folder: Folder, rows: Sequence[IdentifiedRow], wanted: str) -> SquashedRows:
    """Return the rows to replace. Without git's history, those that are named by ids can be."""
    past: dict[str, list[str]] = {}
    if wanted == HISTORY and gone_rows(rows):
        with suppress(Unanswered):
            past = past_hashes(Git(folder.settings.migrations), folder.settings.migrations)
    return squashed_rows(rows, wanted, past)


def count_up_to(folder: Folder, to: str | None, *tables: RecordedFiles | None) -> int:
    """Return the number of entries up to the tag. Raises TagUnknown, with the tags that exist."""
    tags = [entry.tag for entry in folder.journal.entries]
    wanted = to.removesuffix(".sql") if to else None
    if wanted in tags:
        return len(tags) - tags[::-1].index(wanted)
    command, suggested = folder.settings.command, suggested_tag(folder, *tables)
    tag = (nearest(wanted, tags) if wanted else suggested) or "TAG"
    hint = f"Name the last applied entry: {command('stamp', '--to', tag)}"
    error = TagUnknown(
        "stamp takes the last applied entry: --to TAG." if wanted is None else f"--to {to}: no such entry.",
        hint=hint if tags else f"Create the journal first: {command('bootstrap')}",
    )
    error.add_note(f"The journal has: {', '.join(tags)}" if tags else "The journal has no entries.")
    if suggested:
        names = [str(table) for table in tables if table and any(map(table.has, tags))]
        error.add_note(f"{' and '.join(names)} record{'s' * (len(names) == 1)} the entries up to {suggested}.")
    raise error
