"""journal stamp."""

from typing import Annotated

import typer

from journal import api
from journal.cli.consent import consent, refuse_both
from journal.cli.options import Apply, Cache, EnvVar, Ignore, Json, LedgerLockTimeout, Sql, Url, Yes, command
from journal.cli.output import Output, exit_code, talk
from journal.cli.progress import watching
from journal.project.project import Project
from journal.report.stamp import consent_text, sql_text, stamp_text
from journal.verbs.stamp import StampResult


@command(api.stamp, renamed={"--lock-timeout": "--ledger-lock-timeout"}, without=("lock_timeout",))
def stamp(
    *,
    project: Project,
    url: Url,
    env_var: EnvVar,
    to: Annotated[
        str | None, typer.Option(help="The last migration that has run. Without it, they are listed.", metavar="TAG")
    ],
    apply: Apply,
    yes: Yes = False,
    sql: Sql = False,
    unproved: Annotated[
        bool, typer.Option(help="Skip the proof that the live schema is the one after TAG. The report says so.")
    ],
    ignore: Ignore,
    ledger_lock_timeout: LedgerLockTimeout,
    temporary: api.TemporaryOptions,
    cache: Cache,
    json: Json = False,
) -> int:
    """Record migrations as applied without running them.

    Marks the journal's entries up to TAG as applied in Drizzle's ledger (other tools: baseline, resolve), so that the
    next migrate begins after them. A replay first proves that the live schema is the one after TAG. Writes only with
    --apply. Exit 0: done, or nothing to do. 1: refused. 2: not checked.
    """
    refuse_both(apply=apply, sql=sql)
    with watching("connecting", quiet=json) as watcher:

        def agree(plan: StampResult) -> None:
            watcher.pause()
            server = f"database {plan.standing.database}, PostgreSQL {plan.server_version}"
            consent(plan.target, server, consent_text(plan), yes=yes, quiet=json)

        result = api.stamp(
            project, url=url, env_var=env_var, to=to, apply=apply, unproved=unproved, ignore=ignore or (),
            ledger_lock_timeout=ledger_lock_timeout, cache=cache, watcher=watcher, agree=agree, **temporary,
        )  # fmt: skip
    out = Output(json=json)
    if json:
        out.document(result.to_json())
    elif sql and result.script:
        out.text(sql_text(result, result.proof))
    else:  # with --sql, only SQL is written to stdout
        (talk if sql else out.text)(stamp_text(result, result.target, result.proof))
    return exit_code(result)
