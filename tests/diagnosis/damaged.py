"""A project of the real drizzle-kit with a live database that has rows, and a user who types the printed commands."""

import json
import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from conftest import NODE_PACKAGES, Journal, Project, Said
from psycopg.conninfo import conninfo_to_dict
from real import kit, psql_line, rows
from verbs.test_status import execute
from verbs.test_status_leads_out import written_by

DOCTOR = "drizzle-journal"
LOOK = "drizzle-journal doctor --env-var DATABASE_URL"
_MOST_STEPS = 14
_CONFIG = """export default {
  dialect: "postgresql", schema: "./schema.js", out: "./migrations",
  dbCredentials: { url: process.env.DATABASE_URL },
};
"""
_IMPORT = 'import { pgTable, serial, text, integer, index } from "drizzle-orm/pg-core";\n'
_USERS = 'export const users = pgTable("users", { id: serial().primaryKey(), email: text().notNull()%s });\n'
_POSTS = (
    'export const posts = pgTable("posts", { id: serial().primaryKey(), by: integer().references(() => users.id)%s }, '
    '(table) => [index("posts_by").on(table.by)]);\n'
)
SCHEMAS = {
    "users": _IMPORT + _USERS % "",
    "posts": _IMPORT + _USERS % "" + _POSTS % "",
    "title": _IMPORT + _USERS % "" + _POSTS % ", title: text()",
    "name": _IMPORT + _USERS % ", name: text()" + _POSTS % ", title: text()",
}
"""What each migration of the base project is called, and the schema that it leads to."""
FURTHER = 'export const further = pgTable("further", { id: serial().primaryKey() });\n'
ROWS = (
    "insert into users (email) select 'u' || n from generate_series(1, 50) n; "
    "insert into posts (by) select id from users;"
)
COUNTS = "select (select count(*) from users), (select count(*) from posts), (select count(distinct email) from users)"


Choice = str | tuple[str, Callable[["World"], object]]


