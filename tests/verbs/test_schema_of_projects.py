"""Projects written by hand get a `schema.ts`, also in place of one by `drizzle-kit pull` that does not load."""

import shutil
from pathlib import Path

import pytest
from conftest import Journal, Project
from real import node

CASES = Path(__file__).parents[1] / "cases"
NOTHING = "No schema changes, nothing to migrate"


def _generate(project: Project) -> str:
    environment = {"DATABASE_URL": "postgresql://localhost/none"}
    return node("node_modules/drizzle-kit/bin.cjs", "generate", cwd=project.root, environment=environment).stdout


@pytest.mark.drizzle
@pytest.mark.parametrize("name", ["auth", "billing", "multi", "seqs", "shop"])
def test_generate_has_nothing_to_do(drizzle: Project, journal: Journal, name: str) -> None:
    shutil.copytree(CASES / f"project-{name}", drizzle.root, dirs_exist_ok=True)
    (drizzle.root / "schema.ts").unlink()
    for words in (("bootstrap",), ("snapshot",), ("schema", "--write", "--relations")):
        assert journal(*words).code == 0
    assert NOTHING in _generate(drizzle)


@pytest.mark.drizzle
@pytest.mark.parametrize("name", ["billing", "seqs"])
def test_a_schema_by_pull_is_replaced_and_handback_is_a_go(drizzle: Project, journal: Journal, name: str) -> None:
    shutil.copytree(CASES / f"project-{name}", drizzle.root, dirs_exist_ok=True)
    shutil.copy(CASES / f"pulled-schema-{name}" / "schema.ts", drizzle.root)
    pulled = (drizzle.root / "schema.ts").read_text()
    assert journal("bootstrap").code == 0
    assert journal("schema", "--write").code == 1
    assert journal("schema", "--write", "--overwrite").code == 0
    assert (drizzle.root / "schema.ts.bak").read_text() == pulled
    done = journal("handback", "--dry-run", "--renumber")
    assert "[generate]" in done.out
    assert "go      drizzle-kit generate: No schema changes" in done.out
    assert "no-go" not in done.out
