"""The lock follows a handback, with the new names, and the journal stays without hashes; --undo restores it."""

import json

import pytest
from conftest import Journal, Project
from handback.test_handback import contents, handed, handwritten

from journal.folder.hashing import drizzle_hash
from journal.folder.lock import LockedMigration, read_lock
from journal.handback import publish
from journal.handback.new_lock import FIXED
from journal.rules import ON_FOLDER
from journal.verbs.check import CheckRequest, lint

__all__ = ["handwritten"]
OLD = ("20240101_users", "20240102_posts", "20240105_credit")
NEW = ("0000_users", "0001_posts", "0002_credit")
QUALIFIED = """CREATE TYPE public.mood AS ENUM ('sad', 'ok');
create table public.users (id serial primary key, email text not null unique, mood public.mood default 'ok');
"""


@pytest.fixture
def with_lock(handwritten: Project, journal: Journal) -> Project:
    """The project with a lock, which has a reason for one migration."""
    assert journal("bootstrap", "--lock").code == 0
    lock = read_lock(handwritten.settings())
    assert tuple(lock.migrations) == OLD
    reasoned = LockedMigration(lock.migrations[OLD[1]].hash, "a comment")
    lock.path.write_text(lock.with_migrations({**lock.migrations, OLD[1]: reasoned}))
    return handwritten


def rules(project: Project) -> set[str]:
    return {one.rule for one in lint(project.settings(), CheckRequest()).findings} & {*ON_FOLDER.names}


def test_the_lock_gets_the_new_names_and_the_journal_no_hashes(with_lock: Project, journal: Journal) -> None:
    before, old = contents(with_lock.root), read_lock(with_lock.settings())
    dry = handed(with_lock, renumber=True, dry_run=True)
    assert ("../drizzle-journal.lock" in dry.files, contents(with_lock.root)) == (True, before)
    assert handed(with_lock, renumber=True).written
    new = read_lock(with_lock.settings())
    assert new.migrations == dict(zip(NEW, old.migrations.values(), strict=True))
    assert new.migrations[NEW[1]].reason == "a comment"
    entries = json.loads(with_lock.journal.read_text())["entries"]
    assert [(entry["tag"], "hash" in entry) for entry in entries] == [(tag, False) for tag in NEW]
    assert not rules(with_lock) & {"not-locked", "locked-removed", "hash-differs", "hash-contradicted"}
    again = handed(with_lock, dry_run=True)
    assert (again.files, again.passed) == ((), True)
    with_one_more = LockedMigration("0" * 64)
    new.path.write_text(new.with_migrations({**new.migrations, "0003_later": with_one_more}))
    assert journal("handback", "--undo").code == 0
    assert read_lock(with_lock.settings()).migrations == {**old.migrations, "0003_later": with_one_more}
    read_lock(with_lock.settings()).path.write_text(old.text)
    assert contents(with_lock.root) == before


def test_the_next_handback_writes_the_lock_of_one_that_was_killed(
    with_lock: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = read_lock(with_lock.settings())
    with monkeypatch.context() as patch:
        patch.setattr(publish, "complete_lock", lambda *_: None)
        assert handed(with_lock, renumber=True).written
    assert read_lock(with_lock.settings()).text == old.text
    handed(with_lock, dry_run=True)
    assert tuple(read_lock(with_lock.settings()).migrations) == NEW


def test_a_file_that_fix_changes_has_its_new_hash_and_why(with_lock: Project, journal: Journal) -> None:
    first = with_lock.root / "migrations" / f"{OLD[0]}.sql"
    first.write_text("-- PostgreSQL database dump\nSET statement_timeout = 0;\nSET lock_timeout = 0;\n" + QUALIFIED)
    assert journal("bootstrap", "--accept-edited", OLD[0], "--reason", "dumped").code == 0
    before, old = contents(with_lock.root), read_lock(with_lock.settings())
    said = journal("handback", "--fix", "--renumber", "--yes", "--unproved")
    assert said.code == 0, said.out + said.err
    new = read_lock(with_lock.settings())
    cleaned = (with_lock.root / "migrations" / f"{NEW[0]}.sql").read_bytes()
    assert new.migrations[NEW[0]] == LockedMigration(drizzle_hash(cleaned), FIXED)
    assert [new.migrations[name] for name in NEW[1:]] == [old.migrations[name] for name in OLD[1:]]
    assert "hash" not in with_lock.journal.read_text()
    assert not rules(with_lock) & {"not-locked", "locked-removed", "hash-differs", "hash-contradicted"}
    assert journal("handback", "--undo", "--unproved").code == 0
    assert contents(with_lock.root) == before
