"""`*_snapshot.json`: the id and the parent of each snapshot. The schema in it is not read here."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from journal.dataclass import dataclass
from journal.errors import JournalInvalid, Place
from journal.folder.jsontext import merge_marker_line
from journal.project.files import FileKind, read_file

NO_PARENT = "00000000-0000-0000-0000-000000000000"
"""The `prevId` of the first snapshot of a chain."""

_ENDING = "_snapshot.json"


@dataclass(frozen=True)
class SnapshotFile:
    """One file. `problem` is why it cannot be read; then the rest is None.

    `version` and `dialect` are as JSON has them, `id` and `parent` only where they are text. `lacks`: the first part
    that drizzle-kit needs and that is missing, such as `enums`; it reads no snapshot without it.
    """

    path: Path
    id: str | None = None
    parent: str | None = None
    version: Any = None
    dialect: Any = None
    problem: str = ""
    has_merge_markers: bool = False
    lacks: str = ""

    @property
    def prefix(self) -> str:
        """The part of the name that its entry's tag begins with: up to the first underscore."""
        return self.path.name.removesuffix(_ENDING)


def prefix_of(tag: str) -> str:
    """Return the part of a tag that names its snapshot. Source: drizzle-kit, which splits at the first underscore."""
    return tag.split("_", 1)[0]


def read_snapshots(meta: Path, within: Path | None = None) -> Iterator[SnapshotFile]:
    """Yield all snapshots in the order of their names, as `drizzle-kit generate` reads them.

    `within`: the folder that a link may not lead out of.
    """
    if not meta.is_dir():
        return
    for child in sorted(os.scandir(meta), key=lambda child: child.name):
        if child.name.endswith(_ENDING) and not child.name.startswith((".", "_")):
            yield _snapshot(Path(child.path), within if child.is_symlink() else None)


def _snapshot(path: Path, within: Path | None) -> SnapshotFile:
    try:
        content = read_file(path, FileKind.SNAPSHOT, within=within)
        value = orjson.loads(content)
    except OSError as error:
        return SnapshotFile(path, problem=f"cannot be read: {error.strerror}")
    except orjson.JSONDecodeError as error:
        if line := merge_marker_line(content):
            return SnapshotFile(path, problem=f"has merge conflict markers (line {line})", has_merge_markers=True)
        return SnapshotFile(path, problem=f"is not valid JSON: {error.msg} (line {error.lineno}, column {error.colno})")
    if not isinstance(value, dict):
        return SnapshotFile(path, problem="is no JSON object")
    id_, parent = (text if isinstance(text := value.get(key), str) else None for key in ("id", "prevId"))
    return SnapshotFile(path, id_, parent, value.get("version"), value.get("dialect"), lacks=_missing_part(value))


_PARTS = ("tables", "enums", "schemas")
_TABLE_PARTS = ("columns", "indexes", "foreignKeys", "compositePrimaryKeys")
_OPTIONAL_PARTS = ("views", "sequences", "roles", "policies")
_OPTIONAL_TABLE_PARTS = ("uniqueConstraints", "policies", "checkConstraints")
"""What drizzle-kit 0.31 takes for empty where an earlier version has not written it. Source: its `pgSchemaInternal`."""


def _missing_part(document: dict[str, Any]) -> str:
    """Return the first part that is no object, such as `tables.public.a.columns`; empty where all are."""
    for part in _PARTS:
        if not isinstance(document.get(part), dict):
            return part
    for name, table in document["tables"].items():
        for part in _TABLE_PARTS:
            if not isinstance(table, dict) or not isinstance(table.get(part), dict):
                return f"tables.{name}.{part}"
    return ""


def with_defaults(document: dict[str, Any]) -> dict[str, Any]:
    """Return a snapshot with the parts that drizzle-kit takes for empty. It lacks no other part."""
    tables = {
        name: {**{part: {} for part in _OPTIONAL_TABLE_PARTS}, "isRLSEnabled": False, **table}
        for name, table in document["tables"].items()
    }
    return {**{part: {} for part in _OPTIONAL_PARTS}, **document, "tables": tables}


def relinked(existing: SnapshotFile, id_: str, parent: str) -> bytes:
    """Return the content of a snapshot with another `id` and `prevId`. All other bytes stay the same.

    Raises JournalInvalid where the two are not the first of their name in the file.
    """
    content = read_file(existing.path, FileKind.SNAPSHOT)
    for key, new in (("id", id_), ("prevId", parent)):
        content = re.sub(rb'("%b"\s*:\s*)"[^"]*"' % key.encode(), rb'\g<1>"%b"' % new.encode(), content, count=1)
    value = orjson.loads(content)
    if (value["id"], value["prevId"]) != (id_, parent):
        raise JournalInvalid(
            f"{existing.path.name} does not begin with its `id` and `prevId`, so they cannot be replaced.",
            hint="Remove the file; the next run rebuilds it.",
            place=Place(existing.path),
        )
    return content
