"""An adoption in other places than a new folder: evidence against proof, what is refused, in place, 1.0, and undo."""

import json
import shutil
from pathlib import Path

import pytest
from adopt.histories import EXAMPLES, MOMENTS, ROWS, UPS
from conftest import HERE, Journal, Project
from layouts import CONFIG, Layout, migrate
from needs import need
from real import psql, rows
from verbs.test_status import execute

LEDGER = "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);"
OUT = ("--migrations", "drizzle")


def dbmate(project: Project, folder: str = "db/migrations") -> Path:
    """Write the history of dbmate; there is no drizzle.config."""
    place = project.root / folder
    place.mkdir(parents=True, exist_ok=True)
    EXAMPLES["dbmate"].write(place)
    return place


def recorded(*moments: str) -> str:
    return LEDGER + "".join(f"INSERT INTO schema_migrations VALUES ('{one}');" for one in moments)


def items(said: str) -> dict[str, tuple[str, str]]:
    return {one["name"]: (one["verdict"], one["message"]) for one in json.loads(said)["items"]}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_the_other_ledger_tells_that_a_migration_of_rows_alone_has_not_run_and_undo_removes_the_rows(
    project: Project, journal: Journal, database: str
) -> None:
    dbmate(project)
    psql(database, UPS["users"] + UPS["posts"] + recorded(*MOMENTS[:2]))
    done = journal("adopt", *OUT, "--url", database, "--yes")
    assert done.code == 0, done.out + done.err
    assert len(rows(database)) == 2
    assert "up to 0001_posts" in done.out

    refused = journal("adopt", *OUT, "--undo")
    assert refused.code == 2
    assert "has rows of this adoption; nothing was undone" in refused.err
    undone = journal("adopt", *OUT, "--undo", "--url", database, "--json")
    assert undone.code == 0, undone.out
    assert json.loads(undone.out)["rows"] == 2
    assert rows(database) == []
    assert contents(project.root / "drizzle") == {}


UNPROVED = {
    "edited": (recorded(*MOMENTS[:2]), "live-schema", "records up to 0001_posts, but the schema is the one after"),
    "gap": (recorded(MOMENTS[1]), "their-ledger", "does not record 20240101120000_users.sql, but"),
    "unknown": (recorded(MOMENTS[0], "20230101"), "their-ledger", "not in the folder: 20230101"),
    "drift": ("CREATE TABLE other ();" + recorded(MOMENTS[0]), "live-schema", "equals that of no entry"),
}


@pytest.mark.parametrize("case", UNPROVED)
def test_evidence_that_is_not_proved_is_a_no_go_and_nothing_is_written(
    project: Project, journal: Journal, database: str, case: str
) -> None:
    before, item, message = UNPROVED[case]
    dbmate(project)
    psql(database, UPS["users"] + before)
    done = journal("adopt", *OUT, "--url", database, "--yes", "--json")
    assert done.code == 1
    verdict, said = items(done.out)[item]
    assert (verdict, message in said) == ("no-go", True), said
    assert not (project.root / "drizzle").exists()
    assert execute(database, "select to_regclass('drizzle.__drizzle_migrations')") == [(None,)]


def test_without_the_other_ledger_the_schema_alone_tells(project: Project, journal: Journal, database: str) -> None:
    dbmate(project)
    psql(database, UPS["users"])
    done = journal("adopt", *OUT, "--url", database, "--yes", "--json")
    assert done.code == 0, done.out
    assert items(done.out)["their-ledger"][0] == "note"
    assert len(rows(database)) == 1


def test_in_the_folder_of_the_tool_itself_the_files_are_replaced_and_undo_restores_them(
    project: Project, journal: Journal
) -> None:
    folder = dbmate(project, "migrations")
    before = contents(folder)
    done = journal("adopt", "migrations", "--yes")
    assert done.code == 0, done.out + done.err
    names = {name for name in contents(folder) if "/" not in name}
    assert names == {f"000{number}_{word}{end}" for number, word in enumerate(UPS) for end in (".sql", ".down.sql")}
    assert journal("check").code == 0
    again = journal("adopt", "migrations", "--yes")
    assert again.code == 2
    undone = journal("adopt", "--undo")
    assert undone.code == 0, undone.err
    assert contents(folder) == before


