"""Each kind of damage, also to ledgers that 1.0 made, mended; then the real migrate() of both generations goes on."""

import subprocess

import pytest
from conftest import Journal, Project
from real import LEDGER, migrate_0, migrate_1, rows, whole
from verbs.test_repair import GENERATIONS, TAGS, WRITE, Migrate, git, migrated, nothing_runs_but_the_next, repair
from verbs.test_status import WHEN, entries, execute

__all__ = ["migrated"]  # the fixture

NAMES = [("20250815000000_a",), ("20250815000100_b",), ("20250815000200_c",)]


@pytest.fixture
def named(project: Project, database: str) -> str:
    """A database whose ledger 1.0 made."""
    entries(project, *TAGS)
    migrate_1(project, database)
    return database


@GENERATIONS
@pytest.mark.parametrize(
    "damage",
    [
        "set created_at = null where id = 3",
        "set created_at = null",
        "set created_at = created_at / 1000",
        "set created_at = extract(epoch from now()) * 1000",
        "set created_at = 0 where id = 2",
        "set name = null where id = 3",
        "set name = null",
        "set name = null, created_at = null",
        "set name = null, created_at = extract(epoch from now()) * 1000",
        "set name = null, created_at = created_at / 1000 where id < 3",
    ],
)
def test_a_ledger_of_1_0_is_repaired_for_both_generations(
    project: Project, journal: Journal, named: str, damage: str, migrate: Migrate
) -> None:
    before = whole(named)
    execute(named, f"update {LEDGER} {damage}")
    said = repair(journal, named, *WRITE)
    assert said.code == 0, said.out + said.err
    assert (whole(named), execute(named, f"select name from {LEDGER} order by id")) == (before, NAMES)
    nothing_runs_but_the_next(project, named, migrate)


@GENERATIONS
def test_second_rows_in_a_ledger_that_1_0_made(
    project: Project, journal: Journal, named: str, migrate: Migrate
) -> None:
    before = whole(named)
    copied = f"insert into {LEDGER} (hash, created_at, name) select hash, created_at, name from {LEDGER} where id = 2"
    execute(named, copied)
    execute(named, f"insert into {LEDGER} (hash, created_at) select hash, null from {LEDGER} where id = 3")
    said = repair(journal, named, "--remove-row", "4", "--remove-row", "5", *WRITE)
    assert (said.code, whole(named)) == (0, before)
    nothing_runs_but_the_next(project, named, migrate)


def test_a_row_of_others_stays_and_0_x_goes_on(project: Project, journal: Journal, migrated: str) -> None:
    execute(migrated, f"insert into {LEDGER} (hash, created_at) values ('app two', {WHEN - 5})")
    execute(migrated, f"update {LEDGER} set created_at = null where id = 3")
    assert repair(journal, migrated, *WRITE).code == 1
    assert rows(migrated)[3] == ("app two", WHEN - 5)
    nothing_runs_but_the_next(project, migrated, migrate_0)


def test_a_row_of_others_stops_1_0_as_repair_says(project: Project, journal: Journal, migrated: str) -> None:
    execute(migrated, f"insert into {LEDGER} (hash, created_at) values ('app two', {WHEN - 5})")
    assert "drizzle 1.0 would stop at row 4, for which it finds no migration" in repair(journal, migrated).out
    before = rows(migrated)
    with pytest.raises(AssertionError, match="ids: 4"):
        migrate_1(project, migrated)
    assert rows(migrated) == before


@GENERATIONS
@pytest.mark.parametrize("lost", ["id = 1", "id = 2", "id < 3", "id = 3", "true"])
def test_lost_rows_come_back_by_stamp(
    project: Project, journal: Journal, migrated: str, lost: str, migrate: Migrate
) -> None:
    before = sorted(rows(migrated))
    execute(migrated, f"delete from {LEDGER} where {lost}")
    assert repair(journal, migrated).code == (0 if lost in ("id = 3", "true") else 1)
    assert journal("stamp", "--to", TAGS[-1], "--url", migrated, *WRITE).code == 0
    assert sorted(rows(migrated)) == before
    nothing_runs_but_the_next(project, migrated, migrate)


@GENERATIONS
def test_an_edited_file_that_is_restored_needs_no_write(
    project: Project, journal: Journal, migrated: str, migrate: Migrate
) -> None:
    git(project, "init", "-q")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "as it was applied")
    project.migration("0001_b", "create table t_0001 (id bigint);\n")
    restore = next(line for line in repair(journal, migrated).out.splitlines() if "restore: git" in line)
    subprocess.run(restore.partition(": ")[2], shell=True, cwd=project.root, check=True, timeout=20)
    assert repair(journal, migrated, *WRITE).out.endswith("Nothing to repair: all rows are correct.\n")
    nothing_runs_but_the_next(project, migrated, migrate)


@GENERATIONS
@pytest.mark.parametrize(
    "damage", ["created_at = null", "created_at = created_at / 1000", "created_at = 7 where id = 3"]
)
def test_files_with_equal_content_are_identified_by_other_marks(
    project: Project, journal: Journal, database: str, damage: str, migrate: Migrate
) -> None:
    for tag in ("0000_a", "0002_c"):
        project.migration(tag, "select 1;\n")
    entries(project, *TAGS)
    migrate_0(project, database)
    before = whole(database)
    execute(database, f"update {LEDGER} set {damage}")
    assert repair(journal, database, *WRITE).code == 0
    assert whole(database) == before
    nothing_runs_but_the_next(project, database, migrate)
