"""drizzle-journal rehearse."""

from collections.abc import Callable
from typing import Annotated, Literal

from typer import Option

import journal
from journal.cli.options import Json, command
from journal.cli.output import tell
from journal.cli.progress import watching
from journal.rehearsal.findings import RehearsalResult
from journal.report.rehearse import rehearse_junit, rehearse_text

OPTIONS = {
    "from_": Option(
        "--from",
        help="The git ref that production was deployed from, such as origin/main: its files are applied one by one, "
        "then these by Drizzle's rule.",
        metavar="REF",
    ),
    "only": Option(help="Run only these, with commas: ways, twice, down, rows, upgrade.", metavar="NAMES"),
    "strict": Option(help="Warnings make the exit code 1, too."),
}


@command(journal.rehearse, OPTIONS)
def rehearse(
    call: Callable[..., RehearsalResult],
    *,
    format_: Annotated[Literal["text", "json", "junit"], Option("--format", help="The output format.")] = "text",
    json: Json = False,
) -> int:
    """Run the migrations in every way production may.

    On a temporary PostgreSQL: file by file and all in one transaction; each twice; up, down and up again; with rows in
    every table; and with --from, on a database deployed from there. Writes nothing. Exit 0: no error. 1: errors, each
    with its line. 2: not checked.
    """
    json = json or format_ == "json"
    with watching("starting PostgreSQL", quiet=json or format_ != "text") as watcher:
        result = call(watcher=watcher)
    return tell(result, lambda: (rehearse_junit if format_ == "junit" else rehearse_text)(result), json=json)
