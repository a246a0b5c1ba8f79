"""drizzle-journal down."""

from collections.abc import Callable

from typer import Argument, Option

import journal
from journal.cli.consent import asking
from journal.cli.options import Json, Yes, command
from journal.cli.output import talk, tell
from journal.cli.progress import noticing
from journal.report.down import consent_text, down_text, plan_text
from journal.verbs.down import DownResult

OPTIONS = {
    "name": Argument(help="The migration to revert, or its down file.", metavar="FILE|TAG"),
    "despite_newer": Option(help="Revert it even if later migrations have run. They stay applied."),
    "restart": Option(help="The down file stopped half way: run it again from its beginning."),
    "backup": Option(help="First copy what would be lost; see `drizzle-journal backup`."),
}


@command(journal.down, OPTIONS, renamed={"--anew": "--restart"})
def down(call: Callable[..., DownResult], *, yes: Yes = False, json: Json = False) -> int:
    """Revert a migration by its down file.

    One transaction runs the down file and removes the migration's row in _manual_migrations. It also removes the row
    in Drizzle's ledger, if that is the newest row. The command refuses if a later migration has run. Asks first;
    without a terminal, --yes is required.
    """
    ask = asking(consent_text, yes=yes, quiet=json)

    def agree(plan: DownResult) -> None:
        if not json:
            talk(plan_text(plan))
        ask(plan)

    with noticing(quiet=json) as watcher:
        result = call(watcher=watcher, agree=agree)
    return tell(result, lambda: down_text(result), json=json)
