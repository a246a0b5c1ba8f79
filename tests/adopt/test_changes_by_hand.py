"""A script that ran by hand, and drift: entries with their place and stamp; the real drizzle-kit goes on from them."""

import json

import pytest
from conftest import Journal, Project
from real import configured, kit, psql, rows
from verbs.test_status import execute

AGE = "alter table users add column age integer;\n"
CHANGED = "id: serial().primaryKey(), email: text().notNull().unique(), age: integer() }"


@pytest.fixture
def deployed(drizzle: Project, journal: Journal, database: str) -> Project:
    """A project of drizzle-kit whose two migrations a database has run."""
    configured(drizzle, database)
    schema = (drizzle.root / "schema.js").read_text()
    head, users, posts = schema.splitlines(keepends=True)
    drizzle.write("schema.js", head + users)
    kit(drizzle, "generate", "--name=users")
    drizzle.write("schema.js", head + users + posts)
    kit(drizzle, "generate", "--name=posts")
    kit(drizzle, "migrate")
    return drizzle


def entries(project: Project) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(project.journal.read_text())["entries"]
    return found


def with_age(project: Project) -> None:
    text = (project.root / "schema.js").read_text()
    project.write("schema.js", text.replace("id: serial().primaryKey(), email: text().notNull().unique() }", CHANGED))


def test_a_script_becomes_the_last_entry_where_it_ran_by_hand_and_runs_elsewhere(
    deployed: Project, journal: Journal, database: str, twin: str
) -> None:
    deployed.write("hotfix.sql", AGE)
    psql(database, AGE)
    done = journal("adopt", "--script", "hotfix.sql", "--url", database, "--yes")
    assert done.code == 0, done.out + done.err
    assert [entry["tag"] for entry in entries(deployed)] == ["0000_users", "0001_posts", "0002_hotfix"]
    assert (deployed.root / "migrations/0002_hotfix.sql").read_text() == AGE
    assert [row[1] for row in rows(database)] == [entry["when"] for entry in entries(deployed)]
    again = journal("adopt", "--script", "hotfix.sql", "--url", database, "--yes")
    assert (again.code, "is the entry 0002_hotfix already" in again.out) == (0, True), again.out
    assert len(entries(deployed)) == 3
    with_age(deployed)
    assert "No schema changes" in kit(deployed, "generate")
    kit(deployed, "migrate")
    assert len(rows(database)) == 3
    undone = journal("adopt", "--undo", "--url", database)
    assert undone.code == 0, undone.err
    assert len(rows(database)) == 2
    assert len(entries(deployed)) == 2


def test_a_script_between_two_entries_gets_a_when_and_a_snapshot_between_theirs(
    deployed: Project, journal: Journal, database: str
) -> None:
    text = json.loads(deployed.journal.read_text())
    text["entries"][1]["when"] = text["entries"][0]["when"] + 60_000
    deployed.journal.write_text(json.dumps(text, indent=2))
    psql(database, f"update drizzle.__drizzle_migrations set created_at = {text['entries'][1]['when']} where id = 2")
    deployed.write("hotfix.sql", AGE)
    psql(database, AGE)
    done = journal("adopt", "--script", "hotfix.sql", "--after", "0000_users", "--url", database, "--yes")
    assert done.code == 0, done.out + done.err
    found = entries(deployed)
    assert [entry["tag"] for entry in found] == ["0000_users", "0000a_hotfix", "0001_posts"]
    assert [entry["idx"] for entry in found] == [0, 1, 2]
    whens = [int(str(entry["when"])) for entry in found]
    assert whens == sorted(whens)
    assert len(rows(database)) == 3
    with_age(deployed)
    assert "No schema changes" in kit(deployed, "generate")
    assert "[late-entry]" in done.out


def test_a_script_that_did_not_run_there_is_a_no_go(deployed: Project, journal: Journal, database: str) -> None:
    deployed.write("hotfix.sql", AGE)
    done = journal("adopt", "--script", "hotfix.sql", "--url", database, "--yes")
    assert done.code == 1
    assert (
        "The script and Drizzle's ledger lead up to 0002_hotfix, but the schema is the one after 0001_posts" in done.out
    )
    assert len(entries(deployed)) == 2


def test_drift_becomes_the_last_migration_which_the_database_has_already(
    deployed: Project, journal: Journal, database: str
) -> None:
    psql(database, AGE + "create index posts_id on posts (id); alter table posts drop column by;")
    done = journal("adopt", "--from-drift", "by hand", "--url", database, "--yes")
    assert done.code == 0, done.out + done.err
    tag = str(entries(deployed)[-1]["tag"])
    assert tag == "0002_by_hand"
    sql = (deployed.root / f"migrations/{tag}.sql").read_text().lower()
    assert "add column if not exists age integer" in sql.replace('"', "")
    assert "drop column if exists by" in sql.replace('"', "")
    assert "[drops]" in done.out
    assert len(rows(database)) == 3
    assert journal("locate", "--url", database).code == 0
    kit(deployed, "migrate")
    assert len(rows(database)) == 3
    again = journal("adopt", "--from-drift", "again", "--url", database, "--yes")
    assert again.code == 1
    assert "has nothing that the entries up to 0002_by_hand have not" in again.out


def test_drift_is_not_looked_for_where_a_migration_is_pending(
    deployed: Project, journal: Journal, database: str
) -> None:
    execute(database, "delete from drizzle.__drizzle_migrations where id = 2 returning 1")
    done = journal("adopt", "--from-drift", "x", "--url", database, "--yes")
    assert done.code == 2
    assert "does not record 0001_posts" in done.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--from-drift", "x"), "--from-drift needs the live database"),
        (("--from-drift", "x", "--script", "y"), "--script and --from-drift are adopted one at a time"),
        (("--script", "none.sql"), "none.sql cannot be read"),
        (("--script", "a.sql", "--after", "0000_user"), "Did you mean --after 0000_users"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    project: Project, journal: Journal, words: tuple[str, ...], message: str
) -> None:
    project.migration("0000_users", "CREATE TABLE users ();\n")
    project.write("a.sql", AGE)
    assert journal("bootstrap").code == 0
    done = journal("adopt", *words)
    assert done.code == 2
    assert message in done.err
