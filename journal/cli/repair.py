"""journal repair: words to values, one call, text and exit code."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from journal.cli.options import Apply, Config, EnvVar, Json, LedgerLock, Meta, Migrations, Project, Sql, Url, Yes
from journal.cli.output import ExitCode, Output, talk

if TYPE_CHECKING:
    from journal.connect.target import Target
    from journal.verbs.repair import RepairResult


def repair(
    project: Project = Path(),
    migrations: Migrations = None,
    meta: Meta = None,
    config: Config = None,
    url: Url = None,
    env_var: EnvVar = None,
    accept: Annotated[
        str | None,
        typer.Option(help="Take this migration's file as it is now: its row gets the file's hash.", metavar="TAG"),
    ] = None,
    remove_row: Annotated[
        list[int] | None,
        typer.Option(help="Remove this row, which is a second one of a migration. May be repeated.", metavar="ID"),
    ] = None,
    apply: Apply = False,
    yes: Yes = False,
    sql: Sql = False,
    ledger_lock: LedgerLock = 10.0,
    json: Json = False,
) -> None:
    """Mend Drizzle's ledger: a created_at that is NULL, in seconds or from the clock becomes the entry's `when`.

    Edited files, second rows and rows of others are told, and nothing is done to them that is not named. Writes only
    with --apply, after a copy of the table. Exit 0: the ledger is, or would be, as it should. 1: something is left.
    """
    from journal.cli.consent import consent, refuse_both  # noqa: PLC0415 - `--help` does not pay for it
    from journal.connect.find import find_target  # noqa: PLC0415
    from journal.ledger.repair import RepairChoices  # noqa: PLC0415
    from journal.project.settings import load_settings  # noqa: PLC0415
    from journal.report.repair import consent_text  # noqa: PLC0415
    from journal.verbs.repair import RepairRequest  # noqa: PLC0415
    from journal.verbs.repair import repair as verb  # noqa: PLC0415

    refuse_both(apply=apply, sql=sql)
    settings = replace(load_settings(project, migrations=migrations, meta=meta, config=config), env_var=env_var)
    target = find_target(settings, url, env_var=env_var)

    def agree(repaired: "RepairResult") -> None:
        server = f"database {repaired.standing.database}, PostgreSQL {repaired.server_version}"
        consent(target, server, consent_text(repaired), yes=yes, quiet=json)

    wishes = RepairChoices(accept.removesuffix(".sql") if accept else None, tuple(remove_row or ()))
    repaired = verb(settings, target, RepairRequest(wishes, apply, ledger_lock), agree=agree)
    _tell(repaired, Output(json=json), target, sql=sql)
    raise typer.Exit(ExitCode.YES if repaired.passed else ExitCode.NO)


def _tell(repaired: "RepairResult", out: Output, target: "Target", *, sql: bool) -> None:
    from journal.report.repair import repair_json, repair_text, sql_text  # noqa: PLC0415

    if out.json:
        out.document(repair_json(repaired, target))
    elif sql and repaired.script:
        out.text(sql_text(repaired))
    else:  # with --sql, only SQL goes to stdout
        (talk if sql else out.text)(repair_text(repaired, target))
