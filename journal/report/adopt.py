"""The report of `drizzle-journal adopt`: the list of what is proved, the entries, and the next command."""

from collections.abc import Iterator
from typing import Any

from journal.adopt.request import Adopted
from journal.adopt.undo import UndoneAdoption
from journal.escape import joined
from journal.handback.checklist import ItemVerdict
from journal.report.handback import item_json, item_lines
from journal.report.parts import counted, relative, verdict_first
from journal.report.snapshot import undone_files_text


def adopt_text(result: Adopted) -> str:
    """Return the plan or what was written, and the next command."""
    first, *others = _closing(result)
    return verdict_first(first, plan_text(result)) + joined(others)


def plan_text(result: Adopted) -> str:
    """Return every item with its fix, then the entries with the files that they are made of."""
    lines = [line for item in result.items for line in item_lines(item)]
    lines += [f"  {one.file} -> {one.tag}{' and its down file' if one.has_down else ''}" for one in result.entries]
    return joined(lines)


def adopt_json(result: Adopted) -> dict[str, Any]:
    """Return the same as JSON."""
    landing = result.landing
    return {
        "status": {ItemVerdict.NO_GO: "no", ItemVerdict.UNKNOWN: "unknown"}.get(result.verdict, "ok"),
        "source": result.source,
        "layout": "1.0" if result.is_version_1 else "0.x",
        "items": [item_json(item) for item in result.items],
        "entries": [
            {"tag": one.tag, "when": one.when, "file": one.file, "down": one.has_down} for one in result.entries
        ],
        "files": list(result.files),
        "database": {
            "database": landing.database.target.shown,
            "at": landing.plan.to,
            "rows": list(landing.plan.tags),
            "undo": landing.undo.text if landing.undo else None,
            "written": landing.written,
        }
        if landing
        else None,
        "written": result.written,
    }


def undone_text(undone: UndoneAdoption) -> str:
    """Return the report of `--undo`."""
    record = undone.files
    if record is None:
        return "There is nothing to undo: no adoption has written here.\n"
    rows = f" {counted(undone.rows, 'row')} removed from the ledger of {undone.database}." if undone.database else ""
    return f"{undone_files_text(record)}{rows}\n"


def undone_json(undone: UndoneAdoption) -> dict[str, Any]:
    """Return the same as JSON."""
    record = undone.files
    restored = [*record.replaced, *record.removed] if record else []
    return {
        "status": "ok" if record else "no",
        "removed": [name for name, _ in record.written if name not in restored] if record else [],
        "restored": restored,
        "database": undone.database or None,
        "rows": undone.rows,
    }


def consent_text(result: Adopted) -> str:
    """Return what would be written, for the question."""
    return f"{_work(result)}, all or nothing"


def _work(result: Adopted) -> str:
    files = f"{counted(len(result.files), 'file')} in {relative(result.settings.migrations, result.settings.root)}"
    rows = f"{counted(len(result.rows), 'row')} of Drizzle's ledger"
    return " and ".join(text for text, is_due in ((files, result.files), (rows, result.rows)) if is_due)


def _closing(result: Adopted) -> Iterator[str]:
    numbers = {verdict: sum(item.verdict is verdict for item in result.items) for verdict in ItemVerdict}
    if result.written or (result.landing and result.landing.written):
        yield f"Adopted {result.source}: {_work(result)}."
        undo = ("adopt", "--undo") if result.written else ("unstamp", *result.rows)
        yield f"To undo it: {result.settings.command(*undo)}"
        yield f"Next: {result.settings.drizzle_kit('generate')}"
    elif numbers[ItemVerdict.NO_GO]:
        yield f"No go: {counted(numbers[ItemVerdict.NO_GO], 'point')} to fix first. Nothing was written."
    elif not result.writes:
        yield "Go: there is nothing to write."
    else:
        notes = f", with {counted(numbers[ItemVerdict.NOTE], 'note')}" if numbers[ItemVerdict.NOTE] else ""
        yield f"Go{notes}. {_work(result)} would be written; nothing was. To write it: {result.command('--yes')}"
