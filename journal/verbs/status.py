"""Show which entries a live database has applied, and what the next `migrate` will do. Only reads."""

from collections.abc import Mapping
from dataclasses import field
from typing import ClassVar

from journal.connect.search_path import user_path
from journal.connect.session import reading
from journal.connect.target import Target, server_version
from journal.connect.timeouts import LOCK_TIMEOUT, ORDINARY, Timeouts
from journal.dataclass import dataclass
from journal.drizzle.packages import outdated_notes
from journal.errors import LedgerUnpredictable, Note, Severity, Wait
from journal.folder.read import Folder
from journal.folder.version_1 import TO_ANOTHER_SECOND, order_notes, read_either
from journal.ledger.behind_squash import behind_squash_notes
from journal.ledger.live_objects import MigrationObjects, Presence, look_at_objects, parsed_meanwhile
from journal.ledger.manual_table import ManualTable, read_manual_table, suggested_tag
from journal.ledger.notes import SQUASHED, live_notes
from journal.ledger.object_notes import LiveFacts
from journal.ledger.old_names import old_name_notes, with_old_names
from journal.ledger.other_ledgers import OtherLedgers, read_other_ledgers
from journal.ledger.predict import MigratePlan, local_migrations
from journal.ledger.privileges import read_privileges
from journal.ledger.read import DRIZZLES_TABLE, LiveLedger, read_ledger
from journal.ledger.status import PROBLEMS, EntryStateKind, Status, compute_status
from journal.project.project import Project, Result
from journal.project.settings import Ledger, Settings
from journal.runner.skipped_entries import advise_skipped
from journal.verbs.arguments import Names, chosen_names, find_database

_OF_REPAIR = {
    EntryStateKind.CHANGED, EntryStateKind.AGAIN, EntryStateKind.TWICE, EntryStateKind.FOREIGN, EntryStateKind.AHEAD
}  # fmt: skip

NO_STEP = "see above"
"""The next step where the errors have no command."""


@dataclass(frozen=True)
class StatusResult(Result):
    """The state of a database: its ledger, `_manual_migrations` if there is one, and the status of each entry.

    `skipped_next`: the command that leads on from the entries that 0.x skips, its verb first.
    """

    document: ClassVar[str] = "status.status_json"

    target: Target
    folder: Folder
    server_version: str
    ledger: LiveLedger
    manual: ManualTable | None
    status: Status
    objects: Mapping[str, MigrationObjects]
    fail_on: frozenset[EntryStateKind] = PROBLEMS
    notes: tuple[Note, ...] = ()
    skipped_next: tuple[str, ...] = ()
    others: OtherLedgers = field(default_factory=OtherLedgers)

    @property
    def passed(self) -> bool:
        """Tell whether no entry is in a state of `fail_on`, and no note is an error."""
        return not self.status.states & self.fail_on and not any(note.severity is Severity.ERROR for note in self.notes)

    @property
    def next_step(self) -> str:
        """Return what leads on where something is wrong: a command, or a sentence; empty where nothing is."""
        errors = [note.help for note in self.notes if note.severity is Severity.ERROR]
        return _step_of_rows(self) or next(filter(None, errors), "") or (NO_STEP if errors else "")


def status(
    project: Project,
    *,
    url: str | None = None,
    env_var: str | None = None,
    fail_on: Names | None = None,
    statement_timeout: float = 60.0,
    lock_timeout: float = LOCK_TIMEOUT,
) -> StatusResult:
    """Show applied, pending and skipped migrations of a live database, and what the next migrate does.

    `fail_on` are the states that make `passed` False; by default all but applied and pending. It only reads.

    >>> [state.value for state in sorted(journal.status(project, url=url).status.states)]
    ['pending']
    """
    settings, target = find_database(project, url, env_var)
    states = frozenset(map(EntryStateKind, chosen_names(fail_on, list(EntryStateKind), "--fail-on")))
    timeouts = Timeouts(statement_timeout, lock_timeout, Wait.STATEMENT, Wait.LOCK)
    return read_status(settings, target, PROBLEMS if fail_on is None else states, timeouts)


