"""Makes the folder of a history by the real drizzle-kit 0.31.11, one `generate` for each step."""

import json
import os
import shutil
from pathlib import Path

from snapshot.histories import HERE, OUT, History, furnish
from snapshot.terminal import answered


def make(case: History, root: Path) -> Path:
    """The folder of that history, made anew in an empty project at `root`. Twice made, it has the same bytes."""
    furnish(case, root)
    for number, step in enumerate(case.steps, 1):
        _generate(case, root, step)
        entries = json.loads((root / OUT / "meta" / "_journal.json").read_text())["entries"]
        assert len(entries) == number, f"{step} changes nothing"
        _edit(case, root, step)
    return root / OUT


def renew(case: History, made: Path) -> None:
    """Put a folder into the place of the golden one."""
    shutil.rmtree(case.made, ignore_errors=True)
    shutil.copytree(made, case.made)


def _generate(case: History, root: Path, step: Path) -> None:
    words = ["node", "node_modules/drizzle-kit/bin.cjs", "generate", "--name", f"step_{step.stem}"]
    if step.suffix == ".sql":
        words.append("--custom")
        (root / "schema.ts").touch()
    else:
        shutil.copy(step, root / "schema.ts")
    clock = {"NODE_OPTIONS": f"--require {HERE / 'clock.cjs'}", "HISTORY_STEP": f"{case.name}/{step.stem}"}
    said = answered(words, root, os.environ | clock, case.renames.get(step.stem, ()))
    assert "Your SQL migration file" in said, f"{step}: {said}"


def _edit(case: History, root: Path, step: Path) -> None:
    """What people do to a migration after drizzle-kit wrote it."""
    (made,) = (root / OUT).glob(f"*_step_{step.stem}.sql")
    if step.suffix == ".sql":
        shutil.copy(step, made)
    text = made.read_text()
    for old, new in case.edits.get(step.stem, {}).items():
        assert old in text, f"{step}: {old!r} is not in {text}"
        text = text.replace(old, new)
    made.write_text(text)
