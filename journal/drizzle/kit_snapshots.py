"""Snapshots of drizzle 1.0 from those of version 7: `up` of the project's drizzle-kit, in a private folder."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import orjson

from journal.dataclass import dataclass
from journal.drizzle.kit import Kit
from journal.errors import EngineFailed
from journal.folder.snapshots import NO_PARENT
from journal.project.files import FileKind, read_file
from journal.snapshot.graph_changes import Document, with_default_names

_FILE = "snapshot.json"
_OF_0 = re.compile(r"^timestamp \((\d)\)")
_FIRST = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Node:
    """A snapshot of version 9 in a graph."""

    id: str
    parents: tuple[str, ...]
    document: Document

    def to_bytes(self) -> bytes:
        """Return its file, as drizzle-kit writes it: `JSON.stringify(value, null, 2)`, no last newline."""
        head = {"id": self.id, "prevIds": [*self.parents] or [NO_PARENT]}
        return orjson.dumps({**self.document, **head}, option=orjson.OPT_INDENT_2)


def converted(kit: Kit, documents: Sequence[Path], out: Path) -> list[Document]:
    """Return each snapshot of version 9: a base, then what each one changes. They are a chain. Raises EngineFailed."""
    paths = [_put(out, number, "k", orjson.dumps(_spelled(path))) for number, path in enumerate(documents)]
    return with_default_names(_upgraded(kit, out, paths))


def compared(kit: Kit, nodes: Sequence[Node], documents: Sequence[Path], out: Path) -> list[Document]:
    """Return what leads from the state after each first part of a graph to each snapshot of version 7, as a diff.

    The state is that from which `generate` would go on: of all branches together. Raises EngineFailed.
    """
    paths, leaves = [], dict[str, None]()
    for number, (node, path) in enumerate(zip(nodes, documents, strict=True)):
        _put(out, number, "k", node.to_bytes())
        leaves = {one: None for one in leaves if one not in node.parents} | {node.id: None}
        head = node.id
        if len(leaves) > 1:
            merged = {"version": "9", "dialect": "postgres", "type": "diff", "footprints": [], "deltas": []}
            head = str(uuid4())
            _put(out, number, "m", Node(head, tuple(reversed(leaves)), merged).to_bytes())
        probe = {**_spelled(path), "id": str(uuid4()), "prevId": head}
        paths.append(_put(out, number, "p", orjson.dumps(probe)))
    return _upgraded(kit, out, paths)


def _spelled(path: Path) -> Document:
    """Return a snapshot of version 7 as drizzle-kit 1.0 spells it, where its `up` leaves the spelling of 0.x.

    Both are as PostgreSQL sees them, and `generate` takes them for different. Source: drizzle-kit 1.0.0-rc.5, which
    joins the options of an index with `, ` from schema.ts and with `,` in `up`; drizzle-orm's `PgTimestamp`.
    """
    document: Document = orjson.loads(read_file(path, FileKind.SNAPSHOT))
    for table in document.get("tables", {}).values():
        for column in table["columns"].values():
            column["type"] = _OF_0.sub(r"timestamp(\1)", column["type"])
        for index in table["indexes"].values():
            options = (index.get("with") or {}).items()
            index["with"] = {f" {name}" if number else name: value for number, (name, value) in enumerate(options)}
    return document


def _put(out: Path, number: int, suffix: str, content: bytes) -> Path:
    """Write a snapshot to a folder that sorts by its number, then by the suffix."""
    moment = _FIRST + timedelta(seconds=number)
    path = out / f"{moment:%Y%m%d%H%M%S}_{suffix}" / _FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


def _upgraded(kit: Kit, out: Path, paths: Sequence[Path]) -> list[Document]:
    output = kit.run("up", out)
    found: list[Document] = [orjson.loads(read_file(path, FileKind.SNAPSHOT)) for path in paths]
    if not all(one.get("version") == "9" for one in found):
        raise EngineFailed(f"drizzle-kit {kit.package.version} up does not convert the snapshots: {output.gist}")
    return found
