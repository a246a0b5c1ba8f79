"""journal rehearse: words to values, one call, text and exit code."""

from dataclasses import replace as with_
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from journal.cli.options import (
    Before,
    Config,
    DiskQuota,
    Json,
    LockTimeout,
    Meta,
    Migrations,
    PgBin,
    PlatformName,
    Project,
    StatementTimeout,
    Superuser,
    Temp,
)
from journal.cli.output import ExitCode, Output
from journal.cli.temporary_server import Temporary

if TYPE_CHECKING:
    from journal.rehearsal.result import Rehearsal, RehearsalResult

_FROM = (
    "The git ref that production was deployed from, such as origin/main: its files are applied one by one, then these "
    "by Drizzle's rule."
)
_ONLY = "Hold only these: ways, twice, down, rows, upgrade; with commas between them."


def rehearse(
    project: Project = Path(),
    migrations: Migrations = None,
    meta: Meta = None,
    config: Config = None,
    from_: Annotated[str | None, typer.Option("--from", help=_FROM, metavar="REF")] = None,
    only: Annotated[str | None, typer.Option(help=_ONLY, metavar="NAMES")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Notes count, too.")] = False,
    temp: Temp = None,
    pg_bin: PgBin = None,
    before: Before = None,
    platform: PlatformName = None,
    superuser: Superuser = False,
    statement_timeout: StatementTimeout = 300,
    lock_timeout: LockTimeout = 60,
    disk_quota: DiskQuota = 8,
    format_: Annotated[Literal["text", "json", "junit"], typer.Option("--format", help="How to tell it.")] = "text",
    json: Json = False,
) -> None:
    """Run the migrations on a temporary PostgreSQL in every way in which they will be run elsewhere.

    File by file and all in one transaction; each twice; up, down and up again; with rows in every table; and with
    --from, on a database that came from there. It writes nothing. Exit 0: no fault. 1: faults, each with its line.
    """
    from journal.cli.progress import watching  # noqa: PLC0415 - `--help` does not pay for it
    from journal.folder.read import read_folder  # noqa: PLC0415
    from journal.project.settings import load_settings  # noqa: PLC0415
    from journal.rehearsal.rehearse import RehearsalRequest  # noqa: PLC0415
    from journal.rehearsal.rehearse import rehearse as verb  # noqa: PLC0415

    folder = read_folder(load_settings(project, migrations=migrations, meta=meta, config=config))
    temporary = Temporary(
        temp=temp, pg_bin=pg_bin, before=before, platform=platform, superuser=superuser, cache=False,
        statement_timeout=statement_timeout, lock_timeout=lock_timeout, disk_quota=disk_quota,
    )  # fmt: skip
    request = RehearsalRequest(_wanted(only, from_), from_, temporary.recipe)
    with watching("starting PostgreSQL", quiet=json or format_ != "text") as watcher:
        rehearsed = with_(verb(folder, temporary.provider(watcher), request, watcher), strict=strict)
    _tell(rehearsed, "json" if json else format_, strict=strict)
    raise typer.Exit(ExitCode.YES if rehearsed.passed else ExitCode.NO)


def _wanted(only: str | None, from_: str | None) -> "frozenset[Rehearsal]":
    """What --only names. Raises SettingsInvalid for a word that is none, and for an upgrade from nowhere."""
    from journal.errors import SettingsInvalid  # noqa: PLC0415 - `--help` does not pay for it
    from journal.rehearsal.result import Rehearsal  # noqa: PLC0415

    known = {one.value: one for one in Rehearsal}
    words = [word.strip() for word in only.split(",")] if only is not None else list(known)
    for word in words:
        if word not in known:
            raise SettingsInvalid(f"--only {word}: there is no such rehearsal.", hint=f"Known are: {', '.join(known)}.")
    if only is not None and "upgrade" in words and from_ is None:
        raise SettingsInvalid("--only upgrade: where from is not said.", hint="Name the ref: --from origin/main")
    return frozenset(known[word] for word in words)


def _tell(rehearsed: "RehearsalResult", format_: str, *, strict: bool) -> None:
    from journal.report.rehearse import rehearse_json, rehearse_junit, rehearse_text  # noqa: PLC0415

    out = Output(json=format_ == "json")
    if out.json:
        out.document(rehearse_json(rehearsed, strict=strict))
    else:
        text = rehearse_junit if format_ == "junit" else rehearse_text
        out.text(text(rehearsed, strict=strict))
