"""Which tool wrote a folder of migrations, by the names in it alone."""

import os
import re
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from journal.project.settings import Settings

_MOST = 20_000
OF_DRIZZLE_1 = re.compile(r"[0-9]{14}[^/]*")
"""The name of a folder in the layout of drizzle 1.0: its migrator runs those without a word after the date, too."""
SQL_OF_1 = "migration.sql"
"""The file of a migration in such a folder."""
_JOURNAL = Path("meta", "_journal.json")


class Layout(Enum):
    """The value is how a report names it."""

    JOURNAL = "the layout of drizzle 0.x, with meta/_journal.json"
    FILES = "SQL files without a journal"
    DRIZZLE_1 = "the layout of drizzle 1.0, a folder for each migration"
    PRISMA = "the layout of Prisma, a folder for each migration"
    NONE = "no migrations"


def is_version_1(settings: "Settings") -> bool:
    """Tell whether the project's folder has the layout of drizzle 1.0, and there is no journal of 0.x."""
    return layout_of(settings.migrations) is Layout.DRIZZLE_1 and not os.path.lexists(settings.meta / "_journal.json")


def layout_of(folder: Path) -> Layout:
    """Return the layout of a folder; NONE where it does not exist, is not readable, or has no migration."""
    if os.path.lexists(folder / _JOURNAL):
        return Layout.JOURNAL
    try:
        with os.scandir(folder) as entries:
            names = {entry.name: entry.is_dir() for entry in islice(entries, _MOST)}
    except (OSError, ValueError):
        return Layout.NONE
    scripts = (name for name, is_folder in names.items() if is_folder and _has_script(folder / name))
    is_prisma = "migration_lock.toml" in names or folder.parent.name == "prisma"
    if not is_prisma and any(map(OF_DRIZZLE_1.fullmatch, scripts)):
        return Layout.DRIZZLE_1  # files of 0.x, such as down files, may lie beside the folders
    scripts = (name for name, is_folder in names.items() if is_folder and _has_script(folder / name))
    if any(name.endswith(".sql") and not is_folder for name, is_folder in names.items()):
        return Layout.FILES
    return Layout.PRISMA if any(scripts) else Layout.NONE


def _has_script(folder: Path) -> bool:
    return os.path.lexists(folder / SQL_OF_1)
