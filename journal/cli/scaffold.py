"""journal scaffold."""

from journal import api
from journal.cli.options import DryRun, Json, command
from journal.cli.output import tell
from journal.project.project import Project
from journal.report.scaffold import scaffold_text


@command(api.scaffold)
def scaffold(*, project: Project, dry_run: DryRun, json: Json = False) -> int:
    """Add missing entries to the journal, without hashes.

    Writes meta/_journal.json from the SQL files, with "hash": null in each new entry: the baseline first, then by the
    number or date in the name. Down files are listed and skipped. Existing entries keep every byte.
    """
    result = api.scaffold(project, dry_run=dry_run)
    return tell(result, lambda: scaffold_text(result, dry_run=dry_run), json=json)
