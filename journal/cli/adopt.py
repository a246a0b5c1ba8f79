"""drizzle-journal adopt."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from typer import Argument, Option

import journal
from journal.adopt.request import Adopted
from journal.cli.consent import asking, refuse_both
from journal.cli.options import ONLY_URL, Json, Yes, command
from journal.cli.output import tell
from journal.cli.progress import watching
from journal.project.project import Project
from journal.report.adopt import adopt_text, consent_text, plan_text, undone_text

OPTIONS = {
    "source": Annotated[
        str | None,
        Argument(help="The folder of the other tool. Default: the one with a usual name.", metavar="DIR"),
    ],
    "tool": Option(
        help="The tool whose history it is: prisma, supabase, dbmate, goose, flyway, node-pg-migrate, knex, sequelize "
        "or typeorm. Default: the only one whose marks the files have.",
        metavar="NAME",
    ),
    "script": Option(
        help="Adopt this SQL file instead, which was run by hand: it becomes an entry. Default place: the last one.",
        metavar="FILE",
    ),
    "after": Option(help="With --script: the entry that it comes after.", metavar="TAG"),
    "from_drift": Option(
        help="Write the migration of this name that explains what the live database has and the migrations have not.",
        metavar="NAME",
    ),
    "url": ONLY_URL,
}


@command(journal.adopt, OPTIONS)
def adopt(
    call: Callable[..., Adopted],
    *,
    project: Project,
    url: str | None,
    env_var: str | None,
    ledger_lock_timeout: float,
    dry_run: bool,
    yes: Yes = False,
    undo: Annotated[
        bool, Option(help="Undo the files that the last adoption wrote, and remove its rows from the ledger of --url.")
    ] = False,
    unproved: Annotated[
        bool, Option(help="With --undo: restore only the files; the rows of Drizzle's ledger stay.")
    ] = False,
    json: Json = False,
) -> int:
    """Adopt another tool's history, a script, or drift.

    Copies the migrations by the rules of the tool, without its markers, and makes entries of them, in its order.
    Replays them and writes the snapshots. With --url, the ledger of the tool is evidence, the live schema is the proof,
    and Drizzle's ledger gets the rows. If all is go, it asks, and writes everything or nothing. Without a terminal,
    --yes is required. Exit 0: go. 1: no go. 2: not done.
    """
    refuse_both("Omit one of them.", undo=undo, dry_run=dry_run)
    if undo:
        undone = journal.undo_adopt(
            project, url=url, env_var=env_var, unproved=unproved, ledger_lock_timeout=ledger_lock_timeout
        )
        return tell(undone, lambda: undone_text(undone), json=json)
    with watching("starting PostgreSQL", quiet=json) as watcher:
        place = partial(_place, project)
        agree = asking(consent_text, yes=yes, quiet=json, watcher=watcher, plan_text=plan_text, place=place)
        result = call(watcher=watcher, agree=agree)
    return tell(result, lambda: adopt_text(result), json=json)


def _place(project: Project, plan: Adopted) -> str:
    """Return the folder, and the database whose ledger is written."""
    one = plan.landing.database if plan.landing and plan.rows else None
    live = f" and {one.target.shown} (PostgreSQL {one.live.server_version}, from {one.target.source})" if one else ""
    return f"{project.root}{live}"
