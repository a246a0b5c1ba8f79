"""drizzle-journal handback."""

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
from journal.handback.request import HandedBack
from journal.project.project import Project
from journal.report.handback import consent_text, handback_text, plan_text, undone_text

OPTIONS = {
    "url": Option(help=f"{ONLY_URL.help} May be repeated.", metavar="URL"),
    "fix": Option(
        help="Choose --replace, --renumber, --bridge and --move-meta, where needed. Remove from the files what only "
        "psql and pg_dump need, and BEGIN and COMMIT that a named database still has to run. Say why."
    ),
    "renumber": Option(help="Rename tags and files to 0000_name. Bytes and hashes stay."),
    "bridge": Option(help="Add a migration that renames objects which differ from schema.ts only by name."),
    "move_meta": Option(help="Move meta/ to where drizzle-kit looks for it."),
    "v1": Option(
        "--v1",
        help="Also rehearse the upgrade to drizzle 1.0. drizzle-kit 1.0 and drizzle-orm 1.0 are in DIR/node_modules.",
        metavar="DIR",
    ),
    "to": Option(
        help="The layout that the folder gets, and with it the ledgers of the named databases. 1.0: folders, snapshots "
        "of version 9 and a lock. 0.x: journal, tags and snapshots of version 7. The SQL and its hashes stay.",
        metavar="1.0|0.x",
    ),
    "v0": Option(
        "--v0",
        help="With --to 0.x, where the project has 1.0: the drizzle-kit that proves it. drizzle-kit 0.31 and "
        "drizzle-orm 0.45 are in DIR/node_modules.",
        metavar="DIR",
    ),
    "save_settings": Option(
        help="After a go, write --ignore and --platform of this call into the settings file, for later calls."
    ),
    "unproved": Option(help="Write the files even if drizzle-kit could not prove them."),
}


@command(journal.handback, OPTIONS, renamed={"--anew": "--replace-all", "--ledger-lock": "--ledger-lock-timeout"})
def handback(
    call: Callable[..., HandedBack],
    *,
    project: Project,
    url: list[str],
    env_var: list[str],
    ledger_lock_timeout: float,
    dry_run: bool,
    unproved: bool,
    yes: Yes = False,
    undo: Annotated[
        bool,
        Option(help="Undo the files that the last handback wrote, and the names and hashes that followed them."),
    ] = False,
    json: Json = False,
) -> int:
    """Hand the project back to drizzle-kit.

    Completes the journal and the snapshots in a copy of the project. The project's own drizzle-kit proves them there.
    Prints a checklist. Each item is go or no go. Each no go says how to fix it. If all is go, it asks, and writes
    everything or nothing. With --url, it also stamps the live ledger. Without a terminal, --yes is required. Exit 0:
    go. 1: no go. 2: not proved.
    """
    refuse_both("Omit one of them.", undo=undo, dry_run=dry_run)
    if undo:
        undone = journal.undo_handback(
            project, url=url, env_var=env_var, unproved=unproved, ledger_lock_timeout=ledger_lock_timeout
        )
        return tell(undone, lambda: undone_text(undone), json=json)

    with watching("starting PostgreSQL", quiet=json) as watcher:
        agree = asking(
            consent_text,
            yes=yes,
            quiet=json,
            watcher=watcher,
            plan_text=plan_text,
            place=partial(_place, project),
        )
        result = call(watcher=watcher, agree=agree)
    code = ExitCode.COULD_NOT if result.verdict is ItemVerdict.UNKNOWN and not unproved else None
    return tell(result, lambda: handback_text(result), json=json, code=code)


def _place(project: Project, plan: HandedBack) -> str:
    """Return the folder and the databases whose ledgers are written."""
    databases = (
        f"{one.target.shown} (PostgreSQL {one.live.server_version}, from {one.target.source})"
        for one in (landing.database for landing in plan.due)
    )
    return " and ".join([str(project.root), *databases])
