"""DECIDE which files `drizzle-journal run` applies, and in which order; edited files are refused. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, datetime
from functools import partial
from shlex import quote

from journal.dataclass import dataclass
from journal.errors import FolderUnreadable, JournalError, Note, Place, SettingsInvalid, Severity
from journal.folder.file_names import Kind, looks_like_baseline
from journal.folder.hashing import fits_hash, look_alike
from journal.folder.lookup import all_named, alone_with_down_name, named_file
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.folder.reconcile import reconcile
from journal.folder.squashed_file import is_hash_of_before, squash_line
from journal.ledger.live_objects import MigrationObjects, Presence
from journal.ledger.manual_table import ManualRow, ManualTable
from journal.ledger.old_names import refuse_unsure
from journal.runner.undecided_files import not_run, perhaps_no_migrations, refuse_before_baseline, refuse_perhaps_down

_OWN_COLUMN = "hash"


class FileChanged(JournalError):
    """A file does not have the hash that was recorded when it ran."""

    code = "file-changed"
    exit_code = 1


class NotAllowed(JournalError):
    """A file would run that `--allow` does not name."""

    code = "not-allowed"
    exit_code = 1


@dataclass(frozen=True)
class FileSelection:
    """Files by name or tag. `files`: exactly these, of whatever kind; `only`: these of the pending ones; `to`: the
    pending ones up to this one; `allow`: no other may run; `accept`: may be edited since they ran; `restart`: start
    from their beginning, although they stopped half way; `record_only`: these of the pending ones, which do not run.
    """

    files: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    to: str | None = None
    allow: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    restart: tuple[str, ...] = ()
    record_only: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunPlan:
    """`pending` run in this order; `recorded` ran before; `skipped` are down files that were not named.

    `left` are pending, but not selected; `adopted` are only recorded, because Drizzle has applied them; `accepted` get
    the hash of the edited file; `restart` start from their beginning. `contained` are only recorded, by the tag of the
    baseline that contains them: at once, or after it ran. `record_only` are only recorded, because the user says that
    they have run.
    """

    pending: tuple[Migration, ...]
    recorded: tuple[Migration, ...]
    skipped: tuple[Migration, ...]
    left: tuple[Migration, ...] = ()
    adopted: tuple[Migration, ...] = ()
    accepted: tuple[Migration, ...] = ()
    restart: tuple[Migration, ...] = ()
    notes: tuple[Note, ...] = ()
    contained: Mapping[str, tuple[Migration, ...]] = field(default_factory=dict)
    record_only: tuple[Migration, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is to be written."""
        written = (self.pending, self.accepted, self.adopted, self.record_only, *self.contained.values())
        return not any(written)


def plan_run(
    folder: Folder,
    table: ManualTable | None,
    selection: FileSelection,
    objects: Mapping[str, MigrationObjects] = {},
) -> RunPlan:
    """Return the pending forward files in the journal's order, or exactly the named files in the order given.

    `objects` is what the database has of each file. Raises FolderUnreadable for a name that is no
    file of the folder, SettingsInvalid, FileChanged, NotAllowed, BaselineUndecided.
    """
    if selection.files and (selection.only or selection.to):
        raise SettingsInvalid(
            f"--file and {'--only' if selection.only else '--to'} exclude each other.",
            hint="Omit one: --file runs exactly what it names, --only and --to select from what is pending.",
        )
    if selection.record_only and (selection.files or selection.only or selection.to):
        hint = "Record first, then run the others."
        raise SettingsInvalid("--record-only excludes --file, --only and --to.", hint=hint)
    for baseline in folder.settings.contains.keys() - folder.by_tag.keys():
        hint = "Correct it, or remove it if those migrations are to run."
        raise SettingsInvalid(f"`contains` names the baseline {baseline}, and there is no {baseline}.sql.", hint=hint)
    accepted = all_named(folder, "--accept", selection.accept)
    notes = refuse_changed(folder, table, accepted)
    named = all_named(folder, "--file", selection.files)
    if named:
        recorded = tuple(one for one in named if one.kind is not Kind.DOWN and _is_recorded(one, table))
        plan = RunPlan(tuple(one for one in named if one not in recorded), recorded, ())
    else:
        plan = _plan_pending(folder, table, selection, partial(_is_there, folder, table, objects))
    _refuse_not_allowed(plan.pending, all_named(folder, "--allow", selection.allow))
    if selection.record_only:
        plan = replace(plan, pending=(), record_only=plan.pending)
    return replace(
        plan,
        accepted=tuple(migration for migration in accepted if _is_recorded(migration, table)),
        restart=all_named(folder, "--restart", selection.restart),
        notes=(*notes, *plan.notes),
    )


