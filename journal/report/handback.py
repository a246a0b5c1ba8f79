"""The report of `drizzle-journal handback`: the go/no-go list, what is written, and the next command."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from journal.escape import joined, statement_lines
from journal.folder.lock import lock_path
from journal.handback.checklist import Item, ItemVerdict
from journal.handback.request import HandedBack, Landing
from journal.handback.undo import UndoneHandback
from journal.report.parts import counted, relative, verdict_first
from journal.report.snapshot import undone_files_text
from journal.report.snapshot import undone_json as snapshots_undone_json


def handback_text(result: HandedBack) -> str:
    """Return the plan or what was written, and one closing sentence."""
    first, *others = _closing(result)
    return verdict_first(first, plan_text(result)) + joined(others)


def plan_text(result: HandedBack) -> str:
    """Return every item with its details and its fix, the new names and the bridge."""
    lines = [line for item in result.items for line in item_lines(item)]
    if result.renumbering:
        changed = [(old, new) for old, new in result.renumbering.tags.items() if old != new]
        lines.append(f"renamed {counted(len(changed), 'tag')}, which changes no bytes and no hash:")
        lines += [f"        {old} -> {new}" for old, new in changed]
    if result.folders:
        what = "becomes a folder" if len(result.folders) == 1 else "become folders"
        lines.append(f"{counted(len(result.folders), 'entry')} {what}, with the same bytes and hashes:")
        lines += [f"        {old} -> {new}" for old, new in result.folders.items()]
    if result.bridge:
        lines.append(f"new     {result.bridge.tag}.sql")
        lines += [f"        {line}" for line in statement_lines(result.bridge.sql)]
    return joined(lines)


def item_lines(item: Item) -> list[str]:
    """Return an item with its details and its fix."""
    details = [f"        {line}" for detail in item.details for line in statement_lines(detail)]
    return [
        f"{item.verdict:8}{item.message} [{item.name}]", *details, *([f"          help: {item.help}"] * bool(item.help))
    ]  # fmt: skip


def item_json(item: Item) -> dict[str, Any]:
    """Return an item as JSON."""
    return {
        "name": item.name,
        "verdict": str(item.verdict),
        "message": item.message,
        "help": item.help,
        "details": list(item.details),
    }


def handback_json(result: HandedBack) -> dict[str, Any]:
    """Return the same as JSON."""
    return {
        "status": {ItemVerdict.NO_GO: "no", ItemVerdict.UNKNOWN: "unknown"}.get(result.verdict, "ok"),
        "items": [item_json(item) for item in result.items],
        "tags": dict(result.renumbering.tags) if result.renumbering else {},
        "folders": dict(result.folders),
        "bridge": {"tag": result.bridge.tag, "sql": result.bridge.sql} if result.bridge else None,
        "files": list(result.files),
        "rows": list(dict.fromkeys(tag for one in result.landings for tag in one.plan.tags)),
        "databases": [_database_json(one) for one in result.landings],
        "written": result.written,
        "stamped": any(one.written and one.plan.tags for one in result.landings),
    }


def _database_json(one: Landing) -> dict[str, Any]:
    changes, manual = one.rehash.rows, one.rehash.manual
    return {
        "database": one.database.target.shown,
        "at": one.plan.to,
        "rows": list(one.plan.tags),
        "names": [
            {"row": change.before.id, "tag": change.tag, "before": change.before.name, "after": change.after.name}
            for change in one.plan.naming.rows
            if change.after and change.before.name != change.after.name
        ],
        "hashes": [
            {"row": change.before.id, "tag": change.tag, "before": change.before.hash, "after": change.after.hash}
            for change in changes
            if change.after
        ],
        "manual_hashes": [
            {"name": before.name, "before": before.hash, "after": after.hash}
            for before, after in (manual.with_other_hash if manual else ())
        ],
        "manual_names": [
            {"before": before.name, "after": after.name} for before, after in (manual.with_other_name if manual else ())
        ],
        "columns_changed": one.converts,
        "copies": list(one.copies),
        "undo": one.undo.text if one.undo else None,
        "written": one.written,
    }


def undone_text(undone: UndoneHandback) -> str:
    """Return the report of `--undo`."""
    record = undone.files
    if record is None:
        return "There is nothing to undo: no handback has written here.\n"
    rows = "No ledger was changed."
    if undone.databases:
        rows = f"The {undone.what} of the old files are back in {', '.join(undone.databases)}; stamped rows stay."
    left = f" Rows of {', '.join(undone.left)} still have the other {undone.what}." if undone.left else ""
    return f"{undone_files_text(record)} {rows}{left}\n"


def undone_json(undone: UndoneHandback) -> dict[str, Any]:
    """Return the same as JSON."""
    return {**snapshots_undone_json(undone), "databases": list(undone.databases)}


def consent_text(result: HandedBack) -> str:
    """Return what would be written, for the question."""
    return f"{_work(result)[1]}, all or nothing"


def write_command(result: HandedBack) -> str:
    """Return the command line that writes the plan without asking."""
    return result.command(*(["--unproved"] if result.verdict is ItemVerdict.UNKNOWN else []), "--yes")


def _work(result: HandedBack) -> tuple[str, str]:
    """Return the files, and what of files and rows is to be written."""
    files = f"{counted(len(result.files), 'file')} in {relative(result.settings.migrations, result.settings.root)}"
    rows = " and ".join(_rows(one, several=len(result.landings) > 1) for one in result.due)
    return files, " and ".join(text for text, is_due in ((files, result.files), (rows, rows)) if is_due)


def _rows(one: Landing, *, several: bool) -> str:
    stamped = f"{counted(len(one.plan.tags), 'row')} of Drizzle's ledger" if one.plan.tags else ""
    changed = max(one.rehash.count, len(one.plan.naming.rows))
    hashes = counted(changed, "changed row") if changed else ""
    columns = "the columns of the ledger" if one.converts else ""
    of = f" of {one.database.target.shown}" if several else ""
    return f"{', '.join(filter(None, (stamped, hashes, columns)))}{of}"


def _closing(result: HandedBack) -> Iterator[str]:
    yield from _verdict(result)
    if result.saved:
        yield f"Saved in {relative(result.saved, result.settings.root)}: --ignore and --platform of this call."


def _verdict(result: HandedBack) -> Iterator[str]:
    numbers = {verdict: sum(item.verdict is verdict for item in result.items) for verdict in ItemVerdict}
    files, work = _work(result)
    landed = [one for one in result.landings if one.written]
    if result.written or landed:
        if result.written:
            followed = any(one.follows for one in landed)
            settings = result.settings if followed else replace(result.settings, typed=(), env_var=None)
            yield f"Written: {files}. To undo it: {settings.command('handback', '--undo')}"
        for one in landed:
            yield from _landed(one, several=len(result.landings) > 1)
        yield from _next(result)
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


def _next(result: HandedBack) -> Iterator[str]:
    """Yield what comes next: 0.x finds no journal in a folder of 1.0, and 1.0 refuses one with a journal."""
    if result.folders:
        paths = (lock_path(result.settings), result.settings.migrations)
        yield f"Commit {' and '.join(relative(path, result.settings.root) for path in paths)}."
        if result.request.v1:
            yield "Next: npm install drizzle-orm@rc && npm install --save-dev drizzle-kit@rc"
            yield "Deploy it together with the folder: migrate() of 0.x finds no journal there."
            return
    first = "Install drizzle-orm and drizzle-kit 0.x in the project. Then: " if result.request.v0 else ""
    yield f"Next: {first}{result.settings.drizzle_kit('generate')}"


def _landed(one: Landing, *, several: bool) -> Iterator[str]:
    """Yield what was written to a database, and the SQL that undoes it where rows have changed."""
    rows, undo = _rows(one, several=several), one.undo
    if not one.follows:
        yield f"Stamped: {rows}, which --undo does not change."
        return
    kept = f" The rows before are in {', '.join(one.copies)}." if one.copies else ""
    what = "the ledger its columns, and rows" if one.converts else "the rows of changed files"
    yield f"Written: {rows}. --undo gives {what} their old names and hashes.{kept}"
    if undo:
        yield "To undo all of it in psql:"
        yield from (f"  {line}" for line in undo.text.split("\n")[:-1])
