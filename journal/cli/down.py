"""journal down: words to values, one call, text and exit code."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from journal.cli.backup import MaxSize
from journal.cli.options import Config, EnvVar, Json, Meta, Migrations, Project, Url, Yes
from journal.cli.output import ExitCode, Output, talk

if TYPE_CHECKING:
    from psycopg import Connection

    from journal.backup.copy import Backup
    from journal.verbs.down import DownResult


def down(
    name: Annotated[str, typer.Argument(help="The migration to take back, or its down file.", metavar="FILE|TAG")],
    project: Project = Path(),
    migrations: Migrations = None,
    meta: Meta = None,
    config: Config = None,
    url: Url = None,
    env_var: EnvVar = None,
    despite_newer: Annotated[
        bool, typer.Option("--despite-newer", help="Though migrations that come after it have run and stay.")
    ] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Run the down file from its beginning, though it stopped half way.")
    ] = False,
    backup: Annotated[
        bool, typer.Option("--backup", help="First copy what it loses, beside the originals; see `journal backup`.")
    ] = False,
    max_size: MaxSize = 1.0,
    yes: Yes = False,
    lock_timeout: Annotated[
        float,
        typer.Option(help="How long to wait for another run, and a statement for a lock.", min=0.0, metavar="SECONDS"),
    ] = 10.0,
    statement_timeout: Annotated[
        float, typer.Option(help="How long a statement may take; 0: for ever.", min=0.0, metavar="SECONDS")
    ] = 0.0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what it would do and change nothing.")] = False,
    json: Json = False,
) -> None:
    """Take a migration back by its down file, and remove what says that it has run.

    One transaction runs the file and removes the row in _manual_migrations and, where it is the newest, the one in
    Drizzle's ledger. Refuses when something that came later has run. Asks first; elsewhere than on a terminal it needs
    --yes.
    """
    from journal.backup.copy import GIGABYTE, CopyRequest, back_up  # noqa: PLC0415
    from journal.cli.consent import consent  # noqa: PLC0415 - `--help` does not pay for it
    from journal.cli.progress import noticing  # noqa: PLC0415
    from journal.connect.find import find_target  # noqa: PLC0415
    from journal.project.settings import load_settings  # noqa: PLC0415
    from journal.report.down import consent_text, down_json, down_text, plan_text  # noqa: PLC0415
    from journal.runner.session import RunTimeouts  # noqa: PLC0415
    from journal.verbs.down import DownRequest  # noqa: PLC0415
    from journal.verbs.down import down as verb  # noqa: PLC0415

    settings = replace(load_settings(project, migrations=migrations, meta=meta, config=config), env_var=env_var)
    target = find_target(settings, url, env_var=env_var)

    patience = RunTimeouts(lock_timeout, statement_timeout)
    backups: list[Backup] = []
    copying = CopyRequest(round(max_size * GIGABYTE), patience)
    request = DownRequest(name, despite_newer, dry_run, patience, anew)

    def before(connection: "Connection[Any]", taken: "DownResult") -> None:
        if not json:
            talk(plan_text(taken))
        server = f"database {connection.info.dbname}, PostgreSQL {taken.server_version}"
        consent(target, server, consent_text(taken), yes=yes, quiet=json)
        if backup and taken.sources:
            backups.extend(back_up(connection, taken.sources, copying))

    with noticing(quiet=json) as watcher:
        taken = verb(settings, target, request, watcher, before=before)
    out = Output(json=json)
    if json:
        out.document(down_json(taken, target, backups))
    else:
        out.text(down_text(taken, target, backups))
    raise typer.Exit(ExitCode.YES)
