"""What `journal backup make` and `journal backup list` tell."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from journal.backup.copy import Backup
from journal.backup.listing import ListedCopy, Listing, Whose
from journal.backup.note import CopyNote, DefinitionStatement
from journal.backup.source import BackupSource
from journal.connect.target import Target
from journal.escape import joined
from journal.project.settings import Settings
from journal.report.parts import counted
from journal.verbs.backup import Backups, Planned

_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def size(number: int) -> str:
    """A size as a person reads it: `8 kB`, `1.2 GB`."""
    value, unit = float(number), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.1f} {_UNITS[unit]}" if unit and value < 10 else f"{value:.0f} {_UNITS[unit]}"


def make_text(backups: Backups, target: Target, settings: Settings) -> str:
    """Where, each copy with its size and what is noted, and the way back."""
    lines = [f"database {target.shown} (PostgreSQL {backups.server_version}, from {target.source})"]
    lines += [f"note: {note}" for note in target.notes]
    for number, one in enumerate(backups.planned):
        lines += _planned(one, backups.made[number] if backups.made else None)
    return joined([*lines, *_closing(backups, settings)])


def make_json(backups: Backups, target: Target) -> dict[str, Any]:
    """The same for a program."""
    return {
        "status": "ok",
        "database": target.shown,
        "source": target.source,
        "server_version": backups.server_version,
        "written": bool(backups.made),
        "too_large": backups.too_large,
        "planned": [
            {"source": one.found.source.shown, "name": one.name, "bytes": one.found.bytes, "rows": one.found.rows,
             "columns": [column.name for column in one.found.columns], "key": list(one.found.key),
             "noted": noted_kinds(one.definition), "grants_missing": list(one.standing.grants)}
            for one in backups.planned
        ],
        "backups": [
            {"source": one.note.source.shown, "schema": one.schema, "name": one.name, "rows": one.note.rows}
            for one in backups.made
        ],
    }  # fmt: skip


def what(backups: Backups) -> str:
    """What would be written, for whoever is asked."""
    said = [f"{BackupSource(one.found.source.schema, one.name).shown}: {_size(one)}" for one in backups.planned]
    return f"{counted(len(said), 'copy')}: {'; '.join(said)}"


def list_text(listing: Listing, target: Target, settings: Settings) -> str:
    """A few lines for each copy, ours first as the others are no business of ours."""
    lines = [f"database {target.shown} (PostgreSQL {listing.server_version}, from {target.source})"]
    for one in sorted(listing.backups, key=lambda one: list(Whose).index(one.whose)):
        lines += _listed(one)
    ours = sum(one.whose is Whose.OURS for one in listing.backups)
    closing = (
        f"{counted(ours, 'backup')}. To see what one would bring back: {settings.command('backup restore', 'NAME')}"
    )
    return joined([*lines, closing if ours else "There is no backup of ours in this database."])


def list_json(listing: Listing, target: Target) -> dict[str, Any]:
    """The same for a program."""
    return {
        "status": "ok",
        "database": target.shown,
        "server_version": listing.server_version,
        "backups": [_listed_json(one) for one in listing.backups],
    }


def _listed_json(one: ListedCopy) -> dict[str, Any]:
    value: dict[str, Any] = {"schema": one.schema, "name": one.name, "whose": one.whose.value, "bytes": one.bytes}
    note = one.note
    return value | {
        "source": note.source.shown if note else None,
        "source_exists": one.original,
        "made": note.made.isoformat() if note else None,
        "rows": note.rows if note else None,
        "columns": [column.name for column in note.columns] if note else None,
        "key": list(note.key) if note else None,
        "noted": noted_kinds(note.definition) if note else None,
    }


def _listed(one: ListedCopy) -> Iterator[str]:
    if one.note:
        yield f"{one.shown}: {of_note(one.note)}, {size(one.bytes)}"
        yield "  the original is there" if one.original else "  the original is gone"
    elif one.whose is Whose.LEDGER:
        yield f"{one.shown}: Drizzle's ledger as it was before journal repair, {size(one.bytes)}"
    else:
        yield f"{one.shown}: not ours, it is only named like a copy; {size(one.bytes)}"


def of_note(note: CopyNote) -> str:
    """`public.users of 2025-01-01 00:00:00 UTC, 2 rows`."""
    return f"{note.source.shown} of {note.made:%Y-%m-%d %H:%M:%S} UTC, {counted(note.rows, 'row')}"


def _planned(one: Planned, made: Backup | None) -> Iterator[str]:
    where = BackupSource(one.found.source.schema, one.name).shown
    if made:
        yield f"copied {one.found.source.shown} to {made.shown}: {counted(made.note.rows, 'row')}"
    else:
        yield f"would copy {one.found.source.shown} to {where}: {_size(one)}"
        for grant in one.standing.grants:
            yield f"warning: to write this, the role needs: {grant}; [right-missing]"
        if one.standing.read_only:
            yield f"warning: this database takes no writes: {one.standing.read_only}. [read-only]"
    noted = ", ".join(counted(number, kind) for kind, number in noted_kinds(one.definition).items())
    yield f"  noted with it: {noted or 'nothing else'}"
    if not one.found.key:
        yield "  it has no key: what was changed since cannot be told from what was added and removed"


def _size(one: Planned) -> str:
    found = one.found
    rows = "rows not counted yet" if found.rows is None else f"about {counted(found.rows, 'row')}"
    indexes = f", without {size(found.index_bytes)} of indexes" if found.index_bytes else ""
    return f"about {size(found.bytes)}{indexes}, {rows}"


def noted_kinds(made: Sequence[DefinitionStatement]) -> dict[str, int]:
    """How many of each kind are noted, but for the table and its columns themselves."""
    named = {(one.kind, one.name) for one in made if one.kind not in ("table", "column")}
    return dict(Counter(kind for kind, _ in sorted(named)))


def _closing(backups: Backups, settings: Settings) -> Iterator[str]:
    if not backups.made:
        if backups.too_large:
            yield "warning: this is more than --max-size allows, and is refused without a higher one. [too-large]"
        yield "Dry run: nothing was written. To make it, leave out --dry-run."
        return
    yield "Nobody but their owner can read the copies. To see what one would bring back:"
    for one in backups.made:
        yield f"  {settings.command('backup restore', one.shown)}"
