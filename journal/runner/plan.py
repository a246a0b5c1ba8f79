"""DECIDE what a manual run does: which files, in which order. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from journal.errors import FolderUnreadable, JournalError, Note, Place, SettingsInvalid, Severity
from journal.folder.migrations import Migration
from journal.folder.named_files import all_named, named_file
from journal.folder.names import Kind
from journal.folder.read import Folder
from journal.ledger.manual_table import ManualTable
from journal.ledger.tables import TableName, creates_any
from journal.reconcile import reconcile
from journal.runner.changed_files import refuse_changed


class NotAllowed(JournalError):
    """A file would run that is not on the list of those that may."""

    code = "not-allowed"
    exit_code = 1


@dataclass(frozen=True)
class FileSelection:
    """Which files are meant, by name or tag. `files`: exactly these, whatever they are; `only`: of the pending ones,
    these; `to`: those up to this one; `allow`: nothing else may run; `accept`: may have changed since they ran;
    `anew`: begin at their beginning, though they stopped half way.
    """

    files: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    to: str | None = None
    allow: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    anew: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunPlan:
    """`pending` run in this order; `recorded` ran before; `skipped` are down files that were not named.

    `left` are pending, too, and left for another time; `accepted` get the hash of the file as it is; `anew` begin anew.
    """

    pending: tuple[Migration, ...]
    recorded: tuple[Migration, ...]
    skipped: tuple[Migration, ...]
    left: tuple[Migration, ...] = ()
    accepted: tuple[Migration, ...] = ()
    anew: tuple[Migration, ...] = ()
    notes: tuple[Note, ...] = ()


def plan_run(
    folder: Folder, table: ManualTable | None, choice: FileSelection, tables: frozenset[TableName] = frozenset()
) -> RunPlan:
    """The pending forward files in the journal's order, or exactly the named files in the order given.

    `tables` are those of the database. Raises FolderUnreadable for a name that
    is no file of the folder, SettingsInvalid, FileChanged, NotAllowed.
    """
    _refuse_together(choice)
    accepted = all_named(folder, "--accept", choice.accept)
    notes = list(refuse_changed(folder, table, accepted))
    if choice.files:
        named = all_named(folder, "--file", choice.files)
        recorded = [one for one in named if table and one.kind is not Kind.DOWN and table.has(one.path.name)]
        wanted, left, skipped = [one for one in named if one not in recorded], [], tuple[Migration, ...]()
    else:
        everything = in_journal_order(folder)
        recorded = [one for one in everything if table and table.has(one.path.name)]
        pending = [one for one in everything if not (table and table.has(one.path.name))]
        there = [one for one in pending if one.kind is Kind.BASELINE and _is_built(one, table, tables)]
        notes += _baseline_there(there)
        pending = [one for one in pending if one not in there]
        wanted, left, skipped = [*_chosen(folder, everything, pending, choice)], pending, folder.downs
        notes += _out_of_order(everything, recorded, wanted)
    _refuse_others(wanted, all_named(folder, "--allow", choice.allow), folder)
    tags = {one.tag for one in wanted}
    return RunPlan(
        pending=tuple(wanted),
        recorded=tuple(recorded),
        skipped=skipped,
        left=tuple(one for one in left if one.tag not in tags),
        accepted=tuple(one for one in accepted if table and table.has(one.path.name)),
        anew=all_named(folder, "--restart", choice.anew),
        notes=tuple(notes),
    )


def _refuse_together(choice: FileSelection) -> None:
    """`--file` runs what it names, whatever else is said: a down file, too, where only another was wanted."""
    if choice.files and (choice.only or choice.to):
        raise SettingsInvalid(
            f"--file and {'--only' if choice.only else '--to'} do not go together.",
            hint="Leave one out: --file runs exactly what it names, --only and --to choose of what is pending.",
        )


def in_journal_order(folder: Folder) -> list[Migration]:
    """Every forward file, as the journal lists them or should."""
    files = folder.by_tag
    journal = reconcile(folder, now=datetime.now(UTC)).journal
    return [files[tag] for tag in dict.fromkeys(entry.tag for entry in journal.entries) if tag in files]


def _chosen(
    folder: Folder, everything: Sequence[Migration], pending: Sequence[Migration], choice: FileSelection
) -> Iterator[Migration]:
    only = all_named(folder, "--only", choice.only)
    for one in only:
        if one.kind is Kind.DOWN:
            hint = f"Take a migration back: {folder.settings.command('down', one.tag)}"
            raise FolderUnreadable(f"--only {one.tag}: that is a down file.", hint=hint, place=Place(one.path))
    last = named_file(folder, "--to", choice.to) if choice.to else None
    order = {one.tag: number for number, one in enumerate(everything)}
    end = order.get(last.tag, len(order)) if last else len(order)
    if last and last.tag not in order:
        raise FolderUnreadable(
            f"--to {choice.to}: that is no forward file.", hint="Name one of the forward files.", place=Place(last.path)
        )
    beyond = [one for one in only if order.get(one.tag, 0) > end]
    if last and beyond:
        what = f"--only {beyond[0].tag} comes after --to {last.tag}, so it would not run."
        raise SettingsInvalid(what, hint="Leave out --to.")
    for one in pending:
        if (not only or one in only) and order[one.tag] <= end:
            yield one


def _is_built(baseline: Migration, table: ManualTable | None, tables: frozenset[TableName]) -> bool:
    """Whether the database was built from the baseline, or is the one that it was made of."""
    return bool(table and table.records) or creates_any([baseline], tables)


def _baseline_there(there: Sequence[Migration]) -> Iterator[Note]:
    for baseline in there:
        message = f"{baseline.tag} is not run: the database has what it makes, or has run files that come after it."
        yield Note("baseline-there", message, f"To run it all the same: --file {baseline.tag}", severity=Severity.NOTE)


def _out_of_order(
    everything: Sequence[Migration], recorded: Sequence[Migration], wanted: Sequence[Migration]
) -> Iterator[Note]:
    """A file that comes late, most often from a branch that was merged late."""
    if not recorded:
        return
    order = {one.tag: number for number, one in enumerate(everything)}
    last = max(recorded, key=lambda one: order[one.tag])
    late = [one.tag for one in wanted if order[one.tag] < order[last.tag]]
    if late:
        message = f"{', '.join(late)} came before {last.tag} in the order of the files, and {last.tag} has run already."
        yield Note("out-of-order", message, "See that the one does not rest on the other.")


def _refuse_others(wanted: Sequence[Migration], allowed: Sequence[Migration], folder: Folder) -> None:
    others = [one for one in wanted if one not in allowed] if allowed else []
    if others:
        names, it = ", ".join(one.tag for one in others), "it" if len(others) == 1 else "them"
        raise NotAllowed(
            f"{names} would run as well, and --allow does not name {it}. Nothing ran.",
            hint=f"Allow it, too: --allow {others[0].tag}; or leave it for another time: --only {allowed[0].tag}",
            place=Place(others[0].path),
        )
