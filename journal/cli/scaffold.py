"""journal scaffold: words to values, one call, text."""

from pathlib import Path
from typing import Annotated

import typer

from journal.cli.options import Config, Json, Meta, Migrations, Project
from journal.cli.output import ExitCode, Output


def scaffold(
    project: Project = Path(),
    migrations: Migrations = None,
    meta: Meta = None,
    config: Config = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the difference and write nothing.")] = False,
    json: Json = False,
) -> None:
    """Write meta/_journal.json from the SQL files, with "hash": null in each new entry.

    Baseline first, then by the number or date in the name; down files are listed and left out. Entries that are
    there keep every byte.
    """
    from journal.project.settings import load_settings  # noqa: PLC0415
    from journal.report.scaffold import scaffold_json, scaffold_text  # noqa: PLC0415
    from journal.verbs import scaffold as verb  # noqa: PLC0415 - `--help` does not pay for it

    out = Output(json=json)
    result = verb.scaffold(load_settings(project, migrations=migrations, meta=meta, config=config), dry_run=dry_run)
    if json:
        out.document(scaffold_json(result))
    else:
        out.text(scaffold_text(result, dry_run=dry_run))
    raise typer.Exit(ExitCode.YES)
