"""drizzle-journal rebase."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from typer import Option

import journal
from journal.cli.consent import asking, refuse_both
from journal.cli.options import ONLY_URL, Json, Yes, command
from journal.cli.output import ExitCode, tell
from journal.cli.progress import watching
from journal.handback.checklist import ItemVerdict
from journal.project.project import Project
from journal.rebase.request import Rebased
from journal.report.rebase import consent_text, plan_text, rebase_text, undone_text

OPTIONS = {
    "onto": Option(
        help="The git ref whose migrations stay as they are, such as origin/main. Those that only this branch has are "
        "moved behind them.",
        metavar="REF",
    ),
    "check": Option(help="Only tell whether a rebase is needed, without a database: exit 1 if it is. For CI."),
    "url": Option(
        help="The URL of a database that may have run the migrations that move. Its rows follow. May be repeated.",
        metavar=ONLY_URL.metavar,
    ),
    "unproved": Option(help="Write the files even if drizzle-kit could not compare schema.ts."),
}


@command(journal.rebase, OPTIONS)
def rebase(
    call: Callable[..., Rebased],
    *,
    project: Project,
    url: list[str],
    env_var: list[str],
    ledger_lock_timeout: float,
    check: bool,
    dry_run: bool,
    unproved: bool,
    yes: Yes = False,
    undo: Annotated[bool, Option(help="Undo what the last rebase wrote, with the rows that followed.")] = False,
    json: Json = False,
) -> int:
    """Move this branch's migrations behind those of another.

    After a merge or before one. Also works out of conflict markers in the journal, the snapshots and the lock. Entries
    of the other branch stay as they are. Own ones get a new idx, tag, file name and `when`, and their snapshots are
    rebuilt. The SQL and its hashes stay. A replay and the project's own drizzle-kit prove it on a copy. Then it asks,
    and writes everything or nothing. Without a terminal, --yes is required. Exit 0: done, or nothing to do. 1: no go.
    2: not proved.
    """
    refuse_both("Omit one of them.", undo=undo, dry_run=dry_run)
    refuse_both("Omit one of them.", undo=undo, check=check)
    if undo:
        undone = journal.undo_rebase(
            project, url=url, env_var=env_var, unproved=unproved, ledger_lock_timeout=ledger_lock_timeout
        )
        return tell(undone, lambda: undone_text(undone), json=json)
    with watching("starting PostgreSQL", quiet=json) as watcher:
        agree = asking(
            consent_text, yes=yes, quiet=json, watcher=watcher, plan_text=plan_text, place=partial(_place, project)
        )
        result = call(watcher=watcher, agree=agree)
    is_unknown = result.verdict is ItemVerdict.UNKNOWN and not unproved
    return tell(result, lambda: rebase_text(result), json=json, code=ExitCode.COULD_NOT if is_unknown else None)


def _place(project: Project, plan: Rebased) -> str:
    """Return the folder and the databases whose rows follow."""
    databases = (
        f"{one.target.shown} (PostgreSQL {one.live.server_version}, from {one.target.source})"
        for one in (landing.database for landing in plan.due)
    )
    return " and ".join([str(project.root), *databases])
