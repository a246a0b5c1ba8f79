"""A second project with the same sources and another generation of drizzle, for a rehearsal of the upgrade.

drizzle-kit 1.0 loads `schema.ts` by the packages that lie beside it, so that the sources have to lie elsewhere.
"""

import os
from contextlib import suppress
from pathlib import Path

from journal.errors import EngineFailed
from journal.project.files import Unreadable, copy_file

_LEFT_BEHIND = {"node_modules", ".git", ".next", ".turbo", ".cache", ".venv", "dist", "build", "coverage", "target"}
_SOURCES = (
    ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json", ".env",
)  # fmt: skip
_DRIZZLE = ("drizzle-orm", "drizzle-kit")
_MOST = 50_000


def shadow_project(base: Path, packages: Path, place: Path) -> Path:
    """Copy the sources below `base` to `place`, with the drizzle packages of `packages`. Raises EngineFailed.

    `base`: the folder whose `node_modules` the project uses; all other packages there are linked.
    """
    place.mkdir(parents=True)
    for number, (parent, folders, names) in enumerate(os.walk(base)):
        if number > _MOST:
            raise EngineFailed(
                f"There are more than {_MOST} folders in {base}, too many to copy for the rehearsal.",
                hint="Leave out --v1, or run it where only this project is.",
            )
        folders[:] = [one for one in folders if one not in _LEFT_BEHIND]
        _copy(Path(parent), names, place / Path(parent).relative_to(base))
    _link(base / "node_modules", packages / "node_modules", place / "node_modules")
    return place


def _copy(parent: Path, names: list[str], place: Path) -> None:
    place.mkdir(exist_ok=True)
    for name in names:
        is_source = name.endswith(_SOURCES) or name.startswith((".env", "tsconfig"))
        if is_source and (parent / name).is_file():  # no link to nowhere
            with suppress(Unreadable):  # no source is that large
                copy_file(str(parent / name), str(place / name))


def _link(own: Path, newer: Path, place: Path) -> None:
    place.mkdir()
    for package in own.iterdir() if own.is_dir() else ():
        if package.name not in _DRIZZLE:
            (place / package.name).symlink_to(package.resolve())
    for name in _DRIZZLE:
        (place / name).symlink_to((newer / name).resolve())
