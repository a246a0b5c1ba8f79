"""The workspaces of pnpm, npm, yarn, turbo, nx and lerna: which folder is the root of one, and its packages."""

import os
from collections.abc import Iterator
from contextlib import suppress
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path, PurePosixPath

import orjson

from journal.project.files import FileKind, boundary, read_file
from journal.project.nearby import SKIPPED, folders_below

_MARKS = ("pnpm-workspace.yaml", "turbo.json", "nx.json", "lerna.json")
_MOST_FOLDERS, _MOST_PATTERNS = 2_000, 100


def is_workspace(folder: Path) -> bool:
    """Tell whether a folder is the root of a workspace."""
    return any(os.path.lexists(folder / name) for name in _MARKS) or bool(_of_manifest(folder))


def workspace_packages(root: Path) -> Iterator[Path]:
    """Yield the packages that the root of a workspace names, of which there may be none; no link is followed."""
    for pattern in islice((*_of_pnpm(root), *_of_manifest(root)), _MOST_PATTERNS):
        parts = PurePosixPath(pattern).parts
        if parts and not pattern.startswith("!") and ".." not in parts and not pattern.startswith("/"):
            yield from islice(_matching(root, parts), _MOST_FOLDERS)


def _matching(folder: Path, parts: tuple[str, ...]) -> Iterator[Path]:
    """Yield the folders of a pattern; `**` is all below, whatever follows it."""
    if not parts or parts[0] == "**":
        yield from folders_below(folder) if parts else (folder,)
        return
    for child in _folders(folder):
        if fnmatchcase(child.name, parts[0]):
            yield from _matching(child, parts[1:])


def _folders(folder: Path) -> list[Path]:
    with suppress(OSError), os.scandir(folder) as found:
        children = [child.name for child in found if child.is_dir(follow_symlinks=False)]
        return [folder / name for name in sorted(children) if name[0] != "." and name not in SKIPPED]
    return []


def _of_pnpm(root: Path) -> list[str]:
    """Return the list `packages`, which is all that is read of the YAML: one item a line, or all in brackets."""
    lines = iter(_text(root / "pnpm-workspace.yaml", root).splitlines())
    head = next((line for line in lines if line.startswith("packages:")), "")
    inside = head.partition("[")[2].partition("]")[0].split(",")
    for line in lines:
        item = line.partition("#")[0].strip()
        if item.startswith("-"):
            inside.append(item[1:])
        elif item:
            break
    return [name for item in inside if (name := item.strip().strip("\"'"))]


def _of_manifest(root: Path) -> list[str]:
    """Return `workspaces` of package.json: a list, or an object with a list (yarn 1)."""
    try:
        manifest = orjson.loads(_text(root / "package.json", root) or "{}")
    except orjson.JSONDecodeError:
        return []
    named = manifest.get("workspaces") if isinstance(manifest, dict) else None
    named = named.get("packages") if isinstance(named, dict) else named
    return [one for one in named if isinstance(one, str)] if isinstance(named, list) else []


def _text(path: Path, root: Path) -> str:
    try:
        return read_file(path, FileKind.SETTINGS, within=boundary(root)).decode("utf-8", "replace")
    except OSError:
        return ""
