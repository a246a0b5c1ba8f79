"""Find the project: in this folder, else in the nearest one upwards, else in the only place below that has migrations.

A pull request is untrusted, and so is a folder above that somebody else owns: no link is followed, the search has a
depth and a number of folders, and it goes up only to the root of the git work tree or of the package.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from shlex import join

from journal.dataclass import dataclass
from journal.errors import SettingsInvalid, SeveralProjects
from journal.project.drizzle_config.choice import configs_in_scripts, other_configs
from journal.project.drizzle_config.read import DEFAULT, NAMES, read_drizzle_config
from journal.project.files import boundary, is_file, is_folder, real_path
from journal.project.layout import Layout, layout_of
from journal.project.nearby import folders_below, folders_with_journal
from journal.project.settings import VARIABLES, Settings, load_settings
from journal.project.settings_table import FILE_NAME, read_settings_table
from journal.project.workspace import is_workspace, workspace_packages

USUAL = (
    "drizzle", "migrations", "db/migrations", "src/db/migrations", "lib/db/migrations", "supabase/migrations",
    "prisma/migrations",
)  # fmt: skip
"""The folders in which projects keep migrations, in the order in which they are looked for."""
_MOST_CONFIGS, _MOST_PACKAGES, _SHOWN = 100, 500, 5
_OWN_JOURNALS = (f"{DEFAULT}/meta/_journal.json", "meta/_journal.json")


Search = Callable[[Path], Iterable["FoundProject"]]


@dataclass(frozen=True)
class FoundProject:
    """A place that may have migrations. `why` says how it was found; `options` choose it, relative to `root`.

    `dialect` is the database of its drizzle.config where that is not PostgreSQL. `layout` is that of its folder.
    """

    root: Path
    migrations: Path
    why: str
    layout: Layout
    options: Mapping[str, Path]
    dialect: str = ""

    @property
    def is_ours(self) -> bool:
        """Tell whether this tool works on it: a project for PostgreSQL, not in the layout of another tool."""
        return not self.dialect and self.layout is not Layout.PRISMA

    def flags(self, start: Path) -> list[str]:
        """Return the options that choose it on a command line that is typed in `start`."""
        project = ["--project", _relative(self.root, start)] if self.root != start else []
        return [*project, *(word for name, path in self.options.items() for word in (f"--{name}", str(path)))]


def load_found(start: Path, place: FoundProject | None) -> Settings:
    """Read the settings of the project in `start`, or of the one that was found from there; `found` then says how."""
    if place is None:
        return load_settings(start)
    settings = load_settings(place.root, **place.options)
    return replace(settings, found=place.why)


def usual_places(root: Path) -> list[FoundProject]:
    """Return the folders below with a journal, or with a usual name and migrations."""
    return list({one.migrations: one for one in (*_of_journals(root), *_of_usual_names((root,)))}.values())


def locate_project(start: Path, below: Search | None = None) -> FoundProject | None:
    """Return where the project is if it is not in `start` itself; None where it is, or where nothing is found.

    `below` searches below a folder. Raises SeveralProjects where it finds several.
    """
    start = real_path(start)
    if not start.is_dir() or is_project(start):
        return None
    for folder in _upwards(start):
        if is_project(folder, weak=False):
            why = f"{folder} is the nearest project upwards"
            return FoundProject(folder, folder, why, Layout.NONE, {})
    found = [one for one in (below or projects_below)(project_top(start)) if one.is_ours]
    if len(found) > 1:
        ways = [join(one.flags(start)) for one in found]
        more = f" (and {len(ways) - _SHOWN} more)" if len(ways) > _SHOWN else ""
        message = f"There are {len(found)} projects below {project_top(start)}, and none in {start}."
        raise SeveralProjects(message, hint=f"Name one: {', or '.join(ways[:_SHOWN])}{more}", found=found)
    return found[0] if found else None


def is_project(folder: Path, *, weak: bool = True) -> bool:
    """Tell whether a folder says itself that it is a project. `weak`: a folder of SQL called `migrations` will do."""
    if any(os.path.lexists(folder / name) for name in _OWN_JOURNALS) or _has_settings(folder):
        return True
    if weak and is_folder(folder / "migrations") and layout_of(folder / "migrations") is not Layout.NONE:
        return True
    own = [folder / name for name in NAMES if is_file(folder / name)]
    return any(not read_drizzle_config(path, folder).other_dialect for path in (*own, *configs_in_scripts(folder)))


def project_top(start: Path) -> Path:
    """Return the folder to search below: the root of the git work tree or workspace, else the nearest package."""
    return next(iter([*_upwards(start)][::-1]), start)


def all_projects(start: Path, below: Search | None = None) -> list[FoundProject]:
    """Return every project below the root of a workspace, also those of other tools; none elsewhere.

    None, too, where the root has settings of its own: they say what is meant. `below` searches below a folder.
    """
    start = real_path(start)
    if not is_workspace(start) or _has_settings(start):
        return []
    found = [*(below or projects_below)(start)]
    with suppress(SettingsInvalid):
        if is_project(start) and (own := load_settings(start).migrations) not in [one.migrations for one in found]:
            found.insert(0, FoundProject(start, own, "", layout_of(own), {}))
    return found


def chosen_projects(start: Path) -> list[FoundProject]:
    """Return the projects that a command without a name of one is about, in one search.

    They are several, or the one that is not in `start` itself; none where it is in `start`, or where nothing is found.
    """
    below = one_search()
    found = [one for one in all_projects(start, below) if one.is_ours]
    if len(found) > 1:
        return found
    try:
        place = locate_project(start, below)
    except SeveralProjects as error:
        return [one for one in error.found if isinstance(one, FoundProject)]
    return [place] if place else []


def one_search() -> Search:
    """Return `projects_below` that searches a folder once."""
    return cache(lambda top: [*projects_below(top)])


def is_named(*given: object) -> bool:
    """Tell whether an option or a variable names the folders of the project, so that none is searched for."""
    return any(value is not None for value in given) or any(map(os.environ.get, VARIABLES.values()))


def _has_settings(folder: Path) -> bool:
    named = os.path.lexists(folder / FILE_NAME)
    return named or (is_file(folder / "pyproject.toml") and bool(read_settings_table(folder).table))


def projects_below(top: Path) -> Iterator[FoundProject]:
    """Yield each place below once, by its folder of migrations: drizzle.configs, then journals, then usual folders."""
    packages = list(islice(workspace_packages(top), _MOST_PACKAGES))
    seen: set[Path] = set()
    places = list(dict.fromkeys((top, *packages, *folders_below(top))))
    found = [*islice(_of_configs(places), _MOST_CONFIGS)]
    if not any(one.is_ours for one in found):
        found += [*_of_journals(top), *_of_usual_names((top, *packages))]
    for one in found:
        if one.migrations not in seen:
            seen.add(one.migrations)
            yield one


def _of_configs(places: list[Path]) -> Iterator[FoundProject]:
    for place in places:
        usual = [name for name in NAMES if is_file(place / name)][:1]
        for name in (*usual, *other_configs(place, None)):
            config = read_drizzle_config(place / name, place)
            out = config.get("out")
            migrations = real_path(place / (str(out.value) if out else DEFAULT))
            options = {} if name in usual else {"config": Path(name)}
            dialect = "" if config.values or config.unread else "unknown"
            why = f"{place / name} is the only drizzle.config for PostgreSQL below"
            yield FoundProject(place, migrations, why, layout_of(migrations), options, config.other_dialect or dialect)


def _of_journals(top: Path) -> Iterator[FoundProject]:
    for folder in folders_with_journal(top):
        why = f"{folder} is the only folder of migrations here"
        yield FoundProject(top, real_path(top / folder), why, Layout.JOURNAL, {"migrations": Path(folder)})


def _of_usual_names(bases: tuple[Path, ...]) -> Iterator[FoundProject]:
    for base in bases:
        for name in USUAL:
            path = base / name
            layout = Layout.NONE if path.is_symlink() else layout_of(path)
            if layout is not Layout.NONE:
                why = f"{name} is the only folder of migrations with a usual name"
                yield FoundProject(base, path, why, layout, {"migrations": Path(name)})


def _upwards(start: Path) -> Iterator[Path]:
    """Yield the folders above that belong to the same project: not the home, and none that another user owns."""
    limit = boundary(start)
    has_git, owner = os.path.lexists(limit / ".git"), start.stat().st_uid
    inside = []
    for folder in start.parents:
        with suppress(OSError):
            if folder == Path.home() or folder.parent == folder or folder.stat().st_uid != owner:
                break
        inside.append(folder)
        if folder == limit:
            break
    tops = [number for number, folder in enumerate(inside) if is_workspace(folder) or _has_manifest(folder)]
    if limit in inside and has_git:
        yield from inside
    elif not _has_manifest(start) and tops:
        yield from inside[: tops[0] + 1]


def _has_manifest(folder: Path) -> bool:
    return os.path.lexists(folder / "package.json")


def _relative(path: Path, start: Path) -> str:
    return os.path.relpath(path, start) if path.is_relative_to(start) else str(path)
