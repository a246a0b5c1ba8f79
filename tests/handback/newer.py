"""A project after `handback --to 1.0`, and its live database: what drizzle-kit 1.0.0-rc.5 does with both, on a copy."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from conftest import HERE
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from journal.project.settings import Settings
from journal.server.provider import Server
from journal.sql.statements import MARKER

PACKAGES = HERE / "drizzle1"
CONFIG = "live.config.ts"


@dataclass(frozen=True)
class Newer:
    """`out`: the migrations. `table`: the ledger, with its schema."""

    root: Path
    out: Path
    url: str
    table: tuple[str, str]

    def kit(self, *words: str) -> str:
        """Run drizzle-kit, and return what it prints."""
        done = subprocess.run(
            ["node", "node_modules/drizzle-kit/bin.cjs", *words, f"--config={CONFIG}"],
            cwd=self.root, env=os.environ | {"TZ": "UTC", "JITI_FS_CACHE": "false"}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)

    def generated(self, name: str) -> tuple[list[str], str]:
        """Run `generate`; return the statements that it writes, and what it prints."""
        output = self.kit("generate", f"--name={name}")
        return [piece for path in self._files(name) for piece in pieces_of(path)], output

    def without(self, name: str, statements: Sequence[str]) -> None:
        """Remove statements that PostgreSQL refuses from a migration, as the list says."""
        for path in self._files(name):
            path.write_text(MARKER.join(piece for piece in pieces_of(path) if piece not in statements))

    def rows(self) -> list[tuple[object, ...]]:
        """Return the moment and the name of each row of the ledger."""
        query = sql.SQL("SELECT created_at, name FROM {} ORDER BY id").format(sql.Identifier(*self.table))
        with psycopg.connect(self.url) as live:
            return live.execute(query).fetchall()

    def _files(self, name: str) -> list[Path]:
        return [*self.out.glob(f"*_{name}/migration.sql")]


@contextmanager
def copied(settings: Settings, server: Server, url: str, place: Path) -> Iterator[Newer]:
    """Yield a copy of a project and of its database, with the packages of 1.0."""
    root, admin, words = settings.root, str(server.admin), conninfo_to_dict(url)
    name = f"{words['dbname']}_newer"
    shutil.copytree(root, place, symlinks=True)
    (place / "node_modules").unlink()
    (place / "node_modules").symlink_to(PACKAGES / "node_modules")
    clone = make_conninfo(url, dbname=name)
    with psycopg.connect(admin, autocommit=True) as session:
        query = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER postgres")
        session.execute(query.format(*map(sql.Identifier, (name, words["dbname"]))))
    write_config(place, clone)
    try:
        out, ledger = place / settings.migrations.relative_to(root), settings.ledger
        yield Newer(place, out, clone, (ledger.schema, ledger.table))
    finally:
        with psycopg.connect(admin, autocommit=True) as session:
            session.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def write_config(root: Path, url: str) -> None:
    """Write the config of the project with a live database in it."""
    words = conninfo_to_dict(url)
    credentials = f"{{ host: '{words['host']}', user: '{words['user']}', database: '{words['dbname']}', ssl: false }}"
    (root / CONFIG).write_text(
        f"import own from './drizzle.config';\nexport default {{ ...own, dbCredentials: {credentials} }};\n"
    )


def pieces_of(path: Path) -> list[str]:
    """Return the statements of a migration."""
    return [piece.strip() for piece in path.read_text().split(MARKER)]


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of each file below a folder, without those of linked packages."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused_in(details: Sequence[str]) -> list[str]:
    """Return the statements of `generate` that PostgreSQL refuses, by the details of the item `v1-generate`."""
    heads = [line.partition(": ")[2] for line in details if line.startswith("this fails")]
    return [line for line in details if any(" ".join(line.split())[:200] in head for head in heads)]
