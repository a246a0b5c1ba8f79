"""journal backup."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from journal import api
from journal.cli.consent import consent
from journal.cli.options import (
    Apply,
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
from journal.cli.output import tell
from journal.project.project import Project
from journal.report.backup import list_text, make_text
from journal.report.backup import what as what_is_copied
from journal.report.dump import dump_text
from journal.report.restore import restore_text
from journal.report.restore import what as what_is_restored
from journal.verbs.backup import Backups
from journal.verbs.backup_dump import Dumped
from journal.verbs.restore import Restored


class MakeByDefault(TyperGroup):
    """`journal backup users` is `journal backup make users`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `make` before the name of a table."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["make", *args]
        return super().parse_args(ctx, args)


@command(api.backup)
def make(
    *,
    sources: Annotated[
        list[str],
        typer.Argument(help="What to back up. Names as they are, or as SQL quotes them.", metavar="TABLE[:COLUMN]..."),
    ],
    project: Project,
    url: Url,
    env_var: EnvVar,
    file: Annotated[
        Path | None,
        typer.Option(
            help="Write the tables to this new file by pg_dump instead: .sql for psql, any other for pg_restore.",
            metavar="PATH",
        ),
    ],
    max_size: MaxSize,
    dry_run: Annotated[bool, typer.Option(help="Show the size and change nothing.")],
    yes: Yes = False,
    lock_timeout: LockTimeout,
    ledger_lock_timeout: LedgerLockTimeout,
    statement_timeout: StatementTimeout,
    json: Json = False,
) -> int:
    """Copy tables or columns beside the originals.

    The copy is `_backup_TABLE_MOMENT`; of a column, it has the key, too. `make` is optional. Indexes, constraints,
    triggers, sequences, grants and views are noted on the copy, which only its owner can read. All copies are of one
    moment. No writer waits.
    """

    def agree(plan: Backups) -> None:
        server = f"database {plan.database}, PostgreSQL {plan.server_version}"
        consent(plan.target, server, what_is_copied(plan), yes=yes, quiet=json)

    result = api.backup(
        project, sources, url=url, env_var=env_var, file=file, max_size=max_size, lock_timeout=lock_timeout,
        ledger_lock_timeout=ledger_lock_timeout, statement_timeout=statement_timeout, dry_run=dry_run, agree=agree,
    )  # fmt: skip
    if isinstance(result, Dumped):
        dumped = result
        return tell(dumped, lambda: dump_text(dumped, dumped.target), json=json)
    made = result
    return tell(made, lambda: make_text(made, made.target, replace(project.settings, env_var=env_var)), json=json)


@command(api.list_backups)
def list_(*, project: Project, url: Url, env_var: EnvVar, json: Json = False) -> int:
    """List the copies in the database.

    Of what, when, how many rows, and whether the original still exists.
    """
    result = api.list_backups(project, url=url, env_var=env_var)
    return tell(result, lambda: list_text(result, result.target, replace(project.settings, env_var=env_var)), json=json)


@command(api.restore)
def restore(
    *,
    name: Annotated[str, typer.Argument(help="The copy, with or without its schema: see list.", metavar="NAME")],
    project: Project,
    url: Url,
    env_var: EnvVar,
    overwrite: Annotated[bool, typer.Option(help="Restore changed values, too, not only what is missing.")],
    apply: Apply,
    yes: Yes = False,
    lock_timeout: LockTimeout,
    ledger_lock_timeout: LedgerLockTimeout,
    statement_timeout: StatementTimeout,
    json: Json = False,
) -> int:
    """Restore what is missing from a copy.

    The table with everything that was noted, its missing rows, or a column with its values. Shows the plan; writes
    only with --apply, in one transaction. Rows that were added since stay as they are, and no trigger of the table
    fires. Exit 0: everything is, or would be, as in the copy. 1: something remains. 2: not checked.
    """

    def agree(plan: Restored) -> None:
        server = f"database {plan.database}, PostgreSQL {plan.server_version}"
        consent(plan.target, server, what_is_restored(plan), yes=yes, quiet=json)

    result = api.restore(
        project, name, url=url, env_var=env_var, overwrite=overwrite, apply=apply, lock_timeout=lock_timeout,
        ledger_lock_timeout=ledger_lock_timeout, statement_timeout=statement_timeout, agree=agree,
    )  # fmt: skip
    return tell(
        result, lambda: restore_text(result, result.target, replace(project.settings, env_var=env_var)), json=json
    )
