"""Tests `snapshot` on folders of drizzle 1.0 with branches, migrations written by hand, and wrong contents."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import Journal, Project
from full import part
from verbs.test_new_version_1 import kit
from verbs.test_snapshot_version_1 import (
    FIRST_SCHEMA,
    NAMES,
    SECOND,
    THIRD,
    changed,
    files,
    history,
    is_content,
    made_by_kit,
    migrations,
    named,
    read,
    rebuilt,
)

__all__ = ["history", "made_by_kit"]


def generated(project: Project, schema: str, name: str, *words: str) -> Path:
    project.write("schema.ts", schema)
    said = kit(project, "generate", f"--name={name}", *words)
    assert "Your SQL migration" in said, said
    return named(project, name)


def moved(path: Path, name: str) -> Path:
    """Rename the folder of a snapshot."""
    return path.parent.rename(path.parent.with_name(name)) / path.name


@pytest.mark.only_full
def test_a_wrong_one_in_the_middle_is_told_and_replaced(history: Project, journal: Journal) -> None:
    before = files(history)
    second = named(history, "second")
    deltas = [one for one in read(second)["deltas"] if "author" not in json.dumps(one)]  # type: ignore[attr-defined]
    changed(second, deltas=deltas)
    found = rebuilt(history, journal, code=1)
    assert [one["file"] for one in found["wrong"]] == [f"{second.parent.name}/snapshot.json"]  # type: ignore[attr-defined]
    assert "lacks column public.posts.author" in str(found["wrong"])
    assert found["drizzle_kit"]["statements"] is not None  # type: ignore[index]
    assert not found["written"]
    assert rebuilt(history, journal, "--replace")["written"] is True
    after = read(second)
    assert {name: one for name, one in after.items() if name != "deltas"} == {
        name: one for name, one in json.loads(before[f"{second.parent.name}/snapshot.json"]).items() if name != "deltas"
    }
    is_content(history)


def test_a_wrong_last_one_is_rebuilt_since_generate_has_less_to_do_then(history: Project, journal: Journal) -> None:
    third = named(history, "third")
    changed(third, deltas=[], footprints=[])
    assert "Your SQL migration" in kit(history, "generate", "--name=again")
    shutil.rmtree(named(history, "again").parent)
    found = rebuilt(history, journal, code=1)
    assert "lacks table public.tags" in str(found["wrong"])
    assert rebuilt(history, journal, "--replace")["written"] is True
    is_content(history)


def test_all_are_rebuilt_with_their_ids_and_parents(history: Project, journal: Journal) -> None:
    before = {name: read(named(history, name)) for name in NAMES}
    said = journal("snapshot", "--replace-all")
    assert said.code == 0, said.out + said.err
    assert said.out.count("rebuilt  ") == 3
    for name in NAMES:
        after = read(named(history, name))
        assert {**after, "ddl": 0, "deltas": 0} == {**before[name], "ddl": 0, "deltas": 0}
    is_content(history)


def test_a_custom_migration_has_no_deltas_before_and_after(history: Project, journal: Journal) -> None:
    schema = FIRST_SCHEMA + SECOND + THIRD
    custom = generated(history, schema, "custom", "--custom")
    custom.with_name("migration.sql").write_text("CREATE TABLE audit (at timestamp);\nINSERT INTO tags VALUES ('a');\n")
    before = read(custom)
    found = rebuilt(history, journal)
    assert (found["written"], found["known"]) == (False, ["lacks table public.audit"])
    custom.unlink()
    found = rebuilt(history, journal)
    assert (found["written"], found["known"]) == (True, ["lacks table public.audit"])
    after = read(custom)
    assert (after["deltas"], after["footprints"], after["prevIds"]) == ([], [], before["prevIds"])
    is_content(history)


def test_a_folder_made_by_hand_is_a_branch_of_its_own(history: Project, journal: Journal) -> None:
    """drizzle-kit passed over it: the next snapshot follows the one in front of it."""
    schema = FIRST_SCHEMA + SECOND + THIRD
    parent = read(named(history, "third"))["id"]
    table = 'export const {0} = pgTable("{0}", {{ id: integer() }});\n'
    moved(generated(history, schema + table.format("late"), "late"), "29990101000001_late")
    history.write("migrations/29990101000000_by_hand/migration.sql", "CREATE TABLE hand (id integer);\n")
    history.write("schema.ts", schema + table.format("late") + table.format("hand"))
    assert "Your SQL migration" in kit(history, "generate", "--name=again")
    shutil.rmtree(named(history, "again").parent)
    assert rebuilt(history, journal)["written"] is True
    assert read(named(history, "by_hand"))["prevIds"] == read(named(history, "late"))["prevIds"] == [parent]
    is_content(history)


@pytest.fixture
def merged(history: Project) -> Project:
    """Two branches of one snapshot, and the one that joins them: drizzle-kit names both as its parents."""
    schema = FIRST_SCHEMA + SECOND + THIRD
    left, right = (f'export const {one} = pgTable("{one}", {{ id: integer() }});\n' for one in "lr")
    moved(generated(history, schema + left, "left"), "29990101000000_left")
    aside = history.root / "aside"
    (migrations(history) / "29990101000000_left").rename(aside)
    moved(generated(history, schema + right, "right"), "29990101000001_right")
    aside.rename(migrations(history) / "29990101000000_left")
    both = schema + left + right + 'export const j = pgTable("j", { id: integer() });\n'
    moved(generated(history, both, "joined"), "29990101000002_joined")
    assert len(read(named(history, "joined"))["prevIds"]) == 2  # type: ignore[arg-type]
    return history


@pytest.mark.parametrize("lost", [("left",), ("right",), ("joined",), ("left", "right"), ("right", "joined")])
def test_a_merge_keeps_its_parents(merged: Project, journal: Journal, lost: tuple[str, ...]) -> None:
    before = {name: read(named(merged, name)) for name in ("left", "right", "joined")}
    for name in lost:
        named(merged, name).unlink()
    assert rebuilt(merged, journal)["written"] is True
    for name in {*before} - {*lost}:
        assert read(named(merged, name)) == before[name]
    for name in lost:
        assert read(named(merged, name))["footprints"] == before[name]["footprints"]
    is_content(merged)


@pytest.mark.only_full
def test_all_of_a_merge_are_rebuilt(merged: Project, journal: Journal) -> None:
    before = {name: read(named(merged, name)) for name in ("left", "right", "joined")}
    changed(named(merged, "joined"), deltas=[])
    assert "lacks table public.j" in str(rebuilt(merged, journal, code=1)["wrong"])
    assert rebuilt(merged, journal, "--replace-all")["written"] is True
    for name, one in before.items():
        assert {**read(named(merged, name)), "deltas": 0} == {**one, "deltas": 0}
    is_content(merged)


@pytest.mark.only_full
def test_one_second_and_odd_names(project: Project, history: Project, journal: Journal) -> None:
    schema = FIRST_SCHEMA + SECOND + THIRD
    names = ["29990101000000_a b", "29990101000000_c'd\"é", "29990101000001", "29990101000002_-_%2f$HOME"]
    for number, name in enumerate(names):
        schema += f'export const t{number} = pgTable("t{number}", {{ id: integer() }});\n'
        moved(generated(history, schema, f"n{number}"), name)
    is_content(history)
    for name in names:
        (migrations(history) / name / "snapshot.json").unlink()
    said = journal("snapshot")
    assert said.code == 0, said.out + said.err
    is_content(history)


RENAMED = (
    FIRST_SCHEMA.replace('pgTable("users"', 'pgTable("people"').replace("email: text()", "mail: text()")
    + SECOND
    + THIRD
)
HINTS = json.dumps([
    {"type": "rename", "kind": "table", "from": ["public", "users"], "to": ["public", "people"]},
    {"type": "rename", "kind": "column", "from": ["public", "people", "email"], "to": ["public", "people", "mail"]},
])  # fmt: skip


@pytest.mark.only_full
def test_a_table_is_renamed_as_before_and_after_its_rename_is_rebuilt(history: Project, journal: Journal) -> None:
    """Names of constraints that drizzle-kit made stay its own, so it asks nothing about them."""
    wanted = generated(history, RENAMED, "renamed", "--hints", HINTS).with_name("migration.sql").read_text()
    shutil.rmtree(named(history, "renamed").parent)
    for name in ("first", "second"):
        named(history, name).unlink()
    assert rebuilt(history, journal, code=0)["written"] is True
    after = generated(history, RENAMED, "renamed", "--hints", HINTS)
    assert after.with_name("migration.sql").read_text() == wanted
    assert 'RENAME TO "people"' in wanted
    after.unlink()
    assert rebuilt(history, journal)["written"] is True
    is_content(history)


def test_without_drizzle_kit_1_0_it_tells_how_to_get_it(history: Project, journal: Journal) -> None:
    named(history, "second").unlink()
    before = files(history)
    (history.root / "node_modules").unlink()
    said = journal("snapshot")
    assert said.code == 2
    assert "The snapshots of drizzle 1.0 are written by its drizzle-kit; there is none" in said.err
    assert "npm install --save-dev drizzle-kit@rc" in said.err
    (history.root / "drizzle.config.ts").unlink()
    said = journal("snapshot", "--json")
    assert said.code == 2
    assert "a drizzle.config for PostgreSQL" in said.out
    assert files(history) == before


def test_a_dry_run_writes_nothing(history: Project, journal: Journal) -> None:
    named(history, "second").unlink()
    before = files(history)
    said = journal("snapshot", "--dry-run")
    assert said.code == 0, said.out + said.err
    assert "Dry run: 1 snapshot would be written to migrations" in said.out
    assert files(history) == before


def test_a_failing_migration_writes_nothing(history: Project, journal: Journal) -> None:
    named(history, "second").unlink()
    named(history, "third").with_name("migration.sql").write_text("SELECT nothing;\n")
    before = files(history)
    said = journal("snapshot")
    assert said.code == 1
    assert named(history, "third").parent.name in said.out + said.err
    assert files(history) == before


def test_a_killed_run_leaves_the_old_folder_or_the_new_one(history: Project, journal: Journal) -> None:
    named(history, "second").unlink()
    before = files(history)
    command = [str(Path(sys.executable).parent / "journal"), "--project", str(history.root), "snapshot"]
    nothing = subprocess.DEVNULL
    for seconds in part((0.5, 2.0, 3.0, 3.5), 2):
        running = subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)
        time.sleep(seconds)
        assert running.poll() is None or seconds > 1
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait(30)
        now = files(history)
        assert now == before or (set(before) < set(now) and read(named(history, "second"))["version"] == "9")
    assert journal("snapshot").code == 0
    left = {path.name for path in history.root.iterdir()} | {path.name for path in migrations(history).iterdir()}
    assert not [name for name in left if name.startswith(".")]
    is_content(history)
