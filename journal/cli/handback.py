"""drizzle-journal handback."""

from collections.abc import Callable
from typing import Annotated

from typer import Option

import journal
from journal.cli.consent import consent
from journal.cli.options import ONLY_URL, Json, Yes, command
from journal.cli.output import ExitCode, tell
from journal.cli.progress import watching
from journal.handback.checklist import ItemVerdict
from journal.handback.request import HandedBack
from journal.project.project import Project
from journal.report.handback import handback_text, undone_text

OPTIONS = {
    "url": ONLY_URL,
    "renumber": Option(help="Rename tags and files to 0000_name. Bytes and hashes stay."),
    "bridge": Option(help="Add a migration that renames what differs from schema.ts by its name only."),
    "move_meta": Option(help="Move meta/ to where drizzle-kit looks for it."),
    "v1": Option(
        "--v1",
        help="Rehearse the upgrade, too, by the drizzle-kit and drizzle-orm 1.0 in DIR/node_modules.",
        metavar="DIR",
    ),
    "unproved": Option(help="Write also where drizzle-kit could not prove it."),
}


@command(journal.handback, OPTIONS, renamed={"--anew": "--replace-all", "--ledger-lock": "--ledger-lock-timeout"})
def handback(
    call: Callable[..., HandedBack],
    *,
    project: Project,
    apply: bool,
    unproved: bool,
    yes: Yes = False,
    undo: Annotated[bool, Option(help="Undo the files that the last handback wrote. No ledger is changed.")] = False,
    json: Json = False,
) -> int:
    """Hand the project back to drizzle-kit.

    Completes journal and snapshots, and lets the project's own drizzle-kit prove them (other tools: squash, baseline).
    Works on a copy, and ends with a list of go or no go, each no go with its repair. Writes only with --apply, all or
    nothing; with --url, it stamps the live ledger, too. Exit 0: go. 1: no go. 2: not proved.
    """
    if undo:
        undone = journal.undo_handback(project)
        return tell(undone, lambda: undone_text(undone), json=json)

    def agree(plan: HandedBack) -> None:
        if plan.landing and plan.landing.stamped and plan.landing.tags:
            what = f"{len(plan.files)} files here, then {len(plan.landing.tags)} rows of Drizzle's ledger there"
            consent(plan.target, f"PostgreSQL {plan.landing.stamped.server_version}", what, yes=yes, quiet=json)

    with watching("starting PostgreSQL", quiet=json or apply) as watcher:
        result = call(watcher=watcher, agree=agree)
    code = ExitCode.COULD_NOT if result.verdict is ItemVerdict.UNKNOWN and not unproved else None
    return tell(result, lambda: handback_text(result), json=json, code=code)
