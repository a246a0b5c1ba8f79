"""Repair Drizzle's ledger: a plan first, then each change in one transaction, with a copy and an undo script."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from journal.backup.inspect import names_in
from journal.connect.relation_safety import WRITES
from journal.connect.session import snapshot
from journal.connect.target import Target, server_version
from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT, ledger_timeouts
from journal.dataclass import dataclass
from journal.errors import JournalError
from journal.folder.git.history import commit_of
from journal.folder.git.repository import Git
from journal.folder.hashing import look_alikes
from journal.folder.read import Folder
from journal.folder.version_1 import read_either
from journal.ledger.backup_name import backup_name
from journal.ledger.identify import Forms, IdentifiedRow, Wrong, identify
from journal.ledger.other_apps import OtherApp, find_other_apps
from journal.ledger.predict import Forecast, LocalMigration, forecast, local_migrations
from journal.ledger.privileges import Privileges, read_privileges
from journal.ledger.read import LiveLedger, read_ledger, require_writable
from journal.ledger.scripts import LedgerPlace, LedgerScript, RowChange, move_scripts, repair_scripts
from journal.ledger.write import ledger_session, write_ledger
from journal.project.project import Project, Result
from journal.project.settings import Ledger
from journal.verbs.arguments import find_database

if TYPE_CHECKING:
    from psycopg import Connection


class RepairRefused(JournalError):
    """`--accept` or `--remove-row` names no such tag or row, or one that does not have that fault."""

    code = "repair-refused"


@dataclass(frozen=True)
class RepairChoices:
    """What is done only when it is named. `accept`: a tag whose edited file is accepted; `remove`: ids of rows;
    `move`: the folder of another application's migrations, whose rows go to a ledger of its own.
    """

    accept: str | None = None
    remove: tuple[int, ...] = ()
    move: str | None = None


@dataclass(frozen=True)
class RepairPlan:
    """What would be done. `rows` are all rows with what they record; `after` is the ledger with the changes made.

    `left` are the rows that are still wrong then, and `harms` what a `migrate` would still do wrong.
    """

    rows: tuple[IdentifiedRow, ...]
    changes: tuple[RowChange, ...]
    after: LiveLedger
    left: tuple[IdentifiedRow, ...]
    harms: tuple[Forecast, ...]

    @property
    def whole(self) -> bool:
        """Tell whether nothing remains for a person."""
        return not self.left and not self.harms


def plan_repair(
    migrations: Sequence[LocalMigration], forms: Forms, ledger: LiveLedger, choices: RepairChoices
) -> RepairPlan:
    """Return the plan. It changes no row without a migration, and removes no row that is not named.

    Raises RepairRefused.
    """
    rows = identify(migrations, forms, ledger)
    removable = [found.row.id for found in rows if found.duplicate_of or found.wrong == {Wrong.FOREIGN}]
    for id_ in choices.remove:
        if id_ not in removable:
            known = ", ".join(map(str, removable))
            raise RepairRefused(
                f"--remove-row {id_}: row {id_} is not a second row of a migration, nor one of no migration.",
                hint=f"Such rows: {known}." if known else "There is no such row.",
            )
    edited = [row.local.tag for row in rows if row.local and Wrong.HASH in row.wrong and not row.duplicate_of]
    if choices.accept is not None and choices.accept not in edited:
        known = f"Edited files: {', '.join(edited)}." if edited else "Every row has the hash of its file."
        raise RepairRefused(f"--accept {choices.accept}: its row has the hash of its file.", hint=known)
    changes = tuple(change for row in rows if (change := _change(row, choices)))
    changed = {change.before.id: change.after for change in changes}
    after = replace(ledger, rows=tuple(row for old in ledger.rows if (row := changed.get(old.id, old))))
    left = tuple(row for row in identify(migrations, forms, after) if row.wrong)
    recorded = frozenset(row.local for row in rows if row.local)
    return RepairPlan(rows, changes, after, left, forecast(migrations, recorded, after))


def _change(found: IdentifiedRow, choices: RepairChoices) -> RowChange | None:
    row, local = found.row, found.local
    if row.id in choices.remove:
        return RowChange(row, None, local.tag if local else "".join(found.candidates[:1]))
    if local is None:
        return None
    after = replace(row, created_at=local.when)
    if Wrong.NAME in found.wrong:
        after = replace(after, name=local.name)
    if Wrong.HASH in found.wrong and local.tag == choices.accept and not found.duplicate_of:
        after = replace(after, hash=local.hash)
    return RowChange(row, after, local.tag) if after != row else None


@dataclass(frozen=True)
class RepairResult(Result):
    """What was found and planned, and whether it was `written`.

    `script` and `undo` are None if nothing is to be changed; `backup` is the name of the copy. `commits` are, by the
    row's id, the commits in which an edited file had the content that the row records. `apps` are other applications
    with rows here; `moved` is the one whose rows go.
    """

    document: ClassVar[str] = "repair.repair_json"

    target: Target
    folder: Folder
    server_version: str
    standing: Privileges
    ledger: LiveLedger
    plan: RepairPlan
    choices: RepairChoices
    commits: Mapping[int, str]
    backup: str = ""
    script: LedgerScript | None = None
    undo: LedgerScript | None = None
    apps: tuple[OtherApp, ...] = ()
    moved: OtherApp | None = None
    written: bool = False

    @property
    def database(self) -> str:
        """Return the name of the database."""
        return self.standing.database

    @property
    def passed(self) -> bool:
        """Tell whether the ledger is correct once the plan is carried out."""
        return self.plan.whole


def repair(
    project: Project,
    *,
    url: str | None = None,
    env_var: str | None = None,
    accept: str | None = None,
    remove_row: Sequence[int] = (),
    move_rows: str | None = None,
    dry_run: bool = False,
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT,
    agree: Callable[[RepairResult], None] | None = None,
) -> RepairResult:
    """Repair rows of Drizzle's ledger: a `created_at` that is NULL, in seconds or from the clock becomes the `when`.

    `accept` is the tag of an edited file whose row gets the new hash, `remove_row` are ids of duplicates, and of rows
    that record no migration of these files. `move_rows` is the folder of the migrations of another application of the
    repository: its rows go to a ledger of its own. The table is copied first.

    The lock is held from before the first read to after the last write; a `dry_run` takes none. Raises
    RepairRefused, Locked, LedgerChanged, RightMissing, DatabaseReadOnly, WriteRefused, and what reading raises.

    >>> _ = journal.run(project, url=url, journal=True)
    >>> journal.repair(project, url=url).passed
    True
    """
    settings, target = find_database(project, url, env_var, writes=not dry_run)
    folder = read_either(settings)
    choices = RepairChoices(accept.removesuffix(".sql") if accept else None, tuple(remove_row), move_rows)
    with ledger_session(target, ledger_lock_timeout, write=not dry_run) as connection:
        repaired = _plan(connection, target, folder, choices, ledger_lock_timeout)
        if dry_run or repaired.script is None:
            return repaired
        repaired.standing.refuse()
        if agree:
            agree(repaired)
        write_ledger(connection, repaired.script, settings.ledger, repaired.ledger, repaired.plan.after.rows)
        return replace(repaired, written=True)


def _plan(
    connection: "Connection[Any]", target: Target, folder: Folder, choices: RepairChoices, timeout: float
) -> RepairResult:
    place = folder.settings.ledger
    needed = ["SELECT", "UPDATE", *(["DELETE"] if choices.remove else [])]
    with snapshot(connection, ledger_timeouts(timeout)):
        ledger = read_ledger(connection, place, WRITES)
        standing = read_privileges(connection, place, needed, makes_a_table=True)
        backup = backup_name(names_in(connection, place.schema))
    require_writable(place, ledger)
    local, listed = local_migrations(folder), folder.journal.tags
    forms: Forms = {}
    if {row.hash for row in ledger.rows} - {one.hash for one in local}:  # a row has the hash of no file
        forms = {tag: look_alikes(one.raw) for tag, one in folder.by_tag.items() if tag in listed}
    foreign = [found.row for found in identify(local, forms, ledger) if found.wrong == {Wrong.FOREIGN}]
    apps = find_other_apps(folder, foreign)
    moved = _moved(folder, apps, choices) if choices.move is not None else None
    plan = plan_repair(local, forms, ledger, replace(choices, remove=_removed(moved, choices)))
    git, commits = Git(folder.settings.migrations), dict[int, str]()
    for row in plan.left:
        if row.local and Wrong.HASH in row.wrong and not row.difference and not row.duplicate_of:
            commit = commit_of(git, folder.by_tag[row.local.tag].path, row.row.hash)
            commits |= {row.row.id: commit} if commit else {}
    version = server_version(connection)
    repaired = RepairResult(target, folder, version, standing, ledger, plan, choices, commits, apps=apps, moved=moved)
    if not plan.changes:
        return repaired
    where = LedgerPlace(place, named=ledger.named)
    script, undo = repair_scripts(where, plan.changes, backup, timeout)
    if moved:
        own = _place_of_moved(connection, moved.own_ledger(place), ledger)
        script, undo = move_scripts(where, moved.rows, own, backup, timeout)
    return replace(repaired, backup=backup, script=script, undo=undo)


def _removed(moved: OtherApp | None, choices: RepairChoices) -> tuple[int, ...]:
    return choices.remove if moved is None else tuple(row.id for row in moved.rows)


def _moved(folder: Folder, apps: Sequence[OtherApp], choices: RepairChoices) -> OtherApp:
    """Return the application whose rows are moved. Raises RepairRefused for a folder that is not one of them."""
    if choices.accept is not None or choices.remove:
        raise RepairRefused("--move-rows is done by itself.", hint="Omit --accept and --remove-row.")
    wanted = Path(choices.move or "").resolve()
    for app in apps:
        if wanted in (app.migrations, app.config, app.config.parent):
            return app
    known = ", ".join(os.path.relpath(app.migrations) for app in apps)
    raise RepairRefused(
        f"--move-rows {choices.move}: no row is of a migration in that folder.",
        hint=f"Folders with rows here: {known}." if known else "No config of the repository explains a row.",
    )


def _place_of_moved(connection: "Connection[Any]", own: Ledger, shared: LiveLedger) -> LedgerPlace:
    """Return where the rows go; a table that exists has to be a ledger of the same generation."""
    with snapshot(connection):
        live, standing = read_ledger(connection, own, WRITES), read_privileges(connection, own)
    require_writable(own, live)
    if live.exists and live.named != shared.named:
        raise RepairRefused(f"{own.schema}.{own.table} is a ledger of the other generation of drizzle-orm.")
    return LedgerPlace(own, standing.schema, live.exists, shared.named)
