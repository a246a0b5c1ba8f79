"""Each history of drizzle-kit 0.31 is squashed at its last entry and in its middle; `generate` answers as before.

The real migrate() makes the same schema and the same rows of the old files and of the new one.
"""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Journal, Project, empty_database
from handback.projects import rows_of
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from snapshot.histories import History, histories, project_of
from snapshot.rebuilding import recipe
from squash.going_on import Folder, different, migrate, schema_of

from journal.server.provider import Server
from journal.server.seed import furnish, texts_of

pytestmark = pytest.mark.drizzle
NO_GO: dict[str, str] = {}
"""The item of each history that does not go."""


def cells() -> list[tuple[History, int]]:
    """Each history with the number of entries to squash: all, and half where there are more than two."""
    found = []
    for case in histories():
        count = len([*case.made.glob("*.sql")])
        if 18 in case.servers and count > 1:
            found += [(case, number) for number in dict.fromkeys((count, max(2, count // 2)))]
    return found


@pytest.mark.usefixtures("roles_of_before")
@pytest.mark.parametrize(("case", "count"), cells(), ids=lambda one: getattr(one, "name", str(one)))
def test_generate_answers_as_before_and_migrate_makes_the_same(  # noqa: PLR0913, PLR0917 - fixtures
    case: History, count: int, project: Project, journal: Journal, server: Server, tmp_path: Path
) -> None:
    shutil.rmtree(project.root)
    project_of(case, project.root)
    folder = Folder(project.root)
    tag, before = folder.tags[count - 1], folder.generated(tmp_path / "before")[0]
    old = shutil.copytree(folder.out, tmp_path / "old")
    said = journal("squash", "--to", tag, "--yes", *_words(case))
    if case.name in NO_GO:
        assert said.code == 1 and f"[{NO_GO[case.name]}]" in said.out, said.out
        return
    assert said.code == 0, said.out + said.err
    after = folder.generated(tmp_path / "after")[0]
    assert after == before, different(before, after)
    with empty_database(server) as one, empty_database(server) as other:
        prepared(case, server, one)
        if "CREATE ROLE" not in "".join(path.read_text().upper() for path in case.before):  # the server has those now
            prepared(case, server, other)
        failed = migrate(old, one)
        assert not migrate(folder.out, other) or case.superuser, migrate(folder.out, other)
        if failed:  # an enum value is used in the transaction that adds it
            assert "unsafe use of new value" in failed or case.superuser, failed
            return
        assert schema_of(other) == schema_of(one)
        if "[volatile]" not in said.out:
            assert rows_of(other) == rows_of(one)


def prepared(case: History, server: Server, url: str) -> None:
    """Give a database what the history has first."""
    admin = make_conninfo(str(server.admin), dbname=conninfo_to_dict(url)["dbname"])
    furnish(replace(server, conninfo=url, admin=admin), texts_of(recipe(case).seed))


def _words(case: History) -> list[str]:
    """Return the options that the history needs."""
    found = ["--platform", case.platform] if case.platform else []
    found += ["--superuser"] if case.superuser else []
    return [*found, *(word for path in case.before for word in ("--before", str(path)))]
