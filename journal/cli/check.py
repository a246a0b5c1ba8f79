"""drizzle-journal check."""

import os
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex
from typing import Annotated, Literal

from typer import Option

import journal
from journal.cli.options import Json, command
from journal.cli.output import Output, exit_code, on_github, talk
from journal.errors import SettingsInvalid
from journal.escape import one_line
from journal.project.files import append_text
from journal.project.project import Project
from journal.report.check.github import annotations, fenced, summary
from journal.report.check.text import check_text
from journal.report.parts import keep_in_git
from journal.rules.support.acceptances import settings_path
from journal.verbs.check import CheckResult

Format = Literal["text", "json", "github", "sarif", "junit"]
OPTIONS = {
    "base": Option(help="Compare with this git ref, whose migrations must not change.", metavar="REF"),
    "fail_on": Annotated[
        Literal["error", "warning", "note", "advice"],  # the last is the word of earlier versions
        Option(help="Exit with 1 for findings of this severity or above.", metavar="<error|warning|note>"),
    ],
    "squawk": Option(help="Run squawk, too, where it is installed."),
}
FIX = (
    "Fix what has a single right answer: the journal's layout and idx, a .gitattributes line that keeps LF, and the "
    "missing hashes of files that git shows as new or unchanged since their first commit, unless the ledger of "
    "DATABASE_URL has others. No byte of SQL changes."
)


@command(journal.check, OPTIONS, projects=True)
def check(
    call: Callable[..., CheckResult],
    *,
    project: Project,
    base: str | None,
    fail_on: str,
    squawk: bool,
    accept: Annotated[
        str | None, Option(help="Accept what this rule finds about --tag, for a --reason.", metavar="RULE")
    ] = None,
    tag: Annotated[
        str | None, Option(help="The migration of --accept. Default: the folder as a whole.", metavar="TAG")
    ] = None,
    reason: Annotated[str | None, Option(help="Why the finding is accepted.", metavar="TEXT")] = None,
    fix: Annotated[bool, Option(help=FIX)] = False,
    dry_run: Annotated[bool, Option(help="With --fix: show the difference and write nothing.")] = False,
    format: Annotated[
        Format | None,
        Option(help="The output format. Default: text; under GITHUB_ACTIONS, github: text with annotations."),
    ] = None,
    json: Json = False,
) -> int:
    """Lint the journal and the migrations, offline.

    Needs no database and no node. Exit 0: no findings. 1: findings of --fail-on or above. 2: not readable.
    `drizzle-journal rules` explains the rules.
    """
    if fail_on == "advice":
        talk("note: --fail-on advice is now --fail-on note; the old word works for one more version.\n")
        fail_on = "note"
    if dry_run and not fix:
        message = "--dry-run belongs to --fix: `drizzle-journal check` alone writes nothing."
        raise SettingsInvalid(message, hint="Type: drizzle-journal check --fix --dry-run")
    out = Output(json=json or format == "json")
    if accept is not None or tag is not None or reason is not None:
        if not accept:
            raise SettingsInvalid(
                "--tag and --reason belong to --accept.",
                hint='Type: drizzle-journal check --accept RULE --tag TAG --reason "why the project accepts it"',
            )
        accepted = journal.accept(project, accept, tag=tag or "", reason=reason or "", base=base, squawk=squawk)
        if not out.json:
            lines = (f"accepted: {found.rule} for {found.about} ({found.reason})." for found in accepted)
            git_add = keep_in_git(project.root, settings_path(project.settings))
            out.text("".join(f"{one_line(line)}\n" for line in lines) + (f"Next: {git_add}\n" if git_add else ""))
    fixes = {}
    if fix:
        from journal.report.fix import fix_json, fix_text

        fixed = journal.fix(project, base=base, dry_run=dry_run)
        fixes = fix_json(fixed, project.settings)
        if not out.json and format in (None, "text"):
            out.text(fix_text(fixed, project.settings, dry_run=dry_run))
    result = call(fail_on=fail_on)
    if out.json:
        out.document(result.to_json() | fixes)
    else:
        _tell(result, out, format or "text", annotated=format is None and on_github())
    return exit_code(result)


def _tell(result: CheckResult, out: Output, how: Format, *, annotated: bool) -> None:
    workspace = Path(os.environ["GITHUB_WORKSPACE"]) if os.environ.get("GITHUB_WORKSPACE") else None
    if how == "sarif":
        from journal.report.check.sarif import sarif

        out.document(sarif(result, workspace=workspace))
    elif how == "junit":
        from journal.report.check.junit import junit

        out.text(junit(result))
    elif how == "github" or annotated:
        # fenced, so that no line of the text is a command to the runner
        out.commands(fenced(check_text(result, colours=False), token_hex(16)))
        out.commands(annotations(result, workspace=workspace))
        path = os.environ.get("GITHUB_STEP_SUMMARY")
        try:
            if path:
                append_text(Path(path), summary(result))
        except OSError as error:
            talk(f"warning: the step summary {one_line(path)} cannot be written: {error.strerror}.\n")
    else:
        out.painted(check_text(result, colours=out.terminal and "NO_COLOR" not in os.environ))
