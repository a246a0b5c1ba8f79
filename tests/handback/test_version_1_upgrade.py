"""`handback --to 1.0`: the folder and the live ledger, judged by the real drizzle-kit 1.0.0-rc.5."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import psycopg
import pytest
from conftest import HERE, NODE_PACKAGES, Journal, Project, Said
from handback.projects import write_live_config

NEWER = HERE / "drizzle1"
CONFIG = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./migrations" };\n'
SCHEMA = """
import { integer, pgTable, serial, text } from "drizzle-orm/pg-core";
export const users = pgTable("users", { id: serial().primaryKey(), email: text().notNull(), age: integer() });
"""
SQL = {
    "0000_users": "create table users (id serial primary key, email text not null);\n",
    "0001_age": "alter table users add age int;\n",
}
S = 1_700_000_000_000
pytestmark = pytest.mark.drizzle


def team(project: Project, whens: Mapping[str, int], sql: Mapping[str, str] = SQL) -> None:
    """Write a project of these entries, without snapshots."""
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    project.write("drizzle.config.ts", CONFIG)
    project.write("schema.ts", SCHEMA)
    for tag, text in sql.items():
        project.migration(tag, text)
    entries = [
        {"idx": idx, "version": "7", "when": when, "tag": tag, "breakpoints": True}
        for idx, (tag, when) in enumerate(whens.items())
    ]
    value = {"version": "7", "dialect": "postgresql", "entries": entries}
    project.write("migrations/meta/_journal.json", json.dumps(value, indent=2))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def newer(project: Project, *words: str) -> str:
    """Give the project the packages of 1.0, and run its drizzle-kit."""
    packages = project.root / "node_modules"
    if packages.resolve() != (NEWER / "node_modules").resolve():
        packages.unlink()
        packages.symlink_to(NEWER / "node_modules")
    done = subprocess.run(
        ["node", "node_modules/drizzle-kit/bin.cjs", *words, "--config", "live.config.ts"],
        cwd=project.root, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


def ledger(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as live:
        return live.execute("SELECT created_at, name FROM drizzle.__drizzle_migrations ORDER BY id").fetchall()


def deployed(project: Project, url: str) -> None:
    write_live_config(project.root, url)
    subprocess.run(
        ["node", "node_modules/drizzle-kit/bin.cjs", "migrate", "--config", "live.config.ts"],
        cwd=project.root, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=True,
    )  # fmt: skip


def upgraded(journal: Journal, *words: str) -> Said:
    said = journal("handback", "--to", "1.0", "--v1", str(NEWER), "--yes", *words)
    assert said.code == 0, said.out + said.err
    return said


def test_the_folder_and_the_ledger_are_upgraded_and_undone(project: Project, journal: Journal, database: str) -> None:
    team(project, {"0000_users": S, "0001_age": S + 60_000})
    deployed(project, database)
    before = contents(project.root)
    said = upgraded(journal, "--url", database)
    migrations = project.root / "migrations"
    names = ["20231114221320_users", "20231114221420_age"]
    assert sorted(path.name for path in migrations.iterdir() if not path.name.startswith("_")) == names
    assert [row[1] for row in ledger(database)] == names
    lock = json.loads((project.root / "drizzle-journal.lock").read_text())
    assert [name for name in lock["migrations"] if name != "~"] == names
    assert "--undo" in said.out
    undone = journal("handback", "--undo", "--url", database)
    assert undone.code == 0, undone.out + undone.err
    assert contents(project.root) == before
    with psycopg.connect(database) as live:
        columns = live.execute("SELECT * FROM drizzle.__drizzle_migrations").description
        assert [one.name for one in columns or ()] == ["id", "hash", "created_at"]


def test_the_next_change_of_1_0_is_the_only_one(project: Project, journal: Journal, database: str) -> None:
    team(project, {"0000_users": S, "0001_age": S + 60_000})
    deployed(project, database)
    upgraded(journal, "--url", database)
    assert "Everything's fine" in newer(project, "check")
    assert "No schema changes" in newer(project, "generate")
    project.write("schema.ts", SCHEMA.replace("age: integer()", "age: integer(), city: text()"))
    newer(project, "generate", "--name", "city")
    (new,) = (project.root / "migrations").glob("*_city")
    assert (new / "migration.sql").read_text().strip() == 'ALTER TABLE "users" ADD COLUMN "city" text;'
    newer(project, "migrate")
    assert [row[1] for row in ledger(database)] == ["20231114221320_users", "20231114221420_age", new.name]
    assert journal("bootstrap").code == 0  # which locks the new one
    assert journal("check").code == 0
    assert journal("status", "--url", database).code == 0


def by_migrate(project: Project, url: str) -> list[object]:
    """Let the real migrate of 1.0 upgrade a ledger, and return its names."""
    write_live_config(project.root, url)
    newer(project, "migrate")
    return [row[1] for row in ledger(url)]


def test_seconds_that_fall_or_are_shared_move_and_both_ways_give_the_same_names(
    project: Project, journal: Journal, database: str, twin: str
) -> None:
    sql = {**SQL, "0002_b": "create table b (id int);\n", "0003_a": "create table a (id int);\n"}
    team(project, {"0000_users": S + 60_000, "0001_age": S, "0002_b": S + 90_000, "0003_a": S + 90_500}, sql)
    for url in (database, twin):
        assert journal("run", "--journal", "--yes", "--url", url).code == 0
    said = upgraded(journal, "--url", database, "--ignore", "public.a", "--ignore", "public.b")
    assert "folders get another second than the `when`" in said.out
    names = [row[1] for row in ledger(database)]
    assert [str(name)[15:] for name in names] == ["users", "age", "b", "a"]
    assert names == sorted(map(str, names))
    assert by_migrate(project, database) == names == by_migrate(project, twin)
    assert "Everything's fine" in newer(project, "check")


@pytest.mark.only_full
def test_two_files_with_the_same_sql_that_move_are_not_told_apart(project: Project, journal: Journal) -> None:
    sql = {**SQL, "0002_b": "select 1;\n", "0003_a": "select 1;\n"}
    team(project, {"0000_users": S, "0001_age": S + 60_000, "0002_b": S + 90_000, "0003_a": S + 90_500}, sql)
    said = journal("handback", "--to", "1.0", "--v1", str(NEWER), "--dry-run")
    assert said.code == 2, said.out
    assert "takes the row of 0002_b for one of another migration with that SQL. [v1-alike]" in said.out


@pytest.mark.only_full
def test_a_tag_without_a_number_keeps_its_name(project: Project, journal: Journal) -> None:
    team(project, {"users": S, "add_age": S + 60_000}, {"users": SQL["0000_users"], "add_age": SQL["0001_age"]})
    said = upgraded(journal)
    assert "users -> 20231114221320_users" in said.out
    assert "add_age -> 20231114221420_add_age" in said.out


def test_down_files_settings_and_the_manual_ledger_follow(project: Project, journal: Journal, database: str) -> None:
    team(project, {"0000_users": S, "0001_age": S + 60_000})
    project.migration("0001_age.down", "alter table users drop column age;\n")
    project.write("journal.toml", 'baseline = "0000_users"\n')
    with psycopg.connect(database) as live:
        live.execute(SQL["0000_users"])
    assert journal("run", "--record-only", "0000_users", "--yes", "--url", database).code == 0
    assert journal("run", "--yes", "--url", database).code == 0
    before = contents(project.root)
    upgraded(journal, "--url", database)
    assert (project.root / "migrations/20231114221420_age/down.sql").exists()
    assert project.settings().baseline == "20231114221320_users"
    with psycopg.connect(database) as live:
        names = live.execute("SELECT filename FROM _manual_migrations ORDER BY 1").fetchall()
    assert [str(name).removesuffix(".sql") for (name,) in names] == ["20231114221320_users", "20231114221420_age"]
    said = journal("run", "--dry-run", "--url", database)
    assert said.code == 0 and "Nothing is pending." in said.out, said.out + said.err
    down = journal("down", "--yes", "--url", database, "20231114221420_age")
    assert down.code == 0, down.out + down.err
    undone = journal("handback", "--undo", "--url", database)
    assert undone.code == 0, undone.out + undone.err
    assert contents(project.root) == before


@pytest.mark.only_full
def test_the_records_of_an_earlier_handback_come_back_with_undo(project: Project, journal: Journal) -> None:
    team(project, {"0000_users": S, "0001_age": S + 60_000})
    start = contents(project.root)
    assert journal("handback", "--yes").code == 0
    between = contents(project.root)
    upgraded(journal)
    assert not (project.root / "migrations" / "meta").exists()
    assert journal("handback", "--undo").code == 0
    assert contents(project.root) == between
    assert journal("handback", "--undo").code == 0
    assert contents(project.root) == start


def test_undo_is_refused_after_a_later_migration(project: Project, journal: Journal) -> None:
    team(project, {"0000_users": S, "0001_age": S + 60_000})
    upgraded(journal)
    project.write("migrations/20260101000000_later/migration.sql", "select 1;\n")
    before = contents(project.root)
    said = journal("handback", "--undo")
    assert said.code == 2 and "20260101000000_later came after the handback" in said.err
    assert contents(project.root) == before


def test_the_packages_of_the_project_are_taken_where_they_are_1_0(project: Project, journal: Journal) -> None:
    team(project, {"0000_users": S, "0001_age": S + 60_000})
    packages = project.root / "node_modules"
    packages.unlink()
    packages.symlink_to(NEWER / "node_modules")
    said = journal("handback", "--to", "1.0", "--yes")
    assert said.code == 0, said.out + said.err
    assert "Next: npx drizzle-kit generate" in said.out


def test_a_row_of_no_migration_is_a_no_go(project: Project, journal: Journal, database: str) -> None:
    team(project, {"0000_users": S, "0001_age": S + 60_000})
    deployed(project, database)
    with psycopg.connect(database) as live:
        live.execute("INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('abc', 5)")
    before = contents(project.root), ledger_of_0(database)
    said = journal("handback", "--to", "1.0", "--v1", str(NEWER), "--yes", "--url", database)
    assert said.code == 1
    assert "no migration matches row 3" in said.out
    assert (contents(project.root), ledger_of_0(database)) == before


def ledger_of_0(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as live:
        return live.execute("SELECT * FROM drizzle.__drizzle_migrations ORDER BY id").fetchall()


def test_a_role_that_does_not_own_the_ledger_is_a_no_go(project: Project, journal: Journal, database: str) -> None:
    team(project, {"0000_users": S, "0001_age": S + 60_000})
    deployed(project, database)
    with psycopg.connect(database) as live:
        role = f"member_{live.info.dbname}"
        live.execute(f"CREATE ROLE {role} LOGIN")
        live.execute(
            f"GRANT USAGE, CREATE ON SCHEMA drizzle TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA drizzle TO {role}"
        )
        live.execute(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA drizzle TO {role}")
    url = psycopg.conninfo.make_conninfo(database, user=role)
    said = journal("handback", "--to", "1.0", "--v1", str(NEWER), "--yes", "--url", url)
    assert said.code == 1, said.out + said.err
    assert "The role does not own drizzle.__drizzle_migrations, which gets two columns. [v1-ledger]" in said.out


@pytest.mark.only_full
def test_a_ledger_with_half_of_the_columns_of_1_0_is_a_no_go(project: Project, journal: Journal, database: str) -> None:
    team(project, {"0000_users": S, "0001_age": S + 60_000})
    deployed(project, database)
    with psycopg.connect(database) as live:
        live.execute("ALTER TABLE drizzle.__drizzle_migrations ADD applied_at text")
    before = contents(project.root), ledger_of_0(database)
    said = journal("handback", "--to", "1.0", "--v1", str(NEWER), "--yes", "--url", database)
    assert said.code == 1, said.out + said.err
    assert "has a column applied_at, but no name: it is none of 0.x. [v1-ledger]" in said.out
    assert 'ALTER TABLE "drizzle"."__drizzle_migrations" DROP COLUMN applied_at' in said.out
    assert (contents(project.root), ledger_of_0(database)) == before


def test_a_dry_run_writes_nothing(project: Project, journal: Journal, database: str) -> None:
    team(project, {"0000_users": S, "0001_age": S + 60_000})
    deployed(project, database)
    before = contents(project.root), ledger_of_0(database)
    said = journal("handback", "--to", "1.0", "--v1", str(NEWER), "--dry-run", "--url", database, "--json")
    assert said.code == 0
    value = json.loads(said.out)
    assert value["folders"] == {"0000_users": "20231114221320_users", "0001_age": "20231114221420_age"}
    assert [row["after"] for row in value["databases"][0]["names"]] == [*value["folders"].values()]
    assert (contents(project.root), ledger_of_0(database)) == before
