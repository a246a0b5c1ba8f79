"""What makes the next `migrate` fail or do something unexpected, although the state of each entry looks right."""

import math
from collections.abc import Iterator

from journal.catalog.quoting import quoted
from journal.errors import Note, Severity
from journal.folder.entries import FILE_NAME
from journal.folder.git.repository import Git
from journal.folder.read import Folder
from journal.ledger.live_objects import Presence
from journal.ledger.object_notes import (
    LiveFacts,
    by_hand_notes,
    elsewhere_notes,
    object_notes,
    path_notes,
    unlisted_note,
)
from journal.ledger.other_apps import find_other_apps
from journal.ledger.predict import NO_SCHEMA, newest
from journal.ledger.read import DRIZZLES_TABLE, LiveLedger
from journal.ledger.squashed_rows import HISTORY
from journal.ledger.status import EntryStateKind, Status
from journal.project.nearby import name_the_folder

SQUASHED = "squashed"
_OF_NO_ENTRY = (EntryStateKind.FOREIGN, EntryStateKind.AHEAD)
_NOT_THERE = (Presence.ABSENT, Presence.PARTLY)
FAILS = ("no-create-privilege", "right-missing", "migrate-fails", "created-at-no-number")
"""The codes of the notes that tell why every next `migrate` fails, with or without pending entries."""


def live_notes(folder: Folder, live: LiveFacts) -> Iterator[Note]:
    """Yield the notes; one of severity ERROR makes the answer no."""
    ledger, status, privileges = live.ledger, live.status, live.privileges
    if not privileges.may_create:  # source: drizzle-orm 0.x `pg-core/dialect.js`, 1.0 `pg-core/async/session.js`
        role, database = privileges.role, privileges.database
        yield Note(
            "no-create-privilege",
            f"The role {role} may not CREATE on the database {database}. Every drizzle-kit migrate as this role fails "
            "with 42501, because drizzle-kit sends CREATE SCHEMA even if the schema exists.",
            f"GRANT CREATE ON DATABASE {quoted(database)} TO {quoted(role)};",
        )
    yield from _folder_notes(folder, live)
    yield from by_hand_notes(folder, live)
    yield from elsewhere_notes(folder, live)
    yield from object_notes(folder, live)
    yield from path_notes(folder, live)
    yield from unlisted_note(folder, live)
    yield from _row_notes(folder, ledger, status)


def _folder_notes(folder: Folder, live: LiveFacts) -> Iterator[Note]:
    """Yield notes on a journal that is missing or empty, and on rows that belong to none of its entries."""
    path, files, count, status = folder.settings.meta / FILE_NAME, folder.forwards, len(live.ledger.rows), live.status
    help_ = folder.settings.command("scaffold") if files else name_the_folder(folder.settings.root)
    if folder.is_version_1:
        pass  # it has no journal
    elif not folder.journal.text:
        message = f"There is no journal at {path}, and drizzle-kit migrate of 0.x does not start without one."
        yield Note("journal-missing", message, help_, severity=Severity.ERROR)
    elif not folder.journal.entries:
        message = f"The journal {path} is empty: drizzle-kit migrate applies nothing and reports success."
        yield Note("journal-empty", message, help_, severity=Severity.ERROR if files or count else Severity.WARNING)
    strangers = [row.row for row in status.rows if row.state in _OF_NO_ENTRY]
    apps = find_other_apps(folder, strangers)
    for app in apps:
        message = app.sentence(folder.settings.ledger)
        yield Note("shared-ledger", message, folder.settings.command("repair"), severity=Severity.ERROR)
    squashed = squashed_upto(live)
    if len(strangers) == sum(len(app.rows) for app in apps) > 0:
        return
    if squashed:
        rows = _counted_rows(sum(row.state in _OF_NO_ENTRY for row in status.rows))
        yield Note(
            SQUASHED,
            f"{rows} no migration of this folder. The ledger does not record {squashed[0]}, but the database has its "
            "objects. The rows may be those of files that were squashed.",
            folder.settings.command(*replace_squashed(folder, squashed[-1])),
            severity=Severity.ERROR,
        )
    elif count and status.entries and not any(entry.row for entry in status.entries):
        rows = "The only row of the ledger belongs to no" if count == 1 else f"None of the {count} rows belongs to a"
        there = any(one.presence in (Presence.THERE, Presence.PARTLY) for one in live.objects.values())
        whose = "The database has some of their objects. Is this another project's folder, or an older state of it?"
        if not there:
            whose = "The database has none of their objects: the folder or the database is that of another project."
        yield Note(
            "wrong-folder",
            f"{rows} migration in {folder.settings.migrations}. {whose}",
            "Name the folder with --migrations DIR, or the database with --url.",
            severity=Severity.ERROR,
        )


