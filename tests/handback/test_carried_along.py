"""What knows the migrations by their names follows `--renumber`: the manual ledger, the settings and acceptances."""

import json
import subprocess
import sys

import pytest
from conftest import NODE_PACKAGES, Journal, Project
from handback.exporting import kit
from handback.projects import ledger, write_live_config
from handback.test_handback import contents
from handback.test_remedies import helps, pasted
from verbs.test_status import execute

CONFIG = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./migrations" };\n'
SCHEMA = """
import { integer, pgTable, text } from "drizzle-orm/pg-core";
export const users = pgTable("users", { id: integer().primaryKey(), email: text(), age: integer().notNull() });
export const posts = pgTable("posts", { id: integer().primaryKey() });
"""
FILES = {
    "1_20240101_base": "-- PostgreSQL database dump\n\nSET statement_timeout = 0;\n\n"
    "CREATE TABLE public.users (\n    id integer PRIMARY KEY,\n    email text\n);\n",
    "2_20240102_posts": "create table posts (id integer primary key);\ncomment on table posts is 'a';\n",
    "2_20240102_posts.down": "drop table posts;\n",
    "3_20240103_age": "alter table users add column age integer not null;\n",
    "3_20240103_age.down": "alter table users drop column age;\n",
}
SETTINGS = """# what this team has agreed on
baseline = "1_20240101_base" # dumped from production
no_transaction = ["*_index.sql"]

[[ignore]]
file = "seed.sql"
reason = "test data"
"""
RULE = "unmarked-statements"
MANUAL = "select filename, hash from public._manual_migrations order by filename"


@pytest.fixture
def lived(project: Project, journal: Journal, database: str) -> Project:
    """A project that `drizzle-journal run` has applied, with an accepted finding."""
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    project.write("drizzle.config.ts", CONFIG)
    write_live_config(project.root, database)
    project.write("schema.ts", SCHEMA)
    for tag, text in FILES.items():
        project.migration(tag, text)
    project.migration("seed", "insert into users values (1);\n")
    project.write("journal.toml", SETTINGS)
    assert journal("run", "--url", database, "--yes").code == 0
    assert journal("bootstrap").code == 0
    assert journal("check", "--accept", RULE, "--tag", "2_20240102_posts", "--reason", "one step").code == 0
    return project


@pytest.mark.drizzle
def test_one_call_carries_names_and_hashes_along_and_undo_gives_them_back(
    lived: Project, journal: Journal, database: str
) -> None:
    before, rows = contents(lived.root), execute(database, MANUAL)
    said = journal("handback", "--fix", "--renumber", "--url", database, "--yes")
    assert said.code == 0, said.out + said.err
    assert "3 rows get the names of renamed files" in said.out
    assert [name for name, _ in execute(database, MANUAL)] == ["0000_base.sql", "0001_posts.sql", "0002_age.sql"]
    text = (lived.root / "journal.toml").read_text()
    assert text == SETTINGS.replace("1_20240101_base", "0000_base")
    ran = journal("run", "--url", database, "--yes")
    assert (ran.code, "Nothing is pending." in ran.out) == (0, True), ran.out + ran.err
    checked = json.loads(journal("check", "--json").out)
    assert [one["rule"] for one in checked["accepted"]] == [RULE]
    assert not {RULE, "stale-acceptance"} & {one["rule"] for one in checked["findings"]}
    stamped = ledger(database)
    assert "migrations applied successfully" in kit(lived.root, "migrate", "--config=live.config.ts")
    assert (len(stamped), ledger(database)) == (3, stamped)
    reverted = journal("down", "0002_age", "--url", database, "--dry-run")
    assert (reverted.code, "0002_age.down.sql" in reverted.out) == (0, True), reverted.out + reverted.err
    undone = journal("handback", "--undo", "--url", database)
    assert "The names and hashes of the old files are back in" in undone.out, undone.out + undone.err
    assert (contents(lived.root), execute(database, MANUAL)) == (before, rows)
    assert journal("run", "--url", database, "--yes").out.startswith("Nothing is pending.")


KILL = """
import os, signal, sys
import journal
from journal.handback import publish
from journal.project.project import Project
publish.complete_settings = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
journal.handback(Project.find(sys.argv[1]), url=[sys.argv[2]], renumber=True, unproved=True)
"""


def test_a_handback_that_was_killed_before_the_settings_and_rows_is_ended_by_the_next(
    project: Project, journal: Journal, database: str
) -> None:
    for tag, text in FILES.items():
        project.migration(tag, text)
    project.write("journal.toml", SETTINGS.replace('file = "seed.sql"', 'file = "*.txt.sql"'))
    assert journal("run", "--url", database, "--yes").code == 0
    before, rows = contents(project.root), execute(database, MANUAL)
    command = [sys.executable, "-c", KILL, str(project.root), database]
    killed = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)
    assert killed.returncode == -9, killed.stderr
    assert (project.root / "migrations" / "0000_base.sql").exists()
    assert 'baseline = "1_20240101_base"' in (project.root / "journal.toml").read_text()
    assert execute(database, MANUAL) == rows
    said = journal("handback", "--unproved", "--url", database, "--yes")
    assert said.code == 0, said.out + said.err
    assert 'baseline = "0000_base"' in (project.root / "journal.toml").read_text()
    assert [name for name, _ in execute(database, MANUAL)] == ["0000_base.sql", "0001_posts.sql", "0002_age.sql"]
    project.write("journal.toml", (project.root / "journal.toml").read_text() + '\n[manual]\nnot_ledgers = ["a.b"]\n')
    assert journal("handback", "--undo", "--url", database).code == 0
    assert execute(database, MANUAL) == rows
    after = contents(project.root)
    assert after.pop("journal.toml") == before.pop("journal.toml") + b'\n[manual]\nnot_ledgers = ["a.b"]\n'
    assert after == before


def test_a_database_that_is_named_later_follows_then(
    project: Project, journal: Journal, database: str, twin: str
) -> None:
    for tag, text in FILES.items():
        project.migration(tag, text)
    for url in (database, twin):
        assert journal("run", "--url", url, "--yes").code == 0
    rows = execute(twin, MANUAL)
    assert journal("handback", "--renumber", "--unproved", "--url", database, "--yes").code == 0
    assert execute(twin, MANUAL) == rows
    said = journal("handback", "--unproved", "--url", twin, "--url", database, "--json", "--yes")
    first, second = json.loads(said.out)["databases"]
    assert (len(first["manual_names"]), second["manual_names"]) == (3, [])
    assert execute(twin, MANUAL) == execute(database, MANUAL)
    refused = journal("handback", "--undo")
    assert (refused.code, "have the names of the files of this handback" in refused.err) == (2, True), refused.err
    assert journal("handback", "--undo", "--url", twin, "--url", database).code == 0
    assert execute(twin, MANUAL) == execute(database, MANUAL) == rows


def test_without_a_database_it_is_not_known_who_has_the_old_names(project: Project, journal: Journal) -> None:
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    project.write("drizzle.config.ts", CONFIG)
    project.write("schema.ts", SCHEMA)
    for tag, text in FILES.items():
        project.migration(tag, text)
    said = journal("handback", "--renumber", "--yes")
    assert (said.code, "no database was named" in said.out.lower()) == (2, True), said.out
    assert helps(said, "recorded-names").endswith("--unproved")
    assert pasted(journal, helps(said, "recorded-names")).code == 0
