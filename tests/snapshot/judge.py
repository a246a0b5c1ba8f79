"""The judge of rebuilt snapshots: the real drizzle-kit of both generations, and the folder that it made itself.

A proof is a function of a Rebuilt that yields a sentence for each error.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from snapshot.histories import NO_CHANGES, OUT, PACKAGES, History, differing, furnish, last_schema
from snapshot.upgrade import control, upgraded

ORIGIN = "00000000-0000-0000-0000-000000000000"
_SCRIPT = Path(__file__).parent / "judge.cjs"
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Rebuilt:
    """A folder with rebuilt snapshots, and the case whose folder has the expected ones."""

    case: History
    folder: Path

    @cached_property
    def snapshots(self) -> list[tuple[Path, Path]]:
        """The rebuilt snapshot of each entry, which may be missing, and the original."""
        entries = json.loads((self.case.made / "meta" / "_journal.json").read_text())["entries"]
        names = [f"{entry['tag'].split('_')[0]}_snapshot.json" for entry in entries]
        return [(self.folder / "meta" / name, self.case.made / "meta" / name) for name in names]

    @cached_property
    def present(self) -> list[tuple[Path, Path]]:
        """The pairs whose rebuilt snapshot exists."""
        return [pair for pair in self.snapshots if pair[0].exists()]


_RECORD = "meta/_snapshots_written_"
Proof = Callable[[Rebuilt, Path], Iterator[str]]
"""Yields the errors of a folder; the path is an empty place to work in."""


def complete(rebuilt: Rebuilt, _: Path) -> Iterator[str]:
    """Every entry has its snapshot, and nothing else has changed, except for the record of `--undo`."""
    snapshots = {str(path.relative_to(rebuilt.folder)) for path, _ in rebuilt.snapshots}
    yield from (f"{path.name} is missing" for path, _ in rebuilt.snapshots if not path.exists())
    for name in differing(rebuilt.folder, rebuilt.case.made):
        if name not in snapshots and not name.startswith(_RECORD):
            yield f"{name} is not as it was"


def layout(rebuilt: Rebuilt, _: Path) -> Iterator[str]:
    """The bytes are those of JSON.stringify(value, null, 2); each object has the original's keys in the same order."""
    for path, original in rebuilt.present:
        text = path.read_text()
        if text != json.dumps(json.loads(text), indent=2, ensure_ascii=False):
            yield f"{path.name} has not the bytes of JSON.stringify"
        yield from (f"{path.name}: {error}" for error in _keys(json.loads(text), json.loads(original.read_text()), ""))


def _keys(ours: Any, theirs: Any, where: str) -> Iterator[str]:
    """Yield the first level where the keys differ. An object that contains others by name may have any order.

    One of those may be called `name`, so it counts only where it is a text.
    """
    if not (isinstance(ours, dict) and isinstance(theirs, dict)):
        return
    if (isinstance(theirs.get("name"), str) or not where) and list(ours) != list(theirs):
        yield f"{where or 'it'} has the keys {', '.join(ours)} and not {', '.join(theirs)}"
    for key in ours.keys() & theirs.keys():
        yield from _keys(ours[key], theirs[key], f"{where}.{key}".removeprefix("."))


def chain(rebuilt: Rebuilt, _: Path) -> Iterator[str]:
    """Each prevId is the id of the snapshot before, and each id is unique."""
    before, seen = ORIGIN, {ORIGIN}
    for path, _ in rebuilt.present:
        snapshot = json.loads(path.read_text())
        if snapshot["prevId"] != before:
            yield f"{path.name} follows {snapshot['prevId']} and not {before}"
        if snapshot["id"] in seen or not _UUID.fullmatch(snapshot["id"]):
            yield f"{path.name} has the id {snapshot['id']}, which is invalid or a duplicate"
        before = snapshot["id"]
        seen.add(before)


def migration(rebuilt: Rebuilt, _: Path) -> Iterator[str]:
    """generateMigration of drizzle-kit/api has no statement from the rebuilt snapshot to the original, or back."""
    for (path, _), statements in zip(rebuilt.present, statements_between(rebuilt.present), strict=True):
        yield from (f"{path.name}: {statement}" for statement in statements)


def check(rebuilt: Rebuilt, place: Path) -> Iterator[str]:
    """`drizzle-kit check` finds everything fine."""
    output = _kit(_project(rebuilt, place), "check")
    if "Everything's fine" not in output:
        yield output


def generate(rebuilt: Rebuilt, place: Path) -> Iterator[str]:
    """`drizzle-kit generate` reports no changes and writes nothing."""
    project = _project(rebuilt, place)
    output = _kit(project, "generate")
    if NO_CHANGES not in output:
        yield output
    yield from (f"generate wrote {name}" for name in differing(project / OUT, rebuilt.folder))


def upgrade(rebuilt: Rebuilt, place: Path) -> Iterator[str]:
    """`drizzle-kit up` of 1.0.0-rc.5 and its `generate` have the same result as with the original."""
    ours, theirs = upgraded(rebuilt.case, rebuilt.folder, place), control(rebuilt.case)
    if ours.output != theirs.output:
        yield f"up says {ours.output} and of the original {theirs.output}"
    for name in theirs.snapshots.keys() | ours.snapshots.keys():
        if ours.snapshots.get(name) != theirs.snapshots.get(name):
            yield f"up makes another snapshot of {name}"
    yield from (f"generate of 1.0 wants {statement}" for statement in ours.statements - theirs.statements)
    yield from (f"generate of 1.0 misses {statement}" for statement in theirs.statements - ours.statements)


Findings = dict[str, list[str]]
"""The errors of each proof, by its name."""

PROOFS: Mapping[str, Proof] = {
    proof.__name__: proof for proof in (complete, layout, chain, migration, check, generate, upgrade)
}


def judged(rebuilt: Rebuilt, place: Path) -> Findings:
    """Return the errors of each proof. `place`: an empty folder to work in."""
    return {name: list(proof(rebuilt, place / name)) for name, proof in PROOFS.items()}


def statements_between(pairs: Sequence[tuple[Path, Path]]) -> list[list[str]]:
    """Return the statements from one snapshot to the other and back, for each pair, by one node process."""
    asked = json.dumps([[str(left), str(right)] for left, right in pairs])
    done = subprocess.run(
        ["node", _SCRIPT, PACKAGES], input=asked, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    output: list[list[str]] = json.loads(done.stdout)
    return output


def _project(rebuilt: Rebuilt, place: Path) -> Path:
    furnish(rebuilt.case, place)
    shutil.copy(last_schema(rebuilt.case), place / "schema.ts")
    shutil.copytree(rebuilt.folder, place / OUT)
    return place


def _kit(project: Path, word: str) -> str:
    done = subprocess.run(
        ["node", "node_modules/drizzle-kit/bin.cjs", word],
        cwd=project, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr
