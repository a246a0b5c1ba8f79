"""A copy of the project's sources with another generation of drizzle, for a rehearsal of the upgrade.

drizzle-kit 1.0 loads `schema.ts` with the packages beside it, so the sources have to be elsewhere.
"""

import os
from contextlib import suppress
from pathlib import Path

from journal.errors import EngineFailed
from journal.project.files import Unreadable, copy_file

_SKIPPED = {"node_modules", ".git", ".next", ".turbo", ".cache", ".venv", "dist", "build", "coverage", "target"}
_SOURCES = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json", ".env")
_DRIZZLE = ("drizzle-orm", "drizzle-kit")
_MOST_FOLDERS = 50_000


def shadow_project(base: Path, packages: Path, place: Path) -> Path:
    """Copy the sources below `base` to `place`, with the drizzle packages of `packages`. Raises EngineFailed.

    `base`: the folder whose `node_modules` the project uses; its other packages are linked.
    """
    place.mkdir(parents=True)
    for number, (parent, folders, names) in enumerate(os.walk(base)):
        if number > _MOST_FOLDERS:
            raise EngineFailed(
                f"There are more than {_MOST_FOLDERS} folders in {base}, too many to copy for the rehearsal.",
                hint="Remove --v1, or run it in a folder that has only this project.",
            )
        folders[:] = [folder for folder in folders if folder not in _SKIPPED]
        target = place / Path(parent).relative_to(base)
        target.mkdir(exist_ok=True)
        for name in names:
            source = Path(parent, name)
            is_source = name.endswith(_SOURCES) or name.startswith((".env", "tsconfig"))
            if is_source and source.is_file():  # no broken link
                with suppress(Unreadable):  # too large for a source
                    copy_file(str(source), str(target / name))
    own, linked = base / "node_modules", place / "node_modules"
    linked.mkdir()
    for package in own.iterdir() if own.is_dir() else ():
        if package.name not in _DRIZZLE:
            (linked / package.name).symlink_to(package.resolve())
    for name in _DRIZZLE:
        (linked / name).symlink_to((packages / "node_modules" / name).resolve())
    return place
