"""What `journal run` tells."""

from collections.abc import Iterator
from typing import Any

from journal.connect.target import Target
from journal.escape import joined
from journal.folder.migrations import Migration
from journal.folder.names import Kind
from journal.ledger.manual_table import MANUAL_TABLE
from journal.report.documents import note_json
from journal.report.parts import counted, duration, left_out, notes
from journal.runner.transaction_mode import has_header, script_of
from journal.sql.statements import statements
from journal.verbs.run import RunResult


def run_text(result: RunResult, target: Target, *, dry_run: bool) -> str:
    """The plan or what ran, what was skipped, and one closing sentence."""
    plan, folder = result.plan, result.folder
    lines = [f"database {target.shown} (PostgreSQL {result.server_version}, from {target.source})"]
    lines += [f"note: {note}" for note in target.notes]
    if dry_run:
        for migration in plan.pending:
            lines += _planned(migration)
    else:
        lines += [f"ran {one.tag} ({counted(one.statements or 0, 'statement')}, {duration(one.seconds)})"
                  for one in result.applied]  # fmt: skip
    lines += _without_running(result)
    if plan.recorded:
        lines.append(f"recorded before: {counted(len(plan.recorded), 'file')}")
    if plan.left:
        lines.append(f"left pending: {', '.join(one.tag for one in plan.left)}")
    if plan.skipped:
        lines += left_out(folder)
    lines += notes((*folder.notes, *plan.notes), folder.settings.root)
    for entry in folder.missing:
        lines.append(f"warning: the journal lists {entry.tag}, and there is no {entry.tag}.sql [entry-without-file]")
    lines += _downs(result)
    return joined([*lines, _closing(result, dry_run=dry_run)])


def _without_running(result: RunResult) -> Iterator[str]:
    for one in result.adopted:
        yield f"recorded {one.tag}, which Drizzle has run"
    for one in result.plan.accepted:
        yield f"accepted {one.tag} as its file is now"


def _downs(result: RunResult) -> Iterator[str]:
    """Down files that were named and ran: what they take back is another verb's to say."""
    for migration in result.plan.pending:
        if migration.kind is Kind.DOWN and result.applied:
            yield (
                f"note: {migration.tag} is not recorded, and what it takes back stays recorded as applied. "
                f"To take a migration back with its record: {result.folder.settings.command('down', migration.tag)}"
            )


def _planned(migration: Migration) -> Iterator[str]:
    found = statements(migration.text)
    how = _how(migration)
    yield f"would run {migration.tag} ({counted(len(found), 'statement')}{', ' if how else ''}{how})"
    for one in found:
        yield f"  {one.number}. {_first_line(one.text)}"


def _how(migration: Migration) -> str:
    if has_header(migration):
        return "statement by statement"
    return "" if script_of(migration).whole else "in its own transactions"


def _first_line(text: str) -> str:
    line, _, rest = text.partition("\n")
    return f"{line.rstrip()} …" if rest.strip() else line.rstrip()


def _closing(result: RunResult, *, dry_run: bool) -> str:
    pending = len(result.plan.pending)
    if not pending:
        return "Nothing is pending." if not result.plan.left else "Nothing of what was asked for is pending."
    if dry_run:
        return f"Dry run: {counted(pending, 'file')} would run. Nothing was changed."
    downs = sum(migration.kind is Kind.DOWN for migration in result.plan.pending)
    if downs:
        return f"{counted(pending, 'file')} applied, {pending - downs} of them recorded in {MANUAL_TABLE}."
    return f"{counted(pending, 'file')} applied and recorded in {MANUAL_TABLE}."


def run_json(result: RunResult, target: Target, *, dry_run: bool) -> dict[str, Any]:
    """The same for a program. Each planned file has its statements, whole."""
    plan = result.plan
    return {
        "status": "ok",
        "database": target.shown,
        "source": target.source,
        "passed_over": list(target.notes),
        "server_version": result.server_version,
        "dry_run": dry_run,
        "pending": [migration.tag for migration in plan.pending],
        "planned": [_planned_json(one) for one in plan.pending] if dry_run else [],
        "applied": [{"tag": one.tag, "statements": one.statements, "seconds": one.seconds} for one in result.applied],
        "adopted": [migration.tag for migration in result.adopted],
        "accepted": [migration.tag for migration in plan.accepted],
        "left": [migration.tag for migration in plan.left],
        "recorded": [migration.tag for migration in plan.recorded],
        "skipped": [migration.tag for migration in plan.skipped],
        "notes": [note_json(one, result.folder.settings.root) for one in plan.notes],
    }


def _planned_json(migration: Migration) -> dict[str, Any]:
    return {
        "tag": migration.tag,
        "transaction": script_of(migration).whole,
        "statements": [one.text for one in statements(migration.text)],
    }
