"""drizzle-journal baseline."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from typer import Option

import journal
from journal.baseline.result import Baseline
from journal.cli.consent import asking, refuse_both
from journal.cli.loudness import LOUDNESS
from journal.cli.options import Json, Yes, command
from journal.cli.output import tell
from journal.cli.progress import watching
from journal.project.project import Project
from journal.report.baseline import baseline_text, consent_text, plan_text, undone_text

OPTIONS = {
    "from_url": Option(
        help="The URL of the live database. There is no default: DATABASE_URL and POSTGRES_URL are not read.",
        metavar="URL",
    ),
    "from_dump": Option(help="A dump in SQL, as pg_dump writes it. It is restored on the temporary server.",
                        metavar="FILE"),
    "name": Option(help="The name of the migration. Its number or moment comes before it.", metavar="NAME"),
    "to": Option(
        help="The layout of the folder: 0.x has a journal, 1.0 a folder for each migration. Default: that of the "
        "installed drizzle-kit or drizzle-orm, else 0.x.",
        metavar="0.x|1.0",
    ),
    "data": Option(help="Also write the rows of this table, as INSERT. May be repeated.", metavar="TABLE"),
    "grants": Option(help="Also write grants and default privileges. Their roles have to exist."),
    "exclude_schema": Option(help="Leave out this schema, as pg_dump does. May be repeated.", metavar="SCHEMA"),
    "exclude_table": Option(help="Leave out this table, as pg_dump does. May be repeated.", metavar="TABLE"),
    "schema_file": Option(
        help="Write schema.ts to this new file. Default: the file that `schema` of drizzle.config names, if there is "
        "none yet.",
        metavar="FILE",
    ),
    "stamp": Option(help="Also record the baseline as applied in the ledger of the live database."),
}  # fmt: skip


@command(journal.baseline, OPTIONS)
def baseline(
    call: Callable[..., Baseline],
    *,
    project: Project,
    from_url: str | None,
    env_var: str | None,
    ledger_lock_timeout: float,
    dry_run: bool,
    yes: Yes = False,
    undo: Annotated[
        bool, Option(help="Undo the files that the last baseline wrote, and the row of --stamp with --from-url.")
    ] = False,
    json: Json = False,
) -> int:
    """Make the first migration from a live database or a dump.

    Reads the database with pg_dump. Writes its schema as one migration that Drizzle can run, with the journal, the
    snapshot and schema.ts. Before that, a replay on a temporary PostgreSQL has to equal the source, by the catalog and
    by pg_dump of both. With --stamp, it asks, and also writes the row of the ledger; without a terminal, --yes is
    required. Exit 0: proved. 1: the replay differs. 2: not compared.
    """
    refuse_both("Omit one of them.", undo=undo, dry_run=dry_run)
    if undo:
        undone = journal.undo_baseline(
            project, from_url=from_url, env_var=env_var, ledger_lock_timeout=ledger_lock_timeout
        )
        return tell(undone, lambda: undone_text(undone), json=json)
    with watching("starting PostgreSQL", quiet=json) as watcher:
        shown = partial(plan_text, verbose=LOUDNESS.verbose)
        agree = asking(consent_text, yes=yes, quiet=json, watcher=watcher, plan_text=shown)
        result = call(watcher=watcher, agree=agree)
    return tell(result, lambda: baseline_text(result, verbose=LOUDNESS.verbose), json=json)
