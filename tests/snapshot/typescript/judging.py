"""Judges a written `schema.ts`: the real drizzle-kit of both generations, beside a folder with rebuilt snapshots."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from snapshot.histories import HERE, NO_CHANGES, OUT, PACKAGES, History, project_of
from snapshot.rebuilding import recipe

import journal
from journal.catalog.compare import compare
from journal.catalog.difference import Weight
from journal.catalog.read import read_roles, read_schema
from journal.connect.temporary import connect
from journal.folder.read import read_folder
from journal.handback.compare import Scope
from journal.handback.schema_ts import GeneratedSchema, ReplayedSchema, build_schema_ts
from journal.project.settings import load_settings
from journal.rebuild.database import Recipe
from journal.rebuild.schemas import Replays
from journal.replay.watcher import Silence
from journal.server.provider import Provider
from journal.snapshot.model import Snapshot
from journal.verbs.schema import rendered
from journal.verbs.snapshot import snapshots
from journal.verbs.snapshot_result import SnapshotsRequest

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))
_PACKAGES_1 = HERE.parent / "drizzle1" / "node_modules"
_BREAKPOINT = "--> statement-breakpoint"


@dataclass(frozen=True)
class Snapshotted:
    """A project with rebuilt snapshots and without `schema.ts`."""

    root: Path
    provider: Provider
    recipe: Recipe

    def write(self, *, to: str = "0.45", names: str = "camel", relations: bool = True) -> str:
        """Write `schema.ts`, and return its text."""
        project = journal.Project(load_settings(self.root))
        words = {"to": to, "names": names, "relations": relations}
        text = rendered(project.settings, self.provider, self.recipe, **words).text
        (self.root / "schema.ts").write_text(text)
        return text


def of_sql(sql: Path, root: Path, provider: Provider) -> Snapshotted:
    """Make a project whose only migration is this file."""
    tag = f"0000_{sql.stem}"
    entry = {"idx": 0, "version": "7", "when": 1_700_000_000_000, "tag": tag, "breakpoints": True}
    (root / OUT / "meta").mkdir(parents=True)
    shutil.copy(sql, root / OUT / f"{tag}.sql")
    content = {"version": "7", "dialect": "postgresql", "entries": [entry]}
    (root / OUT / "meta" / "_journal.json").write_text(json.dumps(content, indent=2))
    config = {"dialect": "postgresql", "schema": "./schema.ts", "out": f"./{OUT}"}
    (root / "drizzle.config.ts").write_text(f"export default {json.dumps(config)};\n")
    (root / "node_modules").symlink_to(PACKAGES)
    return _snapshotted(root, provider, Recipe(superuser="CREATE ROLE" in sql.read_text(), worth_seconds=None))


def of_history(case: History, root: Path, provider: Provider) -> Snapshotted:
    """Make a project of the migrations of drizzle-kit, without its snapshots and its `schema.ts`."""
    folder = project_of(case, root)
    (root / "schema.ts").unlink()
    for path in (folder / "meta").glob("*_snapshot.json"):
        path.unlink()
    return _snapshotted(root, provider, recipe(case))


def _snapshotted(root: Path, provider: Provider, how: Recipe) -> Snapshotted:
    snapshots(load_settings(root), provider, SnapshotsRequest(recipe=how))
    return Snapshotted(root, provider, how)


def generated(root: Path) -> list[str]:
    """Return what `generate` of 0.31 writes, or its output where it fails; nothing where it says: no changes."""
    before = {path: path.read_bytes() for path in (root / OUT).rglob("*") if path.is_file()}
    output = _kit(root, "generate")
    new = [path for path in sorted((root / OUT).rglob("*")) if path.is_file() and path not in before]
    statements = [path.read_text() for path in new if path.suffix == ".sql"]
    for path in new:
        path.unlink()
    for path, content in before.items():
        path.write_bytes(content)
    return statements or ([] if NO_CHANGES in output else [output])


def generated_by_1_0(root: Path, schema: str, place: Path) -> list[str]:
    """Return the statements that `generate` of 1.0 writes after `up`, or its output where it fails."""
    shutil.copytree(root / OUT, place / OUT)
    shutil.copy(root / "drizzle.config.ts", place)
    (place / "node_modules").symlink_to(_PACKAGES_1)
    (place / "schema.ts").write_text(schema)
    output = _kit(place, "up") + _kit(place, "generate", "--name", "after")
    written = [path.read_text() for path in (place / OUT).glob("*_after/migration.sql")]
    pieces = [piece.strip() for text in written for piece in text.split(_BREAKPOINT)]
    return pieces or ([] if "No schema changes" in output else [output])


def differences_of_1_0(project: Snapshotted, schema: str, place: Path) -> list[str]:
    """Return what differs in a database that 1.0 makes of `schema.ts` alone; names do not count.

    1.0 ends default names in `_fkey` and `_key`, and leaves those of 0.31 as they are.
    """
    place.mkdir()
    shutil.copy(project.root / "drizzle.config.ts", place)
    (place / "node_modules").symlink_to(_PACKAGES_1)
    (place / "schema.ts").write_text(schema)
    output = _kit(place, "generate", "--name", "whole")
    texts = [path.read_text() for path in (place / OUT).glob("*_whole/migration.sql")]
    assert texts or "No schema changes" in output, output
    pieces = tuple(piece.strip() for text in texts for piece in text.split(_BREAKPOINT))
    replays = Replays(read_folder(load_settings(project.root)), project.recipe, project.provider, Silence())
    with (
        replays.running(replays.folder.journal.entries) as database,
        connect(database.server.conninfo) as connection,
    ):
        replayed = ReplayedSchema(read_schema(connection), read_roles(connection))
    built = build_schema_ts(GeneratedSchema(asdict(Snapshot()), pieces), replays, replayed)
    ours, theirs = Scope(replays.folder.settings.ledger).applied(replayed.schema, built)
    return sorted(f"{one.kind} {one.name} {one.facet}" for one in compare(theirs, ours) if one.weight is Weight.REAL)


def own_folder(root: Path, place: Path) -> Path:
    """Return the project in which drizzle-kit 0.31 itself has made the folder of the same `schema.ts`."""
    place.mkdir(parents=True)
    for name in ("drizzle.config.ts", "schema.ts"):
        shutil.copy(root / name, place)
    (place / "node_modules").symlink_to(PACKAGES)
    _kit(place, "generate")
    return place


def _kit(root: Path, *words: str) -> str:
    done = subprocess.run(
        ["node", "node_modules/drizzle-kit/bin.cjs", *words], cwd=root, env=os.environ | {"TZ": "UTC"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)


def evaluated(expressions: Sequence[str]) -> list[str]:
    """Return the values of expressions of JavaScript, by one node process; `sql` returns the text of its template."""
    script = f"const sql = (strings) => strings[0];\nconsole.log(JSON.stringify([{','.join(expressions)}]));"
    done = subprocess.run(["node", "-"], input=script, capture_output=True, text=True, timeout=60, check=True)
    values: list[str] = json.loads(done.stdout)
    return values
