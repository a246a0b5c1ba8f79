"""The folders below a project that hold a journal for PostgreSQL, for the help where none is where it should be."""

import os
from collections.abc import Iterator
from pathlib import Path
from shlex import quote

import orjson

from journal.project.files import FileKind, boundary, read_file

NAME_ONE = "Name the folder of the migrations: --migrations DIR"
SKIPPED = frozenset(("node_modules", "dist", "build", "coverage", "target", "vendor", "__pycache__"))
"""Folders of packages and of what is built: they hold copies, and many files."""
_DEEPEST, _MOST, _SHOWN = 6, 5_000, 5


def name_the_folder(root: Path, otherwise: str = NAME_ONE) -> str:
    """Return the help that names the folders of migrations with a journal, `otherwise` where there are none."""
    found = list(folders_with_journal(root))
    options = [f"--migrations {quote(folder)}" for folder in found[:_SHOWN]]
    more = f" (and {len(found) - _SHOWN} more)" if len(found) > _SHOWN else ""
    if not found:
        return otherwise
    lies = f"{found[0]} has a journal" if len(found) == 1 else "These have a journal"
    return f"{lies}. Name it: {options[0]}" if len(found) == 1 else f"{lies}; name one: {' or '.join(options)}{more}"


def folders_with_journal(root: Path) -> Iterator[str]:
    """Yield the folders that hold a journal for PostgreSQL, relative to the root."""
    for folder in folders_below(root):
        if folder != root and _is_for_postgresql(folder / "meta" / "_journal.json", root):
            yield str(folder.relative_to(root))


def folders_below(root: Path) -> Iterator[Path]:
    """Yield a folder and those below it. No link is followed; hidden folders and SKIPPED are not read."""
    waiting, count = [(root, 0)], 0
    while waiting and count < _MOST:
        folder, depth = waiting.pop(0)
        count += 1
        yield folder
        if depth < _DEEPEST:
            waiting += [(child, depth + 1) for child in _children(folder)]


def _is_for_postgresql(journal: Path, root: Path) -> bool:
    """Tell whether there is a journal, and not of another database."""
    try:
        document = orjson.loads(read_file(journal, FileKind.JOURNAL, within=boundary(root)))
    except OSError:
        return False
    except orjson.JSONDecodeError:
        return True
    return not isinstance(document, dict) or document.get("dialect", "pg") in ("pg", "postgresql")


def _children(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as found:
            folders = [child for child in found if child.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    return sorted(Path(child.path) for child in folders if child.name[0] != "." and child.name not in SKIPPED)
