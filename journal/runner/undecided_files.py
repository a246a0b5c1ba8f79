"""Pending files of which their names and the database do not tell whether they are to run: they are refused."""

from collections.abc import Sequence

from journal.errors import JournalError, Place
from journal.folder.lookup import may_be_down
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.runner.existing_objects import BaselineUndecided


class DownUndecided(JournalError):
    """Whether a file is a down file is not known."""

    code = "down-undecided"


def refuse_perhaps_down(folder: Folder, wanted: Sequence[Migration]) -> None:
    """Raise DownUndecided for an unlisted file with the name of a down file that only drops what others create."""
    for one in wanted:
        if one.tag not in folder.journal.tags and may_be_down(one):
            only = folder.settings.command("run", "--only", one.tag)
            raise DownUndecided(
                f"{one.tag} has the name of a down file and only drops, and the migration of that name is not there. "
                "Nothing ran.",
                hint=f"If it is one, rename it to end with .down.sql, or ignore it. If it is to run: {only}",
                place=Place(one.path),
            )


def refuse_before_baseline(
    folder: Folder, everything: Sequence[Migration], there: Sequence[Migration], wanted: Sequence[Migration]
) -> None:
    """Raise BaselineUndecided where a file would run that comes before a baseline which the database has."""
    for baseline in there:
        earlier = [one for one in everything[: everything.index(baseline)] if one in wanted]
        if earlier:
            run = folder.settings.command("run", *(word for one in earlier for word in ("--only", one.tag)))
            raise BaselineUndecided(
                f"The database has {baseline.tag}, or what comes after it; whether it has {earlier[-1].tag}, which "
                "comes before, is not known. Nothing ran.",
                hint=f'If it has: contains = {{ "{baseline.tag}" = "{earlier[-1].tag}" }} in journal.toml records it '
                f"without running it. If it has not: {run}",
                place=Place(earlier[-1].path),
            )
