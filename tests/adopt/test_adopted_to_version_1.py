"""Adoptions into the layout of 1.0: the next `generate` of drizzle-kit 1.0.0-rc.5 writes exactly the change."""

import json
import shutil
from pathlib import Path

import pytest
from adopt.histories import MOMENTS, ROWS, UPS
from adopt.test_adoption import dbmate, recorded
from conftest import HERE, Journal, Project
from layouts import CONFIG, Layout, migrate
from needs import need
from real import psql, rows
from verbs.test_new_version_1 import kit

ADOPTED = [f"{moment}_{word}" for moment, word in zip(MOMENTS, UPS, strict=True)]


@pytest.fixture
def adopted(project: Project, journal: Journal, database: str) -> Project:
    """Return a project with drizzle 1.0 that has adopted the history of dbmate, which a database has run."""
    packages = HERE / "drizzle1" / "node_modules"
    need(packages.exists(), "needs the npm packages of tests/drizzle1")
    (project.root / "node_modules").symlink_to(packages)
    project.write("drizzle.config.ts", CONFIG)
    shutil.copy(HERE / "adopt" / "schema_of_1.ts", project.root / "schema.ts")
    (project.root / "migrations").rmdir()
    dbmate(project)
    psql(database, UPS["users"] + UPS["posts"] + ROWS + recorded(*MOMENTS))
    done = journal("adopt", "db/migrations", "--url", database, "--yes")
    assert done.code == 0, done.out + done.err
    return project


def changed(project: Project, before: str, after: str) -> None:
    path = project.root / "schema.ts"
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after, 1))


def folders(project: Project) -> list[Path]:
    return sorted(path.parent for path in (project.root / "migrations").glob("2*/migration.sql"))


def snapshot(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "snapshot.json").read_text())
    return found


def generated(project: Project, name: str) -> str:
    """Return the SQL that the next `generate` writes."""
    said = kit(project, "generate", f"--name={name}")
    assert "Your SQL migration" in said, said
    (path,) = (project.root / "migrations").glob(f"2*_{name}/migration.sql")
    return path.read_text()


def with_title(project: Project, journal: Journal, url: str, *words: str) -> None:
    """Adopt a script that added a column to the table users."""
    text = "ALTER TABLE users ADD COLUMN title text;\n"
    psql(url, text)
    project.write("title.sql", text)
    done = journal("adopt", "--script", "title.sql", *words, "--url", url, "--yes")
    assert done.code == 0, done.out + done.err
    changed(project, "email: text()", "title: text(), email: text()")


def is_clean(project: Project, url: str, count: int) -> None:
    assert "Everything's fine" in (said := kit(project, "check")), said
    assert "No schema changes" in kit(project, "generate")
    assert migrate(Layout.OF_1, project.root, url) == ""
    assert len(rows(url)) == count


def test_generate_writes_exactly_its_change_after_a_history_and_after_drift(
    adopted: Project, journal: Journal, database: str
) -> None:
    is_clean(adopted, database, 3)
    changed(adopted, "email: text()", "age: integer(), email: text()")
    assert generated(adopted, "age") == 'ALTER TABLE "users" ADD COLUMN "age" integer;'
    assert migrate(Layout.OF_1, adopted.root, database) == ""
    psql(database, "CREATE INDEX users_age ON users (age);")
    done = journal("adopt", "--from-drift", "index", "--url", database, "--yes")
    assert done.code == 0, done.out + done.err
    changed(
        adopted,
        'unique("users_email_unique") }',
        'unique("users_email_unique") }, (t) => [index("users_age").on(t.age)]',
    )
    is_clean(adopted, database, 5)
    *_, earlier, last = folders(adopted)
    assert snapshot(last)["prevIds"] == [snapshot(earlier)["id"]]


@pytest.mark.parametrize("after", [(), ("--after", ADOPTED[0])], ids=["last", "between"])
def test_generate_writes_exactly_its_change_after_a_script(
    adopted: Project, journal: Journal, database: str, after: tuple[str, ...]
) -> None:
    with_title(adopted, journal, database, *after)
    names = [folder.name.partition("_")[2] for folder in folders(adopted)]
    assert names == (["users", "title", "posts", "rows"] if after else ["users", "posts", "rows", "title"])
    is_clean(adopted, database, 4)
    made = [snapshot(folder) for folder in folders(adopted)]
    assert [one["prevIds"] for one in made[1:]] == [[one["id"]] for one in made[:-1]]
    changed(adopted, "title: text()", "title: text().notNull()")
    assert generated(adopted, "title_is_set") == 'ALTER TABLE "users" ALTER COLUMN "title" SET NOT NULL;'
    psql(database, "UPDATE users SET title = '';")
    is_clean(adopted, database, 5)


def test_a_script_before_an_entry_that_changes_the_same_column_is_no_branch(
    adopted: Project, journal: Journal, database: str
) -> None:
    changed(adopted, "email: text()", "email: varchar({ length: 90 })")
    changed(adopted, "serial, text }", "serial, text, varchar }")
    assert "varchar(90)" in generated(adopted, "shorter")
    assert migrate(Layout.OF_1, adopted.root, database) == ""
    adopted.write("longer.sql", "ALTER TABLE users ALTER COLUMN email TYPE varchar(200);\n")
    done = journal("adopt", "--script", "longer.sql", "--after", ADOPTED[1], "--url", database, "--yes")
    assert done.code == 0, done.out + done.err
    is_clean(adopted, database, 5)
    changed(adopted, "length: 90", "length: 80")
    assert "varchar(80)" in generated(adopted, "much_shorter")
    assert migrate(Layout.OF_1, adopted.root, database) == ""
    is_clean(adopted, database, 6)


def test_the_snapshots_have_what_schema_ts_lacks_and_the_next_generate_is_shown(
    adopted: Project, journal: Journal, database: str
) -> None:
    """Otherwise a schema.ts that is written later would create the tables again."""
    assert journal("adopt", "--undo", "--url", database).code == 0
    schema = (adopted.root / "schema.ts").read_text()
    adopted.write("schema.ts", "export {};\n")
    done = journal("adopt", "db/migrations", "--url", database, "--yes")
    assert done.code == 0, done.out + done.err
    assert "The next drizzle-kit generate would write: [generate]" in done.out, done.out
    adopted.write("schema.ts", schema)
    is_clean(adopted, database, 3)
