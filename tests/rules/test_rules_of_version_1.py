"""What each rule on the layout of drizzle 1.0 finds, and that a folder of the real drizzle-kit has no finding."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import HERE, Project
from repository import commit, git

from journal.folder.hashing import drizzle_hash
from journal.folder.lock import LockedMigration, read_lock
from journal.rules import OF_KIT, ON_FOLDERS_1
from journal.verbs.check import CheckRequest, lint

NOW = datetime(2026, 12, 1, tzinfo=UTC)
BASELINE, INVOICES, CHECKS = "20150101000001_baseline", "20150101000002_invoices", "20150101000005_checks"
LAST, NEW = "20261128175003_feature", "20261128180000_next"
Change = Callable[[Path], object]


def locked(project: Project) -> Path:
    """A healthy folder that drizzle-kit 1.0.0-rc.5 made, with its lock. Returns the migrations folder."""
    shutil.rmtree(project.root)
    shutil.copytree(HERE / "cases" / "v1-layout", project.root)
    for path in (project.root / "migrations").glob("*.sql"):
        path.unlink()
    lock(project)
    return project.root / "migrations"


def lock(project: Project) -> None:
    found = read_lock(project.settings())
    paths = (project.root / "migrations").glob("*/migration.sql")
    hashes = {path.parent.name: LockedMigration(drizzle_hash(path.read_bytes())) for path in paths}
    found.path.write_text(found.with_migrations(hashes))


def found(project: Project, base: str | None = None) -> dict[str, str]:
    """Each finding of check by its rule: the name of the file, and the line. The baseline has no breakpoints."""
    result = lint(project.settings(), CheckRequest(now=NOW, base=base))
    places = ((one.rule, one.place) for one in result.findings if one.rule != "unmarked-statements")
    return {rule: f"{place.path.name}:{place.line}" if place else "" for rule, place in places}


def snapshot(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder / "snapshot.json"
    value = json.loads(path.read_text())
    change(value)
    path.write_text(json.dumps(value))


def copied(migrations: Path, name: str) -> None:
    shutil.copytree(migrations / LAST, migrations / name)
    (migrations / name / "migration.sql").write_text("CREATE TABLE next (id int);\n")


DAMAGE: dict[str, tuple[Change, dict[str, str]]] = {
    "edited": (
        lambda at: (at / INVOICES / "migration.sql").write_text("SELECT 1;\n"),
        {"hash-differs": "drizzle-journal.lock:3"},
    ),
    "emptied": (
        lambda at: (at / LAST / "migration.sql").write_text(""),
        {"hash-differs": "drizzle-journal.lock:10", "empty-migration": "migration.sql:0"},
    ),
    "renamed": (
        lambda at: (at / LAST).rename(at / NEW),
        {"locked-removed": "drizzle-journal.lock:10", "not-locked": "drizzle-journal.lock:0"},
    ),
    "removed": (lambda at: shutil.rmtree(at / LAST), {"locked-removed": "drizzle-journal.lock:10"}),
    "without migration.sql": (
        lambda at: (at / LAST / "migration.sql").unlink(),
        {"locked-removed": "drizzle-journal.lock:10", "folder-without-sql": "snapshot.json:0"},
    ),
    "without a snapshot": (lambda at: (at / LAST / "snapshot.json").unlink(), {"graph-missing": "migration.sql:0"}),
    "a snapshot that is no JSON": (
        lambda at: (at / LAST / "snapshot.json").write_text("{"),
        {"graph-unreadable": "snapshot.json:0"},
    ),
    "a snapshot of version 7": (
        lambda at: snapshot(at / LAST, lambda one: one.update(version="7")),
        {"graph-unreadable": "snapshot.json:0"},
    ),
    "an unknown parent": (
        lambda at: snapshot(at / LAST, lambda one: one.update(prevIds=["a"])),
        {"graph-parent": "snapshot.json:0"},
    ),
    "a second first one": (
        lambda at: snapshot(at / LAST, lambda one: one.update(prevIds=["00000000-0000-0000-0000-000000000000"])),
        {"graph-parent": "snapshot.json:0"},
    ),
    "a copied folder": (
        lambda at: copied(at, NEW),
        {"graph-duplicate-id": "snapshot.json:0", "not-locked": "drizzle-journal.lock:0"},
    ),
    "a late folder": (
        lambda at: copied(at, "20150101000003_added"),
        {
            "graph-duplicate-id": "snapshot.json:0",
            "not-locked": "drizzle-journal.lock:0",
            "late-folder": "drizzle-journal.lock:0",
        },
    ),
    "a name without a moment": (
        lambda at: copied(at, "add_next"),
        {"graph-duplicate-id": "snapshot.json:0", "folder-without-moment": "migration.sql:0"},
    ),
    "no lock": (lambda at: (at.parent / "drizzle-journal.lock").unlink(), {"lock-missing": "drizzle-journal.lock:0"}),
    "a lock with markers": (
        lambda at: (at.parent / "drizzle-journal.lock").write_text("<<<<<<< HEAD\n"),
        {"lock-unreadable": "drizzle-journal.lock:1"},
    ),
    "psql": (
        lambda at: (at / CHECKS / "migration.sql").write_text("\\connect other\n"),
        {"hash-differs": "drizzle-journal.lock:6", "psql-command": "migration.sql:1"},
    ),
}


def test_a_folder_of_drizzle_kit_has_no_finding(project: Project) -> None:
    locked(project)
    assert found(project) == {}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_found(damage: str, project: Project) -> None:
    change, expected = DAMAGE[damage]
    change(locked(project))
    assert found(project) == expected


def test_a_renamed_folder_is_named_with_the_way_back(project: Project) -> None:
    at = locked(project)
    (at / LAST).rename(at / NEW)
    (finding,) = (one for one in lint(project.settings(), CheckRequest(now=NOW)).findings if one.tag == LAST)
    assert finding.message == f"{LAST} was renamed to {NEW}: a database that has applied it runs it again."
    assert finding.help.startswith(f"Rename it back: mv {at / NEW} {at / LAST}. ")


@pytest.mark.parametrize(
    ("now", "first"), [(NOW, "20261201000000"), (datetime(2020, 1, 1, tzinfo=UTC), "20261128175004")]
)
def test_late_folders_are_renamed_after_the_last_one_in_their_order(
    now: datetime, first: str, project: Project
) -> None:
    at = locked(project)
    for name in ("20150101000003_z", "20150101000004_a"):
        copied(at, name)
    found = lint(project.settings(), CheckRequest(now=now)).findings
    moves = [one.help.partition(": mv ")[2].split() for one in found if one.rule == "late-folder"]
    second = str(int(first) + 1)
    assert [Path(to).name for _, to in moves] == [f"{first}_z", f"{second}_a"]
    for old, new in moves:
        Path(old).rename(new)
    assert "late-folder" not in {one.rule for one in lint(project.settings(), CheckRequest(now=now)).findings}


def test_a_base_ref_shows_what_was_changed_and_what_is_late(project: Project) -> None:
    at = locked(project)
    (project.root / "drizzle-journal.lock").unlink()
    git(project.root, "init", "-q", "-b", "main")
    commit(project.root)
    git(project.root, "checkout", "-q", "-b", "branch")
    (at / INVOICES / "migration.sql").write_text("SELECT 1;\n")
    copied(at, "20150101000003_added")
    commit(project.root)
    rules = {*found(project, base="main")}
    assert rules == {"base-file-changed", "late-folder", "lock-missing", "graph-duplicate-id"}


def test_every_rule_of_the_layout_is_found_by_a_test() -> None:
    own = {name for name in ON_FOLDERS_1.names if name.startswith(("lock", "not-locked", "late", "folder", "graph"))}
    assert own - OF_KIT == own & {rule for _, expected in DAMAGE.values() for rule in expected}


def test_a_folder_without_down_sql_is_found_where_others_have_one(project: Project) -> None:
    folder = locked(project)
    text = "CREATE TABLE next (id int);\n"
    for path in folder.glob("*/migration.sql"):
        path.write_text(f"{path.read_text()}--> statement-breakpoint\n")
    (folder / NEW).mkdir()
    (folder / NEW / "migration.sql").write_text(text)
    assert "no-down-file" not in found(project)
    (folder / LAST / "down.sql").write_text("SELECT 1;\n")
    assert found(project)["no-down-file"] == "migration.sql:0"
    (folder / NEW / "down.sql").write_text("DROP TABLE next;\n")
    assert "no-down-file" not in found(project)
