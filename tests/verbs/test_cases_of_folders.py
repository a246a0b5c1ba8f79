"""Small folders of public projects, and what is right to say of them."""

import json
import shutil
from pathlib import Path

from conftest import HERE, Journal, Project


def case(project: Project, name: str) -> Path:
    shutil.rmtree(project.root)
    shutil.copytree(HERE / "cases" / name, project.root)
    return project.root


def test_files_that_end_with_up_and_down_are_pairs(project: Project, journal: Journal) -> None:
    root = case(project, "up-down-suffix")
    assert journal("bootstrap").code == 0
    entries = json.loads((root / "migrations/meta/_journal.json").read_text())["entries"]
    assert [one["tag"] for one in entries] == ["000001_baseline.up", "000002_order_status.up"]
    assert journal("rehearse", "--only", "down").code == 0


def test_a_column_whose_rows_do_not_fit_the_enum_is_found_by_the_rehearsal(project: Project, journal: Journal) -> None:
    case(project, "text-to-enum-cast")
    assert journal("bootstrap", "--engine", "native").code == 0
    said = journal("rehearse", "--json")
    assert (said.code, "22P02" in said.out) == (1, True)


def test_a_server_without_the_compression_of_a_column_is_named(project: Project, journal: Journal) -> None:
    case(project, "lz4-column")
    said = journal("bootstrap")
    assert said.code == 0 or "name another by --pg-bin DIR or --temp docker:postgres:18" in said.err
