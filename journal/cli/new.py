"""journal new."""

from typing import Annotated

import typer

from journal import api
from journal.cli.options import Json, command
from journal.cli.output import tell
from journal.cli.progress import watching
from journal.project.project import Project
from journal.report.new import new_text


@command(api.new)
def new(
    *,
    name: Annotated[
        str | None,
        typer.Argument(help="What it does, in a few words: add_user_email. The number or date is added to it."),
    ],
    project: Project,
    manual: Annotated[
        bool,
        typer.Option(
            help="A forward file for `journal run --file`, not for Drizzle: BEGIN and COMMIT, on the ignore list."
        ),
    ],
    down_of: Annotated[
        str | None, typer.Option(help="Derive the down file of this forward file, and prove it.", metavar="FILE")
    ],
    drop_table: Annotated[
        str | None,
        typer.Option(
            help="Create both files of a drop: count, archive to _backup_TABLE_DATE, drop what depends on it, "
            "drop; and back.",
            metavar="[SCHEMA.]TABLE",
        ),
    ],
    drop_column: Annotated[str | None, typer.Option(help="The same for a column.", metavar="[SCHEMA.]TABLE.COLUMN")],
    transform: Annotated[
        str | None,
        typer.Option(
            help="Create both files of a reversible change of type: the old column stays as COLUMN_legacy.",
            metavar="[SCHEMA.]TABLE.COLUMN",
        ),
    ],
    to: Annotated[str | None, typer.Option(help="The new type, with --transform.", metavar="TYPE")],
    using: Annotated[
        str | None,
        typer.Option(
            help="With --transform: SQL for the new value, from the old columns. Default: a cast.", metavar="SQL"
        ),
    ],
    data_stays: Annotated[
        bool, typer.Option(help="Leave what the forward file did to rows; without this, the down file stops for it.")
    ],
    replay: Annotated[
        bool, typer.Option(help="Read the schema before it from a temporary server, and prove the files.")
    ],
    dry_run: Annotated[bool, typer.Option(help="Print the files and write nothing.")],
    temporary: api.TemporaryOptions,
    json: Json = False,
) -> int:
    """Create a migration and its down file.

    Or, with --down-of, the down file of an existing migration. Names follow the folder's, and nothing is overwritten.
    A down file reverts statement by statement, lists what cannot be reverted, and stops where it is not complete.
    Exit 0: complete. 1: written, and not complete. 2: not written.
    """
    _refuse_unclear(name, {"--down-of": down_of, "--drop-table": drop_table, "--drop-column": drop_column,
                           "--transform": transform})  # fmt: skip
    if bool(transform) != bool(to) or (using and not transform):
        raise typer.BadParameter("--transform requires --to, and --to and --using require --transform.")
    with watching("starting PostgreSQL", quiet=json) as watcher:
        result = api.new(
            project, name, manual=manual, down_of=down_of, drop_table=drop_table, drop_column=drop_column,
            transform=transform, to=to, using=using, data_stays=data_stays, replay=replay, dry_run=dry_run,
            watcher=watcher, **temporary,
        )  # fmt: skip
    return tell(result, lambda: new_text(result, dry_run=dry_run), json=json)


def _refuse_unclear(name: str | None, patterns: dict[str, str | None]) -> None:
    given = [option for option, value in patterns.items() if value]
    if len(given) > 1:
        raise typer.BadParameter(f"{given[0]} and {given[1]} exclude each other.")
    if not name and "--down-of" not in given:
        raise typer.BadParameter("The new migration needs a name, such as add_user_email.")
