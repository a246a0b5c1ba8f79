"""journal verify: words to values, one call, text and exit code."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from journal.cli.options import (
    Before,
    Config,
    DiskQuota,
    EngineName,
    EnvVar,
    Ignore,
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
from journal.cli.output import ExitCode, Output, as_json
from journal.cli.temporary_server import Temporary

if TYPE_CHECKING:
    from journal.verification.verify import Verified

_URL = "A live database to hold against it, too. Only what is said here: neither DATABASE_URL nor POSTGRES_URL is read."
_CACHE = (
    "Whether the replay goes on from one that bootstrap kept; this verb keeps none. Default: yes, but not where CI "
    "is set."
)
_REPORT = "Write the report there as HTML, and beside it as JSON."


def verify(
    project: Project = Path(),
    migrations: Migrations = None,
    meta: Meta = None,
    config: Config = None,
    url: Annotated[str | None, typer.Option(help=_URL, metavar="URL")] = None,
    env_var: EnvVar = None,
    ignore: Ignore = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Differences of names, order and surroundings count, too.")
    ] = False,
    no_smoke: Annotated[bool, typer.Option("--no-smoke", help="Run no smoke command of the settings.")] = False,
    report: Annotated[Path | None, typer.Option(help=_REPORT, metavar="FILE.html")] = None,
    engine: EngineName = None,
    temp: Temp = None,
    pg_bin: PgBin = None,
    before: Before = None,
    platform: PlatformName = None,
    superuser: Superuser = False,
    statement_timeout: StatementTimeout = 300,
    lock_timeout: LockTimeout = 60,
    disk_quota: DiskQuota = 8,
    cache: Annotated[bool | None, typer.Option("--cache/--no-cache", help=_CACHE)] = None,
    format_: Annotated[Literal["text", "json", "junit"], typer.Option("--format", help="How to tell it.")] = "text",
    json: Json = False,
) -> None:
    """Check all that can be checked: replay on a temporary PostgreSQL and compare; with --url, a live database, too.

    Parity, ledger, schema, indexes, plans, smoke commands: each is a section of one report. It writes nothing.
    Exit 0: everything holds. 1: something does not. 2: something could not be found out.
    """
    from journal.cli.progress import watching  # noqa: PLC0415 - `--help` does not pay for it
    from journal.connect.find import find_target  # noqa: PLC0415
    from journal.drizzle.choice import Engine  # noqa: PLC0415
    from journal.project.settings import load_settings  # noqa: PLC0415
    from journal.verification.verify import VerifyRequest  # noqa: PLC0415
    from journal.verification.verify import verify as verb  # noqa: PLC0415

    _refuse_empty(url)
    settings = replace(load_settings(project, migrations=migrations, meta=meta, config=config), env_var=env_var)
    target = find_target(settings, url, env_var=env_var) if url or env_var else None
    _refuse_name(report)
    temporary = Temporary(
        temp=temp, pg_bin=pg_bin, before=before, platform=platform, superuser=superuser, cache=cache,
        statement_timeout=statement_timeout, lock_timeout=lock_timeout, disk_quota=disk_quota,
    )  # fmt: skip
    with watching("starting PostgreSQL", quiet=json or format_ != "text") as watcher:
        provider = partial(temporary.provider, watcher)
        patterns = tuple(ignore or ())
        by = Engine(engine or settings.engine)
        request = VerifyRequest(provider, by, temporary.recipe, patterns, strict=strict, smoke=not no_smoke)
        verified = verb(settings, target, request, watcher)
    if report:
        _write(verified, report)
    _tell(verified, "json" if json else format_)
    raise typer.Exit(_code(verified))


def _tell(verified: "Verified", format_: str) -> None:
    from journal.report.verify.json import verify_json  # noqa: PLC0415 - `--help` does not pay for it
    from journal.report.verify.junit import verify_junit  # noqa: PLC0415
    from journal.report.verify.text import verify_text  # noqa: PLC0415

    out = Output(json=format_ == "json")
    if out.json:
        out.document(verify_json(verified))
    else:
        out.text(verify_junit(verified) if format_ == "junit" else verify_text(verified))


def _write(verified: "Verified", path: Path) -> None:
    from journal.errors import Place, SettingsInvalid  # noqa: PLC0415 - `--help` does not pay for it
    from journal.report.verify.html import verify_html  # noqa: PLC0415
    from journal.report.verify.json import verify_json  # noqa: PLC0415

    try:
        path.write_text(verify_html(verified, datetime.now(UTC)), "utf-8", newline="\n")
        path.with_suffix(".json").write_bytes(as_json(verify_json(verified)))
    except OSError as error:
        message = f"The report {path} cannot be written: {error.strerror}."
        raise SettingsInvalid(message, hint="Name another place with --report.", place=Place(path)) from None


def _code(verified: "Verified") -> ExitCode:
    from journal.verification.section import SectionVerdict  # noqa: PLC0415 - `--help` does not pay for it

    codes = {SectionVerdict.PASSED: ExitCode.YES, SectionVerdict.FAILED: ExitCode.NO}
    return codes.get(verified.verdict, ExitCode.COULD_NOT)


def _refuse_empty(url: str | None) -> None:
    """A variable that is not set would leave out what was asked for, and pass."""
    from journal.errors import DatabaseUnreachable  # noqa: PLC0415 - `--help` does not pay for it

    if url is not None and not url.strip():
        hint = "Is the variable set that it was to come from? Leave out --url to check without a database."
        raise DatabaseUnreachable("--url is empty.", hint=hint)


def _refuse_name(report: Path | None) -> None:
    from journal.errors import SettingsInvalid  # noqa: PLC0415 - `--help` does not pay for it

    if report and report.suffix.lower() not in (".html", ".htm"):
        raise SettingsInvalid(f"--report {report}: the name must end with .html.", hint="Write --report report.html")
    if report and not report.parent.is_dir():
        raise SettingsInvalid(f"--report {report}: there is no folder {report.parent}.", hint="Make it first.")
