"""What `journal status` tells."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from journal.connect.target import Target
from journal.errors import Severity
from journal.escape import joined
from journal.ledger.manual_table import suggested_tag
from journal.ledger.notes import TABLES_THERE
from journal.ledger.states import EntryState, EntryStateKind, RowState
from journal.report.documents import note_json
from journal.report.entries import EntryRow
from journal.report.parts import SHORT_HASH, counted, moment, notes
from journal.verbs.status import StatusResult

MEANINGS = {
    EntryStateKind.APPLIED: "the ledger records it, with the hash of the file",
    EntryStateKind.CHANGED: "the ledger records another hash: the file was changed since, and Drizzle does not see it",
    EntryStateKind.PENDING: "not recorded; the next migrate runs it",
    EntryStateKind.SKIPPED: "not recorded, and the next migrate of 0.x skips it in silence",
    EntryStateKind.AGAIN: "recorded, and the next migrate runs it again",
    EntryStateKind.WITHOUT_FILE: "the journal lists it, and its file is not there: no migrate can start",
    EntryStateKind.TWICE: "a second row of the same migration",
    EntryStateKind.FOREIGN: "a row that no entry explains: of another application on this ledger, or of a lost file",
    EntryStateKind.AHEAD: "a row above all entries: the database is ahead of these files",
}


def status_rows(seen: StatusResult) -> list[EntryRow]:
    """The table of entries."""
    return [
        EntryRow(one.local.tag, moment(one.local.when), one.local.hash[:SHORT_HASH] or "-", one.state.value)
        for one in seen.status.entries
    ]


def status_text(seen: StatusResult, target: Target) -> str:
    """Everything but the table: where, what is odd and why, and the next command."""
    lines = [f"database {target.shown} (PostgreSQL {seen.server_version}, from {target.source})"]
    lines += [*(f"note: {note}" for note in target.notes), *status_lines(seen)]
    return joined([*lines, _closing(seen)])


def status_lines(seen: StatusResult) -> list[str]:
    """What is odd of the ledger, and why."""
    lines = [_ledger(seen)]
    lines += [line for one in seen.status.entries if one.state is not EntryStateKind.APPLIED for line in _entry(one)]
    refused = seen.status.by_1.refused
    lines += [line for row in seen.status.rows for line in _row(row, refused=row.row.id in refused)]
    return [*lines, *_manual(seen), *notes((*seen.folder.settings.notes, *seen.notes), seen.folder.settings.root)]


def status_json(seen: StatusResult, target: Target) -> dict[str, Any]:
    """The same for a program."""
    return {
        "status": "ok" if seen.passed else "no",
        "database": target.shown,
        "source": target.source,
        "passed_over": list(target.notes),
        **status_body_json(seen),
    }


def status_body_json(seen: StatusResult) -> dict[str, Any]:
    """What was seen, for a program."""
    root = seen.folder.settings.root
    return {
        "server_version": seen.server_version,
        "ledger": {"exists": seen.ledger.exists, "named": seen.ledger.named, "rows": len(seen.ledger.rows)},
        "entries": [
            {"tag": one.local.tag, "when": one.local.when, "hash": one.local.hash or None, "state": one.state.value,
             "row": one.row.id if one.row else None, "next_0": one.by_0, "next_1": one.by_1}
            for one in seen.status.entries
        ],
        "rows": [
            {"id": one.row.id, "hash": one.row.hash, "created_at": one.row.created_at, "state": one.state.value}
            for one in seen.status.rows
        ],
        "notes": [note_json(note, root) for note in (*seen.folder.settings.notes, *seen.notes)],
        "counts": {state.value: count for state, count in sorted(_counts(seen).items())},
    }  # fmt: skip


def _ledger(seen: StatusResult) -> str:
    name = f"{seen.folder.settings.ledger.schema}.{seen.folder.settings.ledger.table}"
    if not seen.ledger.exists:
        return f"ledger {name}: not there; the first migrate makes it"
    by = ", with a column name, as drizzle-orm 1.0 adds it" if seen.ledger.named else ""
    if seen.ledger.named and "applied_at" not in seen.ledger.shape.by_name:
        by = ", with a column name of another's making, which drizzle-orm 1.0 takes for its own"
    return f"ledger {name}: {counted(len(seen.ledger.rows), 'row')}{by}"


def _entry(one: EntryState) -> Iterator[str]:
    label = "note" if one.state is EntryStateKind.PENDING else "error"
    yield f"{label}: {one.local.tag}: {MEANINGS[one.state]}. [{one.state}]"
    yield f"  drizzle 0.x {one.by_0}"
    yield f"  drizzle 1.0 {one.by_1}"


def _row(one: RowState, *, refused: bool) -> Iterator[str]:
    kept = one.row.created_at if one.row.raw is None else one.row.raw
    moment_ = f"created_at {kept}" if kept is not None else "no created_at"
    yield f"error: row {one.row.id} ({one.row.hash[:SHORT_HASH]}, {moment_}): {MEANINGS[one.state]}. [{one.state}]"
    if refused:
        yield "  drizzle 1.0 refuses to start: it can match this row with no migration"


def _manual(seen: StatusResult) -> Iterator[str]:
    """What `_manual_migrations` says of entries that Drizzle's ledger does not record."""
    if seen.manual is None:
        return
    by_hand = [one.local.tag for one in seen.status.entries if one.row is None and seen.manual.has(one.local.tag)]
    yield f"_manual_migrations: {counted(len(seen.manual.records), 'name')}"
    for tag in by_hand:
        yield f"error: {tag} was run by hand, says _manual_migrations, and Drizzle's ledger does not know it."


