"""A project of the real drizzle-kit in every layout that its folder can have, and what the real drizzle says of it."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

import psycopg
from conftest import HERE, NODE_PACKAGES
from needs import need, need_program
from psycopg.conninfo import conninfo_to_dict

from journal.server.provider import Server

NEWER = HERE / "drizzle1"
CONFIG = """export default { dialect: "postgresql", schema: "./schema.ts", out: "./migrations",
  dbCredentials: { url: process.env.DATABASE_URL ?? "" } };
"""
SCHEMA = """import { integer, pgTable, text } from "drizzle-orm/pg-core";
export const users = pgTable("users", { id: integer().primaryKey(), email: text() });
export const invoices = pgTable("invoices", { id: integer().primaryKey() });
"""
_DOWNS = ('DROP TABLE "users";\n', 'ALTER TABLE "users" DROP COLUMN "email";\n', 'DROP TABLE "invoices";\n')
TAGS = ("0000_users", "0001_email", "0002_invoices")
FOLDERS = ("20250101000000_users", "20250102000000_email", "20250103000000_invoices")
_FIRST = 1_735_689_600_000  # 2025-01-01
_DAY = 86_400_000
_KILLED = """const fs = require("node:fs"), unlink = fs.unlinkSync;
let left = 2;
fs.unlinkSync = (path) => {
  unlink(path);
  if (path.endsWith(".sql") && --left === 0) process.kill(process.pid, "SIGKILL");
};
"""
"""Loaded before drizzle-kit: `up` then is killed after the second file that it removes."""


class Layout(StrEnum):
    """What the folder of migrations has. `_0` and `_1` are the generation of the project's packages."""

    OF_0 = "0.x"
    OF_1 = "1.0"
    MERGED = "folders of 1.0, and the journal of 0.x that a merge brought back"
    HALF_UP = "an up of 1.0 that was killed"
    EMPTY_0 = "an empty folder beside drizzle 0.x"
    EMPTY_1 = "an empty folder beside drizzle 1.0"
    MISSING_0 = "no folder beside drizzle 0.x"
    MISSING_1 = "no folder beside drizzle 1.0"

    @property
    def is_mixed(self) -> bool:
        """Whether it has both a journal and folders."""
        return self in (Layout.MERGED, Layout.HALF_UP)

    @property
    def is_bare(self) -> bool:
        """Whether it has no migration."""
        return self.name.startswith(("EMPTY", "MISSING"))

    @property
    def is_of_1(self) -> bool:
        """Whether the packages of the project are those of 1.0."""
        return self is not Layout.OF_0 and not self.name.endswith("_0")


def drizzle_kit(root: Path, *words: str, before: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the project's drizzle-kit; `before` is a script that node loads first."""
    first = ["-r", before] if before else []
    return subprocess.run(
        ["node", *first, "node_modules/drizzle-kit/bin.cjs", *words], cwd=root,
        env=os.environ | {"TZ": "UTC"} | environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


def make_layouts(place: Path) -> None:
    """Write a project in each layout below a folder, by the name of the layout."""
    need_program("node")
    need(NODE_PACKAGES.exists() and (NEWER / "node_modules").exists(), "needs the npm packages of the tests")
    for layout in Layout:
        root = place / layout.name
        root.mkdir()
        (root / "node_modules").symlink_to((NEWER / "node_modules") if layout.is_of_1 else NODE_PACKAGES)
        (root / "drizzle.config.ts").write_text(CONFIG)
        (root / "schema.ts").write_text(SCHEMA)
    _generate(old := place / Layout.OF_0.name)
    for layout in (Layout.OF_1, Layout.MERGED, Layout.HALF_UP):
        shutil.copytree(old / "migrations", place / layout.name / "migrations")
    _upgrade(place / Layout.OF_1.name)
    shutil.copytree(
        place / Layout.OF_1.name / "migrations", place / Layout.MERGED.name / "migrations", dirs_exist_ok=True
    )
    (place / "killed.cjs").write_text(_KILLED)
    done = drizzle_kit(place / Layout.HALF_UP.name, "up", before=str(place / "killed.cjs"))
    assert done.returncode == -9, done
    for layout in (Layout.EMPTY_0, Layout.EMPTY_1):
        (place / layout.name / "migrations").mkdir()


def _generate(root: Path) -> None:
    """Let drizzle-kit 0.31 write three migrations, a day apart, and add their down files."""
    head, users, invoices = SCHEMA.splitlines(keepends=True)
    for name, text in (
        ("users", users.replace(", email: text()", "")),
        ("email", users),
        ("invoices", users + invoices),
    ):
        (root / "schema.ts").write_text(head + text)
        done = drizzle_kit(root, "generate", "--name", name)
        assert done.returncode == 0, done
    path = root / "migrations" / "meta" / "_journal.json"
    journal = json.loads(path.read_text())
    for number, entry in enumerate(journal["entries"]):
        entry["when"] = _FIRST + number * _DAY
    path.write_text(json.dumps(journal, indent=2))
    for tag, text in zip(TAGS, _DOWNS, strict=True):
        (root / "migrations" / f"{tag}.down.sql").write_text(text)


def _upgrade(root: Path) -> None:
    """Let drizzle-kit 1.0 upgrade the folder, and move the down files into the folders."""
    done = drizzle_kit(root, "up")
    assert done.returncode == 0, done
    for tag, folder in zip(TAGS, FOLDERS, strict=True):
        (root / "migrations" / f"{tag}.down.sql").rename(root / "migrations" / folder / "down.sql")
    assert sorted(path.name for path in (root / "migrations").iterdir()) == [*FOLDERS]


def contents(root: Path) -> dict[str, bytes]:
    """Return the files of a project by their paths, without the packages and git; a folder has no content."""
    found = {path.relative_to(root).as_posix(): path for path in root.rglob("*")}
    own = {name: path for name, path in found.items() if not name.startswith(("node_modules", ".git/"))}
    return {name: path.read_bytes() if path.is_file() else b"" for name, path in own.items()}


def migrate(layout: Layout, root: Path, url: str) -> str:
    """Run migrate() of the layout's drizzle-orm; return its error, empty where it passed."""
    words = conninfo_to_dict(url)
    where = (str(root / "migrations"), str(words["host"]), str(words["dbname"]))
    script, first = (NEWER / "migrate.cjs", str(NEWER)) if layout.is_of_1 else (HERE / "drizzle" / "migrate.cjs", "pg")
    done = subprocess.run(
        ["node", str(script), first, *where], cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    return "" if done.returncode == 0 else done.stdout + done.stderr


@contextmanager
def database_like(server: Server, template: str) -> Iterator[str]:
    """The URL of a new database with what `template` has."""
    name, host = f"cell_{os.urandom(6).hex()}", conninfo_to_dict(server.conninfo)["host"]
    with psycopg.connect(server.admin, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER postgres".encode())
    yield f"postgresql://postgres@/{name}?host={host}"
    with psycopg.connect(server.admin, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
