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
        help="Create a forward file that Drizzle does not run. It has BEGIN and COMMIT, and is on the ignore list. "
        "Apply it with `drizzle-journal run --file`."
    ),
    "down_of": Option(help="Derive the down file of this forward file, and prove it.", metavar="FILE"),
    "drop_table": Option(
        help="Create a migration and its down file. The migration counts the rows of the table and copies them to "
        "_backup_TABLE_DATE. Then it drops the table and the objects that depend on it.",
        metavar="[SCHEMA.]TABLE",
    ),
    "drop_column": Option(help="Like --drop-table, for a column.", metavar="[SCHEMA.]TABLE.COLUMN"),
    "transform": Option(
        help="Create a migration and its down file. The migration changes the type of a column. The old column "
        "stays as COLUMN_legacy.",
        metavar="[SCHEMA.]TABLE.COLUMN",
    ),
    "to": Option(help="The new type, with --transform.", metavar="TYPE"),
    "using": Option(
        help="With --transform: the SQL expression of the new value. Default: a cast of the old one.", metavar="SQL"
    ),
    "data_stays": Option(
        help="The down file does not revert changes of rows. Without this option, the down file stops with an "
        "error at such a change."
    ),
    "replay": Option(help="Replay the migrations on a temporary server, to read the schema and to prove the files."),
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

    With --down-of, it creates only the down file of an existing migration. A new name has the form of the names in the
    folder, and sorts after them. Nothing is overwritten. A down file reverts one statement after the other. It lists
    what it cannot revert. A down file that is not complete stops with an error when it runs. Exit 0: complete. 1:
    written, but not complete. 2: not written.
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
