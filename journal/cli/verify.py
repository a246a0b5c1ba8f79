"""drizzle-journal verify."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from typer import Option

import journal
from journal.cli.options import ONLY_URL, Json, command
from journal.cli.output import ExitCode, as_json, tell
from journal.cli.progress import watching
from journal.errors import Place, SettingsInvalid
from journal.report.verify.html import verify_html
from journal.report.verify.junit import verify_junit
from journal.report.verify.text import verify_text
from journal.verification.section import SectionVerdict
from journal.verification.verify import Verified

OPTIONS = {
    "url": ONLY_URL,
    "strict": Option(help="Differences of names, order and comments count, too."),
    "no_smoke": Option(help="Skip the smoke commands of the settings."),
    "cache": Option(
        help="Continue from a replay that bootstrap kept; this command keeps none. Default: yes, unless CI is set."
    ),
}


@command(journal.verify, OPTIONS, databases=True)
def verify(
    call: Callable[..., Verified],
    *,
    report: Annotated[
        Path | None, Option(help="Write the report there as HTML, and beside it as JSON.", metavar="FILE.html")
    ] = None,
    format_: Annotated[Literal["text", "json", "junit"], Option("--format", help="The output format.")] = "text",
    json: Json = False,
) -> int:
    """Verify journal, files and database in one report.

    Replays on a temporary PostgreSQL and compares; with --url, a live database, too. Parity, ledger, schema (drift),
    indexes, plans and smoke commands are each a section. Writes nothing. Exit 0: all passed. 1: a section failed.
    2: a section was not checked.
    """
    if report and report.suffix.lower() not in (".html", ".htm"):
        raise SettingsInvalid(f"--report {report}: the name must end with .html.", hint="Write --report report.html")
    if report and not report.parent.is_dir():
        raise SettingsInvalid(
            f"--report {report}: there is no folder {report.parent}.", hint=f"Create it: mkdir -p {report.parent}"
        )
    json = json or format_ == "json"
    with watching("starting PostgreSQL", quiet=json or format_ != "text") as watcher:
        result = call(watcher=watcher)
    if report:
        try:
            report.write_text(verify_html(result, datetime.now(UTC)), "utf-8", newline="\n")
            report.with_suffix(".json").write_bytes(as_json(result.to_json()))
        except OSError as error:
            message = f"The report {report} cannot be written: {error.strerror}."
            raise SettingsInvalid(message, hint="Name another place with --report.", place=Place(report)) from None
    code = tell(result, lambda: (verify_junit if format_ == "junit" else verify_text)(result), json=json)
    return ExitCode.COULD_NOT if result.verdict is SectionVerdict.UNKNOWN else code
