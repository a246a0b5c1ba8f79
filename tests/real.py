"""The real packages as judges of a ledger: migrate() of both generations, and drizzle-kit push."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from conftest import HERE, Project
from psycopg.conninfo import conninfo_to_dict
from verbs.test_status import execute

from journal.folder.read import read_folder
from journal.ledger.predict import local_migrations
from journal.server.embedded.binaries import find_binaries

LEDGER = "drizzle.__drizzle_migrations"


def rows(url: str) -> list[tuple[object, ...]]:
    return execute(url, f"select hash, created_at from {LEDGER} order by id")


def whole(url: str, table: str = LEDGER) -> list[tuple[object, ...]]:
    """Every column of every row."""
    return execute(url, f"select * from {table} order by id")


def psql(url: str, script: str) -> None:
    """Run the script as a user would."""
    program = find_binaries().postgres.with_name("psql")
    command = [str(program), "-X", "-v", "ON_ERROR_STOP=1", "-d", url]
    done = subprocess.run(command, input=script, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def psql_line(command: str) -> None:
    """Type a printed command of psql in a shell."""
    path = f"{find_binaries().postgres.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", command], env=os.environ | {"PATH": path}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (command, done.stderr)


def node(*words: str, cwd: Path, environment: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["node", *words], cwd=cwd, env=os.environ | dict(environment or {}), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def migrate_0(project: Project, url: str) -> None:
    """migrate() of 0.45.4. It tells when it fails."""
    words = conninfo_to_dict(url)
    script = str(HERE / "drizzle" / "migrate.cjs")
    folder = str(project.root / "migrations")
    done = node(script, "pg", folder, str(words["host"]), str(words["dbname"]), cwd=project.root)
    assert done.returncode == 0, done.stdout


def migrate_1(project: Project, url: str) -> None:
    """migrate() of 1.0.0-rc.5, on the folders that `drizzle-kit up` makes of the journal."""
    words = conninfo_to_dict(url)
    folder = project.root / "for-1.0"
    shutil.rmtree(folder, ignore_errors=True)
    for local in local_migrations(read_folder(project.settings())):
        (folder / local.name).mkdir(parents=True)
        shutil.copy(project.root / "migrations" / f"{local.tag}.sql", folder / local.name / "migration.sql")
    script = str(HERE / "drizzle1" / "migrate.cjs")
    packages = str(HERE / "drizzle1")
    done = node(script, packages, str(folder), str(words["host"]), str(words["dbname"]), cwd=project.root)
    assert done.returncode == 0, done.stdout


def kit(project: Project, *words: str, code: int = 0) -> str:
    """drizzle-kit 0.31.11."""
    done = node("node_modules/drizzle-kit/bin.cjs", *words, cwd=project.root)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def configured(project: Project, url: str) -> None:
    """A drizzle.config and a schema of two tables, for drizzle-kit."""
    words = conninfo_to_dict(url)
    credentials = {"url": f"postgresql://postgres@localhost/{words['dbname']}?host={words['host']}"}
    config = {
        "dialect": "postgresql", "schema": "./schema.js", "out": "./migrations", "dbCredentials": credentials
    }  # fmt: skip
    project.write("drizzle.config.json", json.dumps(config))
    project.write(
        "schema.js",
        'import { pgTable, serial, text, integer, index } from "drizzle-orm/pg-core";\n'
        'export const users = pgTable("users", { id: serial().primaryKey(), email: text().notNull().unique() });\n'
        'export const posts = pgTable("posts", { id: serial().primaryKey(), by: integer().references(() => users.id) }'
        ', (table) => [index("posts_by").on(table.by)]);\n',
    )
