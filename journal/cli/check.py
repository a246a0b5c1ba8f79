"""journal check: words to values, one call, text in the format asked for, and exit code."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from journal.cli.options import Config, Json, Meta, Migrations, Project
from journal.cli.output import ExitCode, Output, on_github, talk
from journal.escape import one_line

if TYPE_CHECKING:
    from journal.project.settings import Settings
    from journal.verbs.check import CheckRequest, CheckResult

Format = Literal["text", "json", "github", "sarif", "junit"]


def check(
    project: Project = Path(),
    migrations: Migrations = None,
    meta: Meta = None,
    config: Config = None,
    base: Annotated[
        str | None,
        typer.Option(help="Compare with this git ref: what is there must not change.", metavar="REF"),
    ] = None,
    fail_on: Annotated[
        Literal["error", "warning", "note", "advice"],
        typer.Option(help="Exit with 1 for findings of this severity or above.", metavar="<error|warning|note>"),
    ] = "warning",
    squawk: Annotated[bool, typer.Option(help="Whether squawk is asked, too, where it is installed.")] = True,
    accept: Annotated[
        str | None, typer.Option(help="Record that this rule may be broken by --tag, for a --reason.", metavar="RULE")
    ] = None,
    tag: Annotated[
        str | None,
        typer.Option(help="The migration that --accept is about. Default: the folder as a whole.", metavar="TAG"),
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why --accept accepts it.", metavar="TEXT")] = None,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix",
            help="Mend what has one right answer: the journal's layout and idx, hashes of files never committed, a "
            ".gitattributes line that keeps LF. No byte of SQL changes.",
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --fix: show the difference and write nothing.")
    ] = False,
    format: Annotated[
        Format | None,
        typer.Option(
            "--format", help="How to tell it. Default: text; under GITHUB_ACTIONS, github: text with annotations."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Judge the folder without a database and without node: does the journal match the files, and can Drizzle run them?

    Exit 0: nothing found. 1: something that counts. 2: it could not be read. `journal rules` explains the rules.
    """
    from journal.errors import Severity  # noqa: PLC0415
    from journal.project.settings import load_settings  # noqa: PLC0415
    from journal.verbs.check import CheckRequest  # noqa: PLC0415 - `--help` does not pay for it
    from journal.verbs.check import check as verb  # noqa: PLC0415

    settings = load_settings(project, migrations=migrations, meta=meta, config=config)
    if fail_on == "advice":  # the word of earlier versions
        talk("note: --fail-on advice is now --fail-on note; the old word works for one more version.\n")
        fail_on = "note"
    request = CheckRequest(Severity(fail_on), base=base, squawk=squawk)
    out = Output(json=json or format == "json")
    if accept is not None or tag is not None or reason is not None:
        _accept(settings, request, out, accept or "", tag or "", reason or "")
    fixed = _fix(settings, base, out, dry_run=dry_run, quiet=format not in (None, "text")) if fix else None
    result = verb(settings, request)
    _tell(result, out, format or "text", annotated=format is None and on_github(), fixed=fixed)
    raise typer.Exit(ExitCode.YES if result.passed else ExitCode.NO)


def _accept(settings: "Settings", request: "CheckRequest", out: Output, rule: str, tag: str, reason: str) -> None:
    from journal.errors import SettingsInvalid  # noqa: PLC0415
    from journal.verbs.check import accept  # noqa: PLC0415 - most runs do without

    if not rule:
        raise SettingsInvalid(
            "--tag and --reason belong to --accept.",
            hint='Type: journal check --accept RULE --tag TAG --reason "why the project lives with it"',
        )
    for one in accept(settings, request, rule, tag, reason):
        if not out.json:
            out.text(f"accepted: {one.rule} for {one.about} ({one.reason}). Next: git add journal-accepted.json\n")


def _fix(settings: "Settings", base: str | None, out: Output, *, dry_run: bool, quiet: bool) -> list[dict[str, Any]]:
    from journal.report.fix import fix_json, fix_text  # noqa: PLC0415
    from journal.verbs.fix import fix  # noqa: PLC0415 - most runs do without

    changes = fix(settings, base=base, dry_run=dry_run)
    if not out.json and not quiet:
        out.text(fix_text(changes, settings.root, dry_run=dry_run))
    return fix_json(changes, settings.root)


def _tell(
    result: "CheckResult", out: Output, how: Format, *, annotated: bool, fixed: list[dict[str, Any]] | None
) -> None:
    workspace = Path(os.environ["GITHUB_WORKSPACE"]) if os.environ.get("GITHUB_WORKSPACE") else None
    if out.json:
        from journal.report.check.json import check_json  # noqa: PLC0415 - one format is asked for

        out.document(check_json(result) | ({} if fixed is None else {"fixed": fixed}))
    elif how == "sarif":
        from journal.report.check.sarif import sarif  # noqa: PLC0415

        out.document(sarif(result, workspace=workspace))
    elif how == "junit":
        from journal.report.check.junit import junit  # noqa: PLC0415

        out.text(junit(result))
    elif how == "github" or annotated:
        _annotate(result, out, workspace)
    else:
        from journal.report.check.text import check_text  # noqa: PLC0415

        out.painted(check_text(result, colours=out.terminal and "NO_COLOR" not in os.environ))


def _annotate(result: "CheckResult", out: Output, workspace: Path | None) -> None:
    """The text, fenced so that no line of it is a command to the runner; annotations; and the step summary."""
    from secrets import token_hex  # noqa: PLC0415 - one format is asked for

    from journal.report.check.github import annotations, fenced, summary  # noqa: PLC0415
    from journal.report.check.text import check_text  # noqa: PLC0415

    out.commands(fenced(check_text(result, colours=False), token_hex(16)))
    out.commands(annotations(result, workspace=workspace))
    step = os.environ.get("GITHUB_STEP_SUMMARY")
    if step:
        try:
            with Path(step).open("a", encoding="utf-8") as file:
                file.write(summary(result))
        except OSError as error:
            talk(f"warning: the step summary {one_line(step)} cannot be written: {error.strerror}.\n")
