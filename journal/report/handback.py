"""The report of `drizzle-journal handback`: the go/no-go list, what is written, and the next command."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from journal.escape import joined, statement_lines
from journal.handback.checklist import ItemVerdict
from journal.handback.request import HandedBack
from journal.report.parts import counted, relative, verdict_first
from journal.verbs.snapshot import UndoneWrite


def handback_text(result: HandedBack) -> str:
    """Return the plan or what was written, and one closing sentence."""
    first, *others = _closing(result)
    return verdict_first(first, plan_text(result)) + joined(others)


def plan_text(result: HandedBack) -> str:
    """Return every item with its details and its fix, the new names and the bridge."""
    lines = []
    for item in result.items:
        lines.append(f"{item.verdict:8}{item.message} [{item.name}]")
        lines += [f"        {line}" for detail in item.details for line in statement_lines(detail)]
        lines += [f"          help: {item.help}"] if item.help else []
    if result.renumbering:
        changed = [(old, new) for old, new in result.renumbering.tags.items() if old != new]
        lines.append(f"renamed {counted(len(changed), 'tag')}; bytes and hashes do not change:")
        lines += [f"        {old} -> {new}" for old, new in changed]
    if result.bridge:
        lines.append(f"new     {result.bridge.tag}.sql")
        lines += [f"        {line}" for line in statement_lines(result.bridge.sql)]
    return joined(lines)


def handback_json(result: HandedBack) -> dict[str, Any]:
    """Return the same as JSON."""
    return {
        "status": {ItemVerdict.NO_GO: "no", ItemVerdict.UNKNOWN: "unknown"}.get(result.verdict, "ok"),
        "items": [
            {
                "name": item.name,
                "verdict": str(item.verdict),
                "message": item.message,
                "help": item.help,
                "details": list(item.details),
            }
            for item in result.items
        ],
        "tags": dict(result.renumbering.tags) if result.renumbering else {},
        "bridge": {"tag": result.bridge.tag, "sql": result.bridge.sql} if result.bridge else None,
        "files": list(result.files),
        "rows": list(result.landing.tags) if result.landing else [],
        "written": result.written,
        "stamped": bool(result.stamped and result.stamped.written),
    }


def undone_text(undone: UndoneWrite) -> str:
    """Return the report of `--undo`."""
    record = undone.files
    if record is None:
        return "There is nothing to undo: no handback has written here.\n"
    removed = counted(len(record.written) - len(record.replaced), "new file")
    restored = len(record.replaced) + len(record.removed)
    return f"Undone: {removed} removed, {restored} restored. No ledger was changed.\n"


def consent_text(result: HandedBack) -> str:
    """Return what would be written, for the question."""
    return f"{_work(result)[2]}, all or nothing"


def write_command(result: HandedBack) -> str:
    """Return the command line that writes the plan without asking."""
    return result.command(*(["--unproved"] if result.verdict is ItemVerdict.UNKNOWN else []), "--yes")


def _work(result: HandedBack) -> tuple[str, str, str]:
    """Return the files, the rows, and what of both is to be written."""
    files = f"{counted(len(result.files), 'file')} in {relative(result.settings.migrations, result.settings.root)}"
    rows = f"{counted(len(result.landing.tags) if result.landing else 0, 'row')} of Drizzle's ledger"
    has_rows = bool(result.landing and result.landing.tags)
    return files, rows, " and ".join(text for text, is_due in ((files, result.files), (rows, has_rows)) if is_due)


def _closing(result: HandedBack) -> Iterator[str]:
    numbers = {verdict: sum(item.verdict is verdict for item in result.items) for verdict in ItemVerdict}
    files, rows, work = _work(result)
    is_stamped = result.stamped is not None and result.stamped.written
    if result.written or is_stamped:
        if result.written:
            undo = replace(result.settings, typed=()).command("handback", "--undo")
            yield f"Written: {files}. To undo it: {undo}"
        if is_stamped:
            yield f"Stamped: {rows}, which --undo does not change."
        yield f"Next: {result.settings.drizzle_kit('generate')}"
    elif result.verdict is ItemVerdict.NO_GO:
        yield f"No go: {counted(numbers[ItemVerdict.NO_GO], 'point')} to fix first. Nothing was written."
    elif result.verdict is ItemVerdict.UNKNOWN:
        yield f"Not proved: {counted(numbers[ItemVerdict.UNKNOWN], 'point')} not checked. Nothing was written."
        if work:
            yield f"To write without the proof: {write_command(result)}"
    elif not work:
        yield "Go: there is nothing to write; drizzle-kit can go on from here."
    else:
        notes = f", with {counted(numbers[ItemVerdict.NOTE], 'note')}" if numbers[ItemVerdict.NOTE] else ""
        yield f"Go{notes}. {work} would be written; nothing was. To write it: {write_command(result)}"
