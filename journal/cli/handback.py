"""journal handback: words to values, one call, text and exit code."""

from dataclasses import replace as with_
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from journal.cli.options import (
    Apply,
    Before,
    Config,
    DiskQuota,
    EnvVar,
    Ignore,
    Json,
    LockTimeout,
    Meta,
    Migrations,
    PgBin,
    PlatformName,
    Project,
    StatementTimeout,
    Superuser,
    Temp,
    Yes,
)
from journal.cli.output import ExitCode, Output
from journal.cli.temporary_server import Temporary

if TYPE_CHECKING:
    from journal.connect.target import Target
    from journal.handback.handback import Database, HandbackRequest, HandedBack
    from journal.project.settings import Settings

_URL = (
    "The live database, whose ledger is stamped with --apply. Only what is said here: neither DATABASE_URL nor "
    "POSTGRES_URL is read."
)


def handback(
    project: Project = Path(),
    migrations: Migrations = None,
    meta: Meta = None,
    config: Config = None,
    url: Annotated[str | None, typer.Option(help=_URL, metavar="URL")] = None,
    env_var: EnvVar = None,
    apply: Apply = False,
    yes: Yes = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put right the snapshots that are there and do not fit; kept as .bak.")
    ] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Rebuild all snapshots, also those that are there; kept as .bak.")
    ] = False,
    renumber: Annotated[
        bool, typer.Option("--renumber", help="Rename tags and files to 0000_name; bytes and hashes stay.")
    ] = False,
    bridge: Annotated[
        bool, typer.Option("--bridge", help="Add a migration that renames what differs from schema.ts by name alone.")
    ] = False,
    move_meta: Annotated[
        bool, typer.Option("--move-meta", help="Move meta/ to where drizzle-kit looks for it.")
    ] = False,
    v1: Annotated[
        Path | None,
        typer.Option(
            "--v1",
            help="Rehearse the upgrade, too, by the drizzle-kit and drizzle-orm 1.0 in DIR/node_modules.",
            metavar="DIR",
        ),
    ] = None,
    ignore: Ignore = None,
    unproved: Annotated[
        bool, typer.Option("--unproved", help="Write also where drizzle-kit could not prove it.")
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take back the files that the last handback wrote; no ledger is touched.")
    ] = False,
    ledger_lock: Annotated[
        float, typer.Option(help="How long to wait for whoever holds the ledger.", min=0.0, metavar="SECONDS")
    ] = 10.0,
    temp: Temp = None,
    pg_bin: PgBin = None,
    before: Before = None,
    platform: PlatformName = None,
    superuser: Superuser = False,
    statement_timeout: StatementTimeout = 300,
    lock_timeout: LockTimeout = 60,
    disk_quota: DiskQuota = 8,
    json: Json = False,
) -> None:
    """Hand the project back to drizzle-kit: journal, snapshots, and the proof by the project's own drizzle-kit.

    All is done on a copy first, and ends in a list of go or no go, each no go with its repair. Writes only with
    --apply, and then all or nothing; with --url, it stamps the live ledger, too. Exit 0: go. 1: no go. 2: it could not
    be proved.
    """
    from journal.cli.progress import watching  # noqa: PLC0415 - `--help` does not pay for it
    from journal.connect.find import find_target  # noqa: PLC0415
    from journal.handback.folder.publish import take_back  # noqa: PLC0415
    from journal.handback.handback import HandbackRequest  # noqa: PLC0415
    from journal.handback.handback import handback as verb  # noqa: PLC0415
    from journal.project.settings import load_settings  # noqa: PLC0415
    from journal.report.handback import handback_json, handback_text, undone_json, undone_text  # noqa: PLC0415

    out = Output(json=json)
    settings = load_settings(project, migrations=migrations, meta=meta, config=config)
    settings = with_(settings, env_var=env_var)
    if undo:
        record = take_back(settings)
        out.document(undone_json(record)) if json else out.text(undone_text(record))
        raise typer.Exit(ExitCode.YES if record else ExitCode.NO)
    temporary = Temporary(
        temp=temp, pg_bin=pg_bin, before=before, platform=platform, superuser=superuser, cache=False,
        statement_timeout=statement_timeout, lock_timeout=lock_timeout, disk_quota=disk_quota,
    )  # fmt: skip
    target = find_target(settings, url, env_var=env_var) if url or env_var else None
    settings = with_(settings, typed=target.typed if target else ())
    v1_words = ("--v1", str(v1)) if v1 else ()
    request = HandbackRequest(
        replace=replace, anew=anew, renumber=renumber, bridge=bridge, move_meta=move_meta,
        v1=v1.resolve() if v1 else None, ignore=tuple(ignore or ()), unproved=unproved, apply=apply,
        recipe=temporary.recipe, words=(*v1_words, *temporary.words),
    )  # fmt: skip
    database = _database(settings, target, temporary, request, ledger_lock, yes=yes, quiet=json) if target else None
    version = database.live.server_version if database else None
    with watching("starting PostgreSQL", quiet=json or apply) as watcher:
        result = verb(settings, temporary.provider(watcher, version), request, watcher, database)
    out.document(handback_json(result)) if json else out.text(handback_text(result))
    raise typer.Exit(_code(result, unproved=unproved))


def _database(
    settings: "Settings",
    target: "Target",
    temporary: Temporary,
    request: "HandbackRequest",
    seconds: float,
    *,
    yes: bool,
    quiet: bool,
) -> "Database":
    from journal.cli.consent import consent  # noqa: PLC0415 - `--help` does not pay for it
    from journal.cli.drift import Prover  # noqa: PLC0415
    from journal.handback.handback import Database  # noqa: PLC0415
    from journal.verbs.locate import read_live  # noqa: PLC0415

    live = read_live(target, settings)
    in_place = with_(settings, meta=settings.migrations / "meta")
    prover = Prover(in_place, temporary, request.ignore, quiet=True)

    def agree(result: "HandedBack") -> None:
        if result.landing and result.landing.tags:
            what = f"{len(result.files)} files here, then {len(result.landing.tags)} rows of Drizzle's ledger there"
            consent(target, f"PostgreSQL {live.server_version}", what, yes=yes, quiet=quiet)

    return Database(target, live, prover, agree, seconds)


def _code(result: "HandedBack", *, unproved: bool) -> ExitCode:
    from journal.handback.item import ItemVerdict  # noqa: PLC0415 - `--help` does not pay for it

    if result.verdict is ItemVerdict.UNKNOWN:
        return ExitCode.YES if unproved else ExitCode.COULD_NOT
    return ExitCode.NO if result.verdict is ItemVerdict.NO_GO else ExitCode.YES
