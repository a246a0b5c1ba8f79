"""drizzle-journal verify."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

from typer import Option

import journal
from journal.cli.documents import enveloped, file_bytes
from journal.cli.formats import (
    FORMAT,
    OutputFile,
    Views,
    annotated,
    is_for_a_program,
    present,
    refuse_missing_folder,
    report,
    workspace,
    write_file,
)
from journal.cli.options import ONLY_URL, Json, command
from journal.cli.output import ExitCode, exit_code
from journal.cli.progress import watching
from journal.errors import SettingsInvalid
from journal.project.project import Project
from journal.report.verify.text import verify_text
from journal.verification.section import SectionVerdict
from journal.verification.verify import Verified

OPTIONS = {
    "url": ONLY_URL,
    "strict": Option(help="Differences of names, order and comments also count as failures."),
    "no_smoke": Option(help="Skip the smoke commands of the settings."),
    "cache": Option(
        help="Start from a database that bootstrap kept after a replay. verify itself keeps no database. Default: "
        "yes, unless CI is set."
    ),
}


@command(journal.verify, OPTIONS, databases=True)
def verify(
    call: Callable[..., Verified],
    *,
    project: Project,
    report_: Annotated[
        Path | None,
        Option("--report", help="Write the report to this file as HTML, and beside it as JSON.", metavar="FILE.html"),
    ] = None,
    format_: Annotated[Literal["text", "json", "github", "junit", "html"] | None, FORMAT] = None,
    output: OutputFile = None,
    json: Json = False,
) -> int:
    """Verify journal, files and database in one report.

    Replays the migrations on a temporary PostgreSQL, and compares journal, files and ledger. With --url, it also
    compares a live database. The sections are parity, ledger, schema (drift), indexes, plans and smoke commands.
    Writes to no database of yours. Exit 0: all passed. 1: a section failed. 2: a section was not checked.
    """
    if report_ and report_.suffix.lower() not in (".html", ".htm"):
        raise SettingsInvalid(f"--report {report_}: the name must end with .html.", hint="Write --report report.html")
    for option, path in (("--report", report_), ("--output", output)):
        refuse_missing_folder(option, path)
    form = "json" if json else format_
    with watching("starting PostgreSQL", quiet=is_for_a_program(form, output)) as watcher:
        result = call(watcher=watcher)
    code = ExitCode.COULD_NOT if result.verdict is SectionVerdict.UNKNOWN else exit_code(result)
    page = report("html.verify.verify_html", result)
    if report_:
        write_file(report_, file_bytes(page()), project.root)
        write_file(report_.with_suffix(".json"), file_bytes(enveloped(result.to_json(), code)), project.root)
    views = Views(
        text=lambda _: verify_text(result),
        annotations=annotated("verify.github.verify_issues", result, workspace()),
        summary=report("verify.github.verify_summary", result),
        others={"junit": report("verify.junit.verify_junit", result), "html": page},
    )
    return present(result, views, form, output, project.root, code)
