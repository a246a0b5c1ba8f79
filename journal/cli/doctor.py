"""drizzle-journal doctor."""

from collections.abc import Callable
from typing import Annotated, Literal

import journal
from journal.cli.formats import FORMAT, OutputFile, Views, annotated, present, refuse_missing_folder, report
from journal.cli.options import Json, command
from journal.cli.output import ExitCode
from journal.diagnosis.health import Diagnosis
from journal.report.doctor import doctor_text


@command(journal.doctor)
def doctor(
    call: Callable[..., Diagnosis],
    *,
    format_: Annotated[Literal["text", "json", "github", "html"] | None, FORMAT] = None,
    output: OutputFile = None,
    json: Json = False,
) -> int:
    """Find the project, what is wrong, and the next command.

    `drizzle-journal` without a command runs this. It needs no server. It connects to a database only with --url or
    --env-var. Without them, it only names the database. At the root of a workspace, it looks at every project. Exit 0:
    healthy. 1: something to do. 2: no project, or not looked at.
    """
    refuse_missing_folder("--output", output)
    result = call()
    views = Views(
        text=lambda _: doctor_text(result),
        annotations=annotated("doctor_review.doctor_issues", result),
        summary=report("doctor_review.doctor_summary", result),
        others={"html": report("html.doctor.doctor_html", result)},
    )
    form = "json" if json else format_
    return present(result, views, form, output, result.start, ExitCode(result.health))
