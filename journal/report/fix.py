"""The report of `journal check --fix`: the diffs, and the next command."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from journal.report.parts import counted, journal_diff, keep_in_git, relative
from journal.verbs.fix import FileChange


def fix_text(changes: Sequence[FileChange], root: Path, *, dry_run: bool) -> str:
    """Return the diffs and a closing line."""
    if not changes:
        return "Nothing to fix.\n"
    diffs = [journal_diff(change.before, change.after, relative(change.path, root)) for change in changes]
    git_add = keep_in_git(root, *(change.path for change in changes))
    fixed = f"Fixed. Next: {git_add}" if git_add else f"Fixed {counted(len(changes), 'file')}."
    closing = f"Would fix {counted(len(changes), 'file')}." if dry_run else fixed
    return "".join([*(diff if diff.endswith("\n") else diff + "\n" for diff in diffs), closing, "\n"])


def fix_json(changes: Sequence[FileChange], root: Path) -> list[dict[str, Any]]:
    """Return the report as JSON."""
    return [
        {"path": path, "diff": journal_diff(change.before, change.after, path)}
        for change in changes
        for path in [relative(change.path, root)]
    ]
