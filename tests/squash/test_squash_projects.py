"""Projects written by hand, handed back to drizzle-kit, are squashed in the middle and at the end, in both layouts.

The real migrate() runs on databases before, at and after the squashed migration, `generate` and `up` on the folder;
and the database that the team has gets the row of the new file.
"""

from pathlib import Path

import pytest
from conftest import Journal, Project
from handback.histories import project_of, written
from handback.live import live
from handback.newer import PACKAGES
from handback.projects import PROJECTS, LivedProject, lived, rows_of
from handback.schema_edits import with_imports, without_relations
from repository import commit, git
from squash.going_on import Folder, Life, middle_and_last, migrate

from journal.server.provider import Server

pytestmark = pytest.mark.drizzle
SAMPLE = LivedProject("sample", "run", [])
CASES = [(one, layout, at) for one in (SAMPLE, *PROJECTS) for layout in ("0.x", "1.0") for at in ("middle", "last")]


@pytest.mark.usefixtures("roles_of_before")
@pytest.mark.parametrize(("one", "layout", "at"), CASES, ids=[f"{one.name}-{layout}-{at}" for one, layout, at in CASES])
def test_every_database_goes_on_and_undo_restores(  # noqa: PLR0913, PLR0917 - fixtures
    one: LivedProject, layout: str, at: str, project: Project, journal: Journal, server: Server, database: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    root = project.root
    begins(one, root, database, journal, server)
    words = ("--to", "1.0", "--v1", str(PACKAGES)) if layout == "1.0" else ()
    said = journal("handback", "--fix", *words, "--url", database, "--yes")
    assert said.code == 0, said.out + said.err
    folder = Folder(root)
    if folder.is_of_1:  # the team updates its packages, so that squash asks that drizzle-kit
        (root / "node_modules").unlink()
        (root / "node_modules").symlink_to(PACKAGES / "node_modules")
    assert migrate(folder.out, database) == ""  # the bridge, where names differ
    git(root, "init", "-q")
    (root / ".gitignore").write_text("node_modules\nlive.*\n")
    commit(root)
    tags = middle_and_last(folder.tags)
    rows = rows_of(database)
    Life(folder, journal, server, tmp_path).squashed(tags[0 if at == "middle" else -1], database)
    assert rows_of(database) == rows


def begins(one: LivedProject, root: Path, url: str, journal: Journal, server: Server) -> None:
    """Make the project with its live database."""
    if one is SAMPLE:
        (root / "migrations").rmdir()
        history = written("sample")
        project_of(history, root)
        live(history, root, server, url)
    else:
        lived(one, root, url, journal)
    schema = root / "schema.ts"
    text = with_imports(without_relations(schema.read_text()))  # 1.0 has relations elsewhere
    schema.write_text(text.replace('default(["files:read"])', "default(sql`ARRAY['files:read']`)"))  # nor reads that
