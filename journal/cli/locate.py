"""journal locate: words to values, one call, text and exit code."""

from dataclasses import replace
from pathlib import Path

import typer

from journal.cli.options import (
    Before,
    Config,
    DiskQuota,
    EnvVar,
    Ignore,
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
    Url,
)
from journal.cli.output import ExitCode, Output
from journal.cli.temporary_server import Temporary


def locate(
    project: Project = Path(),
    migrations: Migrations = None,
    meta: Meta = None,
    config: Config = None,
    url: Url = None,
    env_var: EnvVar = None,
    ignore: Ignore = None,
    temp: Temp = None,
    pg_bin: PgBin = None,
    before: Before = None,
    platform: PlatformName = None,
    superuser: Superuser = False,
    statement_timeout: StatementTimeout = 300,
    lock_timeout: LockTimeout = 60,
    disk_quota: DiskQuota = 8,
    json: Json = False,
) -> None:
    """Tell which entry a live database is at: its schema, held against the state after each of them.

    It reads, and changes nothing there. Exit 0: it equals one. 1: it does not; the nearest is named, with what differs.
    """
    from journal.cli.progress import watching  # noqa: PLC0415 - `--help` does not pay for it
    from journal.connect.find import find_target  # noqa: PLC0415
    from journal.folder.read import read_folder  # noqa: PLC0415
    from journal.project.settings import load_settings  # noqa: PLC0415
    from journal.rebuild.schemas import Replays  # noqa: PLC0415
    from journal.report.locate import locate_json, locate_text  # noqa: PLC0415
    from journal.verbs.locate import locate as verb  # noqa: PLC0415
    from journal.verbs.locate import read_live  # noqa: PLC0415

    out = Output(json=json)
    settings = replace(load_settings(project, migrations=migrations, meta=meta, config=config), env_var=env_var)
    target = find_target(settings, url, env_var=env_var)
    folder, live = read_folder(settings), read_live(target, settings)
    temporary = Temporary(
        temp=temp, pg_bin=pg_bin, before=before, platform=platform, superuser=superuser, cache=False,
        statement_timeout=statement_timeout, lock_timeout=lock_timeout, disk_quota=disk_quota,
    )  # fmt: skip
    with watching("starting PostgreSQL", quiet=json) as watcher:
        provider = temporary.provider(watcher, live.server_version)
        located = verb(Replays(folder, temporary.recipe, provider, watcher), live, tuple(ignore or ()))
    if json:
        out.document(locate_json(located, target))
    else:
        out.text(locate_text(located, target))
    raise typer.Exit(ExitCode.YES if located.equal else ExitCode.NO)
