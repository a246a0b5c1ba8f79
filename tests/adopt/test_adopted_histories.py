"""A history of each tool, adopted: the real drizzle-kit migrate adds nothing, and generate makes exactly its change."""

import json
from pathlib import Path

import pytest
from adopt.histories import DOWNS, EXAMPLES, UPS, Example
from conftest import Journal, Project
from real import configured, kit, rows
from verbs.test_status import execute

OUT = ("--migrations", "drizzle")


def prepared(project: Project, url: str, example: Example) -> Path:
    """Write the history into a project of drizzle-kit whose `out` is another folder."""
    configured(project, url)
    config = json.loads((project.root / "drizzle.config.json").read_text()) | {"out": "./drizzle"}
    project.write("drizzle.config.json", json.dumps(config))
    (project.root / "migrations").rmdir()
    folder = project.root / example.folder
    folder.mkdir(parents=True)
    example.write(folder)
    return folder


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_real_drizzle_kit_goes_on_from_an_adopted_history(
    name: str, drizzle: Project, journal: Journal, database: str
) -> None:
    example, tool = EXAMPLES[name], name.removesuffix("-code")
    folder = prepared(drizzle, database, example)
    example.run(drizzle.root, database)
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    plan = journal("adopt", example.folder, "--url", database, "--dry-run", "--json")
    assert plan.code == 0, plan.out
    assert not (drizzle.root / "drizzle").exists()
    found = {item["name"]: item["verdict"] for item in json.loads(plan.out)["items"]}
    assert found["generate"] == "go", plan.out
    assert "edited" not in found
    assert not (drizzle.root / "journal.toml").exists()
    done = journal("adopt", example.folder, "--url", database, "--yes")
    assert done.code == 0, done.out + done.err
    out = drizzle.root / "drizzle"
    words = ("0000_users", "0001_posts", "0002_rows")
    for tag, word in zip(words, UPS, strict=True):
        same = (out / f"{tag}.sql").read_text().split() == example.ups[word].split()
        assert same, (out / f"{tag}.sql").read_text()
        down = out / f"{tag}.down.sql"
        assert (down.read_text().split() if down.exists() else None) == (DOWNS[word].split() if example.downs else None)
    entries = json.loads((out / "meta" / "_journal.json").read_text())["entries"]
    assert [(entry["idx"], entry["tag"]) for entry in entries] == [*enumerate(words)]
    if tool != "flyway":
        assert [entry["when"] for entry in entries] == [1704110400000, 1706788800000, 1709294400000]
    assert [row[1] for row in rows(database)] == [entry["when"] for entry in entries]
    assert [row[0] for row in rows(database)] == [entry["hash"] for entry in entries]
    assert {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before

    located = journal("locate", "--url", database)
    assert located.code == 0, located.out
    kit(drizzle, "migrate")
    assert len(rows(database)) == 3
    assert execute(database, "select count(*) from users") == [(1,)]
    drizzle.write(
        "schema.js", (drizzle.root / "schema.js").read_text().replace("unique() }", "unique(), age: integer() }")
    )
    kit(drizzle, "generate", "--name=age")
    assert (out / "0003_age.sql").read_text() == 'ALTER TABLE "users" ADD COLUMN "age" integer;'
    kit(drizzle, "migrate")
    assert len(rows(database)) == 4
    assert execute(database, "select email, age from users") == [("a;b", None)]
