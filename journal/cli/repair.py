"""journal repair."""

from typing import Annotated

import typer

from journal import api
from journal.cli.consent import consent, refuse_both
from journal.cli.options import Apply, EnvVar, Json, LedgerLockTimeout, Sql, Url, Yes, command
from journal.cli.output import Output, exit_code, talk
from journal.project.project import Project
from journal.report.repair import consent_text, repair_text, sql_text
from journal.verbs.repair import RepairResult


@command(api.repair, renamed={"--lock-timeout": "--ledger-lock-timeout"})
def repair(
    *,
    project: Project,
    url: Url,
    env_var: EnvVar,
    accept: Annotated[
        str | None, typer.Option(help="Accept the edited file and record its new hash in the ledger.", metavar="TAG")
    ],
    remove_row: Annotated[
        list[int], typer.Option(help="Remove this duplicate row of a migration. May be repeated.", metavar="ID")
    ],
    apply: Apply,
    yes: Yes = False,
    sql: Sql = False,
    ledger_lock_timeout: LedgerLockTimeout,
    json: Json = False,
) -> int:
    """Repair the rows of Drizzle's ledger.

    A created_at that is NULL, in seconds or from the clock becomes the entry's `when`. Edited files, duplicates and
    foreign rows are reported, and changed only where an option names them. Writes only with --apply, after a copy of
    the table. Exit 0: the ledger is, or would be, right. 1: something remains. 2: not checked.
    """
    refuse_both(apply=apply, sql=sql)

    def agree(plan: RepairResult) -> None:
        server = f"database {plan.standing.database}, PostgreSQL {plan.server_version}"
        consent(plan.target, server, consent_text(plan), yes=yes, quiet=json)

    result = api.repair(
        project, url=url, env_var=env_var, accept=accept, remove_row=remove_row, apply=apply,
        ledger_lock_timeout=ledger_lock_timeout, agree=agree,
    )  # fmt: skip
    out = Output(json=json)
    if json:
        out.document(result.to_json())
    elif sql and result.script:
        out.text(sql_text(result))
    else:  # with --sql, only SQL is written to stdout
        (talk if sql else out.text)(repair_text(result, result.target))
    return exit_code(result)
