"""The report of `drizzle-journal check --fix`: the diffs, the hashes that are recorded or not, and the next command."""

from typing import Any

from journal.escape import one_line
from journal.project.settings import Settings
from journal.report.parts import counted, journal_diff, keep_in_git, relative, verdict_in
from journal.verbs.fix import Fixes


def fix_text(fixed: Fixes, settings: Settings, *, dry_run: bool) -> str:
    """Return the diffs, a line for each hash that was missing, and a closing line."""
    root, changes = settings.root, fixed.changes
    diffs = [journal_diff(change.before, change.after, relative(change.path, root)) for change in changes]
    git_add = keep_in_git(root, *(change.path for change in changes)) if changes else ""
    closing = f"Fixed {counted(len(changes), 'file')}." + (f" To stage: {git_add}" if git_add else "")
    if dry_run or not changes:
        closing = f"Would fix {counted(len(changes), 'file')}." if changes else "Nothing to fix."
    hashes, recorded = fixed.hashes, "would be recorded" if dry_run else "recorded"
    lines = [f"{tag}: hash {recorded}, not proved. {hashes.reasons[tag]}" for tag in sorted(hashes.found)]
    lines += [f"{tag}: no hash {recorded}. {hashes.reasons[tag]}" for tag in sorted(hashes.refused)]
    if hashes.reasons:
        bootstrap = settings.command("bootstrap")
        lines.append(f"A replay proves the recorded hashes, and fills in the others: {bootstrap}")
    body = (*diffs, *map(one_line, lines))
    texts = (*([verdict_in(closing)] if body else []), *body, closing)
    return "".join(text if text.endswith("\n") else f"{text}\n" for text in texts)


def fix_json(fixed: Fixes, settings: Settings) -> dict[str, Any]:
    """Return the report as members of the JSON document of `check`."""
    paths = [(change, relative(change.path, settings.root)) for change in fixed.changes]
    hashes = fixed.hashes
    return {
        "fixed": [{"path": path, "diff": journal_diff(change.before, change.after, path)} for change, path in paths],
        "hashes": [
            {"tag": tag, "recorded": tag in hashes.found, "reason": reason}
            for tag, reason in sorted(hashes.reasons.items())
        ],
    }
