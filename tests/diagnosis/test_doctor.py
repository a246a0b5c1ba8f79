"""The doctor: each kind of project gets its verdict, what is wrong in order of harm, and one next command."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import HERE, Journal, Project
from repository import commit, git

CONFIG = "export default { dialect: 'postgresql', schema: './schema.ts', out: './drizzle' };\n"
SCHEMA = 'import { pgTable, serial } from "drizzle-orm/pg-core";\nexport const a = pgTable("a", { id: serial() });\n'
ENTRY = {"version": "7", "breakpoints": True}


def entries(*tags: str, dialect: str = "postgresql", **keys: object) -> str:
    found = [
        {"idx": number, "when": 1_700_000_000_000 + number * 60_000, "tag": tag, **ENTRY, **keys}
        for number, tag in enumerate(tags)
    ]
    return json.dumps({"version": "7", "dialect": dialect, "entries": found}, indent=2)


def kit_project(project: Project, tags: Sequence[str] = ("0000_a", "0001_b"), under: str = "") -> None:
    (project.root / "migrations").rmdir() if (project.root / "migrations").is_dir() else None
    project.write(f"{under}drizzle.config.ts", CONFIG)
    for tag in tags:
        project.write(f"{under}drizzle/{tag}.sql", f"CREATE TABLE t{tag} (id integer);\n")
    project.write(f"{under}drizzle/meta/_journal.json", entries(*tags))


def next_of(text: str) -> str:
    return next((line.removeprefix("Next: ") for line in text.splitlines() if line.startswith("Next: ")), "")


def test_without_words_the_doctor_runs(project: Project, journal: Journal) -> None:
    kit_project(project)
    assert journal() == journal("doctor")
    assert journal().code == 0
    assert journal().out.startswith("Nothing is wrong in the files. No database is named.\n  project ")


def test_a_default_project_of_drizzle_kit_is_healthy_and_the_facts_are_counted(
    project: Project, journal: Journal
) -> None:
    kit_project(project)
    project.write("drizzle/0001_b.down.sql", "DROP TABLE t;\n")
    project.write("node_modules/drizzle-orm/package.json", '{"version": "0.45.4"}')
    project.write(".env", "DATABASE_URL=postgresql://ann:geheim@db.example.com/app\n")
    said = journal("doctor")
    assert said.code == 0
    assert "folder    drizzle: 2 forward, 1 down, 0 unlisted\n" in said.out
    assert "journal   drizzle/meta/_journal.json: 2 entries, 0 with a hash, 0 with a snapshot\n" in said.out
    assert "packages  drizzle-orm 0.45.4, drizzle-kit not installed\n" in said.out
    assert "database  ann@db.example.com/app (from .env, DATABASE_URL)\n" in said.out
    assert "Edited migrations were not checked: the journal has no hashes." in said.out
    assert said.out.startswith("Nothing is wrong in the files. The database was not looked at.\n")
    assert next_of(said.out) == "drizzle-journal doctor --env-var DATABASE_URL"
    assert "geheim" not in said.out + said.err


def test_the_worst_comes_first_and_has_the_next_command(project: Project, journal: Journal) -> None:
    kit_project(project, ("0000_a", "0002_c"))
    project.write("drizzle/0001_b.sql", "CREATE TABLE b (id integer);\n")
    (project.root / "drizzle/0002_c.sql").unlink()
    said = journal("doctor")
    assert said.code == 1
    assert said.out.startswith("Something to do: 2 errors")
    codes = [line.partition("[")[2].partition("]")[0] for line in said.out.splitlines() if line.startswith("error[")]
    assert codes == ["entry-without-file", "file-without-entry"]
    assert "  The migrator reads every listed file before it runs the first one, and fails here" in said.out
    assert next_of(said.out).endswith(" check")


def test_hand_written_migrations_are_found_and_the_next_command_builds_the_journal(
    project: Project, journal: Journal
) -> None:
    (project.root / "migrations").rmdir()
    project.write("package.json", "{}")
    project.write("lib/db/migrations/0001_a.sql", "CREATE TABLE a (id integer);\n")
    project.write(".env", "DATABASE_URL=postgresql://ann:geheim@localhost/app\n")
    said = journal("doctor")
    assert said.code == 1
    assert "error[journal-missing] There is no journal at lib/db/migrations/meta/_journal.json" in said.out
    words = next_of(said.out).split()
    assert words[1:] == ["bootstrap", "--migrations", "lib/db/migrations"]
    assert journal(*words[1:]).code == 0
    assert journal("doctor").code == 0


def test_a_supabase_project_is_bootstrapped_with_what_the_platform_has(project: Project, journal: Journal) -> None:
    (project.root / "migrations").rmdir()
    project.write("supabase/config.toml", "")
    project.write("supabase/migrations/20240101000000_a.sql", "CREATE TABLE a (id uuid REFERENCES auth.users);\n")
    words = next_of(journal("doctor").out).split()[1:]
    assert words == ["bootstrap", "--migrations", "supabase/migrations", "--platform", "supabase"]
    assert journal(*words).code == 0
    assert journal("doctor").code == 0


@pytest.mark.drizzle
def test_a_project_that_used_push_gets_its_first_migration_by_the_next_command(
    drizzle: Project, journal: Journal
) -> None:
    (drizzle.root / "migrations").rmdir()
    drizzle.write("drizzle.config.ts", CONFIG)
    drizzle.write("schema.ts", SCHEMA)
    said = journal("doctor")
    assert said.code == 1
    assert "There is no migration in drizzle yet. A project that used `drizzle-kit push` so far has none." in said.out
    words = next_of(said.out)
    assert words == "npx drizzle-kit generate --name=baseline"
    kit = ["node", "node_modules/drizzle-kit/bin.cjs", *words.split()[2:]]
    subprocess.run(kit, cwd=drizzle.root, stdin=subprocess.DEVNULL, timeout=60, check=True, capture_output=True)
    assert (drizzle.root / "drizzle/0000_baseline.sql").exists()
    assert journal("doctor").code == 0


def test_a_broken_merge_is_shown_by_the_next_command(project: Project, journal: Journal) -> None:
    kit_project(project, ("0000_a",))
    git(project.root, "init", "-q", "-b", "main")
    commit(project.root)
    for branch, tag in (("feature", "0001_f"), ("main", "0001_g")):
        git(project.root, "checkout", "-q", *(["-b"] if branch == "feature" else []), branch)
        kit_project(project, ("0000_a", tag))
        commit(project.root)
    subprocess.run(["git", "merge", "-q", "feature"], cwd=project.root, check=False, capture_output=True)
    said = journal("doctor")
    assert said.code == 1
    assert "error[merge-conflict] drizzle/meta/_journal.json has merge conflict markers" in said.out
    assert "unlisted" not in said.out
    assert next_of(said.out) == "git diff -- drizzle/meta/_journal.json"
    shown = subprocess.run(next_of(said.out).split(), cwd=project.root, capture_output=True, text=True, check=True)
    assert "0001_f" in shown.stdout and "0001_g" in shown.stdout
    assert said.out.splitlines()[-1].endswith("check --fix")


@pytest.mark.parametrize("dialect", ["mysql", "sqlite"])
def test_a_project_for_another_database_is_out_of_scope(project: Project, journal: Journal, dialect: str) -> None:
    (project.root / "migrations").rmdir()
    project.write("drizzle.config.ts", CONFIG.replace("postgresql", dialect))
    project.write("drizzle/0000_a.sql", "CREATE TABLE `a` (`id` int);\n")
    project.write("drizzle/meta/_journal.json", entries("0000_a", dialect=dialect))
    for _ in range(2):
        said = journal("doctor")
        assert said.code == 2
        assert f"for {dialect}; drizzle-journal is for PostgreSQL only." in said.out
        (project.root / "drizzle.config.ts").unlink(missing_ok=True)


def test_the_layout_of_another_tool_is_named(project: Project, journal: Journal) -> None:
    (project.root / "migrations").rmdir()
    project.write("prisma/migrations/20240101000000_a/migration.sql", "CREATE TABLE a (id integer);\n")
    said = journal("doctor")
    assert said.code == 2
    assert "error[prisma] prisma/migrations is in the layout of Prisma" in said.out


def test_folders_of_drizzle_1_are_checked_where_they_usually_are(project: Project, journal: Journal) -> None:
    (project.root / "migrations").rmdir()
    project.write("drizzle/20240101000000_a/migration.sql", "CREATE TABLE a (id integer);\n")
    said = journal("doctor")
    assert (said.code, "warning[lock-missing] drizzle-journal.lock" in said.out) == (1, True)
    assert next_of(said.out) == "drizzle-journal bootstrap --migrations drizzle"


def test_a_folder_of_drizzle_1_with_other_sql_beside_it_is_named(project: Project, journal: Journal) -> None:
    source = HERE / "cases" / "v1-layout" / "migrations"
    for path in source.rglob("*.sql"):
        project.write(f"migrations/{path.relative_to(source)}", path.read_bytes())
    said = journal("doctor")
    assert (said.code, "lock      drizzle-journal.lock: missing" in said.out) == (1, True)


def test_drizzle_orm_1_beside_a_journal_is_the_worst(project: Project, journal: Journal) -> None:
    kit_project(project)
    (project.root / "drizzle/0001_b.sql").unlink()
    project.write("node_modules/drizzle-orm/package.json", '{"version": "1.0.0-rc.5"}')
    said = journal("doctor")
    assert said.code == 1
    assert next(line for line in said.out.splitlines() if "error[" in line).startswith("error[folder-outdated]")
    assert next_of(said.out).endswith("handback --to 1.0 --dry-run")


def test_without_a_project_the_exit_code_is_2(project: Project, journal: Journal) -> None:
    (project.root / "migrations").rmdir()
    said = journal("doctor")
    assert said.code == 2
    assert said.out.startswith("No project was found.\n")
    assert "name it: --project DIR, or --migrations DIR." in said.out


def test_settings_that_cannot_be_read_are_not_checked(project: Project, journal: Journal) -> None:
    project.write("journal.toml", "engine = ")
    said = journal("doctor")
    assert said.code == 2
    assert said.out.startswith("Not checked.\nerror[settings-invalid] ")


def test_migrations_elsewhere_than_the_config_says_are_named_by_the_next_command(
    project: Project, journal: Journal
) -> None:
    (project.root / "migrations").rmdir()
    project.write("drizzle.config.ts", CONFIG)
    project.write("db/migrations/0000_a.sql", "CREATE TABLE a (id integer);\n")
    said = journal("doctor")
    assert said.code == 1
    words = next_of(said.out).split()[1:]
    assert words == ["doctor", "--migrations", "db/migrations"]
    assert 'Then: Write out: "./db/migrations" in drizzle.config.ts, so that drizzle-kit finds it.\n' in said.out
    assert "error[journal-missing]" in journal(*words).out


def test_every_project_of_a_workspace_is_looked_at_and_the_worst_is_the_answer(
    project: Project, journal: Journal
) -> None:
    project.write("package.json", '{"workspaces": ["apps/*"]}')
    kit_project(project, under="apps/a/")
    kit_project(project, under="apps/b/")
    assert journal("doctor").code == 0
    (project.root / "apps/b/drizzle/0001_b.sql").unlink()
    said = journal("doctor")
    assert said.code == 1
    assert said.out.startswith("2 projects below ")
    assert (
        "\napps/a: Nothing is wrong in the files. No database is named.\n" in said.out
        and "\napps/b: Something to do: 1 error.\n" in said.out
    )
    words = next_of(said.out).split()[1:]
    assert words == ["check", "--project", "apps/b"]
    assert journal(*words).code == 1


def test_two_projects_with_one_ledger_are_found_without_the_database(project: Project, journal: Journal) -> None:
    project.write("pnpm-workspace.yaml", "packages:\n  - 'apps/*'\n")
    for name in "ab":
        kit_project(project, under=f"apps/{name}/")
        project.write(f"apps/{name}/.env", "DATABASE_URL=postgresql://ann:geheim@localhost/app\n")
    said = journal("doctor")
    assert said.code == 1
    assert "warning[shared-ledger] apps/a/drizzle and apps/b/drizzle record in the same ledger" in said.out
    project.write("apps/b/.env", "DATABASE_URL=postgresql://ann:geheim@localhost/other\n")
    assert journal("doctor").code == 0


def test_the_document_has_everything(project: Project, journal: Journal) -> None:
    kit_project(project)
    (project.root / "drizzle/0001_b.sql").unlink()
    document = json.loads(journal("doctor", "--json").out)
    (found,) = document["projects"]
    assert (document["status"], found["health"]) == ("no", "something-to-do")
    assert [one["code"] for one in found["troubles"]] == ["entry-without-file"]
    assert found["next"].endswith(" check")
    assert set(found["facts"]) == {"project", "folder", "journal", "packages", "database"}


def test_the_database_is_looked_at_only_where_it_is_named(project: Project, journal: Journal, database: str) -> None:
    kit_project(project)
    said = journal("doctor", "--url", database)
    assert said.code == 0
    assert "2 pending" in said.out
    assert next_of(said.out) == "npx drizzle-kit migrate"
    assert "2 pending" in journal("doctor", "-e", "APP_URL", APP_URL=database).out
    assert "pending" not in journal("doctor", DATABASE_URL=database).out


def test_a_database_that_cannot_be_reached_was_not_looked_at(project: Project, journal: Journal) -> None:
    kit_project(project)
    said = journal("doctor", "--url", "postgresql://ann:geheim@localhost:1/app")
    assert said.code == 2
    assert "error[database-unreachable]" in said.out
    assert "geheim" not in said.out + said.err


def test_offline_it_neither_starts_a_server_nor_writes(project: Project, journal: Journal, tmp_path: Path) -> None:
    kit_project(project)
    before = sorted(path.relative_to(project.root) for path in project.root.rglob("*"))
    places = {name: tmp_path / name.lower() for name in ("JOURNAL_RUN_DIR", "JOURNAL_CACHE_DIR")}
    for place in places.values():
        place.mkdir(mode=0o700)
    own = {name: str(place) for name, place in places.items()}
    assert journal("doctor", PATH=str(tmp_path), DATABASE_URL="postgresql://localhost:1/x", **own).code == 0
    assert [[*place.iterdir()] for place in places.values()] == [[], []]
    assert sorted(path.relative_to(project.root) for path in project.root.rglob("*")) == before


def test_offline_the_driver_is_not_imported(project: Project) -> None:
    kit_project(project)
    project.write(".env", "DATABASE_URL=postgresql://ann:geheim@localhost/app\n")
    code = (
        "import sys\nfrom journal.cli.main import main\nsys.argv = ['drizzle-journal']\n"
        "try:\n    main()\nexcept SystemExit:\n    print('psycopg' in sys.modules)"
    )
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "DATABASE_"))}
    said = subprocess.check_output([sys.executable, "-c", code], text=True, cwd=project.root, env=clean)
    assert "ann@localhost/app" in said and said.endswith("False\n")


MERGED = """{
<<<<<<< HEAD
  "id": "a"
=======
  "id": "b"
>>>>>>> left
}
"""


def test_merge_markers_in_journal_and_snapshot_have_one_advice_each(project: Project, journal: Journal) -> None:
    kit_project(project)
    project.write("drizzle/meta/_journal.json", MERGED)
    project.write("drizzle/meta/0001_snapshot.json", MERGED)
    said = journal("doctor")
    assert "error[merge-conflict] drizzle/meta/_journal.json has merge conflict markers (line 2).\n" in said.out
    assert "0001_snapshot.json has merge conflict markers (line 2); drizzle-kit stops at it.\n" in said.out
    way = "Two branches have each generated a migration: take the base branch's side of drizzle/meta (git checkout "
    way += "--ours or --theirs), remove your own SQL file, and generate it again: npx drizzle-kit generate"
    both = "If a database has run both: remove the markers, and keep the entries of both sides"
    assert f"Then: {way}. {both}" in said.out
    checked = journal("check").out
    assert f"help: {way}. {both}" in checked and f"help: {way}\n" in checked


def test_a_journal_that_cannot_be_read_is_said_once_with_a_database_too(project: Project, journal: Journal) -> None:
    kit_project(project)
    project.write("drizzle/meta/_journal.json", MERGED)
    said = journal("doctor", "--url", "postgresql://ann@127.0.0.1:1/app")
    assert (said.code, said.out.count("has merge conflict markers")) == (2, 1)
    assert said.out.startswith("Not checked completely.\n")
    assert "database  not looked at, because the journal cannot be read\n" in said.out


def test_a_finding_without_a_command_of_its_own_leads_on_with_its_help(project: Project, journal: Journal) -> None:
    kit_project(project, ("0000_a", "0000_b"))
    said = journal("doctor")
    assert next_of(said.out) == "drizzle-journal check"
    assert "\nThen: After a merge, if no database has recorded yours: take the base branch's" in said.out


def test_an_entry_without_snapshot_leads_to_the_command_that_writes_it(project: Project, journal: Journal) -> None:
    kit_project(project)
    project.write("drizzle/meta/0000_snapshot.json", '{"id": "a", "prevId": "", "version": "7"}')
    said = journal("doctor")
    assert "warning[snapshot-missing]" in said.out
    assert next_of(said.out) == "drizzle-journal snapshot"


def test_a_workspace_names_the_env_file_that_no_config_loads(project: Project, journal: Journal, database: str) -> None:
    project.write("pnpm-workspace.yaml", "packages: ['apps/*']\n")
    project.write(".env", f"DATABASE_URL={database}\n")
    for app in ("admin", "web"):
        kit_project(project, (f"0000_{app}",), f"apps/{app}/")
        config = CONFIG.replace("out:", "dbCredentials: { url: process.env.DATABASE_URL }, out:")
        project.write(f"apps/{app}/drizzle.config.ts", config)
    said = journal()
    assert (said.code, f"{project.root}/apps" in said.out) == (0, False)
    words = "drizzle-journal doctor --project apps/web --env-var DATABASE_URL"
    assert f"Next: DOTENV_CONFIG_PATH=../../.env {words}\n" in said.out
    said = journal(*words.split()[1:], DOTENV_CONFIG_PATH="../../.env")
    assert (said.code, "1 pending" in said.out) == (0, True), said


@pytest.mark.parametrize("verb", ["check", "bootstrap", "status", "verify"])
def test_every_verb_says_that_a_project_is_for_another_database(project: Project, journal: Journal, verb: str) -> None:
    (project.root / "migrations").rmdir()
    project.write(
        "drizzle.config.ts", "export default { dialect: 'mysql', dbCredentials: { url: 'mysql://a@b/c' } };\n"
    )
    project.write("drizzle/0000_a.sql", "CREATE TABLE `a` (`id` int);\n")
    said = journal(verb)
    assert (said.code, said.err.partition("\n")[0]) == (
        2,
        "error: drizzle.config.ts is for mysql; drizzle-journal is for PostgreSQL only.",
    )
