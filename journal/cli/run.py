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
    "allow": Option(help="Run only if --allow names every file to run. May be repeated.", metavar="TAG"),
    "accept": Option(help="Accept this file, although it was edited after it ran.", metavar="TAG"),
    "restart": Option(help="This file stopped half way: apply it again from its beginning.", metavar="TAG"),
    "record_only": Option(
        help="Record this pending file without running it. Use this for a file that has already run. Before the "
        "command writes, it compares the live schema with a replay of this file. May be repeated.",
        metavar="TAG",
    ),
    "unproved": Option(help="With --record-only: do not compare the schemas. The report then says NOT PROVED."),
    "journal": Option(help="Also record the migrations in Drizzle's ledger."),
    "dry_run": Option(help="Print the plan and change nothing."),
}


@command(journal.run, OPTIONS, renamed={"--anew": "--restart"})
def run(
    call: Callable[..., RunResult], *, url: str | None, env_var: str | None, yes: Yes = False, json: Json = False
) -> int:
    """Apply the pending migrations to a database.

    Runs the files in order, each in its own transaction, and records each in _manual_migrations. An existing table of
    that name is used as it is. Down files are skipped unless --file names them. A file that begins with `-- journal:
    no-transaction` runs without a transaction. On a terminal it shows the database and asks. Without a terminal, it
    needs --url, --env-var or --yes. Without a terminal, a down file always needs --yes.
    """
    named = bool(url or env_var)
    with watching("connecting", quiet=json) as watcher:

        def agree(plan: RunResult) -> None:
            watcher.pause()
            adds = not any(migration.kind is Kind.DOWN for migration in plan.plan.pending)
            asking_to_add(consent_text, yes=yes, quiet=json, named=named, adds=adds)(plan)

        result = call(watcher=watcher, agree=agree)
    return tell(result, lambda: run_text(result, verbose=LOUDNESS.verbose), json=json)
