"""The report of `drizzle-journal scaffold`."""

from typing import Any

from journal.escape import joined
from journal.report.additions import (
    folder_json,
    in_place_lines,
    invented_lines,
    undecided_files,
    undecided_json,
)
from journal.report.parts import (
    counted,
    journal_diff,
    moment,
    notes,
    place_of_journal,
    relative,
    shortened,
    skipped_files,
    verdict_first,
    verdict_in,
)
from journal.verbs.scaffold import Scaffolded


def scaffold_text(result: Scaffolded, *, dry_run: bool, verbose: bool = False) -> str:
    """Return the added entries with the reason of each `when`, the skipped files, and a closing sentence."""
    folder, plan = result.folder, result.reconciled
    root = folder.settings.root
    added = (
        f"added {one.entry.tag}  when {one.entry.when} ({moment(one.entry.when)}), {one.reason}" for one in plan.added
    )
    lines = shortened(added, verbose=verbose)
    lines += [*place_of_journal(folder.settings), *skipped_files(folder), *notes(folder.notes + plan.notes, root)]
    lines += invented_lines(folder, plan)
    lines += in_place_lines(folder, plan.added)
    lines += undecided_files(folder, result.undecided, verb="scaffold")
    for entry in folder.missing:
        lines.append(f"warning: the journal lists {entry.tag}, and there is no {entry.tag}.sql [entry-without-file]")
    if dry_run and plan.added:
        diff = journal_diff(plan.before.text, plan.journal.text, relative(plan.journal.path, root))
        lines += diff.rstrip("\n").split("\n")
    closing = _closing(result, dry_run=dry_run)
    left = counted(len(result.undecided), "file")
    open_ = f" {left} neither listed nor ignored." if result.undecided else ""
    return verdict_first(closing, joined(lines), verdict_in(closing) + open_)


def _closing(result: Scaffolded, *, dry_run: bool) -> str:
    path = relative(result.reconciled.journal.path, result.folder.settings.root)
    added = len(result.reconciled.added)
    if not added and not result.folder.journal.text:
        return "There is no forward file, so the journal needs no entry."
    if not added and result.undecided:
        return f"{path} is unchanged ({counted(len(result.reconciled.journal.entries), 'entry')})."
    if not added:
        return f"{path} lists every forward file ({counted(len(result.reconciled.journal.entries), 'entry')})."
    if result.reconciled.undecided:
        return "Nothing was written."
    if dry_run:
        return f"Dry run: {path} would get {counted(added, 'entry')}. Nothing was written."
    before = result.reconciled.before.entries
    verb = "check" if before and not any(entry.hash for entry in before) else "bootstrap"  # drizzle-kit has no hashes
    return f"Wrote {path}: {counted(added, 'entry')} added. Next: {result.folder.settings.command(verb)}"


def scaffold_json(result: Scaffolded) -> dict[str, Any]:
    """Return the report as JSON."""
    plan = result.reconciled
    root = result.folder.settings.root
    return {
        "status": "ok" if result.passed else "no",
        **folder_json(result.folder, plan),
        "unlisted": undecided_json(result.undecided),
        "diff": journal_diff(plan.before.text, plan.journal.text, relative(plan.journal.path, root)),
        "written": result.written,
    }
