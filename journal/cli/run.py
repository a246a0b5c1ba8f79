"""journal run."""

from typing import Annotated

import typer

from journal import api
from journal.cli.options import EnvVar, Json, LedgerLockTimeout, LockTimeout, StatementTimeout, Url, command
from journal.cli.output import tell
from journal.cli.progress import watching
from journal.project.project import Project
from journal.report.run import run_text


@command(api.run, renamed={"--anew": "--restart"})
def run(
    *,
    project: Project,
    url: Url,
    env_var: EnvVar,
    only: Annotated[
        list[str], typer.Option(help="Apply only this one of the pending files. May be repeated.", metavar="NAME")
    ],
    to: Annotated[str | None, typer.Option(help="The last file to apply; later ones stay pending.", metavar="NAME")],
    file: Annotated[
        list[str],
        typer.Option(
            help="Apply exactly this file, even a down file or one on the ignore list. May be repeated.", metavar="NAME"
        ),
    ],
    allow: Annotated[
        list[str],
        typer.Option(help="Refuse to apply any file that is not allowed here. May be repeated.", metavar="NAME"),
    ],
    accept: Annotated[
        list[str], typer.Option(help="Accept this file although it was changed since it ran.", metavar="NAME")
    ],
    restart: Annotated[
        list[str], typer.Option(help="Apply this file from the beginning although it stopped half way.", metavar="NAME")
    ],
    journal: Annotated[bool, typer.Option(help="Record the migrations in Drizzle's ledger, too.")],
    lock_timeout: LockTimeout,
    ledger_lock_timeout: LedgerLockTimeout,
    statement_timeout: StatementTimeout,
    dry_run: Annotated[bool, typer.Option(help="Print the plan and change nothing.")],
    json: Json = False,
) -> int:
    """Apply the pending migrations to a database.

    In order, one transaction each; each is recorded in _manual_migrations, and an existing table of that name is used
    as it is. Down files are skipped unless --file names them. A file that begins with `-- journal: no-transaction`
    runs statement by statement.
    """
    with watching("connecting", quiet=json) as watcher:
        result = api.run(
            project, url=url, env_var=env_var, only=only, to=to, file=file, allow=allow, accept=accept, restart=restart,
            journal=journal, lock_timeout=lock_timeout, ledger_lock_timeout=ledger_lock_timeout,
            statement_timeout=statement_timeout, dry_run=dry_run, watcher=watcher,
        )  # fmt: skip
    return tell(result, lambda: run_text(result, result.target, dry_run=dry_run), json=json)