def _refuse_not_allowed(wanted: Sequence[Migration], allowed: Sequence[Migration]) -> None:
    others = [migration for migration in wanted if migration not in allowed] if allowed else []
    if others:
        names, it = ", ".join(migration.tag for migration in others), "it" if len(others) == 1 else "them"
        raise NotAllowed(
            f"{names} would also run, but --allow does not name {it}. Nothing ran.",
            hint=f"Allow it, too: --allow {others[0].tag}; or run only the others now: --only {allowed[0].tag}",
            place=Place(others[0].path),
        )


def in_journal_order(folder: Folder) -> list[Migration]:
    """Return every forward file, in the order in which the journal lists them or should."""
    files = folder.by_tag
    journal = reconcile(folder, now=datetime.now(UTC)).journal
    return [files[tag] for tag in dict.fromkeys(entry.tag for entry in journal.entries) if tag in files]


def _is_recorded(migration: Migration, table: ManualTable | None) -> bool:
    return table is not None and table.has(migration.record_name)


def _is_there(
    folder: Folder, table: ManualTable | None, objects: Mapping[str, MigrationObjects], one: Migration
) -> bool:
    """Tell whether a baseline is not pending: the database was built from it, or is the one that it was made of.

    One that only looks like a dump has to have all that it creates there; one that is named as a baseline, any of it.
    """
    if one.kind is not Kind.BASELINE:
        return False
    named = looks_like_baseline(one.tag) or one.tag in (folder.settings.baseline, *folder.settings.contains)
    found = objects.get(one.tag, MigrationObjects())
    lacks = found.presence in (Presence.PARTLY, Presence.ABSENT) or found.lacking
    return bool(table and table.records) or (bool(found.seen or found.passed) and (named or not lacks))


def _plan_pending(
    folder: Folder, table: ManualTable | None, selection: FileSelection, is_there: Callable[[Migration], bool]
) -> RunPlan:
    everything = in_journal_order(folder)
    recorded = [migration for migration in everything if _is_recorded(migration, table)]
    done = {migration.tag for migration in recorded}
    waiting = [migration for migration in everything if migration.tag not in done]
    there = [one for one in waiting if not selection.record_only and is_there(one)]
    pending = [migration for migration in waiting if migration not in there]
    chosen = selection.only or selection.record_only
    odd = {} if chosen else {one.migration.tag: one for one in perhaps_no_migrations(folder, pending)}
    wanted = [one for one in _selected(folder, everything, pending, selection) if one.tag not in odd]
    refuse_perhaps_down(folder, [one for one in wanted if not chosen])
    refuse_before_baseline(folder, everything, there, [one for one in wanted if not chosen])
    if not chosen:
        refuse_unsure(folder, table, wanted)
    notes = [
        Note(
            "baseline-there",
            f"{baseline.tag} is not run: the database has its tables, or has run files that come after it.",
            f"To run it anyway: --file {baseline.tag}",
            severity=Severity.NOTE,
        )
        for baseline in there
    ]
    notes += [not_run(folder, one) for one in odd.values()]
    notes += alone_with_down_name(one for one in wanted if one.tag not in folder.journal.tags)
    last = recorded[-1].tag if recorded else ""
    earlier = {migration.tag for migration in everything[: everything.index(recorded[-1])]} if recorded else set()
    late = [migration.tag for migration in wanted if migration.tag in earlier]
    if late:  # most often from a branch that was merged late
        message = f"{', '.join(late)} came before {last} in the order of the files, and {last} has run already."
        notes.append(Note("out-of-order", message, f"Check that {last} does not depend on it."))
    chosen_tags = {migration.tag for migration in wanted}
    left = tuple(migration for migration in pending if migration.tag not in chosen_tags)
    reached = {migration.tag for migration in (*recorded, *there, *wanted)}
    contained = {
        baseline: tuple(migration for migration in inside if not _is_recorded(migration, table))
        for baseline, inside in folder.contained.items()
        if baseline in reached
    }
    return RunPlan(tuple(wanted), tuple(recorded), folder.downs, left, notes=tuple(notes), contained=contained)