@dataclass
class World:
    """A project, its live database, and what was typed: each command with its exit code."""

    project: Project
    journal: Journal
    url: str
    typed: list[tuple[str, int]] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        name = re.search(r'out: "\./(.*?)"', (self.project.root / "drizzle.config.js").read_text())
        assert name
        return self.project.root / name[1]

    @property
    def meta(self) -> Path:
        return self.folder / "meta"

    def environment(self, url: str) -> None:
        words = conninfo_to_dict(url)
        self.project.write(
            ".env", f"DATABASE_URL=postgresql://postgres@localhost/{words['dbname']}?host={words['host']}\n"
        )

    def schema(self, text: str) -> None:
        self.project.write("schema.js", text)

    def generate(self, name: str) -> None:
        time.sleep(1 - time.time() % 1)  # no person generates two in one second
        out = kit(self.project, "generate", f"--name={name}")
        assert "Your SQL migration file" in out, out

    def migrate(self) -> None:
        kit(self.project, "migrate")

    @property
    def path(self) -> Path:
        return self.meta / "_journal.json"

    def entries(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(self.path.read_text())["entries"]
        return found

    def write_entries(self, entries: Sequence[dict[str, object]]) -> None:
        value = json.loads(self.path.read_text())
        self.path.write_text(json.dumps(value | {"entries": list(entries)}, indent=2))

    def tag(self, name: str) -> str:
        return next(str(one["tag"]) for one in self.entries() if str(one["tag"]).endswith(name))

    def type(self, command: str) -> Said:
        """Type a command as a user does, and write down how it ended."""
        said = self._said(command)
        if not (to_write := written_by(said)):
            self.typed.append((command, said.code))
        self.log.append(f"$ {command}\n{said.out}{said.err}[{said.code}]\n")
        return self.type(to_write) if to_write else said

    def _said(self, command: str) -> Said:
        if command.startswith("drizzle-journal"):
            return self.journal(*shlex.split(command)[1:])
        if command.startswith("psql "):
            psql_line(command)
            return Said(0, "", "")
        typed = re.sub(r"\bnpx drizzle-kit\b", "node node_modules/drizzle-kit/bin.cjs", command)
        done = subprocess.run(
            ["sh", "-c", typed], cwd=self.project.root, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        return Said(done.returncode, done.stdout, done.stderr)

    def follow(self, *choices: "Choice") -> list[str]:
        """Type the printed next steps until the doctor, who has looked at the database, is content.

        A choice is what a person decides: a pattern of a printed command, or of a printed sentence and what is done.
        """
        left, command = list(choices), DOCTOR
        while len(self.typed) < _MOST_STEPS:
            said = self.type(command)
            pattern, do = (left[0], None) if left and isinstance(left[0], str) else left[0] if left else ("", None)
            if pattern and (found := re.search(pattern, said.out + said.err)):
                left.pop(0)
                command = found[0]
                if do:
                    do(self)
                    self.typed.append((f"({found[0]})", 0))
                    command = LOOK
                continue
            step = next_of(said)
            if command == LOOK and said.code == 0 and step in ("", "npx drizzle-kit migrate"):
                if step:
                    assert self.type(step).code == 0, self.story()
                assert not left, self.story()
                return [one for one, _ in self.typed]
            if not step.startswith(("drizzle-journal", "npx ", "psql ", "git ")):
                assert command != LOOK or said.code, self.story()
                step = LOOK if command != LOOK and said.code == 0 else ""
            assert step, self.story()
            command = step
        raise AssertionError(self.story())

    def story(self) -> str:
        return "\n".join(self.log)

    def healthy(self, *, counts: tuple[int, ...] = (50, 50, 50)) -> None:
        """Everything that could tell of damage is content, no row is lost, and the next change works."""
        story = self.story()
        assert "Everything's fine" in kit(self.project, "check"), story
        before = rows(self.url)
        generated = kit(self.project, "generate", "--name=nothing")
        assert "No schema changes" in generated, generated + story
        self.migrate()
        assert rows(self.url) == before, story
        assert execute(self.url, COUNTS) == [counts], story
        self.schema((self.project.root / "schema.js").read_text() + FURTHER)
        self.generate("further")
        files = sorted(self.folder.glob("*_further.sql"))
        assert [file.read_text().count("CREATE TABLE") for file in files] == [1], story
        assert "ALTER" not in files[0].read_text() and "DROP" not in files[0].read_text(), story
        self.migrate()
        assert len(rows(self.url)) == len(before) + 1, story
        assert execute(self.url, "select to_regclass('public.further') is not null") == [(True,)], story
        assert execute(self.url, COUNTS) == [counts], story
        said = self.journal("doctor", "--env-var", "DATABASE_URL")
        assert said.code == 0, story + said.out + said.err

    def record(self, name: str, ended: str) -> None:
        """Append a line to the table that JOURNAL_DAMAGE names."""
        line = " > ".join(f"{command} [{code}]" for command, code in self.typed)
        if path := os.environ.get("JOURNAL_DAMAGE"):
            with Path(path).open("a") as table:
                table.write(f"{name} | {line} | {len(self.typed)} | {ended}\n")


def next_of(said: Said) -> str:
    """The command that the page names as the next step, without what follows it; empty where it names none."""
    lines = [line for line in (said.out + said.err).splitlines() if "Next: " in line]
    step = lines[-1].partition("Next: ")[2] if lines else ""
    return step.partition(", then")[0].strip()


def make_base(root: Path) -> None:
    """A project with three migrations by drizzle-kit, and node packages beside it."""
    project = Project(root)
    project.write("drizzle.config.js", _CONFIG)
    project.write("package.json", '{"name": "shop", "type": "module"}')
    (root / "node_modules").symlink_to(NODE_PACKAGES)
    for name in ("users", "posts", "title"):
        project.write("schema.js", SCHEMAS[name])
        World(project, lambda *_: Said(2, "", ""), "").generate(name)


def make_world(base: Path, project: Project, journal: Journal, url: str, *, migrated: bool = True) -> World:
    with suppress(FileNotFoundError):
        shutil.rmtree(project.root)
    shutil.copytree(base, project.root, symlinks=True)
    world = World(project, journal, url)
    world.environment(url)
    if migrated:
        world.migrate()
        execute(url, ROWS)
    return world
