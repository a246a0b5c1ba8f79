"""Tests `handback --to 0.x` on folders that are not plain ones: rc.5 applies them, and migrate() of both judges."""

import json
import shutil

import pytest
from conftest import HERE, NODE_PACKAGES, Journal, Project, Said
from needs import need, need_program
from psycopg.conninfo import conninfo_to_dict
from real import node, psql, whole
from verbs.test_status import execute

from journal.folder.read import read_folder
from journal.ledger.predict import local_migrations

NEWER = HERE / "drizzle1"
A, B, C = "20250101000000_a", "20250102000000_b", "20250103000000_c"


class Folders:
    """A project of hand-made folders, and a database that rc.5 has."""

    def __init__(self, project: Project, journal: Journal, url: str) -> None:
        self.project, self.journal, self.url = project, journal, url

    def made(self, *names: str) -> None:
        for name in names:
            table = name.replace("-", "_")
            self.project.write(f"migrations/{name}/migration.sql", f'CREATE TABLE "{table}" (id int);\n')

    def migrate(self, generation: int, folder: str = "migrations", ledger: str = "") -> str:
        words = conninfo_to_dict(self.url)
        where = [str(self.project.root / folder), str(words["host"]), str(words["dbname"]), *ledger.split()]
        scripts = [[str(HERE / "drizzle" / "migrate.cjs"), "pg"], [str(NEWER / "migrate.cjs"), str(NEWER)]]
        return node(*scripts[generation], *where, cwd=self.project.root).stdout

    def back(self, *words: str, code: int = 0, url: bool = True) -> Said:
        named = ("--url", self.url) if url else ()
        said = self.journal("handback", "--to", "0.x", "--unproved", *named, *words, JOURNAL_ENGINE="native")
        assert said.code == code, said.out + said.err
        return said

    def up(self) -> str:
        """What `drizzle-kit up` makes of the journal, for the migrator, in a folder beside."""
        for local in local_migrations(read_folder(self.project.settings())):
            place = self.project.root / "for-1.0" / local.name
            place.mkdir(parents=True)
            shutil.copy(self.project.root / "migrations" / f"{local.tag}.sql", place / "migration.sql")
        return "for-1.0"

    @property
    def tags(self) -> list[tuple[str, int]]:
        return [(one["tag"], one["when"]) for one in json.loads(self.project.journal.read_text())["entries"]]

    @property
    def rows(self) -> list[tuple[object, ...]]:
        return whole(self.url)


@pytest.fixture
def folders(project: Project, journal: Journal, database: str) -> Folders:
    need_program("node")
    need((NEWER / "node_modules").exists() and NODE_PACKAGES.exists(), "needs the npm packages of both generations")
    return Folders(project, journal, database)


def test_two_of_one_second_get_seconds_of_their_own_and_no_generation_runs_one_again(folders: Folders) -> None:
    second = B.replace("_b", "_c")
    folders.made(A, B, second)
    assert folders.migrate(1) == ""
    said = folders.back("--yes")
    assert f"        {B}\n" in said.out
    assert [when for _, when in folders.tags] == [1735689600000, 1735775999000, 1735776000000]
    assert [row[2] for row in folders.rows] == [when for _, when in folders.tags]
    before = folders.rows
    assert (folders.migrate(0), folders.rows) == ("", before)
    assert folders.migrate(1, folders.up()) == ""
    assert len(folders.rows) == 3
    folders.journal("handback", "--undo", "--url", folders.url)


def test_the_later_one_of_a_second_that_is_pending_runs_in_0_x(folders: Folders) -> None:
    folders.made(A, B)
    assert folders.migrate(1) == ""
    folders.made(B.replace("_b", "_c"))
    assert "The next migrate of 0.x runs 0002_c, as 1.0 does now. [live-migrate]" in folders.back("--yes").out
    assert folders.migrate(0) == ""
    assert len(folders.rows) == 3


def test_a_late_folder_is_no_go_until_1_0_has_applied_it(folders: Folders) -> None:
    folders.made(A, C)
    assert folders.migrate(1) == ""
    folders.made(B)
    before = folders.rows
    said = folders.back("--yes", code=1)
    assert "0.x would skip them silently: [live-migrate]" in said.out
    assert f"        {B}\n" in said.out
    assert (folders.rows, folders.project.journal.exists()) == (before, False)
    assert folders.migrate(1) == ""
    folders.back("--yes")
    assert folders.migrate(0) == ""
    assert len(folders.rows) == 3


def test_a_row_without_a_folder_is_no_go(folders: Folders) -> None:
    folders.made(A, B)
    assert folders.migrate(1) == ""
    shutil.rmtree(folders.project.root / "migrations" / A)
    said = folders.back("--yes", code=1)
    assert f"row 1: {A}" in said.out


