"""`*_snapshot.json`: who each snapshot is, and whose child. What schema it describes is not read here."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from journal.project.files import FileKind, read_file

NO_PARENT = "00000000-0000-0000-0000-000000000000"
"""What the first snapshot of a chain has as `prevId`."""

_ENDING = "_snapshot.json"


@dataclass(frozen=True)
class SnapshotFile:
    """One file. `problem` is why nothing can be read from it; then the rest is None.

    `version` and `dialect` are as JSON has them, `id` and `parent` only where they are text.
    """

    path: Path
    id: str | None = None
    parent: str | None = None
    version: Any = None
    dialect: Any = None
    problem: str = ""

    @property
    def prefix(self) -> str:
        """What ties it to its entry: the part of the tag before its first underscore."""
        return self.path.name.removesuffix(_ENDING)


def prefix_of(tag: str) -> str:
    """The part of a tag that names its snapshot. Source: drizzle-kit, which splits at the first underscore."""
    return tag.split("_", 1)[0]


def read_snapshots(meta: Path, within: Path | None = None) -> Iterator[SnapshotFile]:
    """All of them, in the order of their names, which is the one that `drizzle-kit generate` goes by.

    `within`: the folder that a link may not lead out of.
    """
    if not meta.is_dir():
        return
    for name in sorted(os.listdir(meta)):  # noqa: PTH208 - names sort faster than paths
        if name.endswith(_ENDING) and not name.startswith((".", "_")):
            yield _snapshot(meta / name, within)


def _snapshot(path: Path, within: Path | None) -> SnapshotFile:
    try:
        value = orjson.loads(read_file(path, FileKind.SNAPSHOT, within=within if path.is_symlink() else None))
    except OSError as error:
        return SnapshotFile(path, problem=f"cannot be read: {error.strerror}")
    except orjson.JSONDecodeError as error:
        return SnapshotFile(path, problem=f"is not valid JSON: {error.msg} (line {error.lineno}, column {error.colno})")
    if not isinstance(value, dict):
        return SnapshotFile(path, problem="is no JSON object")
    return SnapshotFile(path, _text(value, "id"), _text(value, "prevId"), value.get("version"), value.get("dialect"))


def _text(value: dict[str, Any], key: str) -> str | None:
    found = value.get(key)
    return found if isinstance(found, str) else None
