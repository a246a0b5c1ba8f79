"""What the functions of the library have in common: the database that they name, and several names in a text."""

from collections.abc import Sequence
from dataclasses import replace

from journal.connect.find import find_target
from journal.connect.one_server import look_at_both
from journal.connect.target import Target
from journal.errors import SettingsInvalid, did_you_mean
from journal.project.project import Project
from journal.project.settings import Settings

GIGABYTE = 10**9
Names = str | Sequence[str]
"""Several names, or a text with commas between them."""


def find_database(
    project: Project, url: str | None, env_var: str | None, *, writes: bool = False
) -> tuple[Settings, Target]:
    """Return the settings, with the variable that names the database, and the database: see `find_target`."""
    settings = replace(project.settings, env_var=env_var)
    return settings, find_target(settings, url, env_var=env_var, writes=writes, look=look_at_both)


def chosen_names(given: Names | None, known: Sequence[str], option: str) -> list[str]:
    """Return the names that were given, else all known ones. Raises SettingsInvalid for one that is not known."""
    words = given.split(",") if isinstance(given, str) else known if given is None else given
    names = [word.strip() for word in words if word.strip()]
    if not names:
        raise SettingsInvalid(f"{option} names nothing.", hint=f"Known are: {', '.join(known)}.")
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known, f"Known are: {', '.join(known)}.")
            raise SettingsInvalid(f"{option} {name}: there is no such name.", hint=hint)
    return names
