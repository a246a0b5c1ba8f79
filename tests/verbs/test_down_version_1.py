"""Tests `down` on the layout of drizzle 1.0: afterwards the real migrate() of 1.0.0-rc.5 applies it again."""

import json

import pytest
from conftest import Journal, Project
from verbs.test_live_version_1 import count, sent
from verbs.test_run import recorded
from verbs.test_run import rows as query
from verbs.test_status_version_1 import FIRST, SECOND, THIRD, made, migrated, rows, states


def tables(url: str) -> list[object]:
    return [
        one[0] for one in query(url, "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    ]


@pytest.mark.parametrize("down", [f"{SECOND}/down.sql", "0001_second.down.sql"])
def test_it_is_pending_again_and_migrate_applies_it(
    project: Project, journal: Journal, database: str, down: str
) -> None:
    made(project, FIRST, SECOND)
    project.write(f"migrations/{down}", "DROP TABLE second;\n")
    migrated(project, database)
    said = journal("down", SECOND, "--url", database, "--dry-run", "--json")
    assert said.code == 0, said.out + said.err
    assert json.loads(said.out)["next_migrate"] == {"0": None, "1": [SECOND]}
    assert (tables(database), rows(database)) == (["first", "second"], [FIRST, SECOND])
    said = journal("down", SECOND, "--url", database, "--yes")
    assert said.code == 0, said.out + said.err
    assert f"The next drizzle-kit migrate runs {SECOND}." in said.out
    assert "0.x" not in said.out
    assert f"{down} reverts {SECOND} (1 statement)" in said.err
    assert (tables(database), rows(database)) == (["first"], [FIRST])
    assert states(journal, database) == {FIRST: "applied", SECOND: "pending"}
    migrated(project, database)
    assert (tables(database), rows(database)) == (["first", "second"], [FIRST, SECOND])


def test_one_in_the_middle_is_run_again_by_its_name(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST, SECOND, THIRD)
    project.write(f"migrations/{SECOND}/down.sql", "DROP TABLE second;\n")
    migrated(project, database)
    said = journal("down", SECOND, "--url", database, "--yes")
    assert said.code == 1
    assert f"{SECOND} is not the newest: {THIRD} is applied" in said.err
    said = journal("down", SECOND, "--despite-newer", "--url", database, "--yes")
    assert said.code == 0, said.out + said.err
    assert rows(database) == [FIRST, THIRD]
    migrated(project, database)
    assert rows(database) == [FIRST, THIRD, SECOND]


def test_both_records_of_a_run_go(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST, SECOND)
    project.write(f"migrations/{SECOND}/down.sql", "DROP TABLE second;\n")
    assert journal("run", "--journal", "--url", database).code == 0
    said = journal("down", f"migrations/{SECOND}/down.sql", "--url", database, "--yes")
    assert said.code == 0, said.out + said.err
    assert recorded(database) == rows(database) == [FIRST]
    assert journal("run", "--journal", "--url", database).code == 0
    assert recorded(database) == rows(database) == [FIRST, SECOND]
    migrated(project, database)
    assert count(database) == 2


def test_a_run_passes_over_down_files(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST)
    project.write(f"migrations/{FIRST}/down.sql", "DROP TABLE first;\n")
    said = journal("run", "--url", database)
    assert said.code == 0, said.out + said.err
    assert f"skipped: 1 down file\n  {FIRST}/down\n" in said.out
    assert tables(database) == ["_manual_migrations", "first"]


def test_two_files_that_stop_half_way_are_two(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST, SECOND)
    assert journal("run", "--journal", "--url", database).code == 0
    text = "-- journal: no-transaction\nDROP TABLE {};\nSELECT missing();\n"
    for name in (FIRST, SECOND):
        project.write(f"migrations/{name}/down.sql", text.format(name.partition("_")[2]))
    assert journal("down", SECOND, "--url", database, "--yes").code != 0
    sent(database, "CREATE FUNCTION missing() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    said = journal("down", FIRST, "--despite-newer", "--url", database, "--yes")
    assert said.code == 0, said.out + said.err
    said = journal("down", SECOND, "--url", database, "--yes")
    assert said.code == 0, said.out + said.err
    assert rows(database) == []


def test_one_without_a_folder_is_named_with_the_way_on(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST)
    project.write("migrations/0009_other.down.sql", "DROP TABLE first;\n")
    migrated(project, database)
    said = journal("down", "0009_other.down.sql", "--url", database, "--yes")
    assert said.code == 1
    assert "Move it to down.sql in the folder of its migration." in said.err
    said = journal("down", FIRST, "--url", database, "--yes")
    assert (said.code, rows(database)) == (1, [FIRST])