def state_counts(seen: StatusResult) -> str:
    """`3 applied, 1 pending`"""
    counts = _counts(seen)
    return ", ".join(f"{counts[state]} {state}" for state in EntryStateKind if counts[state]) or "no entries"


def _closing(seen: StatusResult) -> str:
    said = state_counts(seen)
    if any(note.severity is Severity.ERROR for note in seen.notes):
        return f"{said}. Next: see above; drizzle-kit migrate will not do what these files say."
    verb = _next_verb(seen)
    if verb:
        return f"{said}. Next: {seen.folder.settings.command(*verb)}"
    if seen.status.states & {EntryStateKind.FOREIGN, EntryStateKind.AHEAD}:
        return f"{said}. Next: look at those rows before anybody types drizzle-kit migrate."
    return (
        f"{said}. Next: drizzle-kit migrate"
        if EntryStateKind.PENDING in seen.status.states
        else f"{said}. Nothing to do."
    )


def _next_verb(seen: StatusResult) -> list[str]:
    """The words of the next command, if it is one of ours."""
    states = seen.status.states
    if EntryStateKind.WITHOUT_FILE in states:
        return ["check"]
    wrong = any(one.row and one.row.created_at != one.local.when for one in seen.status.entries)
    if wrong or states & {EntryStateKind.CHANGED, EntryStateKind.AGAIN, EntryStateKind.TWICE}:
        return ["repair"]
    run_by_hand = suggested_tag(seen.folder, seen.manual)
    if run_by_hand and any(one.local.tag == run_by_hand and one.row is None for one in seen.status.entries):
        return ["stamp", "--to", run_by_hand]
    if any(note.code == TABLES_THERE for note in seen.notes):
        return ["locate"]
    if EntryStateKind.SKIPPED in states:
        return ["locate"] if _rise(seen) else ["check"]
    return []


def _rise(seen: StatusResult) -> bool:
    """Whether the journal is not to blame for what is skipped: each `when` is above the one before."""
    whens = [one.local.when for one in seen.status.entries]
    return all(one < two for one, two in pairwise(whens))


def _counts(seen: StatusResult) -> Counter[EntryStateKind]:
    return Counter([*(one.state for one in seen.status.entries), *(one.state for one in seen.status.rows)])
