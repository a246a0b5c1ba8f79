"""journal bootstrap: words to values, one call, text and exit code."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from journal.cli.options import (
    Before,
    Cache,
    Config,
    DiskQuota,
    EngineName,
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

if TYPE_CHECKING:
    from journal.verbs.bootstrap import Bootstrapped


def bootstrap(
    project: Project = Path(),
    migrations: Migrations = None,
    meta: Meta = None,
    config: Config = None,
    engine: EngineName = None,
    accept_edited: Annotated[
        list[str] | None,
        typer.Option(help="Take this migration's file as it is now, though its recorded hash differs.", metavar="TAG"),
    ] = None,
    temp: Temp = None,
    pg_bin: PgBin = None,
    before: Before = None,
    platform: PlatformName = None,
    superuser: Superuser = False,
    statement_timeout: StatementTimeout = 300,
    lock_timeout: LockTimeout = 60,
    disk_quota: DiskQuota = 8,
    cache: Cache = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do all of it, show the diff, and write nothing.")] = False,
    json: Json = False,
) -> None:
    """Put the journal right and prove it: scaffold, replay on a temporary PostgreSQL, fill the hashes, verify.

    The journal is written only when journal, files and the database's own rows agree. Exit 0: they do. 1: they do
    not, or a statement failed. 2: it could not be found out.
    """
    from journal.cli.progress import watching  # noqa: PLC0415
    from journal.drizzle.choice import Engine  # noqa: PLC0415
    from journal.project.settings import load_settings  # noqa: PLC0415
    from journal.verbs.bootstrap import BootstrapRequest  # noqa: PLC0415 - `--help` does not pay for it
    from journal.verbs.bootstrap import bootstrap as verb  # noqa: PLC0415

    settings = load_settings(project, migrations=migrations, meta=meta, config=config)
    temporary = Temporary(
        temp=temp, pg_bin=pg_bin, before=before, platform=platform, superuser=superuser, cache=cache,
        statement_timeout=statement_timeout, lock_timeout=lock_timeout, disk_quota=disk_quota,
    )  # fmt: skip
    request = BootstrapRequest(
        Engine(engine or settings.engine), frozenset(accept_edited or ()), dry_run, temporary.recipe
    )
    with watching("starting PostgreSQL", quiet=json) as watcher:
        result = verb(settings, temporary.provider(watcher), request, watcher)
    _tell(result, Output(json=json), dry_run=dry_run)
    raise typer.Exit(ExitCode.YES if result.proved else ExitCode.NO)


def _tell(result: "Bootstrapped", out: Output, *, dry_run: bool) -> None:
    from journal.parity import GOOD  # noqa: PLC0415
    from journal.report.bootstrap import around_text, bootstrap_json, rows  # noqa: PLC0415
    from journal.report.entries import EntryRow, table_text  # noqa: PLC0415

    if out.json:
        out.document(bootstrap_json(result))
        return
    table = rows(result)
    if out.terminal:
        out.table(EntryRow._fields, table, frozenset(GOOD))
    else:
        out.text(table_text(table))
    out.text(around_text(result, dry_run=dry_run))
