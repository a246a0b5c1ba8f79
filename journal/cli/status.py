"""journal status: words to values, one call, text and exit code."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from journal.cli.options import Config, EnvVar, Json, LockTimeout, Meta, Migrations, Project, StatementTimeout, Url
from journal.cli.output import ExitCode, Output

if TYPE_CHECKING:
    from journal.ledger.states import EntryStateKind


def status(
    project: Project = Path(),
    migrations: Migrations = None,
    meta: Meta = None,
    config: Config = None,
    url: Url = None,
    env_var: EnvVar = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            help="The states that make the answer no, such as pending,skipped. Default: all but applied and pending.",
            metavar="STATES",
        ),
    ] = None,
    statement_timeout: StatementTimeout = 60.0,
    lock_timeout: LockTimeout = 10.0,
    json: Json = False,
) -> None:
    """Say what a live database has of the journal, and what the next drizzle-kit migrate will do, and why.

    It reads, in a transaction that cannot write, and makes nothing. Exit 0: as it should be. 1: something is not.
    """
    from journal.connect.find import find_target  # noqa: PLC0415 - `--help` does not pay for it
    from journal.connect.session import Timeouts  # noqa: PLC0415
    from journal.errors import Wait  # noqa: PLC0415
    from journal.project.settings import load_settings  # noqa: PLC0415
    from journal.report.entries import table_text  # noqa: PLC0415
    from journal.report.status import status_json, status_rows, status_text  # noqa: PLC0415
    from journal.verbs.status import status as verb  # noqa: PLC0415

    out = Output(json=json)
    settings = replace(load_settings(project, migrations=migrations, meta=meta, config=config), env_var=env_var)
    target = find_target(settings, url, env_var=env_var)
    timeouts = Timeouts(statement_timeout, lock_timeout, Wait.STATEMENT, Wait.LOCK)
    seen = verb(settings, target, _states(fail_on), timeouts)
    if json:
        out.document(status_json(seen, target))
    else:
        out.text(table_text(status_rows(seen)) + status_text(seen, target))
    raise typer.Exit(ExitCode.YES if seen.passed else ExitCode.NO)


def _states(words: str | None) -> "frozenset[EntryStateKind]":
    from journal.errors import SettingsInvalid, did_you_mean  # noqa: PLC0415 - `--help` does not pay for it
    from journal.ledger.states import PROBLEMS, EntryStateKind  # noqa: PLC0415

    if words is None:
        return PROBLEMS
    known = [state.value for state in EntryStateKind]
    asked = [word.strip() for word in words.split(",") if word.strip()]
    if not asked:
        raise SettingsInvalid("--fail-on names no state.", hint=f"Known are: {', '.join(known)}.")
    for word in asked:
        if word not in known:
            hint = did_you_mean(word, known, f"Known are: {', '.join(known)}.")
            raise SettingsInvalid(f"--fail-on {word}: there is no such state.", hint=hint)
    return frozenset(map(EntryStateKind, asked))
