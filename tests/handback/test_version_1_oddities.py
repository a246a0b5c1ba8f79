"""`handback --to 1.0` of projects with other settings, names and moments, with a live database that 0.31 has made."""

import json
import shutil
from collections.abc import Callable

import pytest
from conftest import Journal, Project
from handback.newer import PACKAGES
from handback.projects import write_live_config
from handback.test_version_1_upgrade import CONFIG, SCHEMA, SQL, S, contents, newer, team

pytestmark = pytest.mark.drizzle
UPGRADE = ("handback", "--to", "1.0", "--v1", str(PACKAGES), "--yes")
Make = Callable[[Project], None]


def two(project: Project, *tags: str, whens: tuple[int, int] = (S, S + 60_000)) -> None:
    team(project, dict(zip(tags, whens, strict=True)), dict(zip(tags, SQL.values(), strict=True)))


def meta_elsewhere(project: Project) -> None:
    two(project, *SQL)
    (project.root / "migrations/meta").rename(project.root / "meta")
    project.write("journal.toml", 'meta = "meta"\n')


def ledger_renamed(project: Project) -> None:
    two(project, *SQL)
    project.write("drizzle.config.ts", CONFIG.replace(" };", ', migrations: { schema: "own", table: "applied" } };'))


def locked(project: Project) -> None:
    two(project, *SQL)
    project.write("journal.toml", "lock = true\n")


def texts(project: Project) -> None:
    two(project, *SQL)
    path = project.root / "migrations/meta/_journal.json"
    value = json.loads(path.read_text())
    for entry in value["entries"]:
        entry["when"] = str(entry["when"])
    path.write_text(json.dumps(value, indent=2))


CASES: dict[str, Make] = {
    "meta-elsewhere": meta_elsewhere,
    "ledger-renamed": ledger_renamed,
    "locked": locked,
    "when-as-text": texts,
    "sub-folders": lambda project: two(project, "sub/0000_users", "sub/0001_age"),
    "shared-prefix": lambda project: two(project, "0000_users", "0000_age"),
    "without-underscore": lambda project: two(project, "users", "age"),
    "in-the-future": lambda project: two(project, *SQL, whens=(S, 4_000_000_000_000)),
}


@pytest.mark.parametrize("name", CASES)
def test_the_folder_goes_and_comes_back(name: str, project: Project, journal: Journal, database: str) -> None:
    CASES[name](project)
    if name == "locked":
        assert journal("bootstrap").code == 0
    said = journal("run", "--journal", "--yes", "--url", database)
    assert said.code == 0, said.out + said.err
    write_live_config(project.root, database)
    before = contents(project.root)
    said = journal(*UPGRADE, "--url", database)
    assert said.code == 0, said.out + said.err
    assert not (project.root / "meta").exists() and not (project.root / "migrations/meta").exists()
    folders = sorted(path.parent.name for path in project.root.glob("migrations/*/migration.sql"))
    assert [one.split("_")[1:][-1] for one in folders] == ["users", "age"]
    assert "Everything's fine" in newer(project, "check")
    newer(project, "migrate")
    said = journal("status", "--url", database)
    assert said.code == 0, said.out + said.err
    project.write("schema.ts", SCHEMA.replace("age: integer()", "age: integer(), city: text()"))
    newer(project, "generate", "--name", "city")
    (new,) = (project.root / "migrations").glob("*_city")
    assert new.name > folders[-1]
    shutil.rmtree(new)
    project.write("schema.ts", SCHEMA)
    (project.root / "node_modules").unlink()
    undone = journal("handback", "--undo", "--url", database)
    assert undone.code == 0, undone.out + undone.err
    assert contents(project.root) == before