def _selected(
    folder: Folder, everything: Sequence[Migration], pending: Sequence[Migration], selection: FileSelection
) -> list[Migration]:
    """Return the pending files that `--only` and `--to` select. Raises FolderUnreadable or SettingsInvalid."""
    option = "--record-only" if selection.record_only else "--only"
    only = all_named(folder, option, selection.record_only or selection.only)
    for migration in only:
        if migration.kind is Kind.DOWN:
            hint = f"Revert a migration: {folder.settings.command('down', migration.tag)}"
            raise FolderUnreadable(f"{option} {migration.tag} is a down file.", hint=hint, place=Place(migration.path))
    last = named_file(folder, "--to", selection.to) if selection.to else None
    order = {migration.tag: number for number, migration in enumerate(everything)}
    if last and last.tag not in order:
        hint = "Name one of the forward files."
        raise FolderUnreadable(f"--to {selection.to} is not a forward file.", hint=hint, place=Place(last.path))
    end = order[last.tag] if last else len(order)
    beyond = [migration.tag for migration in only if order.get(migration.tag, 0) > end]
    if last and beyond:
        message = f"--only {beyond[0]} comes after --to {last.tag}, so it would not run."
        raise SettingsInvalid(message, hint="Omit --to.")
    return [one for one in pending if order[one.tag] <= end and (not only or one in only)]


def refuse_changed(folder: Folder, table: ManualTable | None, accepted: Sequence[Migration]) -> tuple[Note, ...]:
    """Raise FileChanged for the first edited file that is not accepted; the others are notes of the error.

    Return a note if the hashes of another runner are of an unknown kind.
    """
    if table is None:
        return ()
    compared = []  # rows with a hash of a known kind
    for migration in folder.forwards:
        row = table.find(migration.record_name)
        fits = fits_hash(row.hash, migration.raw) if row and row.hash else None
        if row and fits is False:
            fits = is_hash_of_before(row.hash or "", migration)
        if row and fits is not None:
            compared.append((migration, row, fits))
    other = table.columns.get("hash") != _OWN_COLUMN
    if other and len(compared) > 1 and not any(is_same for *_, is_same in compared):
        message = f"The hashes in {table} are of an unknown kind, so edited files were not looked for."
        return (Note("unknown-hashes", message, severity=Severity.NOTE),)
    accepted_tags = {migration.tag for migration in accepted}
    changed = [(one, row) for one, row, is_same in compared if not is_same and one.tag not in accepted_tags]
    if changed:
        raise _error(folder, *changed[0], others=[migration for migration, _ in changed[1:]])
    return ()


def _error(folder: Folder, migration: Migration, row: ManualRow, others: Sequence[Migration]) -> FileChanged:
    name, difference = migration.name, look_alike(migration.raw, row.hash or "")
    when = f" on {row.moment:%Y-%m-%d}" if row.moment else ""
    if difference:
        message = f"{name} has changed only in its {difference} since it ran{when}."
        hint = "Accept it"
    elif squash_line(migration):
        message = f"{name} is a squashed file, and {folder.settings.manual} has the hash of neither it nor the last of "
        message += "the files before."
        hint = "If the database has all that those files make, accept it"
    else:
        message = f"{name} was edited after it ran{when}: {folder.settings.manual} has the hash of another text."
        hint = f"See what changed: git log -p -- {quote(str(migration.path))}. Restore it, and write the change into a "
        hint += "new file; or, if the database matches the file, accept it"
    command = folder.settings.command("run", "--accept", migration.tag)
    error = FileChanged(message, hint=f"{hint}: {command}", place=Place(migration.path))
    for other in others:
        error.add_note(f"{other.name} was edited as well.")
    return error
