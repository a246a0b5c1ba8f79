"""What `journal check --fix` tells: a diff, and what to do with it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from journal.report.parts import counted, journal_diff, relative
from journal.verbs.fix import FileChange


def fix_text(changes: Sequence[FileChange], root: Path, *, dry_run: bool) -> str:
    """The diffs, and one line."""
    if not changes:
        return "Nothing to mend that has one right answer.\n"
    diffs = [journal_diff(one.before, one.after, relative(one.path, root)) for one in changes]
    files = " ".join(relative(one.path, root) for one in changes)
    did = f"Would mend {counted(len(changes), 'file')}." if dry_run else f"Mended. Next: git add {files}"
    return "".join([*(diff if diff.endswith("\n") else diff + "\n" for diff in diffs), did, "\n"])


def fix_json(changes: Sequence[FileChange], root: Path) -> list[dict[str, Any]]:
    """The same for a program."""
    return [
        {"path": relative(one.path, root), "diff": journal_diff(one.before, one.after, relative(one.path, root))}
        for one in changes
    ]
