"""The databases that a command line names: each once."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, combinations

from journal.connect.one_server import look_at_both
from journal.connect.target import Target
from journal.errors import SettingsInvalid
from journal.project.project import Project
from journal.project.settings import Settings
from journal.verbs.arguments import find_database


def find_databases(
    project: Project, urls: Sequence[str], env_vars: Sequence[str]
) -> tuple[Settings, tuple[Target, ...]]:
    """Return the settings, with the words that name the databases, and the databases in the order of their names.

    Raises SettingsInvalid where two names lead to one database, and what `find_database` raises.
    """
    named: list[tuple[str | None, str | None]] = [
        (url, None) for url in ([urls] if isinstance(urls, str) else urls or ())
    ]
    named += [(None, name) for name in ([env_vars] if isinstance(env_vars, str) else env_vars or ())]
    found = [find_database(project, url, name) for url, name in named]
    targets = tuple(target for _, target in found)
    for one, other in combinations(targets, 2):
        if one.words == other.words or look_at_both(one, other):
            raise SettingsInvalid(f"{one.shown} and {other.shown} are one database.", hint="Name it once.")
    if len(found) < 2:
        settings = replace(found[0][0], typed=targets[0].typed) if found else project.settings
        return settings, targets
    words = [("--env-var", name) if name else target.typed for (_, name), target in zip(named, targets, strict=True)]
    return replace(project.settings, typed=tuple(chain.from_iterable(words))), targets


def naming(settings: Settings, target: Target) -> Settings:
    """Return settings whose commands name this database alone."""
    return replace(settings, typed=target.option, env_var=None)
