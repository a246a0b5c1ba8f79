"""Each present snapshot is held against the schema after its entry; those of drizzle-kit are never called wrong."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import NODE_PACKAGES, Journal, Project
from real import kit
from snapshot.histories import History, histories, project_of
from snapshot.rebuilding import recipe
from verbs.test_scaffold_unlisted import copy_case

from journal.project.settings import load_settings
from journal.server.embedded.provider import EmbeddedProvider
from journal.verbs.snapshot import snapshots
from journal.verbs.snapshot_result import SnapshotsRequest


@pytest.mark.parametrize("case", [one for one in histories() if 18 in one.servers], ids=lambda case: case.name)
def test_a_snapshot_of_drizzle_kit_is_right(case: History, tmp_path: Path) -> None:
    project_of(case, tmp_path)
    result = snapshots(load_settings(tmp_path), EmbeddedProvider(), SnapshotsRequest(recipe=recipe(case)))
    contents = result.contents
    assert (contents.wrong, contents.known, result.written) == ((), (), False)
    # Of two schemas with the same SQL, the replay is that of the commoner one: only schema.ts can tell.
    if not case.name.endswith("-b"):
        assert (contents.undecided, contents.spelled) == ((), ())


CONFIG = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./drizzle" };\n'
SCHEMA = """
import { integer, pgTable } from "drizzle-orm/pg-core";
export const a = pgTable("a", { id: integer().primaryKey(), b: integer().default(1) });
"""


def generated(project: Project) -> str:
    return kit(project, "generate", "--name=next")


@pytest.fixture
def made(project: Project) -> Project:
    """Two entries of the real drizzle-kit: a table, and a column."""
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    project.write("drizzle.config.ts", CONFIG)
    for schema in (SCHEMA.replace(", b: integer().default(1)", ""), SCHEMA):
        project.write("schema.ts", schema)
        assert "Your SQL migration file" in generated(project)
    return project


def meta(project: Project) -> Path:
    return next(project.root.glob("*/meta"))


def edit(project: Project, number: int, change: Any) -> None:
    path = meta(project) / f"000{number}_snapshot.json"
    value = json.loads(path.read_text())
    change(value)
    path.write_text(json.dumps(value, indent=2))


def by_hand(project: Project, sql: str) -> None:
    """Add a custom migration, which copies the last snapshot."""
    kit(project, "generate", "--custom", "--name=by_hand")
    max(project.root.glob("drizzle/*_by_hand.sql")).write_text(sql)


@pytest.mark.drizzle
@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("snapshot-head-stale-copy", "has the same `id` as an earlier snapshot"),
        (
            "snapshot-head-stale-own-id",
            "error: 0002_snapshot.json: not the schema after 0002_three: lacks column public.a.y",
        ),
        ("snapshots-stale-copies", "has the same `id` as an earlier snapshot"),
        ("duplicate-idx-circular", "0005_snapshot.json: not the schema after 0005_bio: lacks column public.users.bio"),
    ],
)
def test_a_stale_snapshot_is_named_and_rebuilt(project: Project, journal: Journal, case: str, told: str) -> None:
    copy_case(case, project.root)
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    said = journal("snapshot")
    assert (said.code, told in said.out) == (1, True), said.out
    said = journal("snapshot", "--replace")
    assert said.code == 0, said.out
    assert "Everything's fine" in kit(project, "check")
    assert "No schema changes" in generated(project)
    said = journal("snapshot")
    assert (said.code, "with the schema after the entry" in said.out) == (0, True), said.out


@pytest.mark.drizzle
def test_an_orphan_is_set_aside_and_its_id_not_used_again(project: Project, journal: Journal) -> None:
    copy_case("orphan-snapshot", project.root)
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    lost = json.loads((meta(project) / "0001_snapshot.json").read_text())["id"]
    assert "collision" not in kit(project, "check")
    said = journal("snapshot")
    assert (said.code, "0001_snapshot.json belongs to no entry" in said.out) == (1, True), said.out
    said = journal("snapshot", "--replace")
    # No entry makes the table of the lost migration; schema.ts and the last snapshot have it.
    assert (said.code, "warning: The last snapshot has table public.t2" in said.out) == (1, True), said.out
    assert lost not in "".join(path.read_text() for path in meta(project).glob("*_snapshot.json"))
    assert (meta(project) / "_snapshots_written_1" / "0001_snapshot.json.bak").exists()
    assert "Everything's fine" in kit(project, "check")
    assert "No schema changes" in generated(project)
    assert journal("snapshot", "--undo").code == 0
    assert (meta(project) / "0001_snapshot.json").exists()
    assert journal("snapshot", "--replace").code == 1
    assert journal("snapshot", "--replace-all").code == 0
    assert "Your SQL migration file" in generated(project)
    assert journal("snapshot").code == 0


@pytest.mark.drizzle
def test_the_root_of_pull_is_fine_and_gets_an_id_where_the_chain_is_rewritten(
    project: Project, journal: Journal
) -> None:
    copy_case("pulled-folder", project.root)
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    project.write("drizzle.config.json", json.dumps({"dialect": "postgresql", "out": "./migrations"}))
    assert journal("snapshot").code == 0
    assert journal("snapshot", "--replace").code == 0
    first, second = (json.loads((meta(project) / f"000{n}_snapshot.json").read_text()) for n in (0, 1))
    assert re.fullmatch("0{8}-.*", first["prevId"]) and not first["id"].startswith("00000000-")
    assert second["prevId"] == first["id"]
    assert "Everything's fine" in kit(project, "check")


@pytest.mark.drizzle
def test_what_drizzle_kit_leaves_alone_stays_as_it_is(made: Project, journal: Journal) -> None:
    by_hand(made, "CREATE TABLE audit (id integer);")
    before = {path.name: path.read_bytes() for path in meta(made).iterdir()}
    said = journal("snapshot", "--replace")
    assert (said.code, "note: The last snapshot lacks table public.audit." in said.out) == (0, True), said.out
    assert {path.name: path.read_bytes() for path in meta(made).iterdir()} == before
    said = journal("snapshot", "--replace-all")
    assert (said.code, "Nothing was written." in said.out) == (1, True), said.out
    assert {path.name: path.read_bytes() for path in meta(made).iterdir()} == before
    (meta(made) / "0002_snapshot.json").unlink()
    said = journal("snapshot")
    assert said.code == 0, said.out
    assert "audit" not in (meta(made) / "0002_snapshot.json").read_text()
    assert "No schema changes" in generated(made)
    by_hand(made, "CREATE TABLE log (id integer);")
    (meta(made) / "0003_snapshot.json").unlink()
    said = journal("snapshot", "--json")
    assert json.loads(said.out)["known"] == ["lacks table public.audit", "lacks table public.log"]


def test_without_drizzle_kit_the_last_snapshot_is_undecided(made: Project, journal: Journal) -> None:
    by_hand(made, "CREATE TABLE audit (id integer);")
    made.write("journal.toml", 'engine = "native"\n')
    said = journal("snapshot")
    assert said.code == 1
    assert "error: The last snapshot may be wrong: lacks table public.audit." in said.out
    assert 'the engine is "native"' in said.out
    assert journal("snapshot", "--replace").code == 0
    assert "audit" in (meta(made) / "0002_snapshot.json").read_text()


@pytest.mark.drizzle
def test_an_older_snapshot_is_wrong_whatever_schema_ts_says(made: Project, journal: Journal) -> None:
    def misplaced(value: dict[str, Any]) -> None:
        value["tables"]["public.z"] = json.loads(json.dumps(value["tables"]["public.a"])) | {"name": "z"}
        value["tables"]["public.a"]["columns"]["id"]["type"] = "text"

    edit(made, 0, misplaced)
    said = journal("snapshot", "--json")
    (wrong,) = json.loads(said.out)["wrong"]
    assert (said.code, wrong["file"]) == (1, "0000_snapshot.json")
    assert wrong["differences"] == [
        "has table public.z, which the entries do not create",
        "column public.a.id: its type is text, but integer after the entry",
    ]
    assert journal("snapshot", "--replace").code == 0
    assert journal("snapshot").code == 0


@pytest.mark.drizzle
def test_verify_and_check_say_what_they_know_of_snapshots(made: Project, journal: Journal) -> None:
    said = journal("verify", "--json")
    sections = {one["name"]: one for one in json.loads(said.out)["sections"]}
    assert (sections["snapshots"]["verdict"], sections["snapshots"]["found"]["kept"]) == ("passed", 2)
    edit(made, 0, lambda value: value["tables"]["public.a"]["columns"]["id"].update(type="text"))
    said = journal("verify")
    assert (said.code, "snapshots  FAILED" in said.out) == (1, True), said.out
    assert "0000_snapshot.json: not the schema after 0000_next: column public.a.id: its type is text" in said.out
    edit(made, 0, lambda value: value["tables"]["public.a"]["columns"]["id"].update(type="integer"))
    # verify runs no drizzle-kit: whether schema.ts lacks the column, too, it cannot know.
    edit(made, 1, lambda value: value["tables"]["public.a"]["columns"].pop("b"))
    said = journal("verify")
    assert (said.code, "snapshots  not checked" in said.out) == (2, True), said.out
    assert "lacks column public.a.b" in said.out
    assert "drizzle-kit was not asked" in said.out
    for pattern in ("public.a.b", "column:public.a.*"):
        assert journal("verify", "--ignore", pattern).code == 0
    said = journal("check")
    assert "only a replay can tell: drizzle-journal snapshot --dry-run" in said.out


SUPABASE = """
import { pgSchema, pgTable, uuid } from "drizzle-orm/pg-core";
const auth = pgSchema("auth");
export const users = auth.table("users", { id: uuid().primaryKey() });
export const profiles = pgTable("profiles", { id: uuid().primaryKey().references(() => users.id) });
"""

BEFORE = """
CREATE SCHEMA auth AUTHORIZATION postgres;
CREATE TABLE auth.users (id uuid PRIMARY KEY);
ALTER TABLE auth.users OWNER TO postgres;
"""


@pytest.mark.drizzle
def test_what_the_platform_makes_is_not_unmade_while_no_entry_drops_it(project: Project, journal: Journal) -> None:
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    project.write("drizzle.config.ts", CONFIG)
    project.write("schema.ts", SUPABASE)
    generated(project)
    (file,) = project.root.glob("drizzle/*.sql")
    pieces = file.read_text().split("--> statement-breakpoint\n")
    file.write_text("--> statement-breakpoint\n".join(one for one in pieces if not re.match('CREATE .*"auth"', one)))
    said = journal("snapshot", "--platform", "supabase", "--json")
    assert (said.code, json.loads(said.out)["known"]) == (0, []), said.out
    project.write("before.sql", BEFORE)
    assert journal("snapshot", "--before", "before.sql").code == 0
    by_hand(project, "DROP TABLE auth.users CASCADE;")
    said = journal("snapshot", "--before", "before.sql")
    assert (said.code, "has table auth.users, which the entries do not create" in said.out) == (1, True), said.out
    assert "schema auth" not in said.out