def test_older_entries_stay_before_the_history_and_newer_ones_refuse_it(project: Project, journal: Journal) -> None:
    dbmate(project)
    project.write("drizzle/0000_first.sql", "CREATE TABLE first ();\n")
    assert journal("bootstrap", *OUT).code == 0
    done = journal("adopt", "db/migrations", *OUT, "--yes")
    assert done.code == 0, done.out + done.err
    entries = json.loads((project.root / "drizzle/meta/_journal.json").read_text())["entries"]
    assert [entry["tag"] for entry in entries] == ["0000_first", "0001_users", "0002_posts", "0003_rows"]
    assert [entry["idx"] for entry in entries] == [0, 1, 2, 3]
    before = contents(project.root / "drizzle")
    project.write(f"db/migrations/{MOMENTS[0]}_users.sql", "-- migrate:up\nCREATE TABLE others ();\n")
    refused = journal("adopt", "db/migrations", *OUT, "--yes")
    assert refused.code == 2
    assert "is not older than" in refused.err
    assert contents(project.root / "drizzle") == before


def test_a_migration_that_is_a_program_is_named_and_nothing_is_written(project: Project, journal: Journal) -> None:
    project.write("knex/1_a.js", "exports.up = (knex) => knex.schema.createTable('a', (t) => t.increments());")
    project.write("knex/2_b.js", "exports.up = (knex) => knex.raw('CREATE TABLE b ()');")
    done = journal("adopt", "knex", *OUT, "--yes")
    assert done.code == 1
    assert "1_a.js is a program, not SQL alone" in done.out
    assert not (project.root / "drizzle").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("mixed",), "may be of dbmate or goose"),
        (("plain",), "has no migrations of a known tool"),
        (("plain", "--tool", "goos"), "--tool goos: this tool is not known"),
        (("nothing",), "nothing cannot be read"),
        ((), "No folder with a usual name"),
    ],
)
def test_where_it_is_not_known_what_is_meant_the_user_is_asked(
    project: Project, journal: Journal, words: tuple[str, ...], message: str
) -> None:
    project.write("mixed/1_a.sql", "-- migrate:up\nSELECT 1;\n")
    project.write("mixed/2_b.sql", "-- +goose Up\nSELECT 1;\n")
    project.write("plain/1_a.sql", "SELECT 1;\n")
    done = journal("adopt", *words, *OUT)
    assert (done.code, message in done.err) == (2, True), done.err
    assert "help:" in done.err


def test_statements_that_the_replay_refuses_leave_everything_as_it_was(project: Project, journal: Journal) -> None:
    project.write("db/migrations/1_a.sql", "\n-- migrate:up\nCREATE TABL a;\n")
    done = journal("adopt", *OUT, "--yes")
    assert done.code == 1
    assert "db/migrations/1_a.sql:3:8" in done.err
    assert "0000_a.sql would be made of" in done.err
    assert not (project.root / "drizzle").exists()


def test_a_project_with_drizzle_1_gets_folders_and_a_lock_and_its_migrate_adds_nothing(
    project: Project, journal: Journal, database: str
) -> None:
    packages = HERE / "drizzle1" / "node_modules"
    need(packages.exists(), "needs the npm packages of tests/drizzle1")
    (project.root / "node_modules").symlink_to(packages)
    project.write("drizzle.config.ts", CONFIG)
    (project.root / "migrations").rmdir()
    schema = HERE / "adopt" / "schema_of_1.ts"
    shutil.copy(schema, project.root / "schema.ts")
    dbmate(project)
    psql(database, UPS["users"] + UPS["posts"] + ROWS + recorded(*MOMENTS))
    done = journal("adopt", "db/migrations", "--url", database, "--yes")
    assert done.code == 0, done.out + done.err
    names = [f"{moment}_{word}" for moment, word in zip(MOMENTS, UPS, strict=True)]
    folder = project.root / "migrations"
    assert sorted(one.parent.name for one in folder.glob("*/migration.sql")) == names
    assert sorted(one.parent.name for one in folder.glob("*/snapshot.json")) == names
    assert sorted(one.parent.name for one in folder.glob("*/down.sql")) == names
    lock = json.loads((project.root / "drizzle-journal.lock").read_text())
    assert [name for name in lock["migrations"] if name != "~"] == names
    assert len(rows(database)) == 3
    assert migrate(Layout.OF_1, project.root, database) == ""
    assert len(rows(database)) == 3
    assert execute(database, "select count(*) from users") == [(1,)]
    assert journal("check").code == 0
    undone = journal("adopt", "--undo", "--url", database)
    assert undone.code == 0, undone.err
    assert contents(folder) == {}
    assert not (project.root / "drizzle-journal.lock").exists()


