"""Projects written by hand become projects of drizzle 1.0 by one call, `handback --to 1.0 --fix`, and go on with it."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Journal, Project
from handback.newer import PACKAGES, Newer, contents, copied, refused_in
from handback.projects import PROJECTS, LivedProject, lived, rows_of, sorted_rows
from handback.schema_edits import with_imports, without_relations

from journal.drizzle.kit import NO_CHANGES
from journal.project.settings import load_settings
from journal.server.provider import Server

pytestmark = pytest.mark.drizzle
CASES = [(one, first) for one in PROJECTS for first in (False, True)]
UPGRADE = ("handback", "--to", "1.0", "--fix", "--v1", str(PACKAGES), "--yes", "--json")


@pytest.mark.usefixtures("roles_of_before")
@pytest.mark.parametrize(
    ("one", "first"), CASES, ids=[f"{one.name}-{'after-0.x' if first else 'direct'}" for one, first in CASES]
)
def test_the_next_change_of_1_0_is_the_only_one_and_undo_restores(  # noqa: PLR0913, PLR0917 - fixtures
    one: LivedProject, first: bool, project: Project, journal: Journal, server: Server, database: str, tmp_path: Path
) -> None:
    lived(one, project.root, database, journal)
    schema = project.root / "schema.ts"
    schema.write_text(with_imports(without_relations(schema.read_text())))  # as the list says of relations
    if first:
        said = journal("handback", "--fix", "--url", database, "--yes")
        assert said.code == 0, said.out + said.err
    before, rows = contents(project.root), rows_of(database)
    said = journal(*UPGRADE, "--url", database)
    assert said.code == 0, said.out + said.err
    value = json.loads(said.out)
    with copied(load_settings(project.root), server, database, tmp_path / "newer") as newer:
        assert rows_of(newer.url) == rows
        goes_on(one, newer, value)
    undone = journal("handback", "--undo", "--url", database)
    assert undone.code == 0, undone.out + undone.err
    assert contents(project.root) == before
    assert rows_of(database) == rows


def goes_on(one: LivedProject, newer: Newer, value: dict[str, Any]) -> None:
    """Require the bridge to be pending, `generate` to write what the list has named, and then exactly one change."""
    rows, folders = rows_of(newer.url), [*value["folders"].values()]
    pending = len([name for name in folders if name.endswith("_drizzle_names")])
    names = [row[1] for row in newer.rows()]
    assert names == folders[: len(names)] and len(names) + pending >= len(folders)
    spurious, output = newer.generated("spurious")
    (said,) = [one for one in value["items"] if one["name"] == "v1-generate"]
    assert spurious == [line for line in said["details"] if not line.startswith("this fails")], output
    assert "Everything's fine" in newer.kit("check")
    newer.without("spurious", refused_in(said["details"]))
    output = newer.kit("migrate")
    names = [row[1] for row in newer.rows()]
    assert names[: len(folders)] == folders and len(names) == len(folders) + bool(spurious), output
    assert rows_of(newer.url) == rows
    assert not spurious or NO_CHANGES in newer.kit("generate")
    before, edit, schema = newer.rows(), one.edits[0], newer.root / "schema.ts"
    schema.write_text(edit.change(schema.read_text()))
    statements, output = newer.generated("later")
    assert statements == [*edit.statements], output
    output = newer.kit("migrate")
    assert newer.rows()[:-1] == before, output
    assert str(newer.rows()[-1][1]).endswith("_later")
    assert rows_of(newer.url) == {table: sorted_rows(found) for table, found in edit.rows(rows).items()}
