"""Tests that snapshots of SQL that is not in the style of drizzle-kit equal those of the schema.ts for it."""

import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import Journal, Project
from snapshot.histories import NO_CHANGES

pytestmark = pytest.mark.drizzle

CASES = Path(__file__).parents[1] / "cases"
CONFIG = "export default { dialect: 'postgresql', schema: './schema.ts', out: './migrations' };\n"


@pytest.mark.parametrize(
    "name",
    [
        "pk-and-unique",
        "merged-constraints",
        "long-fk-plain",
        "long-fk-in-do-block",
        "guarded-do-blocks",
        "handwritten-types",
        "handwritten-alterations",
    ],
)
def test_drizzle_kit_has_nothing_to_generate(drizzle: Project, journal: Journal, name: str) -> None:
    shutil.copytree(CASES / name, drizzle.root, dirs_exist_ok=True)
    drizzle.write("drizzle.config.ts", CONFIG)
    assert journal("snapshot").code == 0
    for word, expected in (("check", "Everything's fine"), ("generate", NO_CHANGES)):
        done = subprocess.run(
            ["node", "node_modules/drizzle-kit/bin.cjs", word],
            cwd=drizzle.root, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        made = sorted((drizzle.root / "migrations").glob("0001*.sql"))
        assert expected in done.stdout, (made and made[0].read_text()) or done.stdout + done.stderr