def test_a_script_and_drift_are_adopted_in_the_layout_of_1_0(project: Project, journal: Journal, database: str) -> None:
    project.write("migrations/20240101000000_users/migration.sql", UPS["users"])
    assert journal("bootstrap").code == 0
    assert journal("run", "--journal", "--url", database, "--yes").code == 0
    psql(database, "ALTER TABLE users ADD COLUMN age integer;")
    project.write("20240301_age.sql", "ALTER TABLE users ADD COLUMN age integer;\n")
    done = journal("adopt", "--script", "20240301_age.sql", "--url", database, "--yes")
    assert done.code == 0, done.out + done.err
    psql(database, "CREATE INDEX users_age ON users (age);")
    done = journal("adopt", "--from-drift", "index", "--url", database, "--yes")
    assert done.code == 0, done.out + done.err
    folders = sorted(one.parent.name for one in (project.root / "migrations").glob("*/migration.sql"))
    assert folders[:2] == ["20240101000000_users", "20240301000000_age"]
    assert folders[2].endswith("_index")
    lock = json.loads((project.root / "drizzle-journal.lock").read_text())
    assert [name for name in lock["migrations"] if name != "~"] == folders
    said = journal("status", "--url", database)
    assert "3 applied" in said.out, said.out


def test_the_hashes_go_into_the_lock_where_the_project_has_one(project: Project, journal: Journal) -> None:
    project.migration("0000_first", "CREATE TABLE first ();\n")
    assert journal("bootstrap", "--lock").code == 0
    dbmate(project)
    done = journal("adopt", "db/migrations", "--yes")
    assert done.code == 0, done.out + done.err
    lock = json.loads((project.root / "drizzle-journal.lock").read_text())
    assert [name for name in lock["migrations"] if name != "~"] == [
        "0000_first",
        "0001_users",
        "0002_posts",
        "0003_rows",
    ]
    assert "hash" not in project.journal.read_text()
    assert journal("bootstrap").code == 0
    assert journal("adopt", "--undo").code == 0
    lock = json.loads((project.root / "drizzle-journal.lock").read_text())
    assert [name for name in lock["migrations"] if name != "~"] == ["0000_first"]


IGNORED = 'ignore_objects = ["table:public.schema_migrations"]'


@pytest.mark.parametrize("before", ["", "# mine\nlock = false\n"], ids=["no settings", "settings"])
def test_the_table_of_the_other_tool_is_ignored_from_then_on_and_undo_restores_the_settings(
    project: Project, journal: Journal, database: str, before: str
) -> None:
    dbmate(project)
    psql(database, "".join(UPS.values()) + recorded(*MOMENTS))
    path = project.root / "journal.toml"
    if before:
        path.write_text(before)
    plan = journal("adopt", *OUT, "--url", database, "--dry-run")
    assert f"journal.toml gets it, so that verify and locate leave it out: {IGNORED} [their-tables]" in plan.out
    assert (path.read_text() if path.exists() else "") == before
    assert journal("adopt", *OUT, "--url", database, "--yes").code == 0
    assert path.read_text().startswith(before)
    assert IGNORED in path.read_text()
    located = journal("locate", *OUT, "--url", database)
    assert located.code == 0, located.out
    undone = journal("adopt", *OUT, "--undo", "--url", database)
    assert undone.code == 0, undone.err
    assert (path.read_text() if path.exists() else "") == before


def test_where_the_settings_ignore_it_already_they_stay(project: Project, journal: Journal, database: str) -> None:
    dbmate(project)
    psql(database, UPS["users"] + recorded(MOMENTS[0]))
    project.write("journal.toml", f"{IGNORED} # mine\n")
    done = journal("adopt", *OUT, "--url", database, "--yes")
    assert done.code == 0, done.out + done.err
    assert "[their-tables]" not in done.out
    assert (project.root / "journal.toml").read_text() == f"{IGNORED} # mine\n"


