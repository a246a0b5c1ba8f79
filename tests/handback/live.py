"""Lives the whole life of a history on a live database, by the manual runner and nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from handback.histories import HandWritten
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from journal.folder.read import read_folder
from journal.folder.reconcile import reconcile
from journal.project.project import Project
from journal.project.settings import load_settings
from journal.server.provider import Server
from journal.server.seed import furnish, texts_of
from journal.verbs.run import run


def live(history: HandWritten, project: Path, server: Server, url: str) -> Sequence[str]:
    """Run each forward file of the project on a day of its own; what ran are the tags, in this order.

    `url` is an empty database of that server, which is given what the history's platform has first. Afterwards
    `_manual_migrations` has a row for each tag, and there is no ledger of Drizzle's.
    """
    _prepare(history, server, url)
    settings = load_settings(project)
    tags = [entry.tag for entry in reconcile(read_folder(settings), now=datetime.now(UTC)).journal.entries]
    ran: list[str] = []
    for tag in tags:
        done = run(Project(settings), url=url, to=tag)
        ran += [one.tag for one in done.applied]
    return ran


def _prepare(history: HandWritten, server: Server, url: str) -> None:
    """The platform's stubs, as the superuser of the server."""
    assert server.admin is not None
    database = conninfo_to_dict(url)["dbname"]
    admin = make_conninfo(server.admin, dbname=database)
    furnish(replace(server, conninfo=url, admin=admin), texts_of(history.recipe.seed))
