"""Pending files that the table of another runner records: they do not run again."""

from collections.abc import Sequence
from itertools import chain

from journal.errors import JournalError, Place
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.ledger.object_notes import adopt
from journal.ledger.other_ledgers import OtherLedger, OtherLedgers

_SHOWN = 5


class RecordedElsewhere(JournalError):
    """Another table records pending files as run."""

    code = "recorded-elsewhere"


def refuse_recorded(folder: Folder, others: OtherLedgers, pending: Sequence[Migration]) -> None:
    """Raise RecordedElsewhere for the first table that records pending files."""
    for other in others.found:
        known = [one for one in pending if other.has(one.tag)]
        if known:
            names = ", ".join(one.tag for one in known[:_SHOWN])
            names += f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
            raise RecordedElsewhere(
                f"{other} records {len(known)} of the {len(pending)} pending files: {names}. Nothing ran.",
                hint=" ".join(_ways(folder, other, known)),
                place=Place(known[0].path),
            )


def record_command(folder: Folder, files: Sequence[Migration]) -> str:
    """Return the command that records these files, and of many the first ones."""
    more = f" … ({len(files)} files)" if len(files) > _SHOWN else ""
    words = chain.from_iterable(("--record-only", one.tag) for one in files[:_SHOWN])
    return folder.settings.command("run", *words) + more


def refuse_unread(others: OtherLedgers, pending: Sequence[Migration]) -> None:
    """Raise RecordedElsewhere for a table that may record pending files, and that could not be read."""
    for note in others.notes if pending else ():
        raise RecordedElsewhere(f"{note.message} Nothing ran.", hint=note.help)


def _ways(folder: Folder, other: OtherLedger, known: Sequence[Migration]) -> Sequence[str]:
    record = record_command(folder, known)
    return (
        *((f"It cannot be the manual ledger: {other.unusable}",) if other.unusable else ()),
        *((f"{adopt(other)}.",) if not other.unusable else ()),
        f"To record them in {folder.settings.manual} without running them: {record}.",
        f'If it records files of another project: manual = {{ not_ledgers = ["{other}"] }}',
    )
