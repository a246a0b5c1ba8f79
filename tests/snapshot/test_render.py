"""The snapshot of a database that the real drizzle-kit's SQL built, against the snapshot that drizzle-kit wrote."""

from pathlib import Path
from typing import Any

import orjson
from catalog.bed import Bed, on_each_major
from conftest import Project
from snapshot.spelling import SCHEMAS, Generated, generate, texts_of

from journal.snapshot.render import snapshot_of
from journal.snapshot.write import Writer

_IN_ORDER = [path for path in SCHEMAS if path.stem not in ("views", "indexes", "constraints")]
"""The schemas without constraints, indexes and storage parameters, which are ordered by name here."""


def _ours(bed: Bed, made: Generated) -> bytes:
    with bed.database() as conninfo:
        found, roles = made.build(conninfo)
    snapshot = snapshot_of(found, texts_of(made.snapshot), roles=roles)
    return Writer().to_bytes(snapshot, made.value["id"], made.value["prevId"])


def _compared(snapshot: Any) -> Any:
    """Return what drizzle-kit compares, which is everything except the columns of views."""
    views = {key: {**one, "columns": {}} for key, one in snapshot["views"].items()}
    return {**snapshot, "views": views}


@on_each_major("schema", SCHEMAS, spread=True, majors=(15, 16, 17, 18))
def test_the_snapshot_equals_that_of_drizzle_kit(bed: Bed, drizzle: Project, schema: Path) -> None:
    made = generate(drizzle.root, schema.read_text())
    ours = _ours(bed, made)
    assert made.statements(ours, made.snapshot) == []
    assert made.statements(made.snapshot, ours) == []
    assert _compared(orjson.loads(ours)) == _compared(made.value)


@on_each_major("schema", _IN_ORDER, majors=(18,))
def test_the_bytes_equal_those_of_drizzle_kit(bed: Bed, drizzle: Project, schema: Path) -> None:
    made = generate(drizzle.root, schema.read_text())
    assert _ours(bed, made) == made.snapshot
