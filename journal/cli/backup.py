"""journal backup: words to values, one call, text and exit code."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from journal.cli.options import Apply, Config, EnvVar, Json, Project, StatementTimeout, Url, Yes
from journal.cli.output import ExitCode, Output
from journal.cli.verb import Verb

if TYPE_CHECKING:
    from journal.connect.target import Target
    from journal.project.settings import Settings
    from journal.verbs.backup import Backups
    from journal.verbs.backup_dump import DumpRequest
    from journal.verbs.restore import Restored

_GIGABYTE = 10**9


class _MakeByDefault(TyperGroup):
    """`journal backup users` is `journal backup make users`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["make", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=_MakeByDefault, no_args_is_help=True, rich_markup_mode=None)

LockWait = Annotated[
    float,
    typer.Option(
        "--lock-timeout",
        help="How long to wait for another run, and for whoever holds the table, in seconds.",
        min=0.0,
        metavar="SECONDS",
    ),
]
MaxSize = Annotated[
    float,
    typer.Option(help="Refuse copies that take more of the database's disk; 0: any size.", min=0.0, metavar="GB"),
]


@app.command(cls=Verb)
def make(
    sources: Annotated[
        list[str],
        typer.Argument(help="What to back up; names as they are, or as SQL quotes them.", metavar="TABLE[:COLUMN]..."),
    ],
    project: Project = Path(),
    config: Config = None,
    url: Url = None,
    env_var: EnvVar = None,
    file: Annotated[
        Path | None,
        typer.Option(
            help="Write the tables to this new file by pg_dump instead: .sql for psql, any other for pg_restore.",
            metavar="PATH",
        ),
    ] = None,
    max_size: MaxSize = 1.0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say how large it would be and change nothing.")] = False,
    yes: Yes = False,
    lock_timeout: LockWait = 10.0,
    statement_timeout: StatementTimeout = 300.0,
    json: Json = False,
) -> None:
    """Copy tables, or columns with their key, beside the originals: `_backup_TABLE_MOMENT`. `make` may be left out.

    Indexes, constraints, triggers, sequences, grants and the views on a table are noted on its copy, which nobody
    but its owner can read. All copies are of one moment. No writer has to wait.
    """
    from journal.backup.copy import CopyRequest  # noqa: PLC0415
    from journal.backup.source import parse_source  # noqa: PLC0415
    from journal.cli.consent import consent  # noqa: PLC0415 - `--help` does not pay for it
    from journal.report.backup import make_json, make_text, what  # noqa: PLC0415
    from journal.runner.session import RunTimeouts  # noqa: PLC0415
    from journal.verbs.backup import MakeRequest  # noqa: PLC0415
    from journal.verbs.backup import make as verb  # noqa: PLC0415
    from journal.verbs.backup_dump import DumpRequest  # noqa: PLC0415

    out, named = Output(json=json), tuple(dict.fromkeys(map(parse_source, sources)))
    settings, target = _target(project, config, (url, env_var))

    if file is not None:
        _dump(target, DumpRequest(named, file, RunTimeouts(lock_timeout, statement_timeout), dry_run), out)

    def agree(backups: "Backups") -> None:
        consent(target, _server(backups.database, backups.server_version), what(backups), yes=yes, quiet=json)

    copy = CopyRequest(round(max_size * _GIGABYTE), RunTimeouts(lock_timeout, statement_timeout))
    backups = verb(target, MakeRequest(named, copy, dry_run), agree=agree)
    if json:
        out.document(make_json(backups, target))
    else:
        out.text(make_text(backups, target, settings))
    raise typer.Exit(ExitCode.YES)


@app.command(cls=Verb, name="list")
def list_(
    project: Project = Path(),
    config: Config = None,
    url: Url = None,
    env_var: EnvVar = None,
    json: Json = False,
) -> None:
    """List the copies in the database: of what, when, how many rows, and whether the original is still there."""
    from journal.backup.listing import list_backups  # noqa: PLC0415 - `--help` does not pay for it
    from journal.report.backup import list_json, list_text  # noqa: PLC0415

    out = Output(json=json)
    settings, target = _target(project, config, (url, env_var))
    listing = list_backups(target)
    if json:
        out.document(list_json(listing, target))
    else:
        out.text(list_text(listing, target, settings))
    raise typer.Exit(ExitCode.YES)


@app.command(cls=Verb)
def restore(
    name: Annotated[str, typer.Argument(help="The copy, with or without its schema: see list.", metavar="NAME")],
    project: Project = Path(),
    config: Config = None,
    url: Url = None,
    env_var: EnvVar = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Put back values that were changed since, not only what is missing.")
    ] = False,
    apply: Apply = False,
    yes: Yes = False,
    lock_timeout: LockWait = 10.0,
    statement_timeout: StatementTimeout = 300.0,
    json: Json = False,
) -> None:
    """Bring back what is gone: the table with all that was noted, its missing rows, a column with its values.

    Shows what it would do; writes only with --apply, in one transaction. Rows that were added since stay as they
    are, and no trigger of the table fires. Exit 0: all is, or would be, as the copy has it. 1: something is left.
    """
    from journal.backup.restore.plan import RestoreChoices  # noqa: PLC0415
    from journal.cli.consent import consent  # noqa: PLC0415 - `--help` does not pay for it
    from journal.report.restore import restore_json, restore_text, what  # noqa: PLC0415
    from journal.runner.session import RunTimeouts  # noqa: PLC0415
    from journal.verbs.restore import RestoreRequest  # noqa: PLC0415
    from journal.verbs.restore import restore as verb  # noqa: PLC0415

    out = Output(json=json)
    settings, target = _target(project, config, (url, env_var))

    def agree(restored: "Restored") -> None:
        consent(target, _server(restored.database, restored.server_version), what(restored), yes=yes, quiet=json)

    request = RestoreRequest(name, RestoreChoices(overwrite), apply, RunTimeouts(lock_timeout, statement_timeout))
    restored = verb(target, request, agree=agree)
    if json:
        out.document(restore_json(restored, target))
    else:
        out.text(restore_text(restored, target, settings))
    raise typer.Exit(ExitCode.YES if restored.passed else ExitCode.NO)


def _dump(target: "Target", request: "DumpRequest", out: Output) -> NoReturn:
    from journal.report.dump import dump_json, dump_text  # noqa: PLC0415
    from journal.verbs.backup_dump import dump  # noqa: PLC0415

    dumped = dump(target, request)
    if out.json:
        out.document(dump_json(dumped, target))
    else:
        out.text(dump_text(dumped, target))
    raise typer.Exit(ExitCode.YES)


def _target(project: Path, config: Path | None, named: tuple[str | None, str | None]) -> "tuple[Settings, Target]":
    """The project and the database that the options lead to. `named`: by --url and --env-var."""
    from journal.connect.find import find_target  # noqa: PLC0415
    from journal.project.settings import load_settings  # noqa: PLC0415

    settings = replace(load_settings(project, config=config), env_var=named[1])
    return settings, find_target(settings, named[0], env_var=named[1])


def _server(database: str, version: str) -> str:
    return f"database {database}, PostgreSQL {version}"
