"""drizzle-journal squash."""

from collections.abc import Callable
from typing import Annotated

from typer import Option

import journal
from journal.cli.consent import asking, refuse_both
from journal.cli.options import ONLY_URL, Json, Yes, command
from journal.cli.output import ExitCode, tell
from journal.cli.progress import watching
from journal.handback.checklist import ItemVerdict
from journal.project.project import Project
from journal.report.squash import consent_text, plan_text, squash_text, undone_text
from journal.squash.request import Squashed

OPTIONS = {
    "to": Option(
        help="The last entry to squash; the new file takes its place. Default: the newest that every named database "
        "has applied.",
        metavar="TAG",
    ),
    "url": Option(
        help="The URL of a database. It is only read: which entries it has applied. May be repeated.",
        metavar=ONLY_URL.metavar,
    ),
    "without_rows": Option(
        help="Leave out the rows that migrations insert into these tables, such as public.audit_*. May be repeated.",
        metavar="PATTERN",
    ),
    "archive": Option(
        help="A new folder for the old files. Default: none where the last commit has them, else "
        "FOLDER-before-TAG beside the migrations.",
        metavar="DIR",
    ),
}


@command(journal.squash, OPTIONS)
def squash(
    call: Callable[..., Squashed],
    *,
    project: Project,
    dry_run: bool,
    yes: Yes = False,
    undo: Annotated[bool, Option(help="Undo what the last squash wrote.")] = False,
    json: Json = False,
) -> int:
    """Replace old migrations by one file.

    The file makes the same schema and the same rows as the migrations up to TAG. It has TAG's name and `when`: a
    database that has TAG does not run it, an empty one does, and in one that has begun and lacks TAG it fails. Replays
    and the project's own drizzle-kit prove it on a copy. Then it asks, and writes everything or nothing. No database is
    written: the report names the command that replaces the old rows. Without a terminal, --yes is required. Exit 0:
    done. 1: no go.
    """
    refuse_both("Omit one of them.", undo=undo, dry_run=dry_run)
    if undo:
        undone = journal.undo_squash(project)
        return tell(undone, lambda: undone_text(undone), json=json)
    with watching("starting PostgreSQL", quiet=json) as watcher:
        agree = asking(
            consent_text, yes=yes, quiet=json, watcher=watcher, plan_text=plan_text, place=lambda _: str(project.root)
        )
        result = call(watcher=watcher, agree=agree)
    code = ExitCode.COULD_NOT if result.verdict is ItemVerdict.UNKNOWN else None
    return tell(result, lambda: squash_text(result), json=json, code=code)
