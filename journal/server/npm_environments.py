"""The Python environments that the npm package installs this program into: one for each version, in the cache folder.

`scripts/npm/lib/environment.mjs` makes them: a file with the name of the version holds the path of the program in its
folder.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from journal.server.cache_and_run_folders import present_cache_folder
from journal.server.own_folder import own_folders_in, remove_folder

_MARK = ".env-"


def npm_environments() -> list[Path]:
    """Return the folder of each environment."""
    folder = present_cache_folder("npm")
    return sorted(path for path in own_folders_in(folder) if _MARK in path.name) if folder else []


def running_environments(folders: Iterable[Path]) -> frozenset[Path]:
    """Return those from which a process runs: this one, and where /proc is, every other one of its command line."""
    commands = [f"{sys.prefix}/", *_command_lines()]
    return frozenset(folder for folder in folders if any(f"{folder}/" in command for command in commands))


def _command_lines() -> Iterator[str]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield path.read_bytes().decode(errors="replace")


def remove_environment(folder: Path) -> None:
    """Remove an environment; first the files that name it, so that no run starts a part of it."""
    for name in folder.parent.iterdir():
        with suppress(OSError, UnicodeDecodeError):
            if name.is_file() and name.read_text().partition("/")[0] == folder.name:
                name.unlink()
    remove_folder(folder)
