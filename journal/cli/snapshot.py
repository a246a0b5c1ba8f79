"""drizzle-journal snapshot."""

from collections.abc import Callable
from typing import Annotated

from typer import Option

import journal
from journal.cli.consent import refuse_both
from journal.cli.loudness import LOUDNESS
from journal.cli.options import Json, command
from journal.cli.output import tell
from journal.cli.progress import watching
from journal.project.project import Project
from journal.report.snapshot import snapshot_text, undone_text
from journal.verbs.snapshot_result import Snapshots


@command(
    journal.snapshot,
    {"dry_run": Option(help="Show what would be written, and write nothing.")},
    renamed={"--anew": "--replace-all"},
)
def snapshot(
    call: Callable[..., Snapshots],
    *,
    project: Project,
    dry_run: bool,
    undo: Annotated[bool, Option(help="Undo the files that the last run wrote.")] = False,
    json: Json = False,
) -> int:
    """Write the snapshots that drizzle-kit needs.

    `drizzle-kit generate` and `drizzle-kit up` read one snapshot for each entry. This command replays the entries on a
    temporary PostgreSQL, and makes each missing snapshot from the schema there. All are written at the end, or none. An
    existing snapshot is changed only with --replace. In the layout of drizzle 1.0 the project's drizzle-kit 1.0 writes
    them. Exit 0: every entry has a snapshot. 1: an existing one does not fit, or a statement failed. 2: not checked.
    """
    refuse_both("Omit one of them.", undo=undo, dry_run=dry_run)
    if undo:
        undone = journal.undo_snapshot(project)
        return tell(undone, lambda: undone_text(undone), json=json)
    with watching("starting PostgreSQL", quiet=json) as watcher:
        result = call(watcher=watcher)
    return tell(result, lambda: snapshot_text(result, verbose=LOUDNESS.verbose), json=json)
