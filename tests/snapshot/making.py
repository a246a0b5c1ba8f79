"""Generates the folder of a history with the real drizzle-kit 0.31.11, one `generate` for each step."""

import json
import os
import shutil
from pathlib import Path

from snapshot.histories import HERE, OUT, History, furnish
from snapshot.terminal import answered


def make(case: History, root: Path) -> Path:
    """Generate the folder of a history in an empty project at `root`, with the same bytes each time."""
    furnish(case, root)
    for number, step in enumerate(case.steps, 1):
        _generate(case, root, step)
        entries = json.loads((root / OUT / "meta" / "_journal.json").read_text())["entries"]
        assert len(entries) == number, f"{step} changes nothing"
        _edit(case, root, step)
    return root / OUT


def renew(case: History, made: Path) -> None:
    """Replace the stored folder of a case."""
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
    output = answered(words, root, os.environ | clock, case.renames.get(step.stem, ()))
    assert "Your SQL migration file" in output, f"{step}: {output}"


def _edit(case: History, root: Path, step: Path) -> None:
    """Apply the edits that people make in a generated migration."""
    (made,) = (root / OUT).glob(f"*_step_{step.stem}.sql")
    if step.suffix == ".sql":
        shutil.copy(step, made)
    text = made.read_text()
    for old, new in case.edits.get(step.stem, {}).items():
        assert old in text, f"{step}: {old!r} is not in {text}"
        text = text.replace(old, new)
    made.write_text(text)
