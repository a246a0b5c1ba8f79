"""What a handback was told to ignore, and the platform, are kept in the settings where it is asked to."""

import pytest
from conftest import Journal, Project
from handback.test_remedies import A, is_handed_back, write
from verbs.test_status import execute

from journal.project.settings import load_settings


@pytest.fixture
def queued(drizzle: Project) -> Project:
    """A table that schema.ts is not to know."""
    write(drizzle, "create table a (id int primary key); create table queue (id int);", A)
    return drizzle


def test_no_later_call_needs_the_option(queued: Project, journal: Journal, database: str) -> None:
    before = '# ours\nmigrations = "migrations"\n\n[[ignore]]\nfile = "x.sql"\nreason = "no"\n'
    queued.write("journal.toml", before)
    said = journal("handback", "--ignore", "public.queue", "--save-settings", "--dry-run")
    assert (said.code, (queued.root / "journal.toml").read_text()) == (0, before)
    said = journal("handback", "--ignore", "public.queue", "--platform", "neon", "--save-settings", "--yes")
    assert "Saved in journal.toml: --ignore and --platform of this call." in said.out, said.out + said.err
    assert is_handed_back(said, queued.root)
    settings = load_settings(queued.root)
    assert (settings.ignore_objects, settings.platform) == (("public.queue",), "neon")
    assert (queued.root / "journal.toml").read_text().startswith("# ours\n")
    assert journal("handback", "--dry-run").out.startswith("Go: there is nothing to write")
    execute(database, "create table a (id int primary key)")
    words = ("--url", database)
    assert journal("stamp", "--to", "0000_a", *words, "--yes").code == 0
    said = journal("verify", *words)
    assert "ignored: public.queue (ignore_objects)" in said.out, said.out
    assert "table public.queue" not in said.out
    assert "0000_a" in journal("locate", *words).out
    saved = (queued.root / "journal.toml").read_text()
    assert journal("handback", "--ignore", "public.queue", "--save-settings", "--yes").code == 0
    assert (queued.root / "journal.toml").read_text() == saved
