"""journal status."""

from typing import Annotated

import typer

from journal import api
from journal.cli.options import EnvVar, Json, LockTimeout, StatementTimeout, Url, command
from journal.cli.output import tell
from journal.project.project import Project
from journal.report.parts import table_text
from journal.report.status import status_rows, status_text


@command(api.status)
def status(
    *,
    project: Project,
    url: Url,
    env_var: EnvVar,
    fail_on: Annotated[
        str | None,
        typer.Option(
            help="Exit with 1 for migrations in these states, such as pending,skipped. Default: all but applied and "
            "pending.",
            metavar="STATES",
        ),
    ],
    statement_timeout: StatementTimeout,
    lock_timeout: LockTimeout,
    json: Json = False,
) -> int:
    """Show applied, pending and skipped migrations.

    Compares a live database with the journal, and shows what the next drizzle-kit migrate does, and why. Reads in a
    transaction that cannot write. Exit 0: all is well. 1: something is not. 2: not checked.
    """
    result = api.status(
        project,
        url=url,
        env_var=env_var,
        fail_on=fail_on,
        statement_timeout=statement_timeout,
        lock_timeout=lock_timeout,
    )
    return tell(result, lambda: table_text(status_rows(result)) + status_text(result, result.target), json=json)
