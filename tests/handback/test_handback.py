"""A folder written by hand goes back to the real drizzle-kit: proved on a copy, written at once, and taken back."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from conftest import NODE_PACKAGES, Journal, Project, empty_database

from journal.drizzle.kit_output import NO_CHANGES
from journal.handback.item import ItemVerdict
from journal.handback.publish import take_back
from journal.handback.request import HandbackRequest, HandedBack
from journal.handback.run import handback
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
def byhand(project: Project) -> Project:
    """A hand-written project with a schema.ts that matches."""
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    project.write("drizzle.config.ts", CONFIG)
    project.write("schema.ts", SCHEMA)
    for tag, text in FILES.items():
        project.migration(tag, text)
    return project


def handed(project: Project, **asked: object) -> HandedBack:
    """The verb, on the embedded server."""
    request = HandbackRequest(recipe=Recipe(worth_seconds=None), **asked)  # type: ignore[arg-type]
    return handback(load_settings(project.root), EmbeddedProvider(), request)


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


def test_after_it_generate_has_nothing_to_do(byhand: Project) -> None:
    before = contents(byhand.root / "migrations")
    dry = handed(byhand, renumber=True)
    assert (dry.verdict, dry.written, contents(byhand.root / "migrations")) == (ItemVerdict.GO, False, before)
    assert handed(byhand, renumber=True, apply=True).written
    names = {path.name for path in (byhand.root / "migrations").glob("*.sql")}
    assert names == {"0000_users.sql", "0001_posts.sql", "0001_down_posts.sql", "0002_credit.sql"}
    assert NO_CHANGES in kit(byhand, "generate")
    assert "Everything's fine" in kit(byhand, "check")
    byhand.write("schema.ts", SCHEMA.replace("by: integer()", "title: text(), by: integer()"))
    assert "Your SQL migration file" in kit(byhand, "generate", "--name=title")
    assert last_sql(byhand) == 'ALTER TABLE "posts" ADD COLUMN "title" text;'
    assert NO_CHANGES in kit(byhand, "generate")


def test_one_command_takes_it_back(byhand: Project, journal: Journal) -> None:
    before = contents(byhand.root)
    handed(byhand, renumber=True, apply=True)
    said = journal("handback", "--undo")
    assert (said.code, contents(byhand.root)) == (0, before)
    assert said.out == "Undone: 8 new files removed, 4 restored. No ledger was changed.\n"
    assert journal("handback", "--undo").code == 1


def test_nothing_is_undone_over_what_was_written_since(byhand: Project, journal: Journal) -> None:
    handed(byhand, renumber=True, apply=True)
    snapshot = byhand.root / "migrations" / "meta" / "0002_snapshot.json"
    snapshot.write_text(snapshot.read_text() + "\n")
    before = contents(byhand.root)
    said = journal("handback", "--undo")
    assert (said.code, contents(byhand.root)) == (2, before)
    assert "0002_snapshot.json has changed since; nothing was undone." in said.err


def test_a_prefix_that_sorts_before_what_is_there_is_no_go(byhand: Project) -> None:
    result = handed(byhand, apply=True)
    (wrong,) = [one for one in result.items if one.verdict is ItemVerdict.NO_GO]
    assert (wrong.name, result.written) == ("prefix", False)
    assert "0003_snapshot.json, which sorts before 20240105_snapshot.json" in wrong.message
    assert "migrations: { prefix: 'timestamp' }" in wrong.help
    byhand.write("drizzle.config.ts", CONFIG.replace(" }", ', migrations: { prefix: "timestamp" } }'))
    assert handed(byhand, apply=True).written
    byhand.write("schema.ts", SCHEMA.replace("by: integer()", "title: text(), by: integer()"))
    kit(byhand, "generate")
    assert NO_CHANGES in kit(byhand, "generate")


def test_exactly_the_known_change_is_announced_and_generated(byhand: Project) -> None:
    byhand.write("schema.ts", SCHEMA.replace("by: integer()", "title: text(), by: integer()"))
    result = handed(byhand, renumber=True, apply=True)
    said = {one.name: one.details for one in result.items if one.verdict is ItemVerdict.NOTE}
    assert said == {
        "schema": ("column public.posts.title: only schema.ts has it",),
        "generate": ('ALTER TABLE "posts" ADD COLUMN "title" text',),
    }
    assert "Your SQL migration file" in kit(byhand, "generate")
    assert last_sql(byhand) == 'ALTER TABLE "posts" ADD COLUMN "title" text;'


def test_where_generate_has_to_ask_the_answer_is_new_and_the_question_is_shown(byhand: Project) -> None:
    byhand.write("schema.ts", SCHEMA.replace("by: integer()", "author: integer()"))
    result = handed(byhand, renumber=True)
    said = {one.name: one for one in result.items}["generate"]
    assert (said.verdict, said.details) == (
        ItemVerdict.NOTE,
        (
            "Is author column in posts table created or renamed from another column?",
            'ALTER TABLE "posts" ADD COLUMN "author" integer NOT NULL',
            'ALTER TABLE "posts" DROP COLUMN "by"',
        ),
    )


def test_names_that_differ_are_bridged_by_renames(byhand: Project, server: Server) -> None:
    byhand.migration("20240106_reference", REFERENCE)
    byhand.write("schema.ts", REFERENCING)
    offered = {one.name: one for one in handed(byhand, renumber=True).items}["names"]
    assert offered.details == ("constraint public.posts: posts_by_fkey -> posts_by_users_id_fk",)
    result = handed(byhand, renumber=True, bridge=True, apply=True)
    assert (result.verdict, result.written) == (ItemVerdict.GO, True)
    assert last_sql(byhand) == (
        'ALTER TABLE "public"."posts" RENAME CONSTRAINT "posts_by_fkey" TO "posts_by_users_id_fk";\n'
    )
    assert NO_CHANGES in kit(byhand, "generate")


def test_without_drizzle_kit_it_is_not_proved_and_not_written(byhand: Project, journal: Journal) -> None:
    (byhand.root / "node_modules").unlink()
    said = journal("handback", "--renumber", "--apply")
    assert said.code == 2
    assert "There is no drizzle-kit in node_modules" in said.out
    assert not (byhand.root / "migrations" / "meta").exists()
    assert journal("handback", "--renumber", "--apply", "--unproved").code == 0
    assert (byhand.root / "migrations" / "meta" / "0002_snapshot.json").exists()


def test_a_schema_that_does_not_load_is_no_go_in_its_own_words(byhand: Project) -> None:
    byhand.write("schema.ts", SCHEMA.replace("pgEnum(", "pgNum("))
    (wrong,) = [one for one in handed(byhand, renumber=True, apply=True).items if one.verdict is ItemVerdict.NO_GO]
    assert wrong.name == "schema"
    assert "pgNum" in wrong.message


def test_a_snapshot_that_tells_what_no_entry_makes_is_found_and_rebuilt(byhand: Project) -> None:
    handed(byhand, renumber=True, apply=True)
    byhand.write("schema.ts", SCHEMA.replace("by: integer()", "title: text(), by: integer()"))
    last = byhand.root / "migrations" / "meta" / "0002_snapshot.json"
    last.write_text(last.read_text().replace("'ok'", "'sad'"))
    wrong = {one.name: one for one in handed(byhand).items}["generate"]
    assert (wrong.verdict, wrong.details[0]) == (
        ItemVerdict.NO_GO,
        """this changes nothing: ALTER TABLE "users" ALTER COLUMN "mood" SET DEFAULT 'ok'""",
    )
    byhand.write("schema.ts", SCHEMA)
    assert handed(byhand, rebuild_all=True, apply=True).written
    assert NO_CHANGES in kit(byhand, "generate")


def test_a_table_of_another_tool_is_left_alone_when_asked(byhand: Project) -> None:
    byhand.migration("20240107_queue", "create table queue (id int);\n")
    result = handed(byhand, renumber=True)
    assert "table public.queue: only the entries make it" in {one.name: one for one in result.items}["schema"].details
    assert handed(byhand, renumber=True, ignore=("public.queue",), apply=True).verdict is ItemVerdict.GO
    assert NO_CHANGES in kit(byhand, "generate")


def test_meta_beside_the_folder_moves_on_request_and_back(byhand: Project) -> None:
    (byhand.root / "meta").mkdir()
    byhand.write("meta/_journal.json", '{"version": "7", "dialect": "postgresql", "entries": []}')
    byhand.write("journal.toml", 'migrations = "migrations"\nmeta = "meta"\n')
    before = contents(byhand.root)
    assert verdicts(handed(byhand, renumber=True, apply=True))["meta"] is ItemVerdict.NO_GO
    assert contents(byhand.root) == before
    assert handed(byhand, renumber=True, move_meta=True, apply=True).written
    assert not (byhand.root / "meta").exists()
    assert NO_CHANGES in kit(byhand, "generate")
    assert take_back(load_settings(byhand.root))
    assert contents(byhand.root) == before


@pytest.fixture
def live(server: Server) -> Iterator[str]:
    with empty_database(server) as url:
        yield url


def test_a_database_run_by_hand_is_stamped_and_goes_on_with_drizzle_kit(
    byhand: Project, journal: Journal, live: str
) -> None:
    assert journal("run", "--url", live).code == 0
    said = journal("handback", "--renumber", "--url", live)
    update = "UPDATE public._manual_migrations SET filename = '0001_posts.sql' WHERE filename = '20240102_posts.sql';"
    assert update in said.out.replace('"', "")
    assert (said.code, "3 of the 3 entries up to 0002_credit will be stamped" in said.out) == (0, True)
    said = journal("handback", "--renumber", "--url", live, "--apply", "--yes")
    assert said.code == 0, said.out + said.err
    with psycopg.connect(live) as connection:
        assert connection.execute("select count(*) from drizzle.__drizzle_migrations").fetchone() == (3,)
    again = journal("handback", "--url", live)
    assert "there is nothing to stamp" in again.out


def test_a_database_that_is_at_no_entry_is_no_go(byhand: Project, journal: Journal, live: str) -> None:
    with psycopg.connect(live, autocommit=True) as connection:
        connection.execute("create table posts (id serial primary key, extra text)")
    said = journal("handback", "--renumber", "--url", live, "--apply", "--yes")
    assert said.code == 1
    assert "The live schema equals the schema after no entry" in said.out
    assert not (byhand.root / "migrations" / "meta").exists()
