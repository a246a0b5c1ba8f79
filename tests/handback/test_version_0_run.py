"""Tests `handback --to 0.x` with the real packages: rc.5 makes and applies folders, and 0.31 and 0.45.4 go on there."""

import json
from pathlib import Path

import pytest
from conftest import HERE, NODE_PACKAGES, Journal, Project, Said
from psycopg.conninfo import conninfo_to_dict
from real import node, whole
from verbs.test_status import execute

NEWER = HERE / "drizzle1"
CONFIG = """
export default {{ dialect: "postgresql", schema: "./schema.ts", out: "./migrations",
  dbCredentials: {{ url: "postgresql://postgres@localhost/{name}?host={host}" }} }};
"""
FIRST = """
import {{ pgTable, serial, text, integer, index }} from "drizzle-orm/pg-core";
export const users = pgTable("users", {{ id: serial().primaryKey(), email: text().notNull() }});
{more}
"""
POSTS = """
export const posts = pgTable("posts", { id: serial().primaryKey(), by: integer() }, (t) => [index("by_user").on(t.by)]);
"""
NOTES = 'export const notes = pgTable("notes", { id: serial().primaryKey() });'
TAGS = 'export const tags = pgTable("tags", { id: serial().primaryKey(), word: text() });'


class Team:
    """A project whose packages are those of 1.0 or of 0.x."""

    def __init__(self, project: Project, journal: Journal, url: str) -> None:
        self.project, self.journal, self.url = project, journal, url
        words = conninfo_to_dict(url)
        self.host, self.name = str(words["host"]), str(words["dbname"])
        project.write("drizzle.config.ts", CONFIG.format(host=self.host, name=self.name))
        project.write("package.json", "{}")
        self.has("")
        self.use(NEWER / "node_modules")

    def has(self, more: str) -> None:
        self.project.write("schema.ts", FIRST.format(more=more))

    def use(self, packages: Path) -> None:
        link = self.project.root / "node_modules"
        link.unlink(missing_ok=True)
        link.symlink_to(packages)

    @property
    def older(self) -> str:
        return str(HERE / "drizzle")

    def kit(self, *words: str) -> str:
        done = node("node_modules/drizzle-kit/bin.cjs", *words, cwd=self.project.root, environment={"TZ": "UTC"})
        return done.stdout + done.stderr

    def migrate_1(self) -> str:
        folder = str(self.project.root / "migrations")
        return node(str(NEWER / "migrate.cjs"), str(NEWER), folder, self.host, self.name, cwd=self.project.root).stdout

    def migrate_0(self) -> str:
        folder = str(self.project.root / "migrations")
        return node(
            str(HERE / "drizzle" / "migrate.cjs"), "pg", folder, self.host, self.name, cwd=self.project.root
        ).stdout

    def dated(self, name: str, old: str) -> None:
        """Rename the one folder that ends with these words."""
        (found,) = (self.project.root / "migrations").glob(f"*_{old}")
        found.rename(found.with_name(name))

    def back(self, *words: str) -> Said:
        return self.journal("handback", "--to", "0.x", "--v0", self.older, "--url", self.url, *words)

    @property
    def files(self) -> dict[str, bytes]:
        root = self.project.root / "migrations"
        found = {str(one.relative_to(root)): one.read_bytes() for one in root.rglob("*") if one.is_file()}
        lock = self.project.root / "drizzle-journal.lock"
        return found | ({lock.name: lock.read_bytes()} if lock.exists() else {})

    def columns(self) -> list[object]:
        query = "select attname::text from pg_attribute where attrelid = 'drizzle.__drizzle_migrations'::regclass"
        return [name for (name,) in execute(self.url, f"{query} and attnum > 0 and not attisdropped order by attnum")]


@pytest.fixture
def team(project: Project, journal: Journal, database: str) -> Team:
    """Three migrations of rc.5, one of them custom, all applied by it."""
    made = Team(project, journal, database)
    assert "Your SQL migration" in made.kit("generate", "--name=users")
    made.dated("20250101000000_users", "users")
    made.has(POSTS)
    assert "Your SQL migration" in made.kit("generate", "--name=posts")
    made.dated("20250102000000_posts", "posts")
    made.kit("generate", "--custom", "--name=fill")
    made.dated("20250103000000_fill", "fill")
    project.write("migrations/20250103000000_fill/migration.sql", "insert into users (email) values ('a@b.c');\n")
    return made


