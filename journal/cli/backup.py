"""drizzle-journal backup."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from typer import Argument, Option
from typer.core import TyperGroup

import journal
from journal.backup.listing import Listing
from journal.cli.consent import asking
from journal.cli.options import Json, Yes, command
from journal.cli.output import tell
from journal.project.project import Project
from journal.report.backup import list_text, make_text
from journal.report.backup import what as what_is_copied
from journal.report.dump import dump_text
from journal.report.restore import plan_text, restore_text
from journal.report.restore import what as what_is_restored
from journal.verbs.backup import Backups
from journal.verbs.backup_dump import Dumped
from journal.verbs.restore import Restored

MAKE = {
    "sources": Argument(
        help="What to back up. Write names as they are, or as SQL quotes them.", metavar="TABLE[:COLUMN]..."
    ),
    "file": Option(
        help="Write the tables to this new file with pg_dump instead. A .sql file is for psql. Any other file is "
        "for pg_restore.",
        metavar="PATH",
    ),
    "dry_run": Option(help="Show the size and change nothing."),
}
RESTORE = {
    "name": Argument(
        help="The name of the copy, with or without its schema. `drizzle-journal backup list` shows the names.",
        metavar="NAME",
    ),
    "overwrite": Option(help="Restore changed values, too, not only what is missing."),
}


class MakeByDefault(TyperGroup):
    """`drizzle-journal backup users` is `drizzle-journal backup make users`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `make` before the name of a table."""
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["make", *args]
        return super().parse_args(ctx, args)


@command(journal.backup, MAKE)
def make(
    call: Callable[..., Backups | Dumped],
    *,
    project: Project,
    env_var: str | None,
    yes: Yes = False,
    json: Json = False,
) -> int:
    """Copy tables or columns beside the originals.

    The copy is the table `_backup_TABLE_MOMENT`. The copy of a column also has the key of its table. The word `make`
    may be omitted. A comment on the copy lists the indexes, constraints, triggers, sequences, grants and views of the
    table. Only the owner can read the copy. All copies show the same moment. Writers do not have to wait.
    """
    result = call(agree=asking(what_is_copied, yes=yes, quiet=json))
    settings = replace(project.settings, env_var=env_var)
    text = dump_text(result) if isinstance(result, Dumped) else make_text(result, settings)
    return tell(result, lambda: text, json=json)


@command(journal.list_backups)
def list_(call: Callable[..., Listing], *, project: Project, env_var: str | None, json: Json = False) -> int:
    """List the copies in the database.

    For each copy: its original, its time, its number of rows, and whether the original still exists.
    """
    result = call()
    return tell(result, lambda: list_text(result, replace(project.settings, env_var=env_var)), json=json)


@command(journal.restore, RESTORE)
def restore(
    call: Callable[..., Restored], *, project: Project, env_var: str | None, yes: Yes = False, json: Json = False
) -> int:
    """Restore lost tables, rows or values from a copy.

    If the table is gone, it is created again with its rows. If rows are missing, they are added. A copy of a column
    restores the values of that column. Newer rows stay as they are. No trigger of the table fires. One transaction does
    all of it. Shows the plan and asks; without a terminal, --yes is required. Exit 0: everything equals the copy, or
    --yes makes it equal. 1: something still differs. 2: not checked.
    """
    settings = replace(project.settings, env_var=env_var)
    agree = asking(what_is_restored, yes=yes, quiet=json, plan_text=plan_text)
    result = call(agree=agree)
    return tell(result, lambda: restore_text(result, settings), json=json)
