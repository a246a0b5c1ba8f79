"""`snapshot.json` of drizzle 1.0: its id and its parents. The schema in it is not read here."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from journal.dataclass import dataclass
from journal.folder.jsontext import merge_marker_line
from journal.folder.snapshots import NO_PARENT
from journal.folder.version_1 import by_locale
from journal.project.files import FileKind, read_file

FILE_NAME = "snapshot.json"


@dataclass(frozen=True)
class GraphSnapshot:
    """A snapshot of one migration. `folder` is its migration's name; `parents` are ids, none for that of the first.

    `is_missing`: there is no file. `problem` is why it cannot be read; then the rest is empty. `is_base`: it has the
    whole schema, and not the changes of its migration.
    """

    folder: str
    path: Path
    id: str = ""
    parents: tuple[str, ...] = ()
    problem: str = ""
    is_missing: bool = False
    is_base: bool = False


def read_graph(migrations: Path, within: Path | None = None) -> Iterator[GraphSnapshot]:
    """Yield the snapshot of each folder, in the order of the migrator. `within`: where links may not lead out of."""
    links = {entry.name: entry.is_symlink() for entry in os.scandir(migrations) if entry.is_dir()}
    for name in sorted(links, key=by_locale):
        path = migrations.joinpath(name, FILE_NAME)
        yield _read(name, path, within if links[name] or path.is_symlink() else None)


def _read(folder: str, path: Path, within: Path | None) -> GraphSnapshot:
    try:
        content = read_file(path, FileKind.SNAPSHOT, within=within)
        value = orjson.loads(content)
    except FileNotFoundError:
        return GraphSnapshot(folder, path, is_missing=True)
    except OSError as error:
        return GraphSnapshot(folder, path, problem=f"cannot be read: {error.strerror}")
    except orjson.JSONDecodeError as error:
        if line := merge_marker_line(content):
            return GraphSnapshot(folder, path, problem=f"has merge conflict markers (line {line})")
        problem = f"is not valid JSON: {error.msg} (line {error.lineno}, column {error.colno})"
        return GraphSnapshot(folder, path, problem=problem)
    return GraphSnapshot(folder, path, **_ids(value))


def _ids(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        return {"problem": "is no JSON object"}
    if value.get("version") != "9":
        return {"problem": f"has version {orjson.dumps(value.get('version')).decode()}; drizzle-kit 1.0 reads 9"}
    id_, parents = value.get("id"), value.get("prevIds")
    if not isinstance(id_, str) or not isinstance(parents, list) or not all(isinstance(one, str) for one in parents):
        return {"problem": "has no id and prevIds"}
    kind = value.get("type")
    if kind not in _CONTENTS or value.get("dialect") != "postgres":
        return {"problem": "is no base and no diff of PostgreSQL"}
    if lacking := next((one for one in ("footprints", _CONTENTS[kind]) if not isinstance(value.get(one), list)), ""):
        return {"problem": f"has no {lacking}"}
    return {"id": id_, "parents": tuple(one for one in parents if one != NO_PARENT), "is_base": kind == "base"}


_CONTENTS = {"base": "ddl", "diff": "deltas"}