def read_status(
    settings: Settings, target: Target, fail_on: frozenset[EntryStateKind] = PROBLEMS, timeouts: Timeouts = ORDINARY
) -> StatusResult:
    """Read the folder, then the database, in a transaction that cannot write.

    Raises JournalInvalid, FolderUnreadable, DatabaseUnreachable, TimedOut, RelationUnsafe, LedgerUnusable,
    LedgerUnpredictable, LedgerUnreadable or ManualTableUnusable.
    """
    folder = read_either(settings, mixed=True)
    with parsed_meanwhile(folder.forwards) as enough, reading(target, timeouts) as connection:
        ledger = read_ledger(connection, settings.ledger)
        manual = with_old_names(read_manual_table(connection, settings.manual), folder)
        others = read_other_ledgers(connection, folder, manual)
        privileges = read_privileges(connection, settings.ledger)
        version, path = server_version(connection), user_path(connection)
        verdict = compute_status(local_migrations(folder), ledger)
        by_tag = folder.by_tag
        files = [by_tag[entry.local.tag] for entry in verdict.entries if entry.local.hash]
        recorded = frozenset(entry.local.tag for entry in verdict.entries if entry.row)
        enough()
        objects = look_at_objects(connection, files, recorded, path, settings.ledger.schema)
    plans = {0: ("0.x", verdict.by_0), 1: ("1.0", verdict.by_1)}
    for name, plan in (plans[one] for one in verdict.generations if one == verdict.generations[0] or ledger.named):
        _refuse_unpredictable(name, plan, settings.ledger)
    found = LiveFacts(ledger, manual, verdict, objects, path, privileges, others, target)
    skipped = advise_skipped(folder, verdict, manual, objects)
    outdated = [folder.mixed] if folder.mixed else []
    if not folder.mixed and (folder.is_version_1 or folder.journal.text):
        outdated += outdated_notes(settings, is_version_1=folder.is_version_1)
    behind = behind_squash_notes(folder, manual, recorded)
    unknown = order_notes(folder, [one.name for one in verdict.by_1.runs])
    notes = (*outdated, *old_name_notes(folder, manual), *behind, *live_notes(folder, found), *unknown, *skipped.notes)
    return StatusResult(target, folder, version, ledger, manual, verdict, objects, fail_on, notes, skipped.next, others)


def _refuse_unpredictable(version: str, plan: MigratePlan, place: Ledger) -> None:
    """Raise LedgerUnpredictable where a migrate would write to the ledger with an unknown effect."""
    start, table = f"The next migrate of drizzle {version} cannot be predicted: ", f"{place.schema}.{place.table}"
    if plan.either:
        raise LedgerUnpredictable(
            f"{start}a row of {table} belongs to {plan.either[0]} or to {plan.either[1]}, which have one second and "
            "the same SQL. Their order, which decides, depends on the language of Node.js.",
            hint=TO_ANOTHER_SECOND,
        )
    if plan.unknown:
        raise LedgerUnpredictable(
            f"{start}the ledger {table} has {plan.unknown}, which Drizzle's own table does not have.",
            hint=DRIZZLES_TABLE,
        )


def _step_of_rows(seen: StatusResult) -> str:
    """Return the next step where the rows of the ledger tell it."""
    states, command = seen.status.states, seen.folder.settings.command
    if EntryStateKind.WITHOUT_FILE in states:
        return command("check")
    squashed = next((note.help for note in seen.notes if note.code == SQUASHED), "")
    if squashed:
        return squashed
    wrong = any(entry.row and entry.row.created_at != entry.local.when for entry in seen.status.entries)
    if wrong or states & _OF_REPAIR:
        return command("repair")
    tag = suggested_tag(seen.folder, seen.manual, seen.others)
    waits = any(entry.local.tag == tag and entry.row is None for entry in seen.status.entries)
    if tag and waits and (tag not in seen.objects or seen.objects[tag].presence is not Presence.ABSENT):
        return command("stamp", "--to", tag)
    return command(*seen.skipped_next) if seen.skipped_next else ""
