"""A baseline in the layout of drizzle 1.0, with the real drizzle-kit 1.0."""

from pathlib import Path

import pytest
from baseline.live import LiveSchema, live_schemas, roles_file
from catalog.bed import Bed, on_each_major
from catalog.servers import binaries
from conftest import Journal, Project
from layouts import CONFIG, NEWER, drizzle_kit
from needs import need
from real import psql, rows
from verbs.test_status import execute

from journal.baseline.run import baseline
from journal.project.project import Project as Found

HARD = (Path(__file__).parent / "hard.sql").read_text()


@pytest.fixture
def of_1(project: Project) -> Project:
    need((NEWER / "node_modules").exists(), "needs the npm packages of tests/drizzle1")
    (project.root / "node_modules").symlink_to(NEWER / "node_modules")
    project.write("drizzle.config.ts", CONFIG)
    return project


@pytest.mark.drizzle
def test_the_folder_is_one_of_1_0_with_its_row_and_undo_removes_both(
    of_1: Project, journal: Journal, database: str
) -> None:
    psql(database, HARD)
    said = journal("baseline", "--from-url", database, "--stamp", "--yes")
    assert said.code == 0, said.out + said.err
    (folder,) = (of_1.root / "migrations").glob("*_baseline")
    assert {path.name for path in folder.iterdir()} == {"migration.sql", "snapshot.json"}
    assert f'"{folder.name}"' in (of_1.root / "drizzle-journal.lock").read_text()
    assert "No schema changes" in drizzle_kit(of_1.root, "generate").stdout
    assert "Everything's fine" in drizzle_kit(of_1.root, "check").stdout
    assert journal("check").code == 0
    assert journal("bootstrap", "--dry-run").code == 0
    assert journal("status", "--url", database).code == 0
    assert len(rows(database)) == 1
    undone = journal("baseline", "--undo", "--from-url", database)
    assert undone.code == 0, undone.out + undone.err
    assert rows(database) == []
    left = {path.name for path in of_1.root.iterdir()}
    assert left == {"node_modules", "drizzle.config.ts", "migrations"}


@pytest.mark.drizzle
def test_the_real_migrate_of_1_0_makes_the_same_and_a_later_folder_stops_the_undo(
    of_1: Project, journal: Journal, database: str, twin: str
) -> None:
    psql(database, HARD)
    assert journal("baseline", "--from-url", database).code == 0
    from layouts import Layout, migrate

    assert migrate(Layout.OF_1, of_1.root, twin) == ""
    query = "select count(*) from pg_class where relnamespace::regnamespace::text in ('app', 'public')"
    assert execute(twin, query) == execute(database, query)
    of_1.write("migrations/29990101000000_later/migration.sql", "SELECT 1;\n")
    said = journal("baseline", "--undo")
    assert (said.code, "29990101000000_later came after the baseline" in said.err) == (2, True)


@pytest.mark.drizzle
@on_each_major("live", [*live_schemas()], majors=(18,))
def test_drizzle_kit_1_0_has_nothing_to_do_after_a_baseline_of_each_live_schema(
    of_1: Project, bed: Bed, live: LiveSchema
) -> None:
    bed.skip_without(live.needs)
    of_1.write("journal.toml", 'roles = ["tenancy_member", "tenancy_support"]')
    with bed.database() as url:
        live.fill(url)
        result = baseline(
            Found(of_1.settings()), from_url=url, grants=True, before=[roles_file()], superuser=True,
            pg_bin=binaries(bed.major),
        )  # fmt: skip
    assert result.passed, (result.proof.real, result.proof.dump)
    assert "No schema changes" in drizzle_kit(of_1.root, "generate").stdout