def test_an_edited_migration_is_no_go_until_it_is_accepted(folders: Folders) -> None:
    folders.made(A, B)
    assert folders.migrate(1) == ""
    assert folders.journal("bootstrap").code == 0
    folders.project.write(f"migrations/{A}/migration.sql", f'CREATE TABLE "{A}" (id int); -- edited\n')
    assert "no-go" in folders.back("--yes", code=1).out
    assert folders.journal("bootstrap", "--accept-edited", A, "--reason", "a comment").code == 0
    folders.back("--yes")
    before = folders.rows
    assert (folders.migrate(0), folders.rows) == ("", before)
    assert folders.migrate(1, folders.up()) == ""
    assert len(folders.rows) == 2


def test_a_mixed_folder_and_one_of_0_x_are_refused(folders: Folders) -> None:
    folders.made(A)
    folders.project.migration("0000_a")
    folders.project.write("migrations/meta/_journal.json", '{"version":"7","dialect":"postgresql","entries":[]}')
    assert "What is right for one layout is wrong for the other" in folders.back(code=2).err
    shutil.rmtree(folders.project.root / "migrations" / A)
    assert "--to 0.x makes a folder of 1.0 one of 0.x" in folders.back(code=2).err


def test_down_files_names_without_words_and_settings_follow(folders: Folders) -> None:
    project, plain = folders.project, "20250104000000"
    folders.made(A, B, C, plain)
    project.write(f"migrations/{A}/down.sql", f'DROP TABLE "{A}";\n')
    project.write("migrations/0007_b.down.sql", f'DROP TABLE "{B}";\n')
    project.write(f"migrations/{C}/notes.md", "why\n")
    project.write("journal.toml", f'baseline = "{A}"\n\n[ledger]\nschema = "own"\ntable = "done"\n')
    before = {one: one.read_bytes() for one in project.root.rglob("*") if one.is_file()}
    assert folders.journal("run", "--journal", "--yes", "--url", folders.url).code == 0
    said = folders.back("--yes")
    assert f"        {C}/notes.md\n" in said.out
    assert [tag for tag, _ in folders.tags] == ["0000_a", "0001_b", "0002_c", "0003_migration"]
    names = {path.name for path in (project.root / "migrations").iterdir()}
    assert {"0000_a.down.sql", "0001_b.down.sql", C} <= names
    assert 'baseline = "0000_a"' in (project.root / "journal.toml").read_text()
    rows = whole(folders.url, "own.done")
    assert (len(rows), len(rows[0])) == (4, 3)
    assert (folders.migrate(0, ledger="own done"), whole(folders.url, "own.done")) == ("", rows)
    again = folders.journal("run", "--url", folders.url, "--dry-run")
    assert (again.code, "Nothing is pending." in again.out) == (0, True), again.out
    assert folders.journal("handback", "--undo", "--url", folders.url).code == 0
    after = {one: one.read_bytes() for one in project.root.rglob("*") if one.is_file()}
    assert after == before


def test_a_ledger_that_keeps_the_columns_makes_1_0_run_again_what_0_x_added(folders: Folders) -> None:
    folders.made(A, B)
    assert folders.migrate(1) == ""
    said = folders.journal("handback", "--to", "0.x", "--dry-run", JOURNAL_ENGINE="native")
    assert (said.code, "No database was named" in said.out) == (2, True), said.out + said.err
    folders.back("--yes", url=False)
    project = folders.project
    project.migration("0002_c", 'CREATE TABLE "c" (id int);\n')
    value = json.loads(project.journal.read_text())
    value["entries"].append({"idx": 2, "version": "7", "when": 1735900000000, "tag": "0002_c", "breakpoints": True})
    project.journal.write_text(json.dumps(value))
    assert folders.migrate(0) == ""
    assert [row[3] for row in folders.rows] == [A, B, None]
    assert "already exists" in folders.migrate(1, folders.up())
    assert folders.journal("repair", "--url", folders.url, "--yes").code == 0
    assert folders.migrate(1, "for-1.0") == ""
    assert len(folders.rows) == 3


def test_an_application_of_1_0_that_starts_meanwhile_adds_the_columns_and_undo_still_works(folders: Folders) -> None:
    folders.made(A, B)
    assert folders.migrate(1) == ""
    before = folders.rows
    shutil.copytree(folders.project.root / "migrations", folders.project.root / "deployed")
    folders.back("--yes")
    assert folders.migrate(1, "deployed") == ""
    assert [row[3] for row in folders.rows] == [A, B]
    assert folders.journal("handback", "--undo", "--url", folders.url).code == 0
    assert folders.rows == before


def test_undo_refuses_a_ledger_with_another_row(folders: Folders) -> None:
    folders.made(A, B)
    assert folders.migrate(1) == ""
    folders.back("--yes")
    execute(folders.url, "insert into drizzle.__drizzle_migrations (hash, created_at) values ('ff', 1)")
    before = folders.rows
    said = folders.journal("handback", "--undo", "--url", folders.url)
    assert (said.code, "has other rows than" in said.err) == (2, True), said.out + said.err
    assert (folders.rows, folders.project.journal.exists()) == (before, True)


