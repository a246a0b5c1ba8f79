"""journal stamp: words to values, one call, text and exit code."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from journal.cli.drift import Prover
from journal.cli.options import (
    Apply,
    Before,
    Cache,
    Config,
    DiskQuota,
    EnvVar,
    Ignore,
    Json,
    LedgerLock,
    Meta,
    Migrations,
    PgBin,
    PlatformName,
    Project,
    Sql,
    StatementTimeout,
    Superuser,
    Temp,
    Url,
    Yes,
)
from journal.cli.output import ExitCode, Output, talk
from journal.cli.temporary_server import Temporary

if TYPE_CHECKING:
    from journal.connect.target import Target
    from journal.rebuild.temporary import ProofSummary
    from journal.verbs.stamp import StampResult


def stamp(
    project: Project = Path(),
    migrations: Migrations = None,
    meta: Meta = None,
    config: Config = None,
    url: Url = None,
    env_var: EnvVar = None,
    to: Annotated[
        str | None,
        typer.Option(help="The last entry that has run. Without it, the entries are listed.", metavar="TAG"),
    ] = None,
    apply: Apply = False,
    yes: Yes = False,
    sql: Sql = False,
    unproved: Annotated[
        bool,
        typer.Option("--unproved", help="Do without the proof that the live schema is that after TAG; it is recorded."),
    ] = False,
    ignore: Ignore = None,
    ledger_lock: LedgerLock = 10.0,
    temp: Temp = None,
    pg_bin: PgBin = None,
    before: Before = None,
    platform: PlatformName = None,
    superuser: Superuser = False,
    statement_timeout: StatementTimeout = 300,
    disk_quota: DiskQuota = 8,
    cache: Cache = None,
    json: Json = False,
) -> None:
    """Mark entries as applied in Drizzle's ledger without running them, so that the next migrate begins after them.

    Proves first, by replay, that the live schema is that after TAG. Writes only with --apply. Exit 0: done, to be done,
    or nothing to do. 1: something speaks against it. 2: it could not be done.
    """
    from journal.cli.consent import consent, refuse_both  # noqa: PLC0415 - `--help` does not pay for it
    from journal.connect.find import find_target  # noqa: PLC0415
    from journal.project.settings import load_settings  # noqa: PLC0415
    from journal.rebuild.temporary import ProofSummary
    from journal.report.stamp import consent_text  # noqa: PLC0415
    from journal.verbs.stamp import StampRequest  # noqa: PLC0415
    from journal.verbs.stamp import stamp as verb  # noqa: PLC0415

    refuse_both(apply=apply, sql=sql)
    settings = replace(load_settings(project, migrations=migrations, meta=meta, config=config), env_var=env_var)
    target = find_target(settings, url, env_var=env_var)
    temporary = Temporary(
        temp=temp, pg_bin=pg_bin, before=before, platform=platform, superuser=superuser, cache=cache,
        statement_timeout=statement_timeout, lock_timeout=60, disk_quota=disk_quota,
    )  # fmt: skip
    prover = Prover(settings, temporary, tuple(ignore or ()), quiet=json)

    def agree(stamped: "StampResult") -> None:
        server = f"database {stamped.standing.database}, PostgreSQL {stamped.server_version}"
        consent(target, server, consent_text(stamped), yes=yes, quiet=json)

    request = StampRequest(to, apply, ledger_lock)
    stamped = verb(settings, target, request, None if unproved else prover, agree=agree)
    _tell(stamped, Output(json=json), target, ProofSummary(prover.version, prover.ignore), sql=sql)
    raise typer.Exit(ExitCode.YES if stamped.passed else ExitCode.NO)


def _tell(stamped: "StampResult", out: Output, target: "Target", proof: "ProofSummary", *, sql: bool) -> None:
    from journal.report.stamp import sql_text, stamp_json, stamp_text  # noqa: PLC0415

    if out.json:
        out.document(stamp_json(stamped, target, proof))
    elif sql and stamped.script:
        out.text(sql_text(stamped, proof))
    else:  # with --sql, only SQL goes to stdout
        (talk if sql else out.text)(stamp_text(stamped, target, proof))
