"""What `journal backup restore` tells."""

from collections.abc import Iterator
from typing import Any

from journal.backup.note import DefinitionStatement
from journal.connect.target import Target
from journal.escape import joined, statement_lines
from journal.project.settings import Settings
from journal.report.backup import noted_kinds, of_note
from journal.report.parts import counted
from journal.verbs.restore import Restored

_OTHERS = ("needed", "dependent")


def restore_text(restored: Restored, target: Target, settings: Settings) -> str:
    """Where, of what, what is gone and changed, what comes back, what is left, and the next command."""
    plan = restored.plan
    lines = [f"database {target.shown} (PostgreSQL {restored.server_version}, from {target.source})"]
    lines += [f"note: {note}" for note in target.notes]
    lines.append(f"backup {plan.backup.shown}: {of_note(plan.note)}")
    lines += [*_found(restored), *_deeds(restored), *_left(restored)]
    return joined([*lines, _closing(restored, settings)])


def restore_json(restored: Restored, target: Target) -> dict[str, Any]:
    """The same for a program."""
    plan, outcome = restored.plan, restored.outcome
    return {
        "status": "ok" if restored.passed else "no",
        "database": target.shown,
        "server_version": restored.server_version,
        "backup": plan.backup.shown,
        "source": plan.note.source.shown,
        "made": plan.note.made.isoformat(),
        "table_gone": plan.gone is None,
        "columns_gone": list(plan.gone or ()),
        "columns_retyped": [{"column": one, "then": then, "now": now} for one, then, now in plan.retyped],
        "rows": None if plan.rows is None else {
            "missing": plan.rows.missing, "changed": plan.rows.changed, "added": plan.rows.added,
            "by_column": dict(plan.rows.columns),
        },
        "inserts": plan.inserts,
        "updates": plan.updates,
        "statements": [_made(one) for one in (*plan.before, *plan.after, *plan.tries)],
        "absent": [_made(one) for one in plan.absent],
        "left": list(plan.left),
        "failed": [_made(one) | {"why": why} for one, why in (outcome.failed if outcome else ())],
        "grants_missing": list(restored.standing.grants),
        "written": outcome is not None,
    }  # fmt: skip


def what(restored: Restored) -> str:
    """What would be written, for whoever is asked."""
    plan = restored.plan
    parts = ["the table made again"] if plan.gone is None else [f"column {one} added again" for one in plan.gone]
    counts = (plan.inserts, "put in"), (plan.updates, "set back")
    parts += [f"{counted(number, 'row')} {deed}" for number, deed in counts if number]
    return f"{plan.note.source.shown} from {plan.backup.shown}: {', '.join(parts)}"


def _made(one: DefinitionStatement) -> dict[str, str]:
    return {"kind": one.kind, "name": one.name, "sql": one.sql}


def _found(restored: Restored) -> Iterator[str]:
    """What is different now."""
    plan, rows = restored.plan, restored.plan.rows
    if rows is None:
        yield f"the table {plan.note.source.shown} {'was' if restored.outcome else 'is'} gone"
        return
    yield from (f"the column {one} {'was' if restored.outcome else 'is'} gone" for one in plan.gone or ())
    added = f", {rows.added} added since, which stay" if rows.added else ""
    yield f"rows: {rows.missing} missing, {rows.changed} changed{added}"
    yield from (f"  other values of {column}: {number}" for column, number in rows.columns)
    if not plan.note.key:
        yield "  the table has no key: a row that was changed counts as one missing and one added"
    yield from (f"note: {one} is {now} now, and was {then}" for one, then, now in plan.retyped)
    for one in plan.absent:
        yield f"note: {one.kind} {one.name} is not there now, and is left so"


def _deeds(restored: Restored) -> Iterator[str]:
    """What is done about it."""
    plan, outcome = restored.plan, restored.outcome
    statements = [*plan.before, *plan.after, *plan.tries]
    table, columns = noted_kinds(statements), list(plan.gone or ())
    if statements:
        things = [*(["the table"] if plan.gone is None else [f"column {one}" for one in columns])]
        things += [counted(number, kind) for kind, number in table.items()]
        yield f"{'made' if outcome else 'would make'} again: {', '.join(things)}"
        yield from (f"  {one.kind} {one.name}" for one in statements if one.role in _OTHERS and not one.facet)
    if plan.inserts:
        number = outcome.inserted if outcome else plan.inserts
        yield f"{'put in' if outcome else 'would put in'} {counted(number, 'row')}"
    if plan.updates or columns:
        done = f"set back {counted(outcome.updated, 'row')}" if outcome else f"would set back {_updates(restored)}"
        yield f"{done}; no trigger of the table fires"


def _updates(restored: Restored) -> str:
    plan = restored.plan
    if plan.gone and plan.rows:
        return f"{', '.join(plan.gone)} in {counted(plan.note.rows - plan.rows.missing, 'row')}"
    return counted(plan.updates, "row")


def _left(restored: Restored) -> Iterator[str]:
    yield from (f"error: {one}. [left]" for one in restored.plan.left)
    for one, why in restored.outcome.failed if restored.outcome else ():
        part = f"the {one.facet} of {one.kind} {one.name}" if one.facet else f"{one.kind} {one.name}"
        yield f"error: {part} could not be {'set' if one.facet else 'made'} again: {why}. [not-made]"
        yield from (f"  {line}" for line in statement_lines(one.sql))
    if restored.plan.changes and not restored.outcome:
        for grant in restored.standing.grants:
            yield f"warning: to write this, the role needs: {grant}; [right-missing]"
        if restored.standing.read_only:
            yield f"warning: this database takes no writes: {restored.standing.read_only}. [read-only]"


def _closing(restored: Restored, settings: Settings) -> str:
    plan = restored.plan
    if restored.outcome:
        rows = "its values are" if plan.note.source.column else "its rows are"
        return f"Restored {plan.note.source.shown}; looked at again, {rows} there. The copy is kept."
    if plan.changes:
        words = [plan.backup.shown, *(["--overwrite"] if plan.wishes.overwrite else []), "--apply"]
        return f"Dry run: nothing was written. Next: {settings.command('backup restore', *words)}"
    if plan.left:
        return "Nothing is restored by itself."
    return "Nothing to restore: all that the copy has is there."
