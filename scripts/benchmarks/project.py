"""A project of many small migrations, as drizzle-kit would have made it: one table, one index, one foreign key each."""

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.stage import CHECKOUT, BenchFailed
from journal.folder.lock import LockedMigration, read_lock
from journal.project.settings import load_settings

PACKAGES = CHECKOUT / "tests" / "drizzle" / "node_modules"
_BREAKPOINT = "--> statement-breakpoint\n"
_FIRST = 1_735_689_600_000  # 2025-01-01, in milliseconds
_HOUR = 3_600_000


@dataclass(frozen=True, slots=True)
class Project:
    """A project's folder. `hashes` are what both sides must come to, in order."""

    root: Path
    hashes: tuple[str, ...]

    @property
    def journal(self) -> Path:
        return self.root / "migrations" / "meta" / "_journal.json"

    def empty_journal(self) -> None:
        """Write the journal without hashes, so that the next round has all of them to fill."""
        entries = [_entry(number) for number in range(len(self.hashes))]
        journal = {"version": "7", "dialect": "postgresql", "entries": entries}
        self.journal.write_text(json.dumps(journal, indent=2), "utf-8")

    def write_hashes(self) -> None:
        """Write the hash into each entry of the journal, as the lock of the layout of 1.0 has them."""
        journal = json.loads(self.journal.read_text("utf-8"))
        for entry, hash_ in zip(journal["entries"], self.hashes, strict=True):
            entry["hash"] = hash_
        self.journal.write_text(json.dumps(journal, indent=2), "utf-8")

    def filled(self) -> tuple[str | None, ...]:
        """The hashes that the journal has now."""
        journal: dict[str, list[dict[str, Any]]] = json.loads(self.journal.read_text("utf-8"))
        return tuple(entry.get("hash") for entry in journal["entries"])

    def point_at(self, url: str) -> None:
        """Tell drizzle-kit which database to migrate."""
        config = {"dialect": "postgresql", "out": "./migrations", "dbCredentials": {"url": url}}
        (self.root / "drizzle.config.json").write_text(json.dumps(config), "utf-8")


def make_project(root: Path, count: int, tables: int | None = None) -> Project:
    """Write `count` migrations, and link the real drizzle packages of the tests.

    `tables`: how many tables there are at most; each migration after so many drops the oldest one.
    """
    if not (PACKAGES / "drizzle-kit").is_dir():
        raise BenchFailed("The npm packages of tests/drizzle are not installed. Type: scripts/test")
    migrations = root / "migrations"
    (migrations / "meta").mkdir(parents=True)
    (root / "node_modules").symlink_to(PACKAGES)
    texts = [_migration(number, tables or count).encode() for number in range(count)]
    for number, text in enumerate(texts):
        (migrations / f"{_tag(number)}.sql").write_bytes(text)
    return Project(root, tuple(hashlib.sha256(text).hexdigest() for text in texts))


def make_project_1(root: Path, count: int) -> Project:
    """Write the same migrations in the layout of drizzle 1.0, with the lock of their hashes."""
    project = make_project(root, count)
    shutil.rmtree(project.journal.parent)
    migrations, locked = root / "migrations", dict[str, LockedMigration]()
    for number, hash_ in enumerate(project.hashes):
        moment = datetime.fromtimestamp((_FIRST + number * _HOUR) / 1000, UTC)
        folder = migrations / f"{moment:%Y%m%d%H%M%S}_{_tag(number).partition('_')[2]}"
        folder.mkdir()
        (migrations / f"{_tag(number)}.sql").rename(folder / "migration.sql")
        locked[folder.name] = LockedMigration(hash_)
    lock = read_lock(load_settings(root))
    lock.path.write_text(lock.with_migrations(locked), "utf-8")
    return project


def _tag(number: int) -> str:
    return f"{number:04d}_add_thing_{number:04d}"


def _migration(number: int, tables: int) -> str:
    """The first table refers to itself, each other one to the table before."""
    table, previous = f"thing_{number:04d}", f"thing_{max(number - 1, 0):04d}"
    statements = (
        f'CREATE TABLE "{table}" (\n\t"id" bigint PRIMARY KEY NOT NULL,\n\t"previous_id" bigint,\n\t"name" text\n);\n',
        f'CREATE INDEX "{table}_name_index" ON "{table}" USING btree ("name");\n',
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_previous_id_fk" FOREIGN KEY ("previous_id") '
        f'REFERENCES "public"."{previous}"("id");\n',
    )
    dropped = [f'DROP TABLE "thing_{number - tables:04d}" CASCADE;\n'] if number >= tables else []
    return _BREAKPOINT.join([*statements, *dropped])


def _entry(number: int) -> dict[str, Any]:
    when = _FIRST + number * _HOUR
    return {"idx": number, "version": "7", "when": when, "tag": _tag(number), "breakpoints": True}
