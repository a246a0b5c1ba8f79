"""Find programs on PATH, but never among the files of a project, which a pull request can write."""

import os
from collections.abc import Iterator
from pathlib import Path

_PACKAGES = "node_modules"
_SUFFIX = ".exe" if os.name == "nt" else ""


def find_program(name: str, outside: Path | None = None, path: str | None = None) -> str | None:
    """Return the first program on PATH, or on `path`, that is not inside the folder `outside`."""
    for folder in _folders(path):
        program = os.path.join(folder, name + _SUFFIX)  # noqa: PTH118 - PATH is text
        if os.path.isfile(program) and os.access(program, os.X_OK):  # noqa: PTH113
            real = Path(os.path.realpath(program))
            if outside is None or not real.is_relative_to(os.path.realpath(outside)):
                return program
    return None


def trusted_path() -> str:
    """Return PATH without relative folders and those of npm's packages, whose programs come with a project."""
    return os.pathsep.join(_folders(None))


def _folders(path: str | None) -> Iterator[str]:
    for folder in (os.environ.get("PATH", os.defpath) if path is None else path).split(os.pathsep):
        if os.path.isabs(folder) and _PACKAGES not in Path(folder).parts:  # noqa: PTH117
            yield folder
