"""A folder written by hand goes back to the real drizzle-kit: proved on a copy, written at once, and taken back."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from conftest import NODE_PACKAGES, Journal, Project, empty_database

from journal.drizzle.kit import NO_CHANGES
from journal.handback.checklist import ItemVerdict
from journal.handback.publish import take_back
from journal.handback.request import HandbackRequest, HandedBack
from journal.handback.run import hand_back
from journal.project.settings import load_settings
from journal.rebuild.database import Recipe
from journal.server.embedded.provider import EmbeddedProvider
from journal.server.provider import Server

CONFIG = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./migrations" };\n'
SCHEMA = """
import { integer, numeric, pgEnum, pgTable, serial, text, unique } from "drizzle-orm/pg-core";
export const mood = pgEnum("mood", ["sad", "ok"]);
export const users = pgTable("users", {
  id: serial().primaryKey(), email: text().notNull().unique("users_email_key"), mood: mood().default("ok"),
  credit: numeric().notNull().default("0"),
});
export const posts = pgTable("posts", { id: serial().primaryKey(), by: integer().notNull() });
"""
FILES = {
    "20240101_users": """-- by hand
CREATE TYPE mood AS ENUM ('sad', 'ok');
create table users (id serial primary key, email text not null unique, mood mood default 'ok');
""",
    "20240102_posts": "create table posts (id serial primary key, by int not null);\n",
    "20240102_down_posts": "drop table posts;\n",
    "20240105_credit": "alter table users add column credit numeric not null default 0;\n",
}
REFERENCE = "alter table posts add foreign key (by) references users;\n"
REFERENCING = SCHEMA.replace("by: integer().notNull()", "by: integer().notNull().references(() => users.id)")


@pytest.fixture
def handwritten(project: Project) -> Project:
    """A hand-written project with a schema.ts that matches."""
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    project.write("drizzle.config.ts", CONFIG)
    project.write("schema.ts", SCHEMA)
    for tag, text in FILES.items():
        project.migration(tag, text)
    return project


def handed(project: Project, **asked: object) -> HandedBack:
    """The verb, on the embedded server. Without a database, who has recorded the old names is not known."""
    asked = {"unproved": bool(asked.get("renumber"))} | asked
    request = HandbackRequest(recipe=Recipe(worth_seconds=None), **asked)  # type: ignore[arg-type]
    return hand_back(load_settings(project.root), EmbeddedProvider(), request)


def open_items(result: HandedBack) -> set[str]:
    """The names of the items that are no go."""
    return {name for name, verdict in verdicts(result).items() if verdict is not ItemVerdict.GO}


def verdicts(result: HandedBack) -> dict[str, ItemVerdict]:
    return {one.name: one.verdict for one in result.items}


def kit(project: Project, *words: str) -> str:
    done = subprocess.run(
        ["node", "node_modules/drizzle-kit/bin.cjs", *words], cwd=project.root, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def last_sql(project: Project) -> str:
    return sorted((project.root / "migrations").glob("*.sql"))[-1].read_text()


def test_generate_has_nothing_to_do_after_a_handback(handwritten: Project) -> None:
    before = contents(handwritten.root / "migrations")
    dry = handed(handwritten, renumber=True, dry_run=True)
    assert (open_items(dry), contents(handwritten.root / "migrations")) == ({"recorded-names"}, before)
    assert not dry.written
    assert not handed(handwritten, renumber=True, unproved=False).written
    assert handed(handwritten, renumber=True).written
    names = {path.name for path in (handwritten.root / "migrations").glob("*.sql")}
    assert names == {"0000_users.sql", "0001_posts.sql", "0001_down_posts.sql", "0002_credit.sql"}
    assert NO_CHANGES in kit(handwritten, "generate")
    assert "Everything's fine" in kit(handwritten, "check")
    handwritten.write("schema.ts", SCHEMA.replace("by: integer()", "title: text(), by: integer()"))
    assert "Your SQL migration file" in kit(handwritten, "generate", "--name=title")
    assert last_sql(handwritten) == 'ALTER TABLE "posts" ADD COLUMN "title" text;'
    assert NO_CHANGES in kit(handwritten, "generate")


def test_undo_restores_every_file(handwritten: Project, journal: Journal) -> None:
    before = contents(handwritten.root)
    handed(handwritten, renumber=True)
    said = journal("handback", "--undo")
    assert (said.code, contents(handwritten.root)) == (0, before)
    assert said.out == "Undone: 8 new files removed, 4 restored. No ledger was changed.\n"
    assert journal("handback", "--undo").code == 1


def test_undo_is_refused_where_a_written_file_has_changed(handwritten: Project, journal: Journal) -> None:
    handed(handwritten, renumber=True)
    snapshot = handwritten.root / "migrations" / "meta" / "0002_snapshot.json"
    snapshot.write_text(snapshot.read_text() + "\n")
    before = contents(handwritten.root)
    said = journal("handback", "--undo")
    assert (said.code, contents(handwritten.root)) == (2, before)
    assert "0002_snapshot.json has changed since; nothing was undone." in said.err


@pytest.mark.only_full
def test_a_prefix_that_sorts_before_existing_snapshots_is_no_go(handwritten: Project) -> None:
    result = handed(handwritten)
    (wrong,) = [one for one in result.items if one.verdict is ItemVerdict.NO_GO]
    assert (wrong.name, result.written) == ("prefix", False)
    assert "0003_snapshot.json, which sorts before 20240105_snapshot.json" in wrong.message
    assert "migrations: { prefix: 'timestamp' }" in wrong.help
    handwritten.write("drizzle.config.ts", CONFIG.replace(" }", ', migrations: { prefix: "timestamp" } }'))
    assert handed(handwritten).written
    handwritten.write("schema.ts", SCHEMA.replace("by: integer()", "title: text(), by: integer()"))
    kit(handwritten, "generate")
    assert NO_CHANGES in kit(handwritten, "generate")


def test_a_change_of_schema_ts_is_listed_and_is_all_that_generate_writes(handwritten: Project) -> None:
    handwritten.write("schema.ts", SCHEMA.replace("by: integer()", "title: text(), by: integer()"))
    result = handed(handwritten, renumber=True)
    said = {one.name: one.details for one in result.items if one.verdict is ItemVerdict.NOTE}
    assert said == {
        "schema": ("column public.posts.title: only schema.ts has it",),
        "generate": ('ALTER TABLE "posts" ADD COLUMN "title" text',),
    }
    assert "Your SQL migration file" in kit(handwritten, "generate")
    assert last_sql(handwritten) == 'ALTER TABLE "posts" ADD COLUMN "title" text;'


def test_a_question_of_generate_is_answered_with_new_and_shown(handwritten: Project) -> None:
    handwritten.write("schema.ts", SCHEMA.replace("by: integer()", "author: integer()"))
    result = handed(handwritten, renumber=True, dry_run=True)
    said = {one.name: one for one in result.items}["generate"]
    assert (said.verdict, said.details) == (
        ItemVerdict.NOTE,
        (
            "Is author column in posts table created or renamed from another column?",
            'ALTER TABLE "posts" ADD COLUMN "author" integer NOT NULL',
            'ALTER TABLE "posts" DROP COLUMN "by"',
        ),
    )


def test_the_bridge_renames_what_differs_only_by_name(handwritten: Project, server: Server) -> None:
    handwritten.migration("20240106_reference", REFERENCE)
    handwritten.write("schema.ts", REFERENCING)
    offered = {one.name: one for one in handed(handwritten, renumber=True, dry_run=True).items}["names"]
    assert offered.details == ("constraint public.posts: posts_by_fkey -> posts_by_users_id_fk",)
    result = handed(handwritten, renumber=True, bridge=True)
    assert (open_items(result), result.written) == ({"recorded-names"}, True)
    assert last_sql(handwritten) == (
        'ALTER TABLE "public"."posts" RENAME CONSTRAINT "posts_by_fkey" TO "posts_by_users_id_fk";\n'
    )
    assert NO_CHANGES in kit(handwritten, "generate")


def test_without_drizzle_kit_nothing_is_proved_or_written(handwritten: Project, journal: Journal) -> None:
    (handwritten.root / "node_modules").unlink()
    said = journal("handback", "--renumber", "--yes")
    assert said.code == 2
    assert "There is no drizzle-kit in node_modules" in said.out
    assert not (handwritten.root / "migrations" / "meta").exists()
    assert journal("handback", "--renumber", "--yes", "--unproved").code == 0
    assert (handwritten.root / "migrations" / "meta" / "0002_snapshot.json").exists()


def test_a_schema_that_does_not_load_is_no_go_with_its_error(handwritten: Project) -> None:
    handwritten.write("schema.ts", SCHEMA.replace("pgEnum(", "pgNum("))
    (wrong,) = [one for one in handed(handwritten, renumber=True).items if one.verdict is ItemVerdict.NO_GO]
    assert wrong.name == "schema"
    assert "pgNum" in wrong.message


def test_a_snapshot_with_what_no_entry_makes_is_found_and_rebuilt(handwritten: Project) -> None:
    handed(handwritten, renumber=True)
    handwritten.write("schema.ts", SCHEMA.replace("by: integer()", "title: text(), by: integer()"))
    last = handwritten.root / "migrations" / "meta" / "0002_snapshot.json"
    last.write_text(last.read_text().replace("'ok'", "'sad'"))
    wrong = {one.name: one for one in handed(handwritten, dry_run=True).items}["generate"]
    assert (wrong.verdict, wrong.details[0]) == (
        ItemVerdict.NO_GO,
        """this changes nothing: ALTER TABLE "users" ALTER COLUMN "mood" SET DEFAULT 'ok'""",
    )
    handwritten.write("schema.ts", SCHEMA)
    assert handed(handwritten, rebuild_all=True).written
    assert NO_CHANGES in kit(handwritten, "generate")


def test_an_ignored_table_of_another_tool_is_not_compared(handwritten: Project) -> None:
    handwritten.migration("20240107_queue", "create table queue (id int);\n")
    result = handed(handwritten, renumber=True, dry_run=True)
    assert "table public.queue: only the entries make it" in {one.name: one for one in result.items}["schema"].details
    assert open_items(handed(handwritten, renumber=True, ignore=("public.queue",))) == {"recorded-names"}
    assert NO_CHANGES in kit(handwritten, "generate")


def test_move_meta_moves_the_folder_and_undo_moves_it_back(handwritten: Project) -> None:
    (handwritten.root / "meta").mkdir()
    handwritten.write("meta/_journal.json", '{"version": "7", "dialect": "postgresql", "entries": []}')
    handwritten.write("journal.toml", 'migrations = "migrations"\nmeta = "meta"\n')
    before = contents(handwritten.root)
    assert verdicts(handed(handwritten, renumber=True))["meta"] is ItemVerdict.NO_GO
    assert contents(handwritten.root) == before
    assert handed(handwritten, renumber=True, move_meta=True).written
    assert not (handwritten.root / "meta").exists()
    assert NO_CHANGES in kit(handwritten, "generate")
    assert take_back(load_settings(handwritten.root))
    assert contents(handwritten.root) == before


@pytest.fixture
def live(server: Server) -> Iterator[str]:
    with empty_database(server) as url:
        yield url


@pytest.mark.only_full  # test_way_back.py has one, too
def test_a_database_of_the_manual_runner_is_stamped(handwritten: Project, journal: Journal, live: str) -> None:
    assert journal("run", "--url", live).code == 0
    said = journal("handback", "--dry-run", "--renumber", "--url", live)
    assert "_manual_migrations: 20240102_posts.sql -> 0001_posts.sql" in said.out
    assert (said.code, "3 of the 3 entries up to 0002_credit will be stamped" in said.out) == (0, True)
    said = journal("handback", "--renumber", "--url", live, "--yes")
    assert said.code == 0, said.out + said.err
    with psycopg.connect(live) as connection:
        assert connection.execute("select count(*) from drizzle.__drizzle_migrations").fetchone() == (3,)
    assert journal("run", "--url", live).out.startswith("Nothing is pending.")
    again = journal("handback", "--dry-run", "--url", live)
    assert "there is nothing to stamp" in again.out


def test_a_database_at_no_entry_is_no_go(handwritten: Project, journal: Journal, live: str) -> None:
    with psycopg.connect(live, autocommit=True) as connection:
        connection.execute("create table posts (id serial primary key, extra text)")
    said = journal("handback", "--renumber", "--url", live, "--yes")
    assert said.code == 1
    assert "The live schema equals that of no entry" in said.out
    assert not (handwritten.root / "migrations" / "meta").exists()
