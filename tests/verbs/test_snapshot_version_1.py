"""Tests `snapshot` on the layout of drizzle 1.0: the real drizzle-kit 1.0.0-rc.5 goes on from what it wrote."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import HERE, Journal, Project
from verbs.test_new_version_1 import CONFIG, kit

FIRST_SCHEMA = """
import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgEnum, pgTable, text, timestamp, unique } from "drizzle-orm/pg-core";
export const mood = pgEnum("mood", ["sad", "ok"]);
export const users = pgTable("users", {
  id: integer().primaryKey(), email: text().notNull().unique(), mood: mood().default("ok"), age: integer(),
  at: timestamp({ withTimezone: true }).defaultNow(),
}, (t) => [index("users_mood").on(t.mood.desc()), check("users_age", sql`${t.age} > 17`)]);
"""
SECOND = """
export const posts = pgTable("posts", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(), author: integer().references(() => users.id),
});
"""
THIRD = """
export const tags = pgTable("tags", { name: text().primaryKey(), is_new: boolean().default(true) });
"""
MORE = 'CREATE TABLE "more" (\n\t"id" integer\n);\n'
NAMES = ("first", "second", "third")

Names = dict[str, bytes]


@pytest.fixture(scope="module")
def made_by_kit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield a project with three migrations of drizzle-kit 1.0."""
    project = Project(tmp_path_factory.mktemp("made"))
    (project.root / "node_modules").symlink_to(HERE / "drizzle1" / "node_modules")
    project.write("drizzle.config.ts", CONFIG)
    for count, name in enumerate(NAMES, 1):
        project.write("schema.ts", "".join((FIRST_SCHEMA, SECOND, THIRD)[:count]))
        assert "Your SQL migration" in kit(project, "generate", f"--name={name}")
    yield project.root


@pytest.fixture
def history(made_by_kit: Path, project: Project) -> Project:
    """Return a copy of that project."""
    shutil.copytree(made_by_kit, project.root, symlinks=True, dirs_exist_ok=True)
    return project


def migrations(project: Project) -> Path:
    return project.root / "migrations"


def named(project: Project, name: str) -> Path:
    """The snapshot of the migration of that name."""
    return next(migrations(project).glob(f"2*_{name}")) / "snapshot.json"


def files(project: Project) -> Names:
    found = migrations(project).rglob("*")
    return {str(path.relative_to(migrations(project))): path.read_bytes() for path in found if path.is_file()}


def read(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text())
    return found


def changed(path: Path, **values: object) -> None:
    path.write_text(json.dumps({**read(path), **values}))


def is_content(project: Project) -> None:
    """drizzle-kit finds nothing, and writes exactly the next change of schema.ts."""
    assert "Everything's fine" in kit(project, "check")
    before = files(project)
    assert "No schema changes" in kit(project, "generate")
    assert files(project) == before
    schema = (project.root / "schema.ts").read_text()
    project.write("schema.ts", schema + 'export const more = pgTable("more", { id: integer() });\n')
    assert "Your SQL migration" in kit(project, "generate", "--name=more")
    assert named(project, "more").with_name("migration.sql").read_text() == MORE
    shutil.rmtree(named(project, "more").parent)
    project.write("schema.ts", schema)


def rebuilt(project: Project, journal: Journal, *words: str, code: int = 0) -> dict[str, object]:
    said = journal("snapshot", *words, "--json")
    assert said.code == code, said.out + said.err
    found: dict[str, object] = json.loads(said.out)
    return found


@pytest.mark.parametrize("lost", [("first",), ("second",), ("third",), ("second", "third"), NAMES])
def test_missing_ones_are_rebuilt_into_the_graph(history: Project, journal: Journal, lost: tuple[str, ...]) -> None:
    before = {name: read(named(history, name)) for name in NAMES}
    for name in lost:
        named(history, name).unlink()
    assert rebuilt(history, journal)["written"] is True
    after = {name: read(named(history, name)) for name in NAMES}
    assert [after[name]["type"] for name in NAMES] == ["base", "diff", "diff"]
    for name in NAMES:
        assert after[name]["footprints"] == before[name]["footprints"]
        if name not in lost:
            assert after[name] == before[name]
    assert after["second"]["prevIds"] == [after["first"]["id"]]
    assert after["third"]["prevIds"] == [after["second"]["id"]]
    is_content(history)


def break_json(path: Path) -> None:
    path.write_text(path.read_text()[:200])


def break_deltas(path: Path) -> None:
    changed(path, deltas=None)


def first_of(path: Path) -> Path:
    return min(path.parents[1].glob("2*")) / "snapshot.json"


def copy_the_id(path: Path) -> None:
    changed(path, id=read(first_of(path))["id"])


def name_no_parent(path: Path) -> None:
    changed(path, prevIds=["11111111-1111-4111-8111-111111111111"])


def be_a_second_base(path: Path) -> None:
    path.write_bytes(first_of(path).read_bytes())
    changed(first_of(path), id="22222222-2222-4222-8222-222222222222")


BREAKS = [break_json, break_deltas, copy_the_id, name_no_parent, be_a_second_base]


@pytest.mark.parametrize("damage", BREAKS)
def test_what_does_not_fit_takes_replace(history: Project, journal: Journal, damage: Callable[[Path], None]) -> None:
    damage(named(history, "second"))
    before = files(history)
    found = rebuilt(history, journal, code=1)
    assert found["misfits"] and not found["written"]
    assert files(history) == before
    assert rebuilt(history, journal, "--replace")["written"] is True
    is_content(history)
    assert rebuilt(history, journal)["written"] is False
    assert journal("snapshot", "--undo").code == 0
    assert files(history) == before
