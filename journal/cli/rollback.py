"""journal rollback: words to values, one call, text and exit code."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from journal.cli.options import (
    Before,
    Config,
    EnvVar,
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
from journal.cli.output import ExitCode, Output, talk
from journal.cli.temporary_server import Temporary

if TYPE_CHECKING:
    from journal.folder.migrations import Migration
    from journal.folder.read import Folder
    from journal.playbook.rehearsed import DownFileRehearsal

_QUOTA = 8.0


def rollback(
    project: Project = Path(),
    migrations: Migrations = None,
    meta: Meta = None,
    config: Config = None,
    url: Url = None,
    env_var: EnvVar = None,
    rehearse: Annotated[
        bool,
        typer.Option(
            "--rehearse/--no-rehearse", help="Whether the down file is rehearsed first, on a temporary server."
        ),
    ] = True,
    temp: Temp = None,
    pg_bin: PgBin = None,
    before: Before = None,
    platform: PlatformName = None,
    superuser: Superuser = False,
    statement_timeout: StatementTimeout = 15.0,
    lock_timeout: LockTimeout = 2.0,
    json: Json = False,
) -> None:
    """Write the emergency playbook for a database: what was applied last and when, and the exact way back.

    The down file, whether it passes its rehearsal, what it would lose; the point in time to restore to; what to do
    afterwards. It reads, and changes nothing. Exit 0: there is a down file, or nothing to take back. 1: there is not.
    """
    from journal.connect.find import find_target  # noqa: PLC0415 - `--help` does not pay for it
    from journal.connect.session import Timeouts  # noqa: PLC0415
    from journal.errors import Wait  # noqa: PLC0415
    from journal.playbook.rehearsed import rehearsing  # noqa: PLC0415
    from journal.playbook.rollback import rollback as verb  # noqa: PLC0415
    from journal.project.settings import load_settings  # noqa: PLC0415
    from journal.replay.progress import Silence  # noqa: PLC0415
    from journal.report.rollback.json import rollback_json  # noqa: PLC0415
    from journal.report.rollback.page import page  # noqa: PLC0415

    out = Output(json=json)
    settings = replace(load_settings(project, migrations=migrations, meta=meta, config=config), env_var=env_var)
    target = find_target(settings, url, env_var=env_var)
    temporary = Temporary(
        temp=temp, pg_bin=pg_bin, before=before, platform=platform, superuser=superuser, cache=False,
        statement_timeout=300.0, lock_timeout=60.0, disk_quota=_QUOTA,
    )  # fmt: skip
    silence = Silence()  # what the rehearsal applies is nothing to read in an emergency
    proof = rehearsing(lambda version: temporary.provider(silence, version), temporary.recipe, silence)

    def told(folder: "Folder", subject: "Migration", version: str) -> "DownFileRehearsal":
        if not json:
            talk(f"rehearsing {subject.tag} on a temporary server; --no-rehearse does without\n")
        return proof(folder, subject, version)

    book = verb(
        settings,
        target,
        told if rehearse else None,
        Timeouts(statement_timeout, lock_timeout, Wait.STATEMENT, Wait.LOCK),
    )
    if json:
        out.document(rollback_json(book, target))
    else:
        out.text(page(book, target))
    raise typer.Exit(ExitCode.YES if book.passed else ExitCode.NO)