def test_several_databases_are_converted_and_undone_together(folders: Folders, twin: str) -> None:
    folders.made(A, B)
    assert folders.migrate(1) == ""
    other = Folders(folders.project, folders.journal, twin)
    assert other.migrate(1) == ""
    before = folders.rows, other.rows
    value = json.loads(folders.back("--url", twin, "--yes", "--json").out)
    assert [one["columns_changed"] for one in value["databases"]] == [True, True]
    assert [len(one["copies"]) for one in value["databases"]] == [1, 1]
    assert [len(row) for row in (*folders.rows, *other.rows)] == [3, 3, 3, 3]
    said = folders.journal("handback", "--undo", "--url", twin)
    assert said.code == 2, said.out
    said = folders.journal("handback", "--undo", "--url", folders.url, "--url", twin)
    assert (said.code, (folders.rows, other.rows)) == (0, before), said.err


def test_the_printed_sql_undoes_the_ledger(folders: Folders) -> None:
    folders.made(A, B)
    assert folders.migrate(1) == ""
    before = folders.rows
    value = json.loads(folders.back("--yes", "--json").out)
    assert folders.rows != before
    psql(folders.url, value["databases"][0]["undo"])
    assert folders.rows == before


def test_a_view_on_the_columns_and_a_role_that_is_no_owner_stop_it_before_the_files(folders: Folders) -> None:
    folders.made(A, B)
    assert folders.migrate(1) == ""
    before = folders.rows
    execute(folders.url, "create view seen as select name from drizzle.__drizzle_migrations")
    said = folders.back("--yes", code=2)
    assert "cannot drop column name" in said.err
    assert (folders.rows, folders.project.journal.exists()) == (before, False)
    execute(folders.url, "drop view seen")
    role = f"plain_{conninfo_to_dict(folders.url)['dbname']}"
    execute(folders.url, f"create role {role} login")
    execute(folders.url, f"grant usage, create on schema drizzle to {role}")
    execute(folders.url, f"grant all on drizzle.__drizzle_migrations to {role}")
    folders.url = folders.url.replace("postgres@", f"{role}@")
    assert "Only the owner of the ledger can remove the columns of 1.0. [live-ledger]" in folders.back(code=1).out


def test_a_database_where_the_commit_did_not_come_is_left_by_undo(folders: Folders) -> None:
    folders.made(A, B)
    assert folders.migrate(1) == ""
    before = folders.rows
    value = json.loads(folders.back("--yes", "--json").out)["databases"][0]
    psql(folders.url, value["undo"])
    execute(folders.url, f"drop table {value['copies'][0]}")
    assert folders.journal("handback", "--undo", "--url", folders.url).code == 0
    assert (folders.rows, (folders.project.root / "migrations" / A).exists()) == (before, True)


def test_a_lock_that_a_killed_run_left_is_removed_by_the_next_one(folders: Folders) -> None:
    folders.made(A, B)
    assert folders.migrate(1) == ""
    assert folders.journal("bootstrap").code == 0
    lock = folders.project.root / "drizzle-journal.lock"
    text = lock.read_text()
    folders.back("--yes")
    assert not lock.exists()
    marker = folders.project.root / "migrations" / "meta" / "_handed_back_1" / "writing_lock"
    for present, left in ((text, False), (f"{text} ", True)):
        lock.write_text(present)
        marker.touch()
        folders.journal("handback", "--dry-run", JOURNAL_ENGINE="native")
        assert (lock.exists(), marker.exists()) == (left, False)


def test_folders_of_drizzle_kit_with_a_merge_and_old_down_files_go_there_and_back(folders: Folders) -> None:
    place = folders.project.root / "migrations"
    shutil.copytree(HERE / "cases" / "v1-layout" / "migrations", place, dirs_exist_ok=True)
    names = sorted(path.parent.name for path in place.glob("*/migration.sql"))
    assert folders.migrate(1) == ""
    before = folders.rows
    folders.back("--yes")
    assert [tag.partition("_")[2] for tag, _ in folders.tags] == [name.partition("_")[2] for name in names]
    assert {"0001_invoices.down.sql", "0002_rename_qty.down.sql"} <= {path.name for path in place.iterdir()}
    rows = folders.rows
    assert (folders.migrate(0), folders.rows) == ("", rows)
    assert folders.migrate(1, folders.up()) == ""
    assert [row[:4] for row in folders.rows] == [row[:4] for row in before]


def test_a_linked_folder_is_refused(project: Project, journal: Journal) -> None:
    project.write("elsewhere/migration.sql", "select 1;\n")
    project.write("drizzle.config.json", '{"dialect": "postgresql", "out": "./migrations"}')
    link = project.root / "migrations" / "20250101000000_first"
    link.symlink_to("../elsewhere")
    said = journal("handback", "--to", "0.x", "--unproved", "--yes")
    assert (said.code, "20250101000000_first is a symbolic link to " in said.err) == (2, True), said.err
    assert (link.is_symlink(), (project.root / "migrations" / "meta").exists()) == (True, False)