def _counted_rows(count: int) -> str:
    """Return `A row of the ledger records`, or `3 rows of the ledger record`."""
    return "A row of the ledger records" if count == 1 else f"{count} rows of the ledger record"


def replace_squashed(folder: Folder, tag: str) -> tuple[str, ...]:
    """Return the arguments that replace the rows of squashed files, its verb first.

    Without git only a person knows whose rows they are: `repair` lists the ways.
    """
    in_git = Git(folder.settings.migrations).repository is not None
    return ("stamp", "--to", tag, "--replaces", HISTORY) if in_git else ("repair",)


def squashed_upto(live: LiveFacts) -> tuple[str, ...]:
    """Return the entry that files may have been squashed into, and the last one that is there; nothing if none is.

    There are rows of no entry, and the objects of all entries without a right row are there, up to the last such one.
    """
    entries = live.status.entries
    if not any(row.state in _OF_NO_ENTRY for row in live.status.rows):
        return ()
    wrong = [one.row is None or one.state is EntryStateKind.CHANGED for one in entries]
    found = [live.objects[one.local.tag].presence if one.local.hash else Presence.ABSENT for one in entries]
    there = [number for number, one in enumerate(found) if wrong[number] and one is Presence.THERE]
    if not there or any(found[number] in _NOT_THERE for number in range(there[-1]) if wrong[number]):
        return ()
    last = max(number for number, entry in enumerate(entries) if number in there or entry.row)
    return entries[there[0]].local.tag, entries[last].local.tag


def _row_notes(folder: Folder, ledger: LiveLedger, status: Status) -> Iterator[Note]:
    """Yield notes on a `created_at` that decides wrongly in 0.x, and on what the statements of `migrate` fail with."""
    wrong = [(entry, entry.row) for entry in status.entries if entry.row and entry.row.created_at != entry.local.when]
    for entry, row in wrong[:1] if 0 in status.generations else ():
        found = "NULL" if row.created_at is None and row.raw is None else row.raw or row.created_at
        more = f" (and {len(wrong) - 1} more such rows)" if len(wrong) > 1 else ""
        message = f"The row of {entry.local.tag} has created_at {found}, but the entry has `when` {entry.local.when}"
        message += f"{more}. Drizzle 0.x compares only that number: it skips new entries, or runs old ones again."
        yield Note("other-created-at", message, folder.settings.command("repair"))
    first, place = newest(ledger), folder.settings.ledger
    if first and math.isnan(first.number) and 0 in status.generations:
        message = (
            f"The newest row of {place.schema}.{place.table} has created_at {first.raw}, which is not a number of "
        )
        message += "milliseconds. Drizzle 0.x skips every migration, also new ones."
        yield Note("created-at-no-number", message, DRIZZLES_TABLE, severity=Severity.ERROR)
    plans = (("0.x", status.by_0), ("1.0", status.by_1))
    for version, plan in (plans[one] for one in status.generations):
        fails, is_used = plan.fails, version == "0.x" or ledger.named or len(status.generations) == 1
        if fails and not fails.of_role:
            message = f"The next migrate of drizzle {version} fails with {fails.where}: in the ledger {fails.why}. "
            severity = Severity.ERROR if is_used else Severity.WARNING
            yield Note("migrate-fails", f"{message}It rolls back everything.", DRIZZLES_TABLE, severity=severity)
        elif fails and fails.why != NO_SCHEMA and is_used:  # that it may not create a schema is a note of the role
            message = f"The next migrate of drizzle {version} fails with {fails.sqlstate} as this role: {fails.why}."
            yield Note("right-missing", message)
