"""The upgrade to drizzle-kit 1.0.0-rc.5, and its results in a form that compares two folders."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from snapshot.histories import HERE, OUT, History, furnish, last_schema

_PACKAGES = HERE.parent / "drizzle1" / "node_modules"
_BREAKPOINT = "--> statement-breakpoint"
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Upgraded:
    """The objects that `up` wrote for each folder, and the statements and the output of the `generate` after it."""

    output: str
    snapshots: Mapping[str, tuple[str, ...]]
    statements: frozenset[str]


@cache
def control(case: History) -> Upgraded:
    """Return the result for drizzle-kit's own folder, which may have faults as well."""
    with tempfile.TemporaryDirectory() as place:
        return upgraded(case, case.made, Path(place) / "control")


def upgraded(case: History, folder: Path, place: Path) -> Upgraded:
    """Run `up` and `generate` on a copy of the folder at `place`."""
    furnish(case, place, _PACKAGES)
    shutil.copy(last_schema(case), place / "schema.ts")
    shutil.copytree(folder, place / OUT)
    output = _kit(place, "up")
    snapshots = {path.parent.name: _objects(path) for path in (place / OUT).glob("*/snapshot.json")}
    output += _kit(place, "generate", "--name", "after")
    return Upgraded(re.sub(r"\d{14}_after", "after", output), snapshots, _statements(place / OUT))


def _objects(snapshot: Path) -> tuple[str, ...]:
    """Return the objects without ids; none where `up` failed before."""
    return tuple(sorted(json.dumps(each, sort_keys=True) for each in json.loads(snapshot.read_text()).get("ddl", ())))


def _statements(out: Path) -> frozenset[str]:
    texts = [path.read_text() for path in out.glob("*_after/migration.sql")]
    return frozenset(piece.strip() for text in texts for piece in text.split(_BREAKPOINT))


def _kit(project: Path, *words: str) -> str:
    done = subprocess.run(
        ["node", "node_modules/drizzle-kit/bin.cjs", *words],
        cwd=project, env=os.environ | {"TZ": "UTC"}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    return _COLOURS.sub("", done.stdout + done.stderr).replace(str(project), ".")
