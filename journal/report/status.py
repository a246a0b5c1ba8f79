"""Text and JSON of `drizzle-journal status`."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from journal.escape import joined
from journal.ledger.live_objects import Presence
from journal.ledger.notes import FAILS
from journal.ledger.status import EntryState, EntryStateKind
from journal.report.parts import (
    SHORT_HASH,
    EntryRow,
    counted,
    database_lines,
    ledger_json,
    ledger_line,
    moment,
    note_json,
    notes,
    shortened_table,
    table_text,
    verdict_first,
)
from journal.verbs.status import StatusResult

MEANINGS = {
    EntryStateKind.APPLIED: "recorded in the ledger with the hash of the file",
    EntryStateKind.CHANGED: "recorded with another hash: the file was edited later, which Drizzle does not notice",
    EntryStateKind.PENDING: "not recorded; the next migrate applies it",
    EntryStateKind.SKIPPED: "not recorded, and the next migrate of 0.x skips it silently",
    EntryStateKind.AGAIN: "recorded, and the next migrate runs it again",
    EntryStateKind.WITHOUT_FILE: "in the journal, but its file is missing: no migrate can start",
    EntryStateKind.TWICE: "a second row of the same migration",
    EntryStateKind.FOREIGN: "a row that belongs to no entry: of another application here, or of a lost file",
    EntryStateKind.AHEAD: "a row above all entries: the database is ahead of these files",
}


def status_rows(seen: StatusResult) -> list[EntryRow]:
    """Return the table of entries."""
    return [
        EntryRow(entry.local.tag, moment(entry.local.when), entry.local.hash[:SHORT_HASH] or "-", _state(entry, seen))
        for entry in seen.status.entries
    ]


def _state(entry: EntryState, seen: StatusResult) -> str:
    """Return the state, and what the database has of it where that is not what the ledger says."""
    presence = seen.objects[entry.local.tag].presence if entry.local.hash else Presence.UNSEEN
    expected = Presence.THERE if entry.row else Presence.ABSENT
    return entry.state.value if presence in (expected, Presence.UNSEEN) else f"{entry.state}, {presence}"


def status_text(seen: StatusResult, *, verbose: bool = False) -> str:
    """Return the database, the table of entries, what needs attention and why, and the next command."""
    database = joined(database_lines(seen.target, seen.server_version))
    table = table_text(status_rows(seen) if verbose else shortened_table(status_rows(seen)))
    verdict = "Nothing is wrong" if seen.passed else "Something to do"
    body = database + table + joined(status_lines(seen))
    return verdict_first(status_closing(seen), body, f"{verdict}: {state_counts(seen)}.")


def status_lines(seen: StatusResult) -> list[str]:
    """Return what needs attention in the ledger, and why."""
    place, refused = seen.folder.settings.ledger, frozenset(seen.status.by_1.refused)
    by = ", with the column name of drizzle-orm 1.0" if seen.ledger.named else ""
    if seen.ledger.named and "applied_at" not in seen.ledger.shape.by_name:
        by = ", with a column name that is not Drizzle's, but drizzle-orm 1.0 uses it"
    lines = [ledger_line(place, seen.ledger, missing="missing; the first migrate creates it") + by]
    lines += _entries(seen.status.entries)
    for state in seen.status.rows:
        row, kind = state.row, state.state
        kept = row.created_at if row.raw is None else row.raw
        created_at = f"created_at {kept}" if kept is not None else "no created_at"
        lines.append(f"error: row {row.id} ({row.hash[:SHORT_HASH]}, {created_at}): {MEANINGS[kind]}. [{kind}]")
        if row.id in refused:
            lines.append("  drizzle 1.0 refuses to start: it finds no migration for this row")
    if seen.manual:
        lines.append(f"{seen.manual}: {counted(len(seen.manual.records), 'file')}")
    return [*lines, *notes((*seen.folder.settings.notes, *seen.notes), seen.folder.settings.root)]


def status_json(seen: StatusResult) -> dict[str, Any]:
    """Return the JSON document."""
    return {
        "status": "ok" if seen.passed else "no",
        "database": seen.target.shown,
        "source": seen.target.source,
        "passed_over": list(seen.target.notes),
        **status_body_json(seen),
    }


def status_body_json(seen: StatusResult) -> dict[str, Any]:
    """Return the part of the document that `verify` has as well."""
    root = seen.folder.settings.root
    return {
        "server_version": seen.server_version,
        "ledger": ledger_json(seen.ledger),
        "entries": [
            {"tag": entry.local.tag, "when": entry.local.when, "hash": entry.local.hash or None,
             "state": entry.state.value, "row": entry.row.id if entry.row else None,
             "objects": seen.objects[entry.local.tag].presence.value if entry.local.hash else None,
             "next_0": entry.by_0 or None, "next_1": entry.by_1}
            for entry in seen.status.entries
        ],
        "rows": [
            {"id": state.row.id, "hash": state.row.hash, "created_at": state.row.created_at, "state": state.state.value}
            for state in seen.status.rows
        ],
        "notes": [note_json(note, root) for note in (*seen.folder.settings.notes, *seen.notes)],
        "counts": {state.value: count for state, count in sorted(Counter(seen.status.all_states).items())},
    }  # fmt: skip


def _entries(entries: Sequence[EntryState]) -> Iterator[str]:
    """Yield every entry that is not applied; pending ones that are treated alike are collapsed into one note."""

    def treatment(entry: EntryState) -> object:
        if entry.state is EntryStateKind.PENDING:
            return [reason.partition(":")[0] for reason in (entry.by_0, entry.by_1)]
        return entry.local.tag, entry.state

    for _, group in groupby(entries, treatment):
        first, *others = group
        if first.state is EntryStateKind.APPLIED:
            continue
        if others and first.state is EntryStateKind.PENDING:
            tags = f"{len(others) + 1} pending: {first.local.tag} … {others[-1].local.tag}"
            yield f"note: {tags}: not recorded; the next migrate applies them. [pending]"
            yield f"  of {first.local.tag}:"
        else:
            label = "note" if first.state is EntryStateKind.PENDING else "error"
            yield f"{label}: {first.local.tag}: {MEANINGS[first.state]}. [{first.state}]"
        if first.by_0:
            yield f"  drizzle 0.x {first.by_0}"
        yield f"  drizzle 1.0 {first.by_1}"


def state_counts(seen: StatusResult) -> str:
    """`3 applied, 1 pending`"""
    return seen.status.counts() or "no entries"


def status_closing(seen: StatusResult) -> str:
    """Return the counts and the next command, in a sentence."""
    counts, migrate = state_counts(seen), seen.folder.settings.migrate_command
    unseen = sum(
        seen.objects[one.local.tag].presence is Presence.UNSEEN for one in seen.status.entries if one.local.hash
    )
    if unseen:
        counts += f" ({unseen} of them make{'s' if unseen == 1 else ''} nothing that can be seen here)"
    if step := seen.next_step:
        return f"{counts}. Next: {step}"
    if EntryStateKind.PENDING in seen.status.states:
        return f"{counts}. Next: {migrate}"
    if any(note.code in FAILS for note in seen.notes):
        return f"{counts}. Nothing is pending, but {migrate} would fail: see above."
    if any(entry.other_names for entry in seen.objects.values()):
        return f"{counts}. Nothing is pending."
    return f"{counts}. Nothing to do."