def test_a_team_goes_on_with_0_x_and_comes_back_to_1_0(team: Team) -> None:
    assert team.migrate_1() == ""
    assert team.journal("bootstrap").code == 0
    before, rows = team.files, whole(team.url)
    said = team.back("--dry-run")
    assert (said.code, team.files, whole(team.url)) == (0, before, rows), said.out + said.err
    said = team.back("--yes")
    assert said.code == 0, said.out + said.err
    assert sorted(name for name in team.files if not name.startswith("meta/_handed")) == [
        "0000_users.sql", "0001_posts.sql", "0002_fill.sql", "meta/0000_snapshot.json", "meta/0001_snapshot.json",
        "meta/0002_snapshot.json", "meta/_journal.json",
    ]  # fmt: skip
    entries = json.loads(team.project.journal.read_text())["entries"]
    assert [one["hash"] for one in entries] == [row[1] for row in rows]
    assert team.columns() == ["id", "hash", "created_at"]
    assert [row[:3] for row in rows] == whole(team.url)

    team.use(NODE_PACKAGES)
    assert "Everything's fine" in team.kit("check")
    assert "No schema changes" in team.kit("generate")
    assert (team.migrate_0(), whole(team.url)) == ("", [row[:3] for row in rows])
    team.has(POSTS + TAGS)
    assert "Your SQL migration" in team.kit("generate", "--name=tags")
    assert (team.project.root / "migrations" / "0003_tags.sql").read_text().count("CREATE") == 1
    assert team.migrate_0() == ""
    assert len(whole(team.url)) == 4
    said = team.journal("handback", "--undo", "--url", team.url)
    assert said.code != 0, said.out

    team.use(NEWER / "node_modules")
    team.kit("up")
    names = sorted(one.name for one in (team.project.root / "migrations").glob("*_*"))
    assert names[:3] == ["20250101000000_users", "20250102000000_posts", "20250103000000_fill"]
    assert team.migrate_1() == ""
    assert execute(team.url, "select name from drizzle.__drizzle_migrations order by id") == [(one,) for one in names]
    assert "No schema changes" in team.kit("generate")


def test_undo_gives_exactly_the_folder_and_the_ledger_back(team: Team) -> None:
    assert team.migrate_1() == ""
    assert team.journal("bootstrap").code == 0
    before, rows = team.files, whole(team.url)
    assert team.back("--yes").code == 0
    said = team.journal("handback", "--undo")
    assert (said.code, "have the names" in said.err) == (2, True), said.err
    said = team.journal("handback", "--undo", "--url", team.url)
    assert said.code == 0, said.out + said.err
    assert (team.files, whole(team.url)) == (before, rows)
    assert team.columns() == ["id", "hash", "created_at", "name", "applied_at"]
    assert (team.migrate_1(), whole(team.url)) == ("", rows)
    assert not (team.project.root / "migrations" / "meta").exists()


@pytest.mark.only_full
def test_a_merge_of_two_branches_becomes_one_line(team: Team) -> None:
    folder, aside = team.project.root / "migrations", team.project.root / "aside"
    team.has(POSTS + TAGS)
    team.kit("generate", "--name=tags")
    team.dated("20250104000000_tags", "tags")
    (folder / "20250104000000_tags").rename(aside)
    team.has(POSTS + NOTES)
    team.kit("generate", "--name=notes")
    team.dated("20250105000000_notes", "notes")
    aside.rename(folder / "20250104000000_tags")
    team.has(POSTS + NOTES + TAGS)
    team.kit("generate", "--name=merge")
    if not [*folder.glob("*_merge")]:
        team.kit("generate", "--custom", "--name=merge")
    (merged,) = folder.glob("*_merge")
    assert len(json.loads((merged / "snapshot.json").read_text())["prevIds"]) == 2
    assert team.migrate_1() == ""
    said = team.back("--yes")
    assert said.code == 0, said.out + said.err
    team.use(NODE_PACKAGES)
    assert "Everything's fine" in team.kit("check")
    assert "No schema changes" in team.kit("generate")
    before = whole(team.url)
    assert (team.migrate_0(), whole(team.url)) == ("", before)


@pytest.mark.only_full
def test_constraints_of_1_0_have_other_names_which_a_bridge_renames(team: Team) -> None:
    unique = POSTS.replace("by: integer()", "by: integer().unique()")
    team.has(unique)
    team.kit("generate", "--name=unique")
    assert team.migrate_1() == ""
    said = team.back("--yes")
    assert said.code == 0, said.out + said.err
    assert "posts_by_key -> posts_by_unique" in said.out
    assert "--bridge" in said.out.partition("1.0 gives them other names than 0.x.")[2].splitlines()[0]
    team.use(NODE_PACKAGES)
    said = team.journal("handback", "--bridge", "--url", team.url, "--yes")
    assert said.code == 0, said.out + said.err
    assert "No schema changes" in team.kit("generate")
    assert team.migrate_0() == ""
    assert execute(team.url, "select count(*) from pg_constraint where conname = 'posts_by_unique'") == [(1,)]
    team.use(NEWER / "node_modules")
    team.kit("up")
    assert team.migrate_1() == ""
    assert "No schema changes" in team.kit("generate")


@pytest.mark.only_full
def test_relations_of_1_0_and_a_missing_0_x_are_told(team: Team) -> None:
    said = team.journal("handback", "--to", "0.x", "--url", team.url, "--dry-run")
    assert (said.code, "Then add: --v0 ../drizzle-0.x" in said.out) == (2, True), said.out + said.err
    said = team.journal("handback", "--to", "0.x", "--v0", str(NEWER), "--dry-run")
    assert (said.code, "has drizzle-kit 1.0.0-rc.5, but drizzle-kit 0.x is needed" in said.err) == (2, True)
    relations = 'import { defineRelations } from "drizzle-orm";\nexport const all = defineRelations({ users });\n'
    team.has(POSTS + relations)
    said = team.back("--dry-run")
    assert (said.code, "cannot read schema.ts" in said.out) == (1, True), said.out + said.err
    assert "Move them into a file that `schema` of drizzle.config does not name" in said.out


def test_options_of_a_folder_of_0_x_are_refused(team: Team) -> None:
    for flag in ("--fix", "--renumber", "--bridge", "--move-meta"):
        said = team.back(flag)
        assert (said.code, f"{flag} is about a folder of 0.x" in said.err) == (2, True)
