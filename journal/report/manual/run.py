"""What `journal run` tells."""

from typing import Any

from journal.connect.target import Target
from journal.folder.migrations import Migration
from journal.folder.names import Kind
from journal.folder.statements import statements
from journal.ledger.by_hand.columns import TABLE
from journal.manual.run import Ran
from journal.report.parts import counted, duration, left_out, not_whole, notes


def run_text(result: Ran, target: Target, *, dry_run: bool) -> str:
    """The plan or what ran, what was skipped, and one closing sentence."""
    plan = result.plan
    root = result.folder.settings.root
    lines = [f"database {target.shown} (PostgreSQL {result.server_version}, from {target.source})"]
    lines += [f"note: {note}" for note in target.notes]
    if dry_run:
        for migration in plan.pending:
            lines += _planned(migration)
    else:
        lines += [f"ran {one.tag} ({counted(one.statements or 0, 'statement')}, {duration(one.seconds)})"
                  for one in result.applied]  # fmt: skip
    if plan.recorded:
        lines.append(f"recorded before: {counted(len(plan.recorded), 'file')}")
    if plan.skipped:
        lines += left_out(result.folder)
    lines += notes(result.folder.notes, root)
    lines += not_whole(result.applied)
    for entry in result.folder.missing:
        lines.append(f"warning: the journal lists {entry.tag}, and there is no {entry.tag}.sql [entry-without-file]")
    for migration in plan.pending:
        if migration.kind is Kind.DOWN and not dry_run:
            lines.append(
                f"note: {migration.tag} is not recorded, and what it takes back stays recorded as applied; to run that "
                f"again, delete its row from {TABLE}."
            )
    return "\n".join([*lines, _closing(result, dry_run=dry_run)]) + "\n"


def _planned(migration: Migration) -> list[str]:
    found = statements(migration.text)
    return [f"would run {migration.tag} ({counted(len(found), 'statement')})"] + [
        f"  {one.number}. {_first_line(one.text)}" for one in found
    ]


def _first_line(text: str) -> str:
    line, _, rest = text.partition("\n")
    return f"{line.rstrip()} …" if rest.strip() else line.rstrip()


def _closing(result: Ran, *, dry_run: bool) -> str:
    pending = len(result.plan.pending)
    if not pending:
        return "Nothing is pending."
    if dry_run:
        return f"Dry run: {counted(pending, 'file')} would run. Nothing was changed."
    downs = sum(migration.kind is Kind.DOWN for migration in result.plan.pending)
    if downs:
        return f"{counted(pending, 'file')} applied, {pending - downs} of them recorded in {TABLE}."
    return f"{counted(pending, 'file')} applied and recorded in {TABLE}."


def run_json(result: Ran, target: Target, *, dry_run: bool) -> dict[str, Any]:
    """The same for a program."""
    plan = result.plan
    return {
        "status": "ok",
        "database": target.shown,
        "source": target.source,
        "passed_over": list(target.notes),
        "server_version": result.server_version,
        "dry_run": dry_run,
        "pending": [migration.tag for migration in plan.pending],
        "applied": [{"tag": one.tag, "statements": one.statements, "seconds": one.seconds} for one in result.applied],
        "recorded": [migration.tag for migration in plan.recorded],
        "skipped": [migration.tag for migration in plan.skipped],
    }