def test_a_file_of_prisma_that_was_edited_after_it_ran_is_said_and_the_schema_decides(
    project: Project, journal: Journal, database: str
) -> None:
    example = EXAMPLES["prisma"]
    folder = project.root / example.folder
    folder.mkdir(parents=True)
    example.write(folder)
    example.run(project.root, database)
    rolled_back = "UPDATE _prisma_migrations SET rolled_back_at = now(), finished_at = NULL WHERE checksum = "
    for name, word in (("20240101120000_users", "users"), ("20240301120000_rows", "rows")):
        (folder / name / "migration.sql").write_bytes(example.ups[word].replace("\n", "\r\n").encode())
    plan = journal("adopt", *OUT, "--url", database, "--dry-run", "--json")
    assert "edited" not in items(plan.out), "line ends alone are no edit"
    (folder / "20240301120000_rows" / "migration.sql").write_text(ROWS.replace("a;b", "c"))
    plan = journal("adopt", *OUT, "--url", database, "--dry-run", "--json")
    assert plan.code == 0, plan.out
    verdict, said = items(plan.out)["edited"]
    assert (verdict, "20240301120000_rows/migration.sql" in said) == ("note", True)
    psql(database, f"{rolled_back}(SELECT checksum FROM _prisma_migrations ORDER BY started_at DESC LIMIT 1);")
    done = journal("adopt", *OUT, "--url", database, "--yes", "--json")
    assert done.code == 0, done.out
    assert "20240301120000_rows/migration.sql" in items(done.out)["undone"][1]
    assert len(rows(database)) == 2


FAILED = {
    "prisma": ("UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name LIKE '%rows'", "rows has failed"),
    "flyway": ("UPDATE flyway_schema_history SET success = false WHERE version = '3'", "V3__rows.sql has failed"),
}


@pytest.mark.parametrize("tool", FAILED)
def test_a_migration_that_has_failed_is_a_no_go_and_no_row_is_written(
    project: Project, journal: Journal, database: str, tool: str
) -> None:
    example = EXAMPLES[tool]
    folder = project.root / example.folder
    folder.mkdir(parents=True)
    example.write(folder)
    example.run(project.root, database)
    change, message = FAILED[tool]
    psql(database, f"{change};")
    done = journal("adopt", example.folder, *OUT, "--url", database, "--yes")
    assert (done.code, message in done.out) == (1, True), done.out
    assert execute(database, "select to_regclass('drizzle.__drizzle_migrations')") == [(None,)]


def test_what_is_adopted_already_is_stamped_in_another_database_and_only_new_migrations_are_added(
    project: Project, journal: Journal, database: str, twin: str
) -> None:
    dbmate(project)
    last = project.root / f"db/migrations/{MOMENTS[2]}_rows.sql"
    text = last.read_text()
    last.unlink()
    assert journal("adopt", "db/migrations", *OUT, "--yes").code == 0
    for url in (database, twin):
        psql(url, UPS["users"] + UPS["posts"] + recorded(*MOMENTS[:2]))
        done = journal("adopt", "db/migrations", *OUT, "--url", url, "--yes")
        assert done.code == 0, done.out + done.err
        assert len(rows(url)) == 2
    assert "2 of them are there already" in done.out
    assert IGNORED in (project.root / "journal.toml").read_text()
    before = contents(project.root / "drizzle")
    last.write_text(text)
    done = journal("adopt", "db/migrations", *OUT, "--url", twin, "--yes")
    assert done.code == 0, done.out + done.err
    assert before.keys() - contents(project.root / "drizzle").keys() == set()
    entries = json.loads((project.root / "drizzle/meta/_journal.json").read_text())["entries"]
    assert [entry["tag"] for entry in entries] == ["0000_users", "0001_posts", "0002_rows"]
    assert "nothing to write" in journal("adopt", "db/migrations", *OUT, "--url", twin, "--yes").out


def test_databases_that_do_not_agree_are_each_told_by_their_own_ledger(
    project: Project, journal: Journal, database: str, twin: str
) -> None:
    dbmate(project)
    psql(database, "".join(UPS.values()) + recorded(*MOMENTS))
    psql(twin, UPS["users"] + recorded(*MOMENTS[:1]))
    for url, count in ((database, 3), (twin, 1)):
        done = journal("adopt", "db/migrations", *OUT, "--url", url, "--yes")
        assert done.code == 0, done.out + done.err
        assert len(rows(url)) == count
