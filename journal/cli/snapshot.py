"""journal snapshot."""

from typing import Annotated

import typer

from journal import api
from journal.cli.options import Json, command
from journal.cli.output import tell
from journal.cli.progress import watching
from journal.project.project import Project
from journal.report.snapshot import snapshot_text, undone_text


@command(api.snapshot, renamed={"--anew": "--replace-all"})
def snapshot(
    *,
    project: Project,
    replace: Annotated[bool, typer.Option(help="Replace snapshots that do not fit. The old ones are kept as .bak.")],
    replace_all: Annotated[bool, typer.Option(help="Replace all snapshots. The old ones are kept as .bak.")],
    temporary: api.TemporaryOptions,
    dry_run: Annotated[bool, typer.Option(help="Do everything except write.")],
    undo: Annotated[bool, typer.Option(help="Undo what the last run wrote.")] = False,
    json: Json = False,
) -> int:
    """Write the snapshots that drizzle-kit needs.

    Makes the snapshot of every entry that has none (drizzle-kit's generate and up read them), from a temporary
    PostgreSQL after that entry. All are written at the end, or none. An existing snapshot is changed only with
    --replace. Exit 0: every entry has one. 1: existing ones do not fit, or a statement failed. 2: not checked.
    """
    if undo:
        undone = api.undo_snapshot(project)
        return tell(undone, lambda: undone_text(undone.files), json=json)
    with watching("starting PostgreSQL", quiet=json) as watcher:
        result = api.snapshot(
            project, replace=replace, replace_all=replace_all, dry_run=dry_run, watcher=watcher, **temporary
        )
    return tell(result, lambda: snapshot_text(result), json=json)
