"""The worlds of the attacks: one project and one database are prepared, and every call gets a copy of both."""

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from attacks.attack import World
from conftest import NODE_PACKAGES, Project
from forked import CommandLine
from psycopg.conninfo import conninfo_to_dict
from repository import commit, git

from journal.server.provider import Server

OWNER = "mallory"
FILES = {
    "0000_users": "create table users (id serial primary key, email text not null);\n"
    "insert into users (email) values ('a@example.com'), ('b@example.com');\n",
    "0001_posts": "create table posts (id serial primary key, author integer constraint posts_author_users_id_fk"
    " references users, body text);\n",
    "0002_index": "create index users_email on users (email);\n",
    "0002_down_index": "drop index users_email;\n",
    "0003_notes": "create table notes (id serial primary key, said text not null default 'x');\n",
}
SCHEMA = """
import { index, integer, pgTable, serial, text } from "drizzle-orm/pg-core";
export const users = pgTable("users", { id: serial().primaryKey(), email: text().notNull() },
  (table) => [index("users_email").on(table.email)]);
export const posts = pgTable("posts", {
  id: serial().primaryKey(), author: integer().references(() => users.id), body: text(),
});
export const notes = pgTable("notes", { id: serial().primaryKey(), said: text().notNull().default("x") });
"""
CONFIG = {"dialect": "postgresql", "schema": "./schema.js", "out": "./migrations"}
SETTINGS = '[[smoke]]\nname = "shell"\nrun = ["sh", "-c", "exit 0"]\n'
CHECK = "-- journal: uses index users_email\nselect id from users where email = 'a@example.com';\n"


@dataclass(frozen=True)
class Ground:
    """What all worlds of a module are copied from: a project, and the database `template` on a server of their own."""

    server: Server
    loaded: CommandLine
    folder: Path
    project: Path
    template: str
    copy: str

    @property
    def admin(self) -> str:
        """The server for its superuser, in a database that no attack touches."""
        return psycopg.conninfo.make_conninfo(self.server.admin, dbname="postgres")

    def url(self, user: str, database: str) -> str:
        """A URL on this server."""
        return f"postgresql://{user}@/{database}?host={conninfo_to_dict(self.server.conninfo)['host']}"

    @property
    def superuser(self) -> str:
        """The name of the superuser."""
        return str(conninfo_to_dict(self.server.admin or "")["user"])


@contextmanager
def make_ground(server: Server, loaded: CommandLine) -> Iterator[Ground]:
    """Prepare the project and the database: three migrations applied, one pending, both ledgers, one backup."""
    with tempfile.TemporaryDirectory(prefix="ja-", dir=os.environ["JOURNAL_RUN_DIR"]) as name:
        folder = Path(name)
        folder.chmod(0o711)  # the servers run as another user, and have to reach the canaries
        ground = Ground(server, loaded, folder, folder / "project", "attacked", "")
        _make_project(ground)
        yield _make_database(ground)


def _make_project(ground: Ground) -> None:
    project = Project(ground.project)
    for tag, text in FILES.items():
        project.migration(tag, text)
    project.write("schema.js", SCHEMA)
    project.write("drizzle.config.json", json.dumps(CONFIG))
    project.write("journal.toml", SETTINGS)
    project.write("checks/users.sql", CHECK)
    project.write(".gitignore", "node_modules\n")
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    for words in (("bootstrap",), ("snapshot",)):
        _must(ground, *words)
    git(project.root, "init", "-q", "-b", "main")
    commit(project.root)
    git(project.root, "tag", "deployed")


def _make_database(ground: Ground) -> Ground:
    with psycopg.connect(ground.admin, autocommit=True) as admin:
        admin.execute(
            "CREATE DATABASE template0 TEMPLATE postgres"
        )  # a cluster of ours lacks it, one of a user's has it
        admin.execute(f"CREATE ROLE {OWNER} LOGIN")
        admin.execute(f"CREATE DATABASE {ground.template} OWNER {OWNER} TEMPLATE postgres")
    url = ground.url(OWNER, ground.template)
    _must(ground, "run", "--journal", "--to", "0002_index", "-e", "DATABASE_URL", DATABASE_URL=url)
    # Of the superuser, who is the one to bring it back: nobody runs the note of another's copy.
    by_superuser = ground.url(ground.superuser, ground.template)
    out = _must(ground, "backup", "make", "users", "--yes", "--json", DATABASE_URL=by_superuser)
    found = re.search(r"_backup_users_\w+", out)
    assert found, out
    return Ground(ground.server, ground.loaded, ground.folder, ground.project, ground.template, found[0])


