"""drizzle-journal check."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from typer import Option

import journal
from journal.cli.formats import (
    FORMAT,
    OutputFile,
    Views,
    is_for_a_program,
    present,
    refuse_missing_folder,
    report,
    workspace,
)
from journal.cli.loudness import LOUDNESS
from journal.cli.options import Json, command
from journal.cli.output import Output, talk
from journal.errors import SettingsInvalid
from journal.escape import one_line
from journal.project.project import Project
from journal.report.check.text import check_text
from journal.report.parts import keep_in_git
from journal.rules.support.acceptances import settings_path
from journal.verbs.check import CheckResult

Format = Literal["text", "json", "github", "gitlab", "sarif", "junit", "html"]
OPTIONS = {
    "base": Option(
        help="Compare with this git ref, and report each of its migrations that was changed.", metavar="REF"
    ),
    "fail_on": Annotated[
        Literal["error", "warning", "note", "advice"],  # the last is the word of earlier versions
        Option(help="Exit with 1 for findings of this severity or above.", metavar="<error|warning|note>"),
    ],
    "squawk": Option(help="Also run squawk, if it is installed."),
    "kit": Option(help="Also run `drizzle-kit check` on folders of drizzle 1.0, if it is installed."),
}
FIX = (
    "Fix the findings that have only one right answer: the layout of the journal, its idx numbers, and a "
    "line in .gitattributes that keeps LF. Also record a missing hash, if the file is new, or if git "
    "shows no change of the file since its first commit. If the ledger of DATABASE_URL has another hash, "
    "no hash is recorded. No byte of SQL changes."
)


@command(journal.check, OPTIONS, projects=True)
def check(
    call: Callable[..., CheckResult],
    *,
    project: Project,
    base: str | None,
    fail_on: str,
    squawk: bool,
    kit: bool,
    accept: Annotated[
        str | None,
        Option(
            help="Accept the findings of this rule for the migration of --tag. --reason is required.", metavar="RULE"
        ),
    ] = None,
    tag: Annotated[
        str | None,
        Option(help="The migration whose findings --accept accepts. Default: the whole folder.", metavar="TAG"),
    ] = None,
    reason: Annotated[str | None, Option(help="Why the finding is accepted.", metavar="TEXT")] = None,
    fix: Annotated[bool, Option(help=FIX)] = False,
    dry_run: Annotated[bool, Option(help="With --fix: show the difference and write nothing.")] = False,
    format_: Annotated[Format | None, FORMAT] = None,
    output: OutputFile = None,
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
    refuse_missing_folder("--output", output)
    form = "json" if json else format_
    out, is_text = Output(), not is_for_a_program(form, output)
    if accept is not None or tag is not None or reason is not None:
        if not accept:
            raise SettingsInvalid(
                "--tag and --reason belong to --accept.",
                hint='Type: drizzle-journal check --accept RULE --tag TAG --reason "why the project accepts it"',
            )
        accepted = journal.accept(
            project, accept, tag=tag or "", reason=reason or "", base=base, squawk=squawk, kit=kit
        )
        if is_text:
            lines = (f"accepted: {found.rule} for {found.about} ({found.reason})." for found in accepted)
            git_add = keep_in_git(project.root, settings_path(project.settings))
            out.report("".join(f"{one_line(line)}\n" for line in lines) + (f"Next: {git_add}\n" if git_add else ""))
    more: Mapping[str, Any] = {}
    if fix:
        from journal.report.fix import fix_json, fix_text

        fixed = journal.fix(project, base=base, dry_run=dry_run)
        more = fix_json(fixed, project.settings)
        if is_text:
            out.report(fix_text(fixed, project.settings, dry_run=dry_run))
    result = call(fail_on=fail_on)
    return present(result, _views(result, more), form, output, project.root)


def _views(result: CheckResult, more: Mapping[str, Any]) -> Views:
    base = workspace()
    return Views(
        text=lambda colours: check_text(result, colours=colours, verbose=LOUDNESS.verbose),
        annotations=report("check.github.annotations", result, workspace=base),
        summary=report("check.github.summary", result),
        others={
            "sarif": report("check.sarif.sarif", result, workspace=base),
            "junit": report("check.junit.junit", result),
            "gitlab": report("check.github.code_quality", result, workspace=base),
            "html": report("html.check.check_html", result),
        },
        more=more,
    )
