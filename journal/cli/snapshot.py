"""journal snapshot: words to values, one call, text and exit code."""

from pathlib import Path
from typing import Annotated

import typer

from journal.cli.options import (
    Before,
    Config,
    DiskQuota,
    Json,
    LockTimeout,
    Meta,
    Migrations,
    PgBin,
    PlatformName,
    Project,
    StatementTimeout,
    Superuser,
    Temp,
)
from journal.cli.output import ExitCode, Output
from journal.cli.temporary_server import Temporary


def snapshot(
    project: Project = Path(),
    migrations: Migrations = None,
    meta: Meta = None,
    config: Config = None,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Put right the snapshots that are there and do not fit; each is kept as .bak."),
    ] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Rebuild all of them, also those that fit; each is kept as .bak.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take back what the last run wrote.")] = False,
    temp: Temp = None,
    pg_bin: PgBin = None,
    before: Before = None,
    platform: PlatformName = None,
    superuser: Superuser = False,
    statement_timeout: StatementTimeout = 300,
    lock_timeout: LockTimeout = 60,
    disk_quota: DiskQuota = 8,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do all of it, and write nothing.")] = False,
    json: Json = False,
) -> None:
    """Rebuild the snapshots that drizzle-kit's generate and up go by, for every entry that lacks one.

    Each is made from a temporary PostgreSQL after its entry, and all are written at the end, or none. No snapshot that
    is there is changed without --replace. Exit 0: every entry has one. 1: those that are there do not fit, or a
    statement failed. 2: it could not be found out.
    """
    from journal.cli.progress import watching  # noqa: PLC0415 - `--help` does not pay for it
    from journal.project.settings import load_settings  # noqa: PLC0415
    from journal.report.snapshot import snapshot_json, snapshot_text, undone_json, undone_text  # noqa: PLC0415
    from journal.verbs.snapshot import SnapshotsRequest, snapshots, undo_snapshots  # noqa: PLC0415

    out = Output(json=json)
    settings = load_settings(project, migrations=migrations, meta=meta, config=config)
    if undo:
        record = undo_snapshots(settings)
        out.document(undone_json(record)) if json else out.text(undone_text(record))
        raise typer.Exit(ExitCode.YES if record else ExitCode.NO)
    temporary = Temporary(
        temp=temp, pg_bin=pg_bin, before=before, platform=platform, superuser=superuser, cache=False,
        statement_timeout=statement_timeout, lock_timeout=lock_timeout, disk_quota=disk_quota,
    )  # fmt: skip
    request = SnapshotsRequest(replace, anew, dry_run, temporary.recipe)
    with watching("starting PostgreSQL", quiet=json) as watcher:
        result = snapshots(settings, temporary.provider(watcher), request, watcher)
    out.document(snapshot_json(result)) if json else out.text(snapshot_text(result))
    raise typer.Exit(ExitCode.YES if result.whole else ExitCode.NO)
