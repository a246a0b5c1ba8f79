"""journal rollback."""

from typing import Annotated

import typer

from journal import api
from journal.cli.options import (
    Before,
    EnvVar,
    Json,
    LockTimeout,
    PgBin,
    PlatformName,
    StatementTimeout,
    Superuser,
    Temp,
    Url,
    command,
)
from journal.cli.output import talk, tell
from journal.cli.progress import Progress
from journal.project.project import Project
from journal.report.rollback.page import page


@command(api.rollback)
def rollback(
    *,
    project: Project,
    url: Url,
    env_var: EnvVar,
    rehearse: Annotated[bool, typer.Option(help="First rehearse the down file on a temporary server.")],
    temp: Temp,
    pg_bin: PgBin,
    before: Before,
    platform: PlatformName,
    superuser: Superuser,
    statement_timeout: StatementTimeout,
    lock_timeout: LockTimeout,
    json: Json = False,
) -> int:
    """Print the emergency playbook of a database.

    What was applied last and when; the down file, whether it passes its rehearsal, and what it would lose; the point in
    time to restore to; what to do afterwards. Only reads. Exit 0: there is a down file, or nothing to revert. 1: there
    is not. 2: not checked.
    """
    result = api.rollback(
        project, url=url, env_var=env_var, rehearse=rehearse, temp=temp, pg_bin=pg_bin, before=before or (),
        platform=platform, superuser=superuser, statement_timeout=statement_timeout, lock_timeout=lock_timeout,
        watcher=_RehearsalNote(quiet=json),
    )  # fmt: skip
    return tell(result, lambda: page(result, result.target), json=json)


class _RehearsalNote(Progress):
    """Writes that the rehearsal has begun, and nothing of it: a database in trouble has its reader's attention."""

    def __init__(self, *, quiet: bool) -> None:
        self.written = quiet

    def starting(self, total: int) -> None:
        if not self.written:
            talk("rehearsing the down file on a temporary server; --no-rehearse skips that\n")
        self.written = True
