"""journal run: words to values, one call, text and exit code."""

from pathlib import Path
from typing import Annotated

import typer

from journal.cli.options import Config, EnvVar, Json, Meta, Migrations, Project, Url
from journal.cli.output import ExitCode, Output


def run(
    project: Project = Path(),
    migrations: Migrations = None,
    meta: Meta = None,
    config: Config = None,
    url: Url = None,
    env_var: EnvVar = None,
    file: Annotated[
        list[str] | None,
        typer.Option("--file", help="Run this file, and only those named; the way to run a down file.", metavar="NAME"),
    ] = None,
    lock_timeout: Annotated[
        float, typer.Option(help="How long to wait for another run, in seconds.", min=0.0, metavar="SECONDS")
    ] = 10.0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the plan and change nothing.")] = False,
    json: Json = False,
) -> None:
    """Apply the pending forward files to a database, in order, one transaction each.

    Each file is recorded in _manual_migrations; an existing table is used as it is found. Down files are skipped
    unless named with --file.
    """
    from journal.cli.live import watching  # noqa: PLC0415 - `--help` does not pay for it
    from journal.connect.find import find_target  # noqa: PLC0415
    from journal.folder.config import load_settings  # noqa: PLC0415
    from journal.manual.run import RunRequest  # noqa: PLC0415
    from journal.manual.run import run as verb  # noqa: PLC0415
    from journal.report.manual.run import run_json, run_text  # noqa: PLC0415

    out = Output(json=json)
    settings = load_settings(project, migrations=migrations, meta=meta, config=config)
    target = find_target(settings, url, env_var=env_var)
    with watching("connecting", quiet=json) as watcher:
        result = verb(settings, target, RunRequest(tuple(file or ()), dry_run, lock_timeout), watcher)
    if json:
        out.document(run_json(result, target, dry_run=dry_run))
    else:
        out.text(run_text(result, target, dry_run=dry_run))
    raise typer.Exit(ExitCode.YES)
