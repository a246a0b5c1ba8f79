"""journal new: words to values, one call, text and exit code."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from journal.cli.options import (
    Before,
    Config,
    DiskQuota,
    Json,
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

if TYPE_CHECKING:
    from journal.verbs.new import NewRequest

_PATTERNS = {"--down-of": "down_of", "--drop-table": "drop_table", "--drop-column": "drop_column",
             "--transform": "transform"}  # fmt: skip


def new(
    name: Annotated[
        str | None,
        typer.Argument(help="What it does, in a few words: add_user_email. The number or date comes by itself."),
    ] = None,
    project: Project = Path(),
    migrations: Migrations = None,
    meta: Meta = None,
    config: Config = None,
    manual: Annotated[
        bool,
        typer.Option(
            "--manual",
            help="Forward file for journal run --file, not for Drizzle: BEGIN and COMMIT, on the ignore list.",
        ),
    ] = False,
    down_of: Annotated[
        str | None, typer.Option(help="Derive the down file of this forward file, and prove it.", metavar="FILE")
    ] = None,
    drop_table: Annotated[
        str | None,
        typer.Option(
            help="Both files of a drop: count, archive to _backup_TABLE_DATE, drop what depends on it, drop; and back.",
            metavar="[SCHEMA.]TABLE",
        ),
    ] = None,
    drop_column: Annotated[
        str | None, typer.Option(help="The same for a column.", metavar="[SCHEMA.]TABLE.COLUMN")
    ] = None,
    transform: Annotated[
        str | None,
        typer.Option(
            help="Both files of a transform that can be undone: the old column stays as COLUMN_legacy.",
            metavar="[SCHEMA.]TABLE.COLUMN",
        ),
    ] = None,
    to: Annotated[str | None, typer.Option(help="The new type; goes with --transform.", metavar="TYPE")] = None,
    using: Annotated[
        str | None,
        typer.Option(help="SQL for the new value, of the columns as they were; a cast without it.", metavar="SQL"),
    ] = None,
    data_stays: Annotated[
        bool,
        typer.Option("--data-stays", help="What the forward file did to rows may stay: say so, do not stop for it."),
    ] = False,
    replay: Annotated[
        bool,
        typer.Option("--replay/--no-replay", help="Whether a temporary server says what was there before, and proves."),
    ] = True,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the files and write nothing.")] = False,
    temp: Temp = None,
    pg_bin: PgBin = None,
    before: Before = None,
    platform: PlatformName = None,
    superuser: Superuser = False,
    statement_timeout: StatementTimeout = 300,
    disk_quota: DiskQuota = 8,
    json: Json = False,
) -> None:
    """Write a new forward file and its down file, or the down file of a forward file that is there.

    Names follow the folder's, and nothing is overwritten. A down file takes back statement by statement, says what
    cannot be undone, and stops where it is not complete. Exit 0: complete. 1: written, and not complete. 2: could not.
    """
    from journal.cli.progress import watching  # noqa: PLC0415 - `--help` does not pay for it
    from journal.project.settings import load_settings  # noqa: PLC0415
    from journal.report.new import new_json, new_text  # noqa: PLC0415
    from journal.verbs.new import NewRequest  # noqa: PLC0415
    from journal.verbs.new import new as verb  # noqa: PLC0415

    request = NewRequest(
        name=name, manual=manual, down_of=down_of, drop_table=drop_table, drop_column=drop_column,
        transform=transform, new_type=to, using=using, data_stays=data_stays, dry_run=dry_run,
    )  # fmt: skip
    _refuse_unclear(request)
    settings = load_settings(project, migrations=migrations, meta=meta, config=config)
    temporary = Temporary(
        temp=temp, pg_bin=pg_bin, before=before, platform=platform, superuser=superuser, cache=False,
        statement_timeout=statement_timeout, lock_timeout=60, disk_quota=disk_quota,
    )  # fmt: skip
    with watching("starting PostgreSQL", quiet=json) as watcher:
        made = verb(settings, request, temporary.replaying(watcher) if replay else None)
    out = Output(json=json)
    if json:
        out.document(new_json(made, dry_run=dry_run))
    else:
        out.text(new_text(made, dry_run=dry_run))
    raise typer.Exit(ExitCode.YES if made.passed else ExitCode.NO)


def _refuse_unclear(request: "NewRequest") -> None:
    """Two patterns at once, or none and no name."""
    said = [option for option, field in _PATTERNS.items() if getattr(request, field)]
    if len(said) > 1:
        raise typer.BadParameter(f"{said[0]} and {said[1]} do not go together.")
    if not request.name and not request.down_of:
        raise typer.BadParameter("Give the new migration a name, such as add_user_email.")
    if bool(request.transform) != bool(request.new_type) or (request.using and not request.transform):
        raise typer.BadParameter("--transform and --to go together; --using goes with them.")
