"""Pending files of which names and database do not tell whether they are to run: they are refused, or left out."""

from collections.abc import Sequence

from journal.errors import JournalError, Note, Place
from journal.folder.file_names import Clue, Kind
from journal.folder.lookup import may_be_down
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.rules.support.unlisted import UnlistedFile, UnlistedGroup, unlisted_files


class BaselineUndecided(JournalError):
    """Whether a file is in the database already is not known."""

    code = "baseline-undecided"


class DownUndecided(JournalError):
    """Whether a file is a down file is not known."""

    code = "down-undecided"


def refuse_perhaps_down(folder: Folder, wanted: Sequence[Migration]) -> None:
    """Raise DownUndecided for an unlisted file with the name of a down file that only drops what others create."""
    for one in wanted:
        if one.tag not in folder.journal.tags and may_be_down(one):
            only = folder.settings.command("run", "--only", one.tag)
            raise DownUndecided(
                f"{one.tag} may be a down file: its name says so, and it only drops. But the migration of that name "
                "does not exist. Nothing ran.",
                hint=f"If it is a down file, rename it to end with .down.sql, or ignore it. To run it: {only}",
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
                f"The database has {baseline.tag}, or a later migration. It is not known whether it has the earlier "
                f"{earlier[-1].tag}. Nothing ran.",
                hint=f'If it has: contains = {{ "{baseline.tag}" = "{earlier[-1].tag}" }} in journal.toml records it '
                f"without running it. If it has not: {run}",
                place=Place(earlier[-1].path),
            )


def perhaps_no_migrations(folder: Folder, pending: Sequence[Migration]) -> list[UnlistedFile]:
    """Return the files that are most likely no migrations, by their name among ordered ones or by their own words."""
    listed = folder.journal.tags
    ordered = {one.tag for one in folder.forwards if one.order.clue is not Clue.NOTHING}
    # Without a journal, what a comment says of a file is no reason: the manual runner is for such files.
    unlisted = [
        one
        for one in pending
        if one.tag not in listed and one.kind is not Kind.BASELINE and (listed or one.tag not in ordered)
    ]
    found = unlisted_files(folder, unlisted, folder.journal.entries) if ordered else ()
    return [one for one in found if one.group in (UnlistedGroup.NO_ORDER, UnlistedGroup.APPLIED)]


def not_run(folder: Folder, odd: UnlistedFile) -> Note:
    """Return the note on a file that is left out, with the ways on."""
    command, name = folder.settings.command, odd.migration.path.name
    message = f"{name} is not run: {odd.evidence.rstrip('.')}, so it may be no migration."
    ignore = command("bootstrap", "--ignore", name, "--reason", "TEXT")
    help_ = f"To run it: {command('run', '--only', odd.migration.tag)}; if it is no migration: {ignore}"
    return Note("no-migration", message, help_, Place(odd.migration.path))
