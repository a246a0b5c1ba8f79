"""What the projects and databases of the pages have before their first command."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import psycopg
from conftest import HERE, Project
from needs import need
from pages import BLOCK, in_shell, section, shell_url
from real import psql
from repository import commit, git

_FILES = {
    "0000_accounts": (
        "CREATE TABLE IF NOT EXISTS accounts (id integer PRIMARY KEY, name text);\n",
        "DROP TABLE IF EXISTS accounts;\n",
    ),
    "0007_add_users": (
        "CREATE TABLE IF NOT EXISTS users (id integer PRIMARY KEY, email text);\n",
        "DROP TABLE IF EXISTS users;\n",
    ),
    "0008_orders": (
        "CREATE TABLE IF NOT EXISTS orders (id integer PRIMARY KEY, status text);\n",
        "DROP TABLE IF EXISTS orders;\n",
    ),
    "0009_index": (
        "CREATE INDEX IF NOT EXISTS orders_status ON orders (status);\n",
        "DROP INDEX IF EXISTS orders_status;\n",
    ),
}
_LEDGER = "drizzle.__drizzle_migrations"
Before = Callable[[Project, str], None]


@dataclass(frozen=True)
class World:
    """`before`: what is there before the page; `between`: the SQL that runs before the command with these words.

    `no`: which commands answer with exit code 1, counted from 0.
    """

    before: Before
    between: dict[str, str] = field(default_factory=dict)
    no: frozenset[int] = frozenset()


def _nothing(project: Project, url: str) -> None:
    """The page shows all files."""


def _folder(project: Project, url: str) -> None:
    """Four migrations with their down files and a journal, merged into origin/main; the database is empty."""
    for tag, (up, down) in _FILES.items():
        project.migration(tag, up)
        project.migration(f"{tag}.down", down)
    project.write(".gitattributes", "*.sql text eol=lf\n")
    _run("drizzle-journal bootstrap", project.root)
    commit(project.root)
    git(project.root, "update-ref", "refs/remotes/origin/main", "HEAD")


def _with_package_json(project: Project, url: str) -> None:
    """The same, with a package.json for the script of `init`."""
    _folder(project, url)
    project.write("package.json", '{ "name": "app" }\n')


def _deployed(project: Project, url: str) -> None:
    """The same, and the database has all of it, with rows."""
    _folder(project, url)
    _run(f"drizzle-journal run --journal --url '{url}'", project.root)
    psql(url, "INSERT INTO users VALUES (1, 'a'); INSERT INTO orders VALUES (1, 'new');")


def _committed_and_deployed(project: Project, url: str) -> None:
    """The same, and git has the journal with its hashes."""
    _deployed(project, url)
    commit(project.root)


def _irregular(project: Project, url: str) -> None:
    """A journal beside the migrations, in which the second entry is not later than the first."""
    _folder(project, url)
    journal = json.loads(project.journal.read_text())
    journal["entries"][1]["when"] = journal["entries"][0]["when"]
    project.journal.unlink()
    project.write("meta/_journal.json", json.dumps(journal))
    project.write("drizzle.config.ts", 'export default { dialect: "postgresql", out: "./migrations" };\n')
    commit(project.root)
    git(project.root, "update-ref", "refs/remotes/origin/main", "HEAD")


def _tables_only(project: Project, url: str) -> None:
    """The tables of the first two migrations, without any ledger."""
    _folder(project, url)
    psql(url, "".join(up for up, _ in list(_FILES.values())[:2]))


def _made_by_psql(project: Project, url: str) -> None:
    """What the first two files of the page make."""
    psql(url, "".join(body for name, body in files("start-live-database") if name < "migrations/0002"))


def _made_by_dbmate(project: Project, url: str) -> None:
    """What the files of the page make, and the ledger of dbmate."""
    up = [body.partition("-- migrate:down")[0] for name, body in files("adopt") if name.startswith("db/migrations/")]
    ledger = "CREATE TABLE schema_migrations (version varchar PRIMARY KEY);"
    psql(url, "".join(up) + ledger + "INSERT INTO schema_migrations VALUES ('20240101120000'), ('20240201120000');")


def _schema_only(project: Project, url: str) -> None:
    """A folder without files, and a database with tables."""
    project.write("migrations/.gitkeep", "")
    psql(url, "".join(up for up, _ in _FILES.values()))


def _without_snapshots(project: Project, url: str) -> None:
    """A project of drizzle-kit whose snapshot was lost in a merge."""
    for name, body in files("start-drizzle-kit")[:2]:
        project.write(name, body)
    _run("npx drizzle-kit generate --name users", project.root)
    (project.root / "drizzle/meta/0000_snapshot.json").unlink()


def _without_schema_ts(project: Project, url: str) -> None:
    """A project of drizzle-kit whose schema.ts was lost."""
    for name, body in files("start-drizzle-kit")[:2]:
        project.write(name, body)
    _run("npx drizzle-kit generate --name users", project.root)
    (project.root / "schema.ts").unlink()


_CONFIG_KIT = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./migrations" };\n'
_TABLES = {
    name: f'export const {name} = pgTable("{name}", {{ id: integer().primaryKey() }});\n'
    for name in ("users", "tags", "orders")
}


def _two_branches(project: Project, url: str) -> None:
    """The branch `orders` is checked out, and main has gone on; schema.ts of main does not conflict with it."""
    head = 'import { integer, pgTable } from "drizzle-orm/pg-core";\n'
    project.write("drizzle.config.ts", _CONFIG_KIT)
    project.write(".gitignore", "node_modules\n")
    git(project.root, "config", "user.name", "t")
    git(project.root, "config", "user.email", "t@example.com")
    git(project.root, "checkout", "-q", "-B", "main")

    def work(name: str, text: str) -> None:
        project.write("schema.ts", head + text)
        _run(f"npx drizzle-kit generate --name {name}", project.root)
        commit(project.root)

    # Lines between the tables, so that git merges schema.ts.
    parts = {name: f"// {name}\n//\n//\n//\n" for name in ("orders", "users", "tags")}
    parts["users"] += _TABLES["users"]
    work("users", "".join(parts.values()))
    git(project.root, "switch", "-q", "-c", "orders")
    work("orders", "".join({**parts, "orders": parts["orders"] + _TABLES["orders"]}.values()))
    git(project.root, "switch", "-q", "main")
    work("tags", "".join({**parts, "tags": parts["tags"] + _TABLES["tags"]}.values()))
    git(project.root, "switch", "-q", "orders")


def migrated_by_drizzle_kit(project: Project, url: str) -> None:
    """A project of drizzle-kit with one migration, in both folder and database; 1.0 is beside it."""
    need((HERE / "drizzle1" / "node_modules").exists(), "needs the npm packages of tests/drizzle1")
    (project.root.parent / "drizzle-1.0").symlink_to(HERE / "drizzle1")
    for name, body in files("start-drizzle-kit")[:2]:
        project.write(name, body)
    _run("npx drizzle-kit generate --name users", project.root)
    _run("npx drizzle-kit migrate", project.root, DATABASE_URL=shell_url(url))


def files(page: str) -> list[tuple[str, str]]:
    """Return the files that a page shows: the code blocks with a title."""
    return [(name, body) for _, name, body in BLOCK.findall(section(page)) if name]


def _run(command: str, root: Path, **environment: str) -> None:
    done = in_shell(command, root, **environment)
    assert done.returncode == 0, done.stdout


def newest_copy(url: str) -> str:
    """Return the name of the newest copy of `users` that `backup` made."""
    query = "SELECT max(relname) FROM pg_class WHERE relname LIKE '\\_backup\\_users\\_%'"
    with psycopg.connect(url) as connection:
        return str(connection.execute(query).fetchone()[0])  # type: ignore[index]


def _recorded(*tags: str) -> str:
    """Return SQL that records migrations of `_FILES`, whose number is their moment in seconds from 2015."""
    rows = [f"('{sha256(_FILES[tag][0].encode()).hexdigest()}', {1420070400000 + int(tag[:4]) * 1000})" for tag in tags]
    return f"INSERT INTO {_LEDGER} (hash, created_at) VALUES {', '.join(rows)}"


WORLDS = {
    "doctor": World(_with_package_json),
    "start-drizzle-kit": World(_nothing),
    "adopt": World(_made_by_dbmate),
    "start-sql-files": World(_nothing, no=frozenset({3})),
    "start-live-database": World(_made_by_psql),
    "push-to-migrate": World(_nothing, no=frozenset({3})),
    "check": World(_irregular, no=frozenset({0, 1, 2, 4})),
    "ci": World(_folder),
    "lock": World(_folder),
    "security": World(_folder),
    "verify": World(_deployed),
    "baseline": World(_schema_only),
    "ledger": World(
        _tables_only,
        {
            "# the schema is without them": _recorded("0008_orders", "0009_index"),
            "repair --dry-run": f"UPDATE {_LEDGER} SET created_at = NULL WHERE id = 2",
        },
        frozenset({3}),
    ),
    "run": World(_folder, {"--record-only": "CREATE TABLE orders (id integer PRIMARY KEY, status text)"}),
    "backup": World(_deployed, {"backup restore": "DELETE FROM users"}),
    "rehearse": World(_folder),
    "snapshots": World(_without_snapshots),
    "schema": World(_without_schema_ts),
    "incident": World(_deployed),
    "rebase": World(_two_branches, no=frozenset({0})),
    "squash": World(_committed_and_deployed),
}
"""Of each page with commands that run."""
