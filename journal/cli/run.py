"""journal run: words to values, one call, text and exit code."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from journal.cli.options import Config, EnvVar, Json, Meta, Migrations, Project, Url
from journal.cli.output import ExitCode, Output

_Names = list[str] | None


def run(
    project: Project = Path(),
    migrations: Migrations = None,
    meta: Meta = None,
    config: Config = None,
    url: Url = None,
    env_var: EnvVar = None,
    only: Annotated[
        _Names, typer.Option("--only", help="Of the pending files, only this one. May be repeated.", metavar="NAME")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="The last file to run; later ones stay pending.", metavar="NAME")
    ] = None,
    file: Annotated[
        _Names,
        typer.Option(
            "--file",
            help="Run exactly this file, whatever it is: a down file, too, or one on the ignore list. May be repeated.",
            metavar="NAME",
        ),
    ] = None,
    allow: Annotated[
        _Names,
        typer.Option("--allow", help="Refuse to run anything that is not allowed so. May be repeated.", metavar="NAME"),
    ] = None,
    accept: Annotated[
        _Names,
        typer.Option("--accept", help="Take this file as it is, though it was changed since it ran.", metavar="NAME"),
    ] = None,
    anew: Annotated[
        _Names,
        typer.Option("--anew", help="Run this file from its beginning, though it stopped half way.", metavar="NAME"),
    ] = None,
    journal: Annotated[
        bool, typer.Option("--journal", help="Write the rows of Drizzle's ledger, too, so that both agree.")
    ] = False,
    lock_timeout: Annotated[
        float,
        typer.Option(help="How long to wait for another run, and a statement for a lock.", min=0.0, metavar="SECONDS"),
    ] = 10.0,
    statement_timeout: Annotated[
        float, typer.Option(help="How long a statement may take; 0: for ever.", min=0.0, metavar="SECONDS")
    ] = 0.0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the plan and change nothing.")] = False,
    json: Json = False,
) -> None:
    """Apply the pending forward files to a database, in order, one transaction each.

    Each file is recorded in _manual_migrations; an existing table is used as it is found. Down files are skipped
    unless named with --file. A file that begins with `-- journal: no-transaction` runs statement by statement.
    """
    from journal.cli.progress import watching  # noqa: PLC0415 - `--help` does not pay for it
    from journal.connect.find import find_target  # noqa: PLC0415
    from journal.project.settings import load_settings  # noqa: PLC0415
    from journal.report.run import run_json, run_text  # noqa: PLC0415
    from journal.runner.plan import FileSelection  # noqa: PLC0415
    from journal.runner.session import RunTimeouts  # noqa: PLC0415
    from journal.verbs.run import RunRequest  # noqa: PLC0415
    from journal.verbs.run import run as verb  # noqa: PLC0415

    out = Output(json=json)
    settings = replace(load_settings(project, migrations=migrations, meta=meta, config=config), env_var=env_var)
    target = find_target(settings, url, env_var=env_var)
    names = (tuple(one or ()) for one in (file, only, allow, accept, anew))
    files, only_, allowed, accepted, anew_ = names
    choice = FileSelection(files, only_, to, allowed, accepted, anew_)
    request = RunRequest(choice, journal, dry_run, RunTimeouts(lock_timeout, statement_timeout))
    with watching("connecting", quiet=json) as watcher:
        result = verb(settings, target, request, watcher)
    if json:
        out.document(run_json(result, target, dry_run=dry_run))
    else:
        out.text(run_text(result, target, dry_run=dry_run))
    raise typer.Exit(ExitCode.YES)
