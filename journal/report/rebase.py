"""The report of `drizzle-journal rebase`: what moves, what is proved, what is written, and the next command."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from journal.escape import joined
from journal.handback.checklist import ItemVerdict
from journal.handback.request import Landing
from journal.rebase.plan import Move
from journal.rebase.request import Rebased
from journal.rebase.rows import lines
from journal.rebase.undo import UndoneRebase
from journal.report.handback import item_json, item_lines
from journal.report.parts import counted, journal_diff, keep_in_git, relative, verdict_first
from journal.report.snapshot import undone_files_text
from journal.report.snapshot import undone_json as snapshots_undone_json


def rebase_text(result: Rebased) -> str:
    """Return the plan or what was written, and one closing sentence."""
    first, *others = _closing(result)
    return verdict_first(first, plan_text(result)) + joined(others)


def plan_text(result: Rebased) -> str:
    """Return what moves, every item with its details and its fix, and the differences of the journal and of rows."""
    found = [f"moves   {_move_text(one)}" for one in result.plan.moves if one.changes]
    found += [line for item in result.items for line in item_lines(item)]
    if result.files:
        found.append(f"files   {counted(len(result.files), 'file')} of {_folder(result)}:")
        found += [f"        {name}" for name in result.files]
    before, after = result.journal
    diff = journal_diff(before, after, "_journal.json") if before != after and result.files else ""
    return joined(found) + diff


def _move_text(move: Move) -> str:
    before, after = move.before, move.after
    words = [f"{before.tag} -> {after.tag}"] if before.tag != after.tag else [before.tag]
    words += [f"idx {before.idx} -> {after.idx}"] if before.idx != after.idx else []
    words += [f"when {before.when} -> {after.when}"] if before.when != after.when else []
    return ", ".join(words)


def rebase_json(result: Rebased) -> dict[str, Any]:
    """Return the same as JSON."""
    no = result.verdict is ItemVerdict.NO_GO or not result.passed
    unknown = result.verdict is ItemVerdict.UNKNOWN and not result.request.unproved and not result.request.check
    return {
        "status": "unknown" if unknown else "no" if no else "ok",
        "needed": result.plan.is_needed,
        "onto": result.request.onto,
        "moves": [
            {
                "tag": {"before": one.before.tag, "after": one.after.tag},
                "idx": {"before": one.before.idx, "after": one.after.idx},
                "when": {"before": one.before.when, "after": one.after.when},
                "hash": one.own.hash,
                "known": one.is_known,
            }
            for one in result.plan.moves
        ],
        "conflicts": [relative(path, result.settings.root) for path in result.plan.working.conflicts],
        "items": [item_json(item) for item in result.items],
        "files": list(result.files),
        "databases": [_database_json(result, one) for one in result.landings],
        "written": result.written,
    }


def _database_json(result: Rebased, one: Landing) -> dict[str, Any]:
    shown, manual = one.database.target.shown, one.rehash.manual
    return {
        "database": shown,
        "rows": [
            {
                "row": change.before.id,
                "tag": change.tag,
                "created_at": {"before": change.before.created_at, "after": change.after.created_at},
                "name": {"before": change.before.name, "after": change.after.name},
            }
            for change in result.rows[shown].changes
            if change.after
        ],
        "manual_names": [
            {"before": before.name, "after": after.name} for before, after in (manual.with_other_name if manual else ())
        ],
        "copies": list(one.copies),
        "undo": one.undo.text if one.undo else None,
        "written": one.written,
    }


def undone_text(undone: UndoneRebase) -> str:
    """Return the report of `--undo`."""
    record = undone.files
    if record is None:
        return "There is nothing to undo: no rebase has written here.\n"
    rows = f"Rows of {', '.join(undone.databases)} are as before." if undone.databases else "No ledger was changed."
    return f"{undone_files_text(record)} {rows}\n"


def undone_json(undone: UndoneRebase) -> dict[str, Any]:
    """Return the same as JSON."""
    return {**snapshots_undone_json(undone), "databases": list(undone.databases)}


def consent_text(result: Rebased) -> str:
    """Return what would be written, for the question."""
    return f"{_work(result)}, all or nothing"


def _folder(result: Rebased) -> str:
    return relative(result.settings.migrations, result.settings.root)


def _work(result: Rebased) -> str:
    files = f"{counted(len(result.files), 'file')} in {_folder(result)}" if result.files else ""
    rows = [_rows(result, one) for one in result.due]
    return " and ".join(filter(None, (files, *rows)))


def _rows(result: Rebased, one: Landing) -> str:
    shown = one.database.target.shown
    count = len(result.rows[shown].changes) + one.rehash.count
    return f"{counted(count, 'changed row')} of {shown}"


def _closing(result: Rebased) -> Iterator[str]:
    onto, moved = result.request.onto, sum(one.changes for one in result.plan.own)
    if result.request.check:
        if result.plan.is_needed:
            yield f"A rebase onto {onto} is needed. {_why(result)}"
            yield f"To see what it does: {replace(result.request, check=False).command(result.settings, '--dry-run')}"
        else:
            yield f"No rebase onto {onto} is needed."
    elif result.written or any(one.written for one in result.landings):
        yield from _written(result)
    elif result.verdict is ItemVerdict.NO_GO:
        count = sum(item.verdict is ItemVerdict.NO_GO for item in result.items)
        yield f"No go: {counted(count, 'point')} to fix first. Nothing was written."
    elif result.verdict is ItemVerdict.UNKNOWN and not result.request.unproved:
        count = sum(item.verdict is ItemVerdict.UNKNOWN for item in result.items)
        yield f"Not proved: {counted(count, 'point')} not checked. Nothing was written."
        yield f"To write without the proof: {result.command('--unproved', '--yes')}"
    elif not result.writes:
        yield f"Nothing to do: the migrations of this branch are behind those of {onto}."
    else:
        words = ["--unproved"] if result.verdict is ItemVerdict.UNKNOWN else []
        yield f"Go: {counted(moved, 'entry')} moved. {_work(result)} would be written; nothing was."
        yield f"To write it: {result.command(*words, '--yes')}"


def _why(result: Rebased) -> str:
    plan = result.plan
    reasons = (
        [f"{relative(plan.working.conflicts[0], result.settings.root)} is in conflict"]
        if (plan.working.conflicts)
        else []
    )
    moving = [one.before.tag for one in plan.moves if one.changes or one.is_known]
    reasons += [f"{', '.join(moving)} {'moves' if len(moving) == 1 else 'move'}"] if moving else []
    reasons += [one.message.rstrip(".") for one in plan.refusals[:1]]
    if not reasons and plan.is_merged and plan.new_here:
        reasons.append(f"the journal lacks {', '.join(plan.new_here)}")
    return f"{'; '.join(reasons) or 'The journal has the entries in another order'}."


def _written(result: Rebased) -> Iterator[str]:
    followed = any(one.written for one in result.landings)
    settings = result.settings if followed else replace(result.settings, typed=(), env_var=None)
    undo = f" To undo it: {settings.command('rebase', '--undo')}" if result.written else ""
    yield f"Written: {_work(result)}.{undo}"
    for one in result.landings:
        if one.written:
            yield from (f"  {line}" for line in lines(result.rows[one.database.target.shown].changes))
            yield from ([f"  The rows before are in {', '.join(one.copies)}."] if one.copies else ())
            if one.undo and not result.written:
                yield "To undo it in psql:"
                yield from (f"  {line}" for line in one.undo.text.split("\n")[:-1])
    add = keep_in_git(result.settings.root, result.settings.migrations)
    if add and result.written:
        yield f"Next: {add}"
