"""The first migration of a project: its layout is that of the project's drizzle-kit, else of its drizzle-orm."""

from journal.drizzle.packages import DRIZZLE, installed_package, reads_journals
from journal.errors import FolderUnreadable, Place
from journal.folder.entries import Journal
from journal.folder.lock import read_lock
from journal.folder.read import Folder, NothingThere
from journal.folder.version_1 import read_either
from journal.project.settings import Settings


def read_or_begin(settings: Settings, name: str | None) -> tuple[Folder, str]:
    """Read the folder; where there is no migration yet, return an empty one, and why it has the layout that it has.

    `name`: of the first migration. Raises FolderUnreadable, also where another tool has to begin the folder.
    """
    try:
        return read_either(settings), ""
    except NothingThere as error:
        if name is None or settings.for_other_dialect or any(settings.migrations.rglob("*.sql")):
            raise
        first = error
    found = next(
        (f"{package} {one[1]}" for package in DRIZZLE[::-1] if (one := installed_package(settings.root, package))), ""
    )
    lock = read_lock(settings)
    if found and not reads_journals(found.partition(" ")[2]) and not lock.migrations:
        why = f"The folder begins in the layout of drizzle 1.0, because the project has {found}."
        journal = Journal(lock.path, (), lock.text)
        return Folder(settings, journal, (), (), settings.notes, lock=lock, is_version_1=True), why
    if found:
        kit, place = settings.drizzle_kit("generate"), Place(settings.migrations)
        message = f"{first.message} The project has {found}, which begins the folder itself."
        raise FolderUnreadable(message, hint=f"Type: {kit} --custom --name={name}", place=place)
    message = f"{first.message} There is no {DRIZZLE[1]} in node_modules either, so it is not known whether the folder "
    message += "has to have the layout of drizzle 0.x or of 1.0."
    hint = f"npm install --save-dev {DRIZZLE[1]}, or begin the folder with a SQL file of your own."
    raise FolderUnreadable(message, hint=hint, place=Place(settings.migrations))
