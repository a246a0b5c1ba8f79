"""Tests `new` on the layout of drizzle 1.0: the real drizzle-kit 1.0.0-rc.5 is content with its folder."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import HERE, Journal, Project
from needs import need_program
from verbs.test_status_version_1 import FIRST, SECOND, made, migrated, rows, states

CONFIG = """export default { dialect: "postgresql", schema: "./schema.ts", out: "./migrations" };\n"""
SCHEMA = """import { integer, pgTable } from "drizzle-orm/pg-core";
export const users = pgTable("users", { id: integer() });
"""


def kit(project: Project, *words: str) -> str:
    need_program("node")
    command = ["node", "node_modules/drizzle-kit/bin.cjs", *words]
    done = subprocess.run(
        command, cwd=project.root, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
    )
    return done.stdout + done.stderr


@pytest.fixture
def generated(project: Project) -> Project:
    (project.root / "node_modules").symlink_to(HERE / "drizzle1" / "node_modules")
    project.write("drizzle.config.ts", CONFIG)
    project.write("schema.ts", SCHEMA)
    kit(project, "generate", "--name=users")
    return project


def folders(project: Project) -> list[Path]:
    return sorted(path for path in (project.root / "migrations").iterdir() if path.is_dir())


def snapshot(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "snapshot.json").read_text())
    return found


def test_drizzle_kit_is_content_with_the_folder(generated: Project, journal: Journal, database: str) -> None:
    before = folders(generated)
    said = journal("new", "add seed", "--dry-run", "--json")
    assert said.code == 0, said.out + said.err
    assert folders(generated) == before
    said = journal("new", "add seed")
    assert said.code == 0, said.out + said.err
    first, second = folders(generated)
    assert second.name[15:] == "add_seed"
    assert sorted(path.name for path in second.iterdir()) == ["down.sql", "migration.sql", "snapshot.json"]
    assert snapshot(second)["prevIds"] == [snapshot(first)["id"]]
    assert snapshot(second)["id"] != snapshot(first)["id"]
    assert (snapshot(second)["type"], snapshot(second)["deltas"]) == ("diff", [])
    assert "Everything's fine" in kit(generated, "check")
    assert "No schema changes" in kit(generated, "generate")
    assert folders(generated) == [first, second]
    assert "is not written yet" in journal("run", "--journal", "--url", database).err
    (second / "migration.sql").write_text("INSERT INTO users VALUES (1);\n")
    (second / "down.sql").write_text("DELETE FROM users;\n")
    said = journal("run", "--journal", "--url", database)
    assert states(journal, database) == {first.name: "applied", second.name: "applied"}
    migrated(generated, database)
    assert rows(database) == [first.name, second.name]
    generated.write("schema.ts", SCHEMA.replace("id: integer()", "id: integer(), name: integer()"))
    assert "Your SQL migration" in kit(generated, "generate", "--name=name")
    assert [path.name[15:] for path in folders(generated)] == ["users", "add_seed", "name"]
    assert snapshot(folders(generated)[2])["prevIds"] == [snapshot(second)["id"]]


def test_without_drizzle_kit_1_0_it_is_said_that_there_is_no_snapshot(project: Project, journal: Journal) -> None:
    made(project, FIRST)
    said = journal("new", "add_b")
    assert said.code == 0, said.out + said.err
    warning = "warning: no snapshot.json was written: it takes drizzle-kit 1.0, with a drizzle.config for PostgreSQL."
    assert warning in said.out
    folder = folders(project)[-1]
    assert sorted(path.name for path in folder.iterdir()) == ["down.sql", "migration.sql"]
    moment = datetime.strptime(folder.name[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    assert abs((datetime.now(UTC) - moment).total_seconds()) < 300
    assert f"replace the down file with drizzle-journal new --down-of {folder.name}/migration.sql" in said.out
    assert f"-- Reverts {folder.name}/migration.sql." in (folder / "down.sql").read_text()


def test_it_sorts_after_a_folder_of_the_future(project: Project, journal: Journal) -> None:
    made(project, FIRST, "29991231235959_z")
    assert journal("new", "add_b").code == 0
    assert [path.name for path in folders(project)] == [FIRST, "29991231235959_z", "30000101000000_add_b"]


def test_a_down_file_is_derived_into_the_folder(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST)
    assert journal("new", "second").code == 0
    folder = folders(project)[-1]
    (folder / "migration.sql").write_text("CREATE TABLE second (id int);\n")
    said = journal("new", "--down-of", f"{folder.name}/migration.sql")
    assert said.code == 0, said.out + said.err
    assert "proved: up, down, up gives the same schema" in said.out
    assert "DROP TABLE" in (folder / "down.sql").read_text()
    migrated(project, database)
    assert journal("down", folder.name, "--url", database, "--yes").code == 0
    assert rows(database) == [FIRST]
    said = journal("new", "--down-of", folder.name)
    assert said.code == 2
    assert "exists already" in said.err


def test_a_pattern_works_on_the_folders(project: Project, journal: Journal) -> None:
    made(project, FIRST, SECOND)
    said = journal("new", "no_first", "--drop-table", "first")
    assert said.code == 0, said.out + said.err
    folder = folders(project)[-1]
    assert "DROP TABLE" in (folder / "migration.sql").read_text()
    assert "proved: up, down, up" in said.out
    assert (folder / "down.sql").exists()


def test_what_1_0_has_no_place_for_is_refused(project: Project, journal: Journal) -> None:
    made(project, FIRST)
    for words in (("big_index", "--manual"), ("other", "--down-of", FIRST)):
        said = journal("new", *words)
        assert said.code == 2
        assert "is not for the layout of drizzle 1.0" in said.err
    assert [path.name for path in folders(project)] == [FIRST]
