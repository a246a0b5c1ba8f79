"""journal down."""

from typing import Annotated

import typer

from journal import api
from journal.cli.consent import consent
from journal.cli.options import (
    DryRun,
    EnvVar,
    Json,
    LedgerLockTimeout,
    LockTimeout,
    MaxSize,
    StatementTimeout,
    Url,
    Yes,
    command,
)
from journal.cli.output import talk, tell
from journal.cli.progress import noticing
from journal.project.project import Project
from journal.report.down import consent_text, down_text, plan_text
from journal.verbs.down import DownResult


@command(api.down, renamed={"--anew": "--restart"})
def down(
    *,
    name: Annotated[str, typer.Argument(help="The migration to revert, or its down file.", metavar="FILE|TAG")],
    project: Project,
    url: Url,
    env_var: EnvVar,
    despite_newer: Annotated[bool, typer.Option(help="Revert although later migrations have run and stay.")],
    restart: Annotated[bool, typer.Option(help="Run the down file from the beginning although it stopped half way.")],
    backup: Annotated[bool, typer.Option(help="First copy what would be lost; see `journal backup`.")],
    max_size: MaxSize,
    yes: Yes = False,
    lock_timeout: LockTimeout,
    ledger_lock_timeout: LedgerLockTimeout,
    statement_timeout: StatementTimeout,
    dry_run: DryRun,
    json: Json = False,
) -> int:
    """Revert a migration by its down file.

    One transaction runs the file and removes the migration's row in _manual_migrations and, where it is the newest,
    the one in Drizzle's ledger. Refuses where a later migration has run. Asks first; without a terminal, --yes is
    required.
    """

    def agree(plan: DownResult) -> None:
        if not json:
            talk(plan_text(plan))
        server = f"database {plan.database}, PostgreSQL {plan.server_version}"
        consent(plan.target, server, consent_text(plan), yes=yes, quiet=json)

    with noticing(quiet=json) as watcher:
        result = api.down(
            project, name, url=url, env_var=env_var, despite_newer=despite_newer, restart=restart, backup=backup,
            max_size=max_size, lock_timeout=lock_timeout, ledger_lock_timeout=ledger_lock_timeout,
            statement_timeout=statement_timeout, dry_run=dry_run, watcher=watcher, agree=agree,
        )  # fmt: skip
    return tell(result, lambda: down_text(result, result.target, result.backups), json=json)
