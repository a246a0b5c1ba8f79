"""The files of a squash: which snapshots stay, in both layouts."""

import json
from typing import Any

from conftest import Project

from journal.folder.entries import FILE_NAME
from journal.folder.snapshots import NO_PARENT
from journal.folder.version_1 import read_either
from journal.handback.copy import copy_project
from journal.squash.writing import SquashWriter

Snapshots = dict[str, dict[str, Any]]


def written(project: Project, count: int) -> Snapshots:
    """Squash the first migrations into their last one; return the snapshots of the folder by their names."""
    settings = project.settings()
    journal = settings.meta / FILE_NAME
    with copy_project(settings, journal.read_text() if journal.exists() else "{}") as copy:
        if not journal.exists():
            (copy.out / "meta" / FILE_NAME).unlink()
            copy.settings.meta.rmdir()
        folder = read_either(copy.settings)
        entries = folder.journal.entries
        SquashWriter(copy, folder, entries[count - 1], entries[: count - 1]).write("SELECT 1;\n")
        found = {str(path.relative_to(copy.out)): path for path in copy.out.rglob("*snapshot.json")}
        return {name: json.loads(found[name].read_text()) for name in sorted(found)}


def chain(project: Project, *prefixes: str) -> None:
    """Write five entries, and a snapshot for each of these numbers."""
    entries = [{"idx": n, "version": "7", "when": n + 1, "tag": f"000{n}_a", "breakpoints": True} for n in range(5)]
    project.write("migrations/meta/_journal.json", json.dumps({"version": "7", "dialect": "postgresql",
                                                               "entries": entries}))  # fmt: skip
    for entry in entries:
        project.migration(str(entry["tag"]))
    parent = NO_PARENT
    for prefix in prefixes:
        project.write(f"migrations/meta/{prefix}_snapshot.json", json.dumps({"id": prefix, "prevId": parent}))
        parent = prefix


def test_the_snapshot_of_the_entry_begins_the_chain(project: Project) -> None:
    chain(project, "0000", "0001", "0002", "0004")
    found = written(project, 3)
    assert {name: (one["id"], one["prevId"]) for name, one in found.items()} == {
        "meta/0002_snapshot.json": ("0002", NO_PARENT),
        "meta/0004_snapshot.json": ("0004", "0002"),
    }


def test_the_newest_snapshot_takes_the_place_of_an_entry_without_one(project: Project) -> None:
    chain(project, "0000", "0001", "0003")
    found = written(project, 3)
    assert {name: (one["id"], one["prevId"]) for name, one in found.items()} == {
        "meta/0002_snapshot.json": ("0001", NO_PARENT),
        "meta/0003_snapshot.json": ("0003", "0001"),
    }


def test_a_snapshot_of_no_entry_goes_with_those_before_it(project: Project) -> None:
    chain(project, "0000", "0001", "0001b", "0004", "0005")
    assert [*written(project, 3)] == ["meta/0002_snapshot.json", "meta/0004_snapshot.json", "meta/0005_snapshot.json"]


def graph(project: Project, parents: dict[str, list[str]]) -> None:
    """Write five folders of 1.0, and a snapshot that adds a table for each of these."""
    for number in range(5):
        project.write(f"migrations/2026010100000{number}_a/migration.sql", "SELECT 1;\n")
    for name, above in parents.items():
        row = {"name": f"t{name}", "entityType": "tables", "schema": "public", "isRlsEnabled": False}
        diff = {"version": "9", "dialect": "postgres", "id": name, "prevIds": above or [NO_PARENT], "footprints": []}
        rows: dict[str, object] = {"type": "base", "ddl": [row]}
        if above:
            rows = {"type": "diff", "deltas": [{"op": "create", "row": row}]}
        project.write(f"migrations/2026010100000{name}_a/snapshot.json", json.dumps({**diff, **rows}))


def shown(found: Snapshots) -> dict[str, tuple[str, list[str], list[str]]]:
    return {name[13:14]: (one["id"], one["prevIds"], [row["name"] for row in one.get("ddl", ())])
            for name, one in found.items()}  # fmt: skip


def test_the_snapshot_of_a_folder_becomes_the_base(project: Project) -> None:
    graph(project, {"0": [], "1": ["0"], "2": ["1"], "3": ["2"], "4": ["3"]})
    assert shown(written(project, 3)) == {
        "2": ("2", [NO_PARENT], ["t0", "t1", "t2"]),
        "3": ("3", ["2"], []),
        "4": ("4", ["3"], []),
    }


def test_a_branch_across_the_entry_keeps_one_parent(project: Project) -> None:
    graph(project, {"0": [], "1": ["0"], "2": ["0"], "3": ["1"], "4": ["2", "3"]})
    assert shown(written(project, 3)) == {
        "2": ("2", [NO_PARENT], ["t0", "t1", "t2"]),
        "3": ("3", ["2"], []),
        "4": ("4", ["2", "3"], []),
    }


def test_the_newest_snapshot_becomes_the_base_in_a_folder_without_one(project: Project) -> None:
    graph(project, {"0": [], "1": ["0"], "3": ["1"]})
    assert shown(written(project, 3)) == {"2": ("1", [NO_PARENT], ["t0", "t1"]), "3": ("3", ["1"], [])}
