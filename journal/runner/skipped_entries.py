"""DECIDE what leads on from entries that `migrate` skips: they are run where the database lacks them, else recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from journal.errors import Note
from journal.folder.entries import late_run
from journal.folder.read import Folder
from journal.ledger.live_objects import MigrationObjects, Presence
from journal.ledger.manual_table import ManualTable
from journal.ledger.status import EntryState, EntryStateKind, Status

_SHOWN = {Presence.THERE: True, Presence.ABSENT: False}


@dataclass(frozen=True)
class SkippedAdvice:
    """The arguments of the next command, its verb first, empty where nothing is skipped; and what could not be seen."""

    next: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def advise_skipped(
    folder: Folder, status: Status, manual: ManualTable | None, objects: Mapping[str, MigrationObjects]
) -> SkippedAdvice:
    """Return the advice on a ledger in which every row is right, and some entries that 0.x skips have none."""
    skipped = [number for number, entry in enumerate(status.entries) if entry.state is EntryStateKind.SKIPPED]
    if not skipped:
        return SkippedAdvice()
    upto = status.entries[: skipped[-1] + 1]
    tags = [entry.local.tag for entry in upto if entry.row is None]
    recorded = [number for number, entry in enumerate(status.entries) if entry.row]
    stamp = ("stamp", "--to", status.entries[max([*skipped, *recorded])].local.tag)
    found: dict[int, bool | None] = {}
    for number in skipped:
        tag = status.entries[number].local.tag
        found[number] = True if manual and manual.has(tag) else _SHOWN.get(objects[tag].presence)
    if all(found.values()) and len(tags) == len(skipped):
        return SkippedAdvice(stamp)
    unseen = [number for number, is_there in found.items() if is_there is None]
    if any(found.values()) or not all(_is_late(status.entries, number) for number in unseen):
        return SkippedAdvice(("locate",))
    names = ", ".join(status.entries[number].local.tag for number in unseen)
    message = f"Whether this database has the changes of {names} cannot be seen: no object shows it."
    help_ = f"Look at the data first. If they are there: {folder.settings.command(*stamp)}"
    return SkippedAdvice(tuple(late_run(*tags)), (Note("skipped-unseen", message, help_),) if unseen else ())


def _is_late(entries: Sequence[EntryState], number: int) -> bool:
    """Tell whether the `when` is why 0.x skips the entry, so that it never ran; else its row may have been lost."""
    return any(before.local.when >= entries[number].local.when for before in entries[:number])
