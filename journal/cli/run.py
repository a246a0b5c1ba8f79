"""drizzle-journal run."""

from collections.abc import Callable

from typer import Option

import journal
from journal.cli.consent import asking_to_add
from journal.cli.loudness import LOUDNESS
from journal.cli.options import Json, Yes, command
from journal.cli.output import tell
from journal.cli.progress import watching
from journal.folder.file_names import Kind
from journal.report.run import consent_text, run_text
from journal.verbs.run import RunResult

OPTIONS = {
    "only": Option(help="Apply only this one of the pending files. May be repeated.", metavar="TAG"),
    "to": Option(help="The last file to apply; later ones stay pending.", metavar="TAG"),
    "file": Option(
        help="Apply exactly this file, even a down file or one on the ignore list. May be repeated.", metavar="FILE|TAG"
    ),
    "allow": Option(help="Refuse to apply any file that is not allowed here. May be repeated.", metavar="TAG"),
    "accept": Option(help="Accept this file although it was changed since it ran.", metavar="TAG"),
    "restart": Option(help="Apply this file from the beginning although it stopped half way.", metavar="TAG"),
    "record_only": Option(
        help="Record this pending file, which has run already, and do not run it. A replay first proves that the live "
        "schema is the one after it. May be repeated.",
        metavar="TAG",
    ),
    "unproved": Option(help="Skip the proof of --record-only. The report says so."),
    "journal": Option(help="Record the migrations in Drizzle's ledger, too."),
    "dry_run": Option(help="Print the plan and change nothing."),
}


@command(journal.run, OPTIONS, renamed={"--anew": "--restart"})
def run(
    call: Callable[..., RunResult], *, url: str | None, env_var: str | None, yes: Yes = False, json: Json = False
) -> int:
    """Apply the pending migrations to a database.

    Runs the files in order, each in its own transaction, and records each in _manual_migrations. An existing table of
    that name is used as it is. Down files are skipped unless --file names them. A file that begins with `-- journal:
    no-transaction` runs statement by statement. On a terminal it shows the database and asks. Elsewhere it needs --url
    or --env-var, or --yes for the database that the environment or a file names. A down file always needs --yes there.
    """
    named = bool(url or env_var)
    with watching("connecting", quiet=json) as watcher:

        def agree(plan: RunResult) -> None:
            watcher.pause()
            adds = not any(migration.kind is Kind.DOWN for migration in plan.plan.pending)
            asking_to_add(consent_text, yes=yes, quiet=json, named=named, adds=adds)(plan)

        result = call(watcher=watcher, agree=agree)
    return tell(result, lambda: run_text(result, verbose=LOUDNESS.verbose), json=json)
