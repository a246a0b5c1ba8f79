"""drizzle-journal rehearse."""

from collections.abc import Callable
from typing import Annotated, Literal

from typer import Option

import journal
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
)
from journal.cli.options import Json, command
from journal.cli.progress import watching
from journal.project.project import Project
from journal.rehearsal.findings import RehearsalResult
from journal.report.rehearse import rehearse_text

OPTIONS = {
    "from_": Option(
        "--from",
        help="The git ref that production was deployed from, such as origin/main. Its files are applied first, one "
        "by one. Then the command applies the current files that Drizzle would choose.",
        metavar="REF",
    ),
    "only": Option(
        help="Run only these parts, separated by commas: ways, twice, down, rows, upgrade.", metavar="NAMES"
    ),
    "strict": Option(help="Exit with 1 also for warnings."),
}


@command(journal.rehearse, OPTIONS)
def rehearse(
    call: Callable[..., RehearsalResult],
    *,
    project: Project,
    format_: Annotated[Literal["text", "json", "github", "gitlab", "junit", "html"] | None, FORMAT] = None,
    output: OutputFile = None,
    json: Json = False,
) -> int:
    """Run the migrations in all the ways production may run them.

    Runs them on a temporary PostgreSQL: file by file, all in one transaction, each file twice, up and down and up
    again, and with rows in every table. With --from, also on a database that was deployed from that git ref. No
    database of yours is used. Exit 0: no error. 1: errors, each with its line. 2: not checked.
    """
    refuse_missing_folder("--output", output)
    form = "json" if json else format_
    with watching("starting PostgreSQL", quiet=is_for_a_program(form, output)) as watcher:
        result = call(watcher=watcher)
    base = workspace()
    views = Views(
        text=lambda _: rehearse_text(result),
        annotations=annotated("rehearse.rehearse_issues", result, base),
        summary=report("rehearse.rehearse_summary", result),
        others={
            "junit": report("rehearse.rehearse_junit", result),
            "html": report("html.rehearse.rehearse_html", result),
            "gitlab": report("rehearse.rehearse_gitlab", result, base),
        },
    )
    return present(result, views, form, output, project.root)
