"""Tests the record of many files at once, in a folder of drizzle 1.0: the real 1.0.0-rc.5 passes over it."""

import pytest
from conftest import Project
from verbs.test_new_version_1 import folders, generated, kit
from verbs.test_status_version_1 import migrated, rows

from journal.folder.rewrite.many import HANDBACK_TO_1, SNAPSHOTS, last_record, staging, undo

__all__ = ["generated"]


@pytest.mark.parametrize("base", [SNAPSHOTS, HANDBACK_TO_1])
def test_drizzle_1_0_passes_over_the_record(generated: Project, database: str, base: str) -> None:
    target = generated.root / "migrations"
    (first,) = folders(generated)
    before = (first / "snapshot.json").read_bytes()
    (target / "meta").mkdir()
    (target / "meta" / "_journal.json").write_text("{}")
    (target / "0000_users.sql").write_text("SELECT 1")
    with staging(target, base) as stage:
        stage.put(f"{first.name}/snapshot.json", before)
        stage.remove("meta/_journal.json")
        stage.remove("0000_users.sql")
        stage.close()
    assert (target / f"{base}1" / first.name / "snapshot.json.bak").read_bytes() == before
    assert "Everything's fine" in kit(generated, "check")
    assert "No schema changes" in kit(generated, "generate")
    migrated(generated, database)
    assert rows(database) == [first.name]
    record = last_record(target, base)
    assert record is not None
    undo(target, record, base)
    assert (target / "meta" / "_journal.json").read_text() == "{}"
    assert not (target / f"{base}1").exists()
