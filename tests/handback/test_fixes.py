"""`handback --fix` hands a project written by hand back in one call, and keeps every row of its database."""

import json
import shutil
from pathlib import Path
from typing import Any

import psycopg
import pytest
from conftest import NODE_PACKAGES, Journal, Project
from full import FULL
from handback.test_remedies import case
from psycopg import sql
from real import kit, migrate_0

from journal.folder.read import read_folder
from journal.handback.numbering import numbered_by_tag
from journal.project.settings import load_settings

CASES = Path(__file__).parents[1] / "cases"
PROJECTS = ("auth", "billing", "multi", "seqs", "shop")
TABLES = """
SELECT nspname, relname FROM pg_class JOIN pg_namespace AS space ON space.oid = relnamespace
 WHERE relkind IN ('r', 'p') AND NOT relispartition AND nspname !~ '^(pg_|information_schema|drizzle)'
"""


def lived(project: Project, url: str, name: str) -> dict[str, int]:
    """Build the live database as its team did: the schema before, its data, and each file after the baseline."""
    shutil.copytree(CASES / f"project-{name}", project.root, dirs_exist_ok=True)
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    with psycopg.connect(url, autocommit=True) as live:
        for file in ("live.before.sql", "live.data.sql"):
            live.execute((project.root / file).read_bytes())
        for migration in read_folder(load_settings(project.root)).forwards[1:]:
            live.execute(migration.raw)
        return counted(live)


def counted(live: "psycopg.Connection[tuple[Any, ...]]") -> dict[str, int]:
    counts = {}
    for schema, table in live.execute(TABLES).fetchall():
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        ((counts[f"{schema}.{table}"],),) = live.execute(query).fetchall()
    return counts


@pytest.mark.drizzle
@pytest.mark.parametrize("name", PROJECTS if FULL else ("billing", "shop"))
def test_one_call_hands_a_project_back_and_the_real_commands_go_on(
    project: Project, journal: Journal, database: str, name: str
) -> None:
    rows = lived(project, database, name)
    assert sum(rows.values()) > 0
    said = journal("handback", "--fix", "--url", database, "--yes")
    assert said.code == 0, said.out + said.err
    assert "Everything's fine" in kit(project, "check")
    migrate_0(project, database)  # the bridge, where names differed
    difference = kit(project, "generate", "--name=rest")
    schema = project.root / "schema.ts"
    schema.write_text(
        schema.read_text()
        + '\nimport { integer as added_integer, pgTable as added_table } from "drizzle-orm/pg-core";\n'
        'export const addedLater = added_table("added_later", { id: added_integer().primaryKey() });\n'
    )
    assert "Your SQL migration file" in kit(project, "generate", "--name=added")
    migrate_0(project, database)
    with psycopg.connect(database, autocommit=True) as live:
        after = counted(live)
    assert {table: after[table] for table in rows} == rows
    assert after["public.added_later"] == 0
    assert "No schema changes" in kit(project, "generate", "--name=none"), difference
    assert journal("status", "--url", database).code == 0


def write_journal(project: Project, *tags: str) -> list[dict[str, Any]]:
    entries = [{"idx": n, "version": "7", "when": n, "tag": tag, "breakpoints": True} for n, tag in enumerate(tags)]
    value = {"version": "7", "dialect": "postgresql", "entries": entries}
    project.write("migrations/meta/_journal.json", json.dumps(value))
    return entries


def test_a_folder_that_begins_with_one_needs_no_new_names(project: Project) -> None:
    """Its numbers become the `idx`, from which drizzle-kit counts on."""
    entries = write_journal(project, "0001_a", "0002_a", "0003_a")
    numbered = numbered_by_tag(read_folder(project.settings()).journal)
    assert numbered
    assert [entry.idx for entry in numbered.entries] == [1, 2, 3]
    assert json.loads(numbered.text)["entries"] == [entry | {"idx": n + 1} for n, entry in enumerate(entries)]


@pytest.mark.parametrize(
    "tags",
    [("0001_a", "0003_b"), ("001_a", "002_b"), ("0002_a", "0001_b"), ("20240101_a", "20240102_b"), ()],
)
def test_other_numbers_are_no_idx(project: Project, tags: tuple[str, ...]) -> None:
    write_journal(project, *tags)
    assert numbered_by_tag(read_folder(project.settings()).journal) is None


@pytest.mark.drizzle
def test_sql_of_generate_that_was_not_compared_is_said_so_and_the_way_ends_in_go(
    project: Project, journal: Journal
) -> None:
    """drizzle-kit passes over `_snapshot.json`, so a tag without a number has no snapshot."""
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    config = {"dialect": "postgresql", "schema": "./schema.ts", "out": "./migrations"}
    project.write("drizzle.config.json", json.dumps(config))
    project.write("schema.ts", 'import { pgTable, integer } from "drizzle-orm/pg-core";\n'
                  'export const a = pgTable("a", { id: integer().primaryKey() });\n')  # fmt: skip
    project.migration("_first", "create table a (id integer primary key);")
    said = journal("handback", "--dry-run")
    assert said.code == 1
    assert "no-go   The SQL of drizzle-kit generate was not compared: the last entry has no snapshot." in said.out
    assert "drizzle-journal handback --renumber" in said.out
    assert journal("handback", "--renumber", "--dry-run").code == 2
    assert journal("handback", "--renumber", "--dry-run", "--unproved").code == 0
    assert journal("handback", "--fix", "--dry-run", "--unproved").code == 0


@pytest.mark.drizzle
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("snapshot-head-stale-own-id", "(--replace): 0002_snapshot.json lacks column public.a.y."),
        ("snapshot-head-stale-copy", "the snapshots that do not fit (--replace): 0002_snapshot.json has the same `id`"),
        ("snapshots-stale-copies", "the snapshots that do not fit (--replace): 0002_snapshot.json has the same `id`"),
    ],
)
def test_only_the_snapshots_that_are_wrong_are_rewritten(
    project: Project, journal: Journal, name: str, told: str
) -> None:
    case(project, name)
    meta = next(project.root.glob("*/meta"))
    first = (meta / "0000_snapshot.json").read_bytes()
    said = journal("handback", "--fix", "--yes")
    assert (said.code, told in said.out) == (0, True), said.out + said.err
    assert "in one straight chain. [snapshots]\n        0002_snapshot.json lacks column public.a.y" in said.out
    assert (meta / "0000_snapshot.json").read_bytes() == first
    assert "No schema changes" in kit(project, "generate", "--name=none")


@pytest.mark.drizzle
@pytest.mark.only_full
def test_a_table_that_drizzle_kit_is_not_to_know_stays_out_of_the_snapshots(project: Project, journal: Journal) -> None:
    case(project, "snapshot-head-stale-own-id")
    assert journal("handback", "--fix", "--yes").code == 0
    kit(project, "generate", "--custom", "--name=by_hand")
    next(project.root.glob("*/0003_by_hand.sql")).write_text("CREATE TABLE audit (id integer);")
    before = {path.name: path.read_bytes() for path in project.root.glob("*/meta/*_snapshot.json")}
    said = journal("handback", "--fix", "--yes")
    assert "so it leaves that alone. [generate]" in said.out, said.out
    assert (said.code, "(--replace)" in said.out) == (0, False), said.out
    assert {path.name: path.read_bytes() for path in project.root.glob("*/meta/*_snapshot.json")} == before
