"""drizzle-journal new."""

from collections.abc import Callable

from typer import Argument, BadParameter, Option

import journal
from journal.cli.options import Json, command
from journal.cli.output import tell
from journal.cli.progress import watching
from journal.report.new import new_text
from journal.verbs.new import NewFiles

OPTIONS = {
    "name": Argument(
        help="What the migration does, in a few words: add_user_email. A number or date is put before it."
    ),
    "manual": Option(
        help="Create a forward file for `drizzle-journal run --file`, which Drizzle does not run: with BEGIN and "
        "COMMIT, and on the ignore list."
    ),
    "down_of": Option(help="Derive the down file of this forward file, and prove it.", metavar="FILE"),
    "drop_table": Option(
        help="Create a migration that drops a table, and its down file. It counts the rows, copies them to "
        "_backup_TABLE_DATE, and drops what depends on the table, then the table.",
        metavar="[SCHEMA.]TABLE",
    ),
    "drop_column": Option(help="The same for a column.", metavar="[SCHEMA.]TABLE.COLUMN"),
    "transform": Option(
        help="Create both files of a reversible change of type: the old column stays as COLUMN_legacy.",
        metavar="[SCHEMA.]TABLE.COLUMN",
    ),
    "to": Option(help="The new type, with --transform.", metavar="TYPE"),
    "using": Option(
        help="With --transform: SQL for the new value, from the old columns. Default: a cast.", metavar="SQL"
    ),
    "data_stays": Option(help="The down file does not revert changes of rows. Without this option, it stops at them."),
    "replay": Option(help="Read the schema before the migration from a temporary server, and prove the files."),
    "dry_run": Option(help="Print the files and write nothing."),
}


@command(journal.new, OPTIONS)
def new(
    call: Callable[..., NewFiles],
    *,
    name: str | None,
    down_of: str | None,
    drop_table: str | None,
    drop_column: str | None,
    transform: str | None,
    to: str | None,
    using: str | None,
    json: Json = False,
) -> int:
    """Create a migration and its down file.

    Or, with --down-of, the down file of an existing migration. Names follow the folder's, and nothing is overwritten.
    A down file reverts statement by statement, lists what cannot be reverted, and stops where it is not complete.
    Exit 0: complete. 1: written, and not complete. 2: not written.
    """
    patterns = {
        "--down-of": down_of,
        "--drop-table": drop_table,
        "--drop-column": drop_column,
        "--transform": transform,
    }
    given = [option for option, value in patterns.items() if value]
    if len(given) > 1:
        raise BadParameter(f"{given[0]} and {given[1]} exclude each other.")
    if not name and "--down-of" not in given:
        raise BadParameter("The new migration needs a name, such as add_user_email.")
    if bool(transform) != bool(to) or (using and not transform):
        raise BadParameter("--transform requires --to, and --to and --using require --transform.")
    with watching("starting PostgreSQL", quiet=json) as watcher:
        result = call(watcher=watcher)
    return tell(result, lambda: new_text(result), json=json)
