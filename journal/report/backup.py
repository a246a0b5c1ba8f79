"""The output of `drizzle-journal backup make` and `drizzle-journal backup list`."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from journal.backup.listing import Listing, Whose
from journal.backup.note import CopyNote, DefinitionStatement
from journal.backup.source import BackupSource
from journal.escape import joined
from journal.project.settings import Settings
from journal.report.parts import counted, database_lines, size, verdict_first, write_warnings
from journal.verbs.backup import Backups, Planned


def make_text(backups: Backups, settings: Settings) -> str:
    """Return the database, each copy with its size and its note, and the next command."""
    lines = [*database_lines(backups.target, backups.server_version)]
    for number, each in enumerate(backups.planned):
        source = each.found.source
        if backups.made:
            made = backups.made[number]
            lines.append(f"copied {source.shown} to {made.shown}: {counted(made.note.rows, 'row')}")
        else:
            lines.append(f"would copy {source.shown} to {BackupSource(source.schema, each.name).shown}: {_size(each)}")
            lines += write_warnings(each.standing)
        noted = ", ".join(counted(number, kind) for kind, number in noted_kinds(each.definition).items())
        lines.append(f"  noted with it: {noted or 'nothing else'}")
        if not each.found.key:
            lines.append("  it has no key: a changed row counts as one removed and one added")
    if backups.made:
        lines.append("Only their owner can read the copies. To see what a restore would do:")
        lines += (f"  {settings.command('backup restore', each.shown)}" for each in backups.made)
    else:
        if backups.too_large:
            lines.append(
                "warning: this is more than --max-size allows: without a higher limit, no copy is made. [too-large]"
            )
        lines.append("Dry run: nothing was written. To make the copies, omit --dry-run.")
    verdict = f"Made {counted(len(backups.made), 'copy')}." if backups.made else "Dry run: nothing was written."
    return joined([verdict, *lines])


def make_json(backups: Backups) -> dict[str, Any]:
    """Return the JSON document."""
    return {
        "status": "ok",
        "database": backups.target.shown,
        "passed_over": list(backups.target.notes),
        "source": backups.target.source,
        "server_version": backups.server_version,
        "written": bool(backups.made),
        "too_large": backups.too_large,
        "planned": [
            {"source": each.found.source.shown, "name": each.name, "bytes": each.found.bytes, "rows": each.found.rows,
             "columns": [column.name for column in each.found.columns], "key": list(each.found.key),
             "noted": noted_kinds(each.definition), "grants_missing": list(each.standing.grants)}
            for each in backups.planned
        ],
        "backups": [
            {"source": each.note.source.shown, "schema": each.schema, "name": each.name, "rows": each.note.rows}
            for each in backups.made
        ],
    }  # fmt: skip


def what(backups: Backups) -> str:
    """Return what would be written, for the question to the user."""
    copies = [f"{BackupSource(each.found.source.schema, each.name).shown}: {_size(each)}" for each in backups.planned]
    return f"{counted(len(copies), 'copy')}: {'; '.join(copies)}"


def list_text(listing: Listing, settings: Settings) -> str:
    """Return a few lines for each copy, ours first."""
    lines = [*database_lines(listing.target, listing.server_version)]
    for each in sorted(listing.backups, key=lambda each: list(Whose).index(each.whose)):
        if each.note:
            lines.append(f"{each.shown}: {of_note(each.note)}, {size(each.bytes)}")
            lines.append("  the original exists" if each.original else "  the original is gone")
        elif each.whose is Whose.LEDGER:
            lines.append(f"{each.shown}: a ledger as it was before drizzle-journal changed it, {size(each.bytes)}")
        else:
            lines.append(f"{each.shown}: not ours, only named like a copy; {size(each.bytes)}")
    ours = sum(each.whose is Whose.OURS for each in listing.backups)
    closing = f"{counted(ours, 'backup')}. To see what a restore would do: {settings.command('backup restore', 'NAME')}"
    return verdict_first(closing if ours else "This database has no copies.", joined(lines))


def list_json(listing: Listing) -> dict[str, Any]:
    """Return the JSON document."""
    return {
        "status": "ok",
        "database": listing.target.shown,
        "passed_over": list(listing.target.notes),
        "server_version": listing.server_version,
        "backups": [
            {
                "schema": each.schema,
                "name": each.name,
                "whose": each.whose.value,
                "bytes": each.bytes,
                "source": note.source.shown if note else None,
                "source_exists": each.original,
                "made": note.made.isoformat() if note else None,
                "rows": note.rows if note else None,
                "columns": [column.name for column in note.columns] if note else None,
                "key": list(note.key) if note else None,
                "noted": noted_kinds(note.definition) if note else None,
            }
            for each in listing.backups
            for note in [each.note]
        ],
    }


def of_note(note: CopyNote) -> str:
    """Return `public.users of 2025-01-01 00:00:00 UTC, 2 rows`."""
    return f"{note.source.shown} of {note.made:%Y-%m-%d %H:%M:%S} UTC, {counted(note.rows, 'row')}"


def _size(each: Planned) -> str:
    found = each.found
    rows = "rows not counted yet" if found.rows is None else f"about {counted(found.rows, 'row')}"
    indexes = f", without {size(found.index_bytes)} of indexes" if found.index_bytes else ""
    return f"about {size(found.bytes)}{indexes}, {rows}"


def noted_kinds(made: Sequence[DefinitionStatement]) -> dict[str, int]:
    """Return how many objects of each kind are in the note, without the table and its columns."""
    named = {(each.kind, each.name) for each in made if each.kind not in ("table", "column")}
    return dict(Counter(kind for kind, _ in sorted(named)))
