"""The report of `drizzle-journal squash`: what is replaced, what is proved, what is written, and the next command."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from journal.escape import joined
from journal.handback.checklist import ItemVerdict
from journal.project.files import real_path
from journal.report.handback import item_json, item_lines
from journal.report.parts import counted, journal_diff, keep_in_git, relative, verdict_first
from journal.report.snapshot import undone_files_text
from journal.report.snapshot import undone_json as snapshots_undone_json
from journal.squash.request import Squashed
from journal.squash.undo import UndoneSquash

_SHOWN = 20


def squash_text(result: Squashed) -> str:
    """Return the plan or what was written, and one closing sentence."""
    first, *others = _closing(result)
    return verdict_first(first, plan_text(result)) + joined(others)


def plan_text(result: Squashed) -> str:
    """Return every item with its details and its fix, the files, and the difference of the journal."""
    gone = [one.tag for one in result.gone]
    found = [f"squash  {gone[0]} to {result.entry.tag}: {len(gone) + 1} entries become {result.entry.tag}"]
    found += [line for item in result.items for line in item_lines(item)]
    if result.files:
        found.append(f"files   {counted(len(result.files), 'file')} of {_folder(result)}:")
        found += [f"        {name}" for name in result.files[:_SHOWN]]
        found += [f"        … and {len(result.files) - _SHOWN} more"] if len(result.files) > _SHOWN else []
        found.append(f"archive {_archive(result)}")
    before, after = result.journal
    diff = journal_diff(before, after, "_journal.json") if before != after else ""
    return joined(found) + diff


def squash_json(result: Squashed) -> dict[str, Any]:
    """Return the same as JSON."""
    unknown = result.verdict is ItemVerdict.UNKNOWN
    file, archive, root = result.file, result.archive, result.settings.root
    return {
        "status": "unknown" if unknown else "ok" if result.passed else "no",
        "tag": result.entry.tag,
        "gone": [one.tag for one in result.gone],
        "statements": {"all": file.statements, "kept": file.kept} if file else None,
        "sql": file.sql if file else None,
        "rows": [{"table": one.table, "count": one.count, "sha256": one.sha256 or None} for one in file.rows]
        if file
        else [],
        "items": [item_json(item) for item in result.items],
        "files": list(result.files),
        "databases": [
            {
                "database": one.target.shown,
                "applied": [tag for tag in (*(one.tag for one in result.gone), result.entry.tag) if tag in one.applied],
                "rows": one.row_ids(frozenset([*(one.tag for one in result.gone), result.entry.tag])),
            }
            for one in result.positions
        ],
        "archive": {
            "commit": archive.commit or None,
            "folder": relative(archive.folder, root) if archive.folder else None,
        }
        if archive
        else None,
        "written": result.written,
    }


def undone_text(undone: UndoneSquash) -> str:
    """Return the report of `--undo`."""
    if undone.files is None:
        return "There is nothing to undo: no squash has written here.\n"
    removed = f" {counted(len(undone.removed), 'file')} of the archive were removed." if undone.removed else ""
    return f"{undone_files_text(undone.files)}{removed} No ledger was changed.\n"


def undone_json(undone: UndoneSquash) -> dict[str, Any]:
    """Return the same as JSON."""
    return {**snapshots_undone_json(undone), "archive": [str(path) for path in undone.removed]}


def consent_text(result: Squashed) -> str:
    """Return what would be written, for the question."""
    rows = sum(one.count for one in result.file.rows if one.sha256) if result.file else 0
    kept = f", with {counted(rows, 'row')} as INSERT" if rows else ""
    return f"{counted(len(result.files), 'file')} in {_folder(result)}{kept}, all or nothing; {_archive(result)}"


def _archive(result: Squashed) -> str:
    archive = result.archive
    if archive is None:
        return ""
    if archive.folder:
        return f"the old files go to {relative(archive.folder, result.settings.root)}/"
    return f"the old files are in the commit {archive.commit}"


def _folder(result: Squashed) -> str:
    return relative(result.settings.migrations, result.settings.root)


def _closing(result: Squashed) -> Iterator[str]:
    if result.written:
        undo = replace(result.settings, typed=(), env_var=None).command("squash", "--undo")
        yield f"Written: {counted(len(result.files), 'file')} in {_folder(result)}. To undo it: {undo}"
        archive = result.archive.folder if result.archive else None
        outer = [result.settings.migrations / name for name in result.files if name.startswith("..")]
        places: list[Path] = [result.settings.migrations, *map(real_path, outer), *([archive] if archive else [])]
        if result.settings.source and any(item.name == "settings" for item in result.items):
            places.append(result.settings.source)
        if add := keep_in_git(result.settings.root, *places):
            yield f"Next: {add}"
    elif not result.passed:
        bad = {ItemVerdict.NO_GO, ItemVerdict.UNKNOWN}
        count = sum(item.verdict in bad for item in result.items)
        yield f"No go: {counted(count, 'point')} to fix first. Nothing was written."
    else:
        yield f"Go: {counted(len(result.gone) + 1, 'entry')} would become one. Nothing was written."
        yield f"To write it: {result.command('--yes')}"