def _must(ground: Ground, *words: str, **environment: str) -> str:
    done = ground.loaded.run(words, ground.project, clean_environment() | environment, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def clean_environment() -> dict[str, str]:
    """The environment of the tests without a database that it may name."""
    left_out = ("DATABASE_URL", "POSTGRES_URL", "GITHUB_ACTIONS", "CI")
    return {key: value for key, value in os.environ.items() if key not in left_out}


@contextmanager
def new_world(ground: Ground, *, live: bool, existing: bool) -> Iterator[World]:
    """A copy of both; the database only where it is `live`. `existing`: the temporary databases are on its server."""
    name = f"world_{os.urandom(4).hex()}"
    folder = ground.folder / name
    shutil.copytree(ground.project, folder / "project", symlinks=True)
    (folder / "canaries").mkdir()
    (folder / "canaries").chmod(0o777)
    folder.chmod(0o711)
    environment = clean_environment() | {"DATABASE_URL": ground.url(ground.superuser, name)}
    if existing:
        environment["JOURNAL_TEMP"] = ground.url(ground.superuser, "postgres")
    world = World(
        folder / "project", folder, folder / "canaries", environment, ground.url(ground.superuser, name),
        ground.url(OWNER, name), ground.admin, ground.copy, "deployed",
    )  # fmt: skip
    try:
        if live:
            _execute(ground, f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {ground.template} STRATEGY file_copy")
        yield world
    finally:
        _remove(ground, name)
        shutil.rmtree(folder, ignore_errors=True)


def _remove(ground: Ground, name: str) -> None:
    """Drop the database of a world, and all that an attack which reached something left for the next one."""
    with psycopg.connect(ground.admin, autocommit=True) as admin:
        for (left,) in admin.execute(_LEFT, (name,)).fetchall():
            admin.execute(f'ALTER DATABASE "{left}" IS_TEMPLATE false')
            admin.execute(f'DROP DATABASE "{left}" WITH (FORCE)')
        for (role,) in admin.execute(_LEFT_ROLES).fetchall():
            admin.execute(f'DROP ROLE "{role}"')
        if admin.execute("SELECT FROM pg_roles WHERE rolname = %s AND rolsuper", (OWNER,)).fetchone():
            admin.execute(f"ALTER ROLE {OWNER} NOSUPERUSER")
            admin.execute(f"REVOKE pg_execute_server_program FROM {OWNER}")
        admin.execute(f"ALTER ROLE {OWNER} RESET ALL")


_LEFT_ROLES = r"SELECT rolname::text FROM pg_roles WHERE rolname LIKE 'journal\_scratch%'"
_LEFT = r"SELECT datname::text FROM pg_database WHERE datname = %s OR datname LIKE 'journal\_scratch%%'"


def plant(world: World) -> None:
    """Put in what the attacks of a world have collected."""
    for tag, texts in world.migrations.items():
        _enter(world, tag, "\n".join(texts))
    if world.live_as_superuser:
        world.sql(*world.live_as_superuser, superuser=True)
    if world.live:
        world.sql(*world.live)


def _enter(world: World, tag: str, text: str) -> None:
    """One more migration, in the journal, too."""
    world.write(f"migrations/{tag}.sql", text)
    path = world.project / "migrations" / "meta" / "_journal.json"
    journal = json.loads(path.read_text())
    last = journal["entries"][-1]
    digest = hashlib.sha256(text.encode()).hexdigest()
    journal["entries"].append(last | {"idx": last["idx"] + 1, "when": last["when"] + 1000, "tag": tag, "hash": digest})
    path.write_text(json.dumps(journal))


def _execute(ground: Ground, *commands: str) -> None:
    with psycopg.connect(ground.admin, autocommit=True) as admin:
        for command in commands:
            admin.execute(command.encode())


_ROLES = """
SELECT rolname::text, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolcanlogin FROM pg_roles
"""
_MEMBERS = "SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members"
_SERVER = """
SELECT 'database', datname::text FROM pg_database UNION ALL SELECT 'slot', slot_name::text FROM pg_replication_slots
UNION ALL SELECT 'subscription', subname::text FROM pg_subscription
UNION ALL SELECT 'setting of a role', setrole::regrole::text FROM pg_db_role_setting WHERE setdatabase = 0
UNION ALL SELECT 'ALTER SYSTEM', name FROM pg_file_settings WHERE sourcefile LIKE '%auto.conf'
"""


def standing(world: World) -> set[object]:
    """What stands on the server outside the database of this world, and the runs that are on this machine."""
    with psycopg.connect(world.admin) as admin:
        found = {row for query in (_ROLES, _MEMBERS, _SERVER) for row in admin.execute(query).fetchall()}
    runs = Path(os.environ["JOURNAL_RUN_DIR"]) / f"drizzle-journal-{os.getuid()}"
    return found | {path.name for path in runs.glob("run-*")}


def contents(world: World) -> dict[str, bytes]:
    """Return every file of the project except git's: its bytes, or the size and time of one that is too large."""
    return {
        str(path.relative_to(world.project)): _content(path)
        for path in sorted(world.project.rglob("*"))
        if path.is_file() and not path.is_symlink() and ".git" not in path.parts
    }


def _content(path: Path) -> bytes:
    status = path.stat()
    return path.read_bytes() if status.st_size < 2**26 else repr((status.st_size, status.st_mtime_ns)).encode()
