"""journal scaffold."""

from collections.abc import Callable

import journal
from journal.cli.options import Json, command
from journal.cli.output import tell
from journal.report.scaffold import scaffold_text
from journal.verbs.scaffold import Scaffolded


@command(journal.scaffold)
def scaffold(call: Callable[..., Scaffolded], *, dry_run: bool, json: Json = False) -> int:
    """Add missing entries to the journal, without hashes.

    Writes meta/_journal.json from the SQL files, with "hash": null in each new entry: the baseline first, then by the
    number or date in the name. Down files are listed and skipped. Existing entries keep every byte.
    """
    result = call()
    return tell(result, lambda: scaffold_text(result, dry_run=dry_run), json=json)
