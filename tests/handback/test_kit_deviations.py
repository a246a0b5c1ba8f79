"""Where drizzle-kit's model differs from the database, handback compares with the database."""

from pathlib import Path

import pytest
from conftest import Journal, Project
from snapshot.histories import history, project_of

pytestmark = pytest.mark.drizzle


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("generated-with-indexes", 'CREATE INDEX "items_code" ON "items" USING btree ("code")'),
        ("primary-keys-dropped", 'ALTER TABLE "pair" ALTER COLUMN "c" DROP NOT NULL'),
    ],
)
def test_generate_restores_what_drizzle_kit_lost(project: Project, journal: Journal, name: str, said: str) -> None:
    folder: Path = project_of(history(name), project.root)
    for snapshot in (folder / "meta").glob("*_snapshot.json"):
        snapshot.unlink()
    answer = journal("handback", "--dry-run")
    assert (answer.code, said in answer.out) == (0, True), answer.out + answer.err
    assert "generate writes exactly the difference between the migrations and schema.ts" in answer.out


@pytest.mark.parametrize("what", ["default-literal", "index-order", "index-expression", "row-security"])
def test_schema_ts_adds_what_the_sql_does_not_show(project: Project, journal: Journal, what: str) -> None:
    """Of two histories with the same SQL, a rebuilt snapshot is the first one's; the head proved is this one's, too."""
    folder: Path = project_of(history(f"untold-{what}-b"), project.root)
    for snapshot in (folder / "meta").glob("*_snapshot.json"):
        snapshot.unlink()
    answer = journal("handback", "--dry-run")
    assert (answer.code, "[generate]" in answer.out) == (0, True), answer.out + answer.err
    assert "drizzle-kit generate: No schema changes" in answer.out
