"""drizzle-journal status."""

from collections.abc import Callable
from typing import Annotated, Literal

from typer import Option

import journal
from journal.cli.formats import FORMAT, OutputFile, Views, annotated, present, refuse_missing_folder, report, workspace
from journal.cli.loudness import LOUDNESS
from journal.cli.options import Json, command
from journal.project.project import Project
from journal.report.status import status_text
from journal.verbs.status import StatusResult

OPTIONS = {
    "fail_on": Option(
        help="Exit with 1 for migrations in these states, such as pending,skipped. Default: every state except "
        "applied and pending.",
        metavar="STATES",
    )
}


@command(journal.status, OPTIONS, databases=True, projects=True)
def status(
    call: Callable[..., StatusResult],
    *,
    project: Project,
    format_: Annotated[Literal["text", "json", "github", "junit"] | None, FORMAT] = None,
    output: OutputFile = None,
    json: Json = False,
) -> int:
    """Show applied, pending and skipped migrations.

    Compares a live database with the journal, and shows what the next drizzle-kit migrate does, and why. Reads in a
    transaction that cannot write. Exit 0: no migration is in a state of --fail-on. 1: a migration is in such a state,
    or a row is wrong. 2: not checked.
    """
    refuse_missing_folder("--output", output)
    result = call()
    views = Views(
        text=lambda _: status_text(result, verbose=LOUDNESS.verbose),
        annotations=annotated("status_review.status_issues", result, workspace()),
        summary=report("status_review.status_summary", result),
        others={"junit": report("status_review.status_junit", result)},
    )
    return present(result, views, "json" if json else format_, output, project.root)
