"""repair of ledgers that the real migrate() made and somebody damaged; both generations are the judges afterwards."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from types import SimpleNamespace

import pytest
from commands import dry_unless_agreed
from conftest import Journal, Project, Said
from psycopg import sql
from real import LEDGER, migrate_0, migrate_1, psql, rows, whole
from verbs.test_status import WHEN, entries, execute

WRITE = ("--yes",)
TAGS = ("0000_a", "0001_b", "0002_c")
HASHES = f"(select hash from {LEDGER} where id ="


def repair(journal: Journal, url: str, *words: str) -> Said:
    return journal("repair", "--url", url, *dry_unless_agreed(words))


def backups(url: str) -> list[str]:
    query = "select table_name from information_schema.tables where table_name like '%\\_backup\\_%'"
    return [str(row[0]) for row in execute(url, query)]


@pytest.fixture
def migrated(project: Project, database: str) -> str:
    entries(project, *TAGS)
    migrate_0(project, database)
    return database


Migrate = Callable[[Project, str], None]
GENERATIONS = pytest.mark.parametrize("migrate", [migrate_0, migrate_1])


def nothing_runs_but_the_next(project: Project, url: str, migrate: Migrate) -> None:
    before = execute(url, f"select id, hash, created_at from {LEDGER} order by id")
    migrate(project, url)
    assert execute(url, f"select id, hash, created_at from {LEDGER} order by id") == before
    entries(project, *TAGS, "0003_d")
    migrate(project, url)
    assert len(rows(url)) == len(before) + 1
    assert execute(url, "select to_regclass('t_0003') is not null") == [(True,)]


@GENERATIONS
@pytest.mark.parametrize(
    "damage",
    [
        "set created_at = null where id = 3",
        "set created_at = null",
        "set created_at = created_at / 1000",
        "set created_at = extract(epoch from now()) * 1000",
        "set created_at = extract(epoch from now()) * 1000 where id = 1",
        "set created_at = 0 where id = 2",
        f"set created_at = {2 * WHEN + 60_000} - created_at where id < 3",
    ],
)
def test_a_manually_written_created_at_becomes_the_entrys_when(
    project: Project, journal: Journal, migrated: str, damage: str, migrate: Migrate
) -> None:
    before = whole(migrated)
    execute(migrated, f"update {LEDGER} {damage}")
    damaged = whole(migrated)
    assert repair(journal, migrated).code == 0
    assert whole(migrated) == damaged
    said = repair(journal, migrated, *WRITE)
    assert said.code == 0, said.out + said.err
    assert whole(migrated) == before
    (backup,) = backups(migrated)
    assert whole(migrated, f"drizzle.{backup}") == damaged
    assert repair(journal, migrated).out.splitlines()[-1] == "Nothing to repair: all rows are correct."
    nothing_runs_but_the_next(project, migrated, migrate)


@GENERATIONS
def test_duplicates_are_listed_and_removed_only_by_id(
    project: Project, journal: Journal, migrated: str, migrate: Migrate
) -> None:
    execute(migrated, f"insert into {LEDGER} (hash, created_at) select hash, created_at from {LEDGER} where id = 2")
    execute(migrated, f"insert into {LEDGER} (hash, created_at) select hash, null from {LEDGER} where id = 3")
    said = repair(journal, migrated, *WRITE)
    assert (said.code, len(rows(migrated))) == (1, 5)
    assert "error: row 4 is a duplicate of 0001_b; row 2 records it. [twice]" in said.out
    assert "  to remove it: drizzle-journal repair --remove-row 5 --yes" in said.out
    assert execute(migrated, f"select created_at from {LEDGER} where id = 5") == [(WHEN + 120_000,)]
    for wrong in ("2", "9"):
        refused = repair(journal, migrated, "--remove-row", wrong, *WRITE)
        assert (refused.code, "is not a second row of a migration" in refused.err) == (2, True)
    assert len(rows(migrated)) == 5
    said = repair(journal, migrated, "--remove-row", "4", "--remove-row", "5", *WRITE)
    assert (said.code, len(rows(migrated))) == (0, 3)
    nothing_runs_but_the_next(project, migrated, migrate)


@GENERATIONS
def test_an_edited_file_has_three_ways_out(project: Project, journal: Journal, migrated: str, migrate: Migrate) -> None:
    git(project, "init", "-q")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "as it was applied")
    original = (project.root / "migrations/0001_b.sql").read_text()
    project.migration("0001_b", "create table t_0001 (id bigint);\n")
    said = repair(journal, migrated, *WRITE)
    assert (said.code, backups(migrated)) == (1, [])
    assert "migrations/0001_b.sql was edited after it was applied: row 2 records another hash. [edited]" in said.out
    restore = next(line for line in said.out.splitlines() if "restore: git" in line)
    subprocess.run(restore.partition(": ")[2], shell=True, cwd=project.root, check=True, timeout=20)
    assert (project.root / "migrations/0001_b.sql").read_text() == original
    assert repair(journal, migrated).code == 0
    project.migration("0001_b", "create table t_0001 (id bigint);\n")
    assert "  accept: drizzle-journal repair --accept 0001_b --yes" in said.out
    assert repair(journal, migrated, "--accept", "0001_b", *WRITE).code == 0
    assert repair(journal, migrated).code == 0
    nothing_runs_but_the_next(project, migrated, migrate)


def git(project: Project, *words: str) -> None:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", *who, *words], cwd=project.root, check=True, capture_output=True, timeout=20)


def test_only_what_is_edited_can_be_accepted_one_at_a_time(project: Project, journal: Journal, migrated: str) -> None:
    for tag in ("0000_a", "0001_b"):
        project.migration(tag, f"select '{tag}';\n")
    said = repair(journal, migrated, "--accept", "0002_c", *WRITE)
    assert (said.code, said.err.splitlines()[-1]) == (2, "help: Edited files: 0000_a, 0001_b.")
    said = repair(journal, migrated, "--accept", "0001_b.sql", *WRITE)
    assert said.code == 1
    assert "set the hash of row 2 (0001_b) to that of its file: --accept" in said.out
    assert [one["tag"] for one in json.loads(repair(journal, migrated, "--json").out)["left"]] == ["0000_a"]


@GENERATIONS
def test_a_file_with_other_line_endings_is_reported_as_such(
    project: Project, journal: Journal, migrated: str, migrate: Migrate
) -> None:
    path = project.root / "migrations/0001_b.sql"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    execute(migrated, f"update {LEDGER} set created_at = null where id = 2")
    said = repair(journal, migrated, *WRITE)
    assert "migrations/0001_b.sql differs from row 2 only in its line ending. [same-content]" in said.out
    assert rows(migrated)[1][1] == WHEN + 60_000
    assert repair(journal, migrated, "--accept", "0001_b", *WRITE).code == 0
    nothing_runs_but_the_next(project, migrated, migrate)


def test_rows_of_other_applications_are_never_changed_and_their_effect_is_a_warning(
    project: Project, journal: Journal, migrated: str
) -> None:
    execute(migrated, f"insert into {LEDGER} (hash, created_at) values ('app two', {WHEN + 10**9}), ('nobody', null)")
    execute(migrated, f"update {LEDGER} set created_at = 5 where id = 1")
    said = repair(journal, migrated, *WRITE)
    assert said.code == 1
    assert "error: row 4 records no migration of these files, so it is not changed. [foreign]" in said.out
    assert "warning: the next migrate of drizzle 0.x would run 0000_a again. [again]" in said.out
    assert "would stop at row 4, for which it finds no migration. [refused]" in said.out
    assert execute(migrated, f"select hash, created_at from {LEDGER} where id > 3 order by id") == [
        ("app two", WHEN + 10**9), ("nobody", None)
    ]  # fmt: skip
    assert rows(migrated)[0][1] == WHEN


def test_an_entry_without_a_row_that_would_be_skipped_is_a_warning(
    project: Project, journal: Journal, migrated: str
) -> None:
    execute(migrated, f"delete from {LEDGER} where id = 2")
    said = repair(journal, migrated)
    ways = "  if the database lacks its changes: drizzle-journal run --only 0001_b --journal\n"
    ways += "  if it has them: drizzle-journal stamp --to 0002_c\n"
    assert (said.code, f"skip 0001_b, which has no row. [skipped]\n{ways}" in said.out) == (1, True)


def test_in_a_ledger_of_1_0_a_missing_name_is_put_in(project: Project, journal: Journal, database: str) -> None:
    entries(project, *TAGS)
    migrate_1(project, database)
    execute(database, f"update {LEDGER} set name = null, created_at = null where id = 2")
    said = repair(journal, database, *WRITE)
    assert said.code == 0, said.out
    assert execute(database, f"select name from {LEDGER} where id = 2") == [("20250815000100_b",)]
    nothing_runs_but_the_next(project, database, migrate_1)


def test_of_two_files_with_the_same_bytes_only_the_place_tells(
    project: Project, journal: Journal, database: str
) -> None:
    for tag in ("0000_a", "0002_c"):
        project.migration(tag, "select 1;\n")
    entries(project, *TAGS)
    migrate_0(project, database)
    before = whole(database)
    execute(database, f"update {LEDGER} set created_at = null")
    assert repair(journal, database, *WRITE).code == 0
    assert whole(database) == before
    execute(database, f"delete from {LEDGER} where id = 1; update {LEDGER} set created_at = 7 where id = 3")
    said = repair(journal, database, *WRITE)
    assert (
        said.code,
        "error: row 3 may record 0000_a or 0002_c: it is not changed. [ambiguous]" in said.out,
    ) == (
        1,
        True,
    )
    assert rows(database)[-1][1] == 7


DAMAGE = (
    f"alter table {LEDGER} add column extra text default 'mine';"
    f"update {LEDGER} set created_at = null where id = 1; update {LEDGER} set created_at = 9 where id = 2;"
    f"insert into {LEDGER} (hash, created_at, extra) select hash, created_at, 'E\\''x\\' from {LEDGER} where id = 3"
)


def test_the_undo_gives_the_old_table_back(project: Project, journal: Journal, migrated: str) -> None:
    execute(migrated, DAMAGE)
    damaged = whole(migrated)
    said = repair(journal, migrated, "--remove-row", "4", "--json", *WRITE)
    assert (said.code, len(rows(migrated))) == (0, 3)
    psql(migrated, json.loads(said.out)["undo"])
    assert whole(migrated) == damaged


def test_the_undo_in_the_text_is_the_same(project: Project, journal: Journal, migrated: str) -> None:
    execute(migrated, DAMAGE)
    damaged = whole(migrated)
    said = repair(journal, migrated, *WRITE).out
    psql(migrated, said.partition("To undo it:\n")[2].rpartition("\n  COMMIT;\n")[0] + "\nCOMMIT;\n")
    assert whole(migrated) == damaged


def test_the_sql_does_what_apply_does(project: Project, journal: Journal, migrated: str) -> None:
    before = whole(migrated)
    execute(migrated, f"update {LEDGER} set created_at = created_at / 1000")
    damaged = whole(migrated)
    said = repair(journal, migrated, "--sql")
    assert whole(migrated) == damaged
    psql(migrated, said.out)
    assert whole(migrated) == before
    (backup,) = backups(migrated)
    assert whole(migrated, f"drizzle.{backup}") == damaged
    undo = "".join(line[3:] + "\n" for line in said.out.partition("-- To undo it:\n")[2].splitlines())
    psql(migrated, undo)
    assert whole(migrated) == damaged


def test_without_yes_nothing_is_written_and_both_flags_are_refused(
    project: Project, journal: Journal, migrated: str
) -> None:
    execute(migrated, f"update {LEDGER} set created_at = null where id = 1")
    before = whole(migrated)
    said = journal("repair", "--url", migrated)
    assert (said.code, said.err.splitlines()[-1]) == (
        2, f"help: To write it: drizzle-journal repair --url {quote(migrated)} --yes"
    )  # fmt: skip
    assert "would set created_at of row 1 (0000_a) from NULL" in said.err
    assert f"1 row changed in {LEDGER}; a copy as drizzle.__drizzle_migrations_backup_" in said.err
    assert repair(journal, migrated, "--yes", "--sql").code == 2
    assert (whole(migrated), backups(migrated)) == (before, [])


def test_two_repairs_in_one_second_make_two_copies(
    project: Project, migrated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from journal.project.project import Project as Found
    from journal.verbs.repair import repair as verb

    moment = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
    monkeypatch.setattr("journal.ledger.backup_name.datetime", SimpleNamespace(now=moment.astimezone))
    for _ in range(3):
        execute(migrated, f"update {LEDGER} set created_at = null where id = 1")
        verb(Found(project.settings()), url=migrated)
    name = "__drizzle_migrations_backup_20250102030405"
    assert sorted(backups(migrated)) == [name, f"{name}_2", f"{name}_3"]


def test_three_at_once_write_once(project: Project, journal: Journal, migrated: str) -> None:
    before = whole(migrated)
    execute(migrated, f"update {LEDGER} set created_at = null")
    command = [str(Path(sys.executable).parent / "journal"), "repair", "--url", migrated, *WRITE]
    started = [
        subprocess.Popen(command, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = sorted(one.communicate(timeout=100)[0].splitlines()[-1] for one in started)
    assert said[:2] == ["Nothing to repair: all rows are correct."] * 2
    assert said[2].startswith("Repaired 3 rows;")
    assert (whole(migrated), len(backups(migrated))) == (before, 1)


def test_a_role_without_the_rights_gets_the_grants(project: Project, journal: Journal, migrated: str) -> None:
    execute(migrated, f"update {LEDGER} set created_at = null; drop role if exists app; create role app login")
    execute(migrated, f"grant usage on schema drizzle to app; grant select on {LEDGER} to app")
    said = repair(journal, migrated.replace("postgres@", "app@"), *WRITE)
    assert (said.code, said.err.splitlines()[-1]) == (
        2,
        'help: As the owner or a superuser, run: GRANT CREATE ON SCHEMA "drizzle" TO "app"; '
        'GRANT UPDATE ON "drizzle"."__drizzle_migrations" TO "app";',
    )
    execute(migrated, said.err.splitlines()[-1].partition("run: ")[2])
    assert repair(journal, migrated.replace("postgres@", "app@"), *WRITE).code == 0


def test_a_ledger_whose_ids_name_no_single_row_is_refused(project: Project, journal: Journal, migrated: str) -> None:
    execute(migrated, f"alter table {LEDGER} drop constraint __drizzle_migrations_pkey; update {LEDGER} set id = 1")
    said = repair(journal, migrated, *WRITE)
    assert (said.code, said.err.splitlines()[0]) == (
        1, "error: The ledger drizzle.__drizzle_migrations has 3 rows with the id 1."
    )  # fmt: skip


def test_a_ledger_of_another_name_and_schema(project: Project, journal: Journal, migrated: str) -> None:
    project.write("journal.toml", 'ledger = { schema = "my \\"own", table = "Log{}%s" }\n')
    execute(migrated, 'create schema "my ""own"')
    with_names = sql.SQL("alter table {} set schema {}").format(
        sql.Identifier("drizzle", "__drizzle_migrations"), sql.Identifier('my "own')
    )
    execute(migrated, with_names.as_string(None))
    execute(migrated, 'alter table "my ""own".__drizzle_migrations rename to "Log{}%s"')
    ledger = '"my ""own"."Log{}%s"'
    before = whole(migrated, ledger)
    execute(migrated, f"update {ledger} set created_at = null")
    assert repair(journal, migrated, *WRITE).code == 0
    assert whole(migrated, ledger) == before


def test_status_names_repair_and_stamp_where_they_are_next(project: Project, journal: Journal, migrated: str) -> None:
    execute(migrated, f"update {LEDGER} set created_at = created_at + 5 where id = 1")
    assert journal("status", "--url", migrated).out.endswith("Next: drizzle-journal repair\n")
    execute(
        migrated, "create table _manual_migrations (filename text); insert into _manual_migrations values ('0000_a')"
    )
    execute(migrated, f"delete from {LEDGER}")
    assert journal("status", "--url", migrated).out.endswith("Next: drizzle-journal stamp --to 0000_a\n")
