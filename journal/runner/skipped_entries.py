"""DECIDE what leads on from entries that `migrate` skips: they are run where the database lacks them, else recorded."""

from collections.abc import Iterator, Mapping, Sequence

from journal.dataclass import dataclass
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
    if not all(_is_late(status.entries, number) for number in unseen):
        return SkippedAdvice(("locate",))
    there = [number for number in skipped if found[number]]
    lacking = [number for number, entry in enumerate(upto) if entry.row is None and number not in there]
    if there and there[0] < lacking[-1]:
        step = _first_step(status, there, lacking, max([*there, *recorded]))
        return SkippedAdvice(step, tuple(_notes(folder, status, (), unseen, stamp)))
    lacked = [status.entries[number].local.tag for number in lacking]
    return SkippedAdvice(tuple(late_run(*lacked)), tuple(_notes(folder, status, there, unseen, stamp)))


def _first_step(status: Status, there: Sequence[int], lacking: Sequence[int], last: int) -> tuple[str, ...]:
    """Return what is next in the order of the journal; the status after it names the rest.

    `run --journal` runs nothing after an entry without a row, because drizzle 1.0 would run that one again. `stamp`
    proves the whole schema: where the `last` entry that is there comes after a lacking one, that one is run before,
    recorded by the runner alone.
    """
    tags = [status.entries[number].local.tag for number in lacking]
    if lacking[0] < there[0]:
        return tuple(late_run(*tags[: sum(number < there[0] for number in lacking)]))
    if last < lacking[0]:
        return ("stamp", "--to", status.entries[lacking[0] - 1].local.tag)
    return ("run", *(word for tag in tags for word in ("--only", tag)))


def _notes(
    folder: Folder, status: Status, there: Sequence[int], unseen: Sequence[int], stamp: Sequence[str]
) -> Iterator[Note]:
    command = folder.settings.command(*stamp)
    if there:
        it, its = ("it", "its") if len(there) == 1 else ("them", "their")
        message = f"Drizzle 0.x skips {_names(status, there)}, but the database has {its} objects. "
        message += f"Run the other skipped entries first. Then record {it}."
        yield Note("skipped-there", message, command)
    if unseen:
        message = f"No object shows whether this database has the changes of {_names(status, unseen)}."
        yield Note("skipped-unseen", message, f"Look at the data first. If they are there: {command}")


def _names(status: Status, numbers: Sequence[int]) -> str:
    return ", ".join(status.entries[number].local.tag for number in numbers)


def _is_late(entries: Sequence[EntryState], number: int) -> bool:
    """Tell whether the `when` is why 0.x skips the entry, so that it never ran; else its row may have been lost."""
    return any(before.local.when >= entries[number].local.when for before in entries[:number])
