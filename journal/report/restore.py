"""The output of `drizzle-journal backup restore`."""

from collections.abc import Iterator
from typing import Any

from journal.backup.note import DefinitionStatement
from journal.escape import joined, statement_lines
from journal.project.settings import Settings
from journal.report.backup import noted_kinds, of_note
from journal.report.parts import counted, database_lines, verdict_first, write_warnings
from journal.verbs.restore import Restored

_OTHERS = ("needed", "dependent")


def restore_text(restored: Restored, settings: Settings) -> str:
    """Return the plan or what was restored, and the next command."""
    return verdict_first(_closing(restored, settings), plan_text(restored), _verdict(restored))


def _verdict(restored: Restored) -> str:
    """Return the verdict of what is not complete, or a dry run; empty where it is in the closing sentence."""
    plan, outcome = restored.plan, restored.outcome
    failed = counted(len(plan.left) + (len(outcome.failed) if outcome else 0), "error")
    written = "Something was restored" if outcome else "Nothing was written"
    if not restored.passed:
        return f"Not all of {plan.note.source.shown} equals the copy: {failed}. {written}."
    return f"Dry run: {what(restored)}. {written}." if plan.changes and not outcome else ""


def plan_text(restored: Restored) -> str:
    """Return the database, the copy, what is missing or changed, what is restored, and what is left."""
    plan = restored.plan
    lines = [*database_lines(restored.target, restored.server_version)]
    lines.append(f"backup {plan.backup.shown}: {of_note(plan.note)}")
    lines += [*_differences(restored), *_writes(restored)]
    lines += (f"error: {each}. [left]" for each in plan.left)
    for each, why in restored.outcome.failed if restored.outcome else ():
        part = f"the {each.facet} of {each.kind} {each.name}" if each.facet else f"{each.kind} {each.name}"
        lines.append(f"error: {part} could not be {'set' if each.facet else 'created'}: {why}. [not-made]")
        lines += (f"  {line}" for line in statement_lines(each.sql))
    if plan.changes and not restored.outcome:
        lines += write_warnings(restored.standing)
    return joined(lines)


def restore_json(restored: Restored) -> dict[str, Any]:
    """Return the JSON document."""
    plan, outcome = restored.plan, restored.outcome
    return {
        "status": "ok" if restored.passed else "no",
        "database": restored.target.shown,
        "passed_over": list(restored.target.notes),
        "server_version": restored.server_version,
        "backup": plan.backup.shown,
        "source": plan.note.source.shown,
        "made": plan.note.made.isoformat(),
        "table_gone": plan.gone is None,
        "columns_gone": list(plan.gone or ()),
        "columns_retyped": [{"column": each, "then": then, "now": now} for each, then, now in plan.retyped],
        "rows": None if plan.rows is None else {
            "missing": plan.rows.missing, "changed": plan.rows.changed, "added": plan.rows.added,
            "by_column": dict(plan.rows.columns),
        },
        "inserts": plan.inserts,
        "updates": plan.updates,
        "statements": [_made(each) for each in (*plan.before, *plan.after, *plan.tries)],
        "absent": [_made(each) for each in plan.absent],
        "left": list(plan.left),
        "failed": [_made(each) | {"why": why} for each, why in (outcome.failed if outcome else ())],
        "grants_missing": list(restored.standing.grants),
        "written": outcome is not None,
    }  # fmt: skip


def what(restored: Restored) -> str:
    """Return what would be written, for the question to the user."""
    plan = restored.plan
    parts = ["the table created again"] if plan.gone is None else [f"column {each} added again" for each in plan.gone]
    counts = (plan.inserts, "inserted"), (plan.updates, "updated")
    parts += [f"{counted(number, 'row')} {done}" for number, done in counts if number]
    return f"{plan.note.source.shown} from {plan.backup.shown}: {', '.join(parts)}"


def write_command(restored: Restored, settings: Settings) -> str:
    """Return the command line that writes the plan without asking."""
    plan = restored.plan
    words = [plan.backup.shown, *(["--overwrite"] if plan.wishes.overwrite else []), "--yes"]
    return settings.command("backup restore", *words)


def _made(each: DefinitionStatement) -> dict[str, str]:
    return {"kind": each.kind, "name": each.name, "sql": each.sql}


def _differences(restored: Restored) -> Iterator[str]:
    """Yield the differences now."""
    plan, rows = restored.plan, restored.plan.rows
    if rows is None:
        yield f"the table {plan.note.source.shown} {'was' if restored.outcome else 'is'} gone"
        return
    yield from (f"the column {each} {'was' if restored.outcome else 'is'} gone" for each in plan.gone or ())
    added = f", {rows.added} added since, which stay" if rows.added else ""
    yield f"rows: {rows.missing} missing, {rows.changed} changed{added}"
    yield from (f"  other values of {column}: {number}" for column, number in rows.columns)
    if not plan.note.key:
        yield "  the table has no key: a row that was changed counts as one missing and one added"
    yield from (f"note: {each} is {now} now, and was {then}" for each, then, now in plan.retyped)
    for each in plan.absent:
        yield f"note: {each.kind} {each.name} does not exist now, and is not created"


def _writes(restored: Restored) -> Iterator[str]:
    """Yield what is, or would be, written."""
    plan, outcome = restored.plan, restored.outcome
    statements = [*plan.before, *plan.after, *plan.tries]
    table, columns = noted_kinds(statements), list(plan.gone or ())
    if statements:
        things = [*(["the table"] if plan.gone is None else [f"column {each}" for each in columns])]
        things += [counted(number, kind) for kind, number in table.items()]
        yield f"{'created' if outcome else 'would create'}: {', '.join(things)}"
        yield from (f"  {each.kind} {each.name}" for each in statements if each.role in _OTHERS and not each.facet)
    if plan.inserts:
        number = outcome.inserted if outcome else plan.inserts
        yield f"{'inserted' if outcome else 'would insert'} {counted(number, 'row')}"
    if plan.updates or columns:
        updates = counted(plan.updates, "row")
        if plan.gone and plan.rows:
            updates = f"{', '.join(plan.gone)} in {counted(plan.note.rows - plan.rows.missing, 'row')}"
        done = f"updated {counted(outcome.updated, 'row')}" if outcome else f"would update {updates}"
        yield f"{done}; no trigger of the table fires"


def _closing(restored: Restored, settings: Settings) -> str:
    plan = restored.plan
    if restored.outcome:
        rows = "its values are" if plan.note.source.column else "its rows are"
        return f"Restored {plan.note.source.shown} and checked that {rows} as in the copy. The copy is kept."
    if plan.changes:
        return f"Dry run: nothing was written. To write it: {write_command(restored, settings)}"
    if plan.left:
        return "Nothing was written."
    return "Nothing to restore: everything in the copy exists."
