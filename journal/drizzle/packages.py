"""The project's drizzle packages: find them, tell what node may read of them, and copy a project with others."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import orjson

from journal.dataclass import dataclass
from journal.drizzle.node import find_node
from journal.errors import EngineFailed, Note, Severity
from journal.project.files import FileKind, Unreadable, copy_file, read_file
from journal.project.settings import Settings

_VERSION = re.compile(r"\d{1,6}\.\d{1,6}\.\d{1,6}[0-9A-Za-z.+-]{0,60}")
_PACKAGES = "node_modules"
_MOST_FILES = 100_000
_MOST_LINKS = 40  # as many as Linux follows
_MOST_FOLDERS = 50_000
_SKIPPED = {_PACKAGES, ".git", ".next", ".turbo", ".cache", ".venv", "dist", "build", "coverage", "target"}
_SOURCES = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json", ".env")
DRIZZLE = ("drizzle-orm", "drizzle-kit")
OUTDATED, OLD_PACKAGES = "folder-outdated", "packages-outdated"


@dataclass(frozen=True)
class DrizzlePackage:
    """The drizzle-orm or drizzle-kit that node resolves from `project`, and the node to run it."""

    project: Path
    folder: Path
    version: str
    node: str

    @property
    def real(self) -> Path:
        """Return the package's folder with all links resolved; pnpm and workspaces link packages."""
        return self.folder.resolve()

    @property
    def label(self) -> str:
        """Return the name for messages: owner, version and folder."""
        return f"the project's {self.folder.name} {self.version} ({os.path.relpath(self.folder, self.project)})"

    @property
    def reads_journals(self) -> bool:
        """Tell whether it is 0.x: 1.0 reads folders, and its migrator refuses one that has a journal."""
        return reads_journals(self.version)


def find_drizzle(project: Path, name: str) -> DrizzlePackage | None:
    """Look in `node_modules` from the project's folder upwards, as node does; None without the package or without node.

    `name`: `drizzle-orm` or `drizzle-kit`. A package without a readable version is skipped.
    """
    node, found = find_node(), installed_package(project, name)
    return DrizzlePackage(project, *found, node) if node and found else None


def outdated_notes(settings: Settings, *, is_version_1: bool) -> Iterator[Note]:
    """Yield a note where the project's drizzle-orm is of the other generation than the folder: its migrate stops."""
    found = installed_package(settings.root, "drizzle-orm")
    if found is None or reads_journals(found[1]) != is_version_1:
        return
    if is_version_1:
        message = f"The project has drizzle-orm {found[1]}, whose migrate finds no meta/_journal.json, and stops."
        install = "Deploy the folder with 1.0: npm install drizzle-orm@rc && npm install --save-dev drizzle-kit@rc"
        yield Note(OLD_PACKAGES, message, install, severity=Severity.WARNING)
        return
    message = f"The project has drizzle-orm {found[1]}, whose migrate refuses a folder with meta/_journal.json. What "
    message += "is said of 0.x here is what its migrate would do."
    upgrade = f"Rehearse the upgrade: {settings.command('handback', '--to', '1.0', '--dry-run')}"
    yield Note(OUTDATED, message, upgrade, severity=Severity.ERROR)


def reads_journals(version: str) -> bool:
    """Tell whether a version of a drizzle package is 0.x: 1.0 reads folders."""
    return version.split(".", maxsplit=1)[0] == "0"


def installed_package(project: Path, name: str) -> tuple[Path, str] | None:
    """Return the package's folder, and its version; None without one. Needs no node."""
    for folder in (project, *project.parents):
        package = folder / _PACKAGES / name
        try:
            manifest = orjson.loads(read_file(package / "package.json", FileKind.SETTINGS))
        except (OSError, orjson.JSONDecodeError):
            continue
        version = manifest.get("version") if isinstance(manifest, dict) else None
        if isinstance(version, str) and _VERSION.fullmatch(version):
            return package, version
    return None


def packages_of(project: Path, names: Iterable[str]) -> list[Path]:
    """Return every folder in which node looks for packages of the project, and of these packages.

    Each comes with the links that lead to it, as pnpm and workspaces have them: node has to read those as well.
    """
    found = [folder / _PACKAGES for folder in (project, *project.parents)]
    found = [one for one in found if one.is_dir()]
    for package in [folder / name for name in names for folder in found if (folder / name).is_dir()]:
        parts = package.resolve().parts
        store = [Path(*parts[: parts.index(_PACKAGES) + 1])] if _PACKAGES in parts else []
        found += [package, *store]
    return [step for one in found for step in _steps(one)]


def _steps(path: Path) -> Iterator[Path]:
    """Yield the links within node_modules on the way to the real path, and the real path."""
    for _ in range(_MOST_LINKS):
        link = next((one for one in (*reversed(path.parents), path) if one.is_symlink()), None)
        if link is None:
            break
        if _PACKAGES in link.parts:
            yield link
        path = Path(os.path.normpath(link.parent / link.readlink() / path.relative_to(link)))
    yield path.resolve()


def refuse_links_out(package: Path, project: Path) -> None:
    """Raise EngineFailed where a link makes more than the package readable: node's permission model follows links."""
    if project.resolve().is_relative_to(package):
        raise EngineFailed(f"{package}, which the package is a link to, contains the project.")
    folders, seen = [package], 0
    try:
        while folders:
            with os.scandir(folders.pop()) as entries:
                for one in entries:
                    seen += 1
                    if one.is_symlink() and not Path(os.path.realpath(one.path)).is_relative_to(package):
                        raise EngineFailed(f"{one.path} is a link that leads out of its package.")
                    if one.is_dir(follow_symlinks=False):
                        folders.append(Path(one.path))
            if seen > _MOST_FILES:
                raise EngineFailed(f"{package} has more than {_MOST_FILES} files.")
    except OSError as error:
        raise EngineFailed(f"{error.filename} cannot be read: {error.strerror}.") from None


def shadow_project(base: Path, packages: Path, place: Path) -> Path:
    """Copy the sources below `base` to `place`, with the drizzle packages of `packages`. Raises EngineFailed.

    drizzle-kit 1.0 loads `schema.ts` with the packages beside it, so the sources have to be elsewhere. `base`: the
    folder whose `node_modules` the project uses; its other packages are linked.
    """
    for number, (parent, folders, names) in enumerate(os.walk(base)):
        if number > _MOST_FOLDERS:
            raise EngineFailed(
                f"There are more than {_MOST_FOLDERS} folders in {base}, too many to copy for the rehearsal.",
                hint="Remove --v1, or run it in a folder that has only this project.",
            )
        folders[:] = [folder for folder in folders if folder not in _SKIPPED]
        target = place / Path(parent).relative_to(base)
        target.mkdir(parents=True, exist_ok=True)
        for name in names:
            source = Path(parent, name)
            is_source = name.endswith(_SOURCES) or name.startswith((".env", "tsconfig"))
            if is_source and source.is_file():  # no broken link
                with suppress(Unreadable):  # too large for a source
                    copy_file(str(source), str(target / name))
    own, linked = base / _PACKAGES, place / _PACKAGES
    linked.mkdir()
    for package in own.iterdir() if own.is_dir() else ():
        if package.name not in DRIZZLE:
            (linked / package.name).symlink_to(package.resolve())
    for name in DRIZZLE:
        (linked / name).symlink_to((packages / _PACKAGES / name).resolve())
    return place
