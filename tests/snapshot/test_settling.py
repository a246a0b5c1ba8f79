"""Tests that a COMMIT between migrations, which keeps long folders fast, changes no snapshot."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from conftest import Project

from journal.project.project import Project as Opened
from journal.project.settings import load_settings
from journal.rebuild import database
from journal.replay.runner import Settling
from journal.server.embedded.provider import EmbeddedProvider
from journal.verbs.scaffold import scaffold
from journal.verbs.snapshot import snapshots
from journal.verbs.snapshot_result import SnapshotsRequest

PLAIN = (
    "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE users (id int PRIMARY KEY, mood mood)",
    "CREATE TABLE posts (id int PRIMARY KEY, author int REFERENCES users, title text DEFAULT 'none')",
    "ALTER TABLE posts RENAME COLUMN title TO heading",
    "DROP TABLE posts",
    "CREATE VIEW names AS SELECT id FROM users; ALTER TABLE users ADD email varchar(40) NOT NULL",
    "ALTER TYPE mood RENAME VALUE 'sad' TO 'low'",
    "CREATE INDEX users_email ON users (email DESC)",
)
LOCAL = (
    "CREATE SCHEMA billing; SET LOCAL search_path TO billing",
    "CREATE TABLE bills (id int PRIMARY KEY)",
    "CREATE TABLE lines (bill int REFERENCES bills)",
    "ALTER TABLE lines ADD price numeric(10, 2)",
)
ROLLED_BACK = (
    "CREATE TABLE one (id int)",
    "SAVEPOINT before",
    "CREATE TABLE two (id int)",
    "ROLLBACK TO before",
    "CREATE TABLE three (id int)",
)
NEW_LABEL = (
    "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE users (mood mood)",
    "ALTER TYPE mood ADD VALUE 'glad'",
    "CREATE TABLE posts (id int)",
    "CREATE INDEX posts_id ON posts (id)",
)


@pytest.mark.parametrize(
    ("texts", "commits"),
    [(PLAIN, 3), (LOCAL, 1), (ROLLED_BACK, 0), (NEW_LABEL, 1)],
    ids=["plain", "local", "undo", "enum"],
)
def test_a_commit_after_two_migrations_changes_no_snapshot(
    texts: Sequence[str], commits: int, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, text in enumerate(texts):
        project.write(f"migrations/{number:04}_step.sql", text)
    scaffold(Opened(load_settings(project.root)), add=["all"])
    in_one = rebuilt(project)
    vacuumed: list[str] = []
    real = database._vacuum
    monkeypatch.setattr(database, "_vacuum", lambda conninfo: (vacuumed.append(conninfo), real(conninfo)))
    monkeypatch.setattr(Settling, "each", 2)
    assert rebuilt(project) == in_one
    assert len(vacuumed) == commits


def rebuilt(project: Project) -> Mapping[str, object]:
    """The snapshots, without their ids."""
    settings = load_settings(project.root)
    result = snapshots(settings, EmbeddedProvider(), SnapshotsRequest(rebuild_all=True))
    assert result.written
    paths: list[Path] = sorted(settings.meta.glob("*_snapshot.json"))
    return {path.name: json.loads(path.read_text()) | {"id": "", "prevId": ""} for path in paths}
