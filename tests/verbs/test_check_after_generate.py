"""`check` passes after each `drizzle-kit generate`, and `check --fix` records the hash that a replay proves."""

import json
import time
from pathlib import Path

import pytest
from conftest import Journal, Project
from real import kit
from repository import commit, git

pytestmark = pytest.mark.drizzle

HEAD = 'import { pgTable, text, integer } from "drizzle-orm/pg-core";\n'


@pytest.fixture
def proved(drizzle: Project, journal: Journal) -> Project:
    """A project of drizzle-kit whose journal is proved and committed."""
    config(drizzle)
    schema(drizzle, "a")
    generate(drizzle)
    drizzle.write(".gitignore", "node_modules\n")
    drizzle.write(".gitattributes", "migrations/**/*.sql text eol=lf\n")
    git(drizzle.root, "init", "-q", "-b", "main")
    assert journal("bootstrap", "--engine", "native").code == 0
    commit(drizzle.root)
    return drizzle


def config(project: Project, **more: object) -> None:
    value = {"dialect": "postgresql", "schema": "./schema.js", "out": "./migrations", **more}
    project.write("drizzle.config.json", json.dumps(value))


def schema(project: Project, *columns: str) -> None:
    fields = ", ".join(f"{column}: text()" for column in columns)
    project.write("schema.js", f'{HEAD}export const t = pgTable("t", {{ id: integer().primaryKey(), {fields} }});\n')


def generate(project: Project, *words: str) -> None:
    """Run drizzle-kit generate in another second than the last one, of which `check` would warn."""
    time.sleep(1 - time.time() % 1)
    kit(project, "generate", *words)


def unhashed(project: Project) -> list[str]:
    entries = json.loads((project.root / "migrations/meta/_journal.json").read_text())["entries"]
    return [one["tag"] for one in entries if not one.get("hash")]


def passes(project: Project, journal: Journal, new: int, *words: str) -> None:
    """The newest entries are notes; `--fix` fills them, and a replay finds each hash right."""
    said = journal("check", "--no-squawk", "--json", *words)
    assert (said.code, [one["rule"] for one in json.loads(said.out)["findings"]]) == (0, ["hash-not-recorded"] * new)
    assert len(unhashed(project)) == new
    fixed = journal("check", "--no-squawk", "--fix", *words)
    assert (fixed.code, fixed.out.count(": hash recorded, not proved")) == (0, new), fixed.out
    assert unhashed(project) == []
    assert journal("check", "--no-squawk", *words).code == 0
    states = json.loads(journal("bootstrap", "--engine", "native", "--json").out)["entries"]
    assert {one["state"] for one in states} == {"authentic"}


def test_one_generate(proved: Project, journal: Journal) -> None:
    schema(proved, "a", "b")
    generate(proved)
    passes(proved, journal, 1)


def test_several_in_a_row_of_which_some_are_committed(proved: Project, journal: Journal) -> None:
    for columns in ("ab", "abc", "abcd"):
        schema(proved, *columns)
        generate(proved)
        if columns != "abcd":
            commit(proved.root)
    passes(proved, journal, 3, "--base", "main")


def test_between_two_fixes(proved: Project, journal: Journal) -> None:
    for columns in ("ab", "abc"):
        schema(proved, *columns)
        generate(proved)
        passes(proved, journal, 1)


def test_a_custom_migration(proved: Project, journal: Journal) -> None:
    generate(proved, "--custom", "--name", "seed")
    said = journal("check", "--no-squawk")
    assert (said.code, "note[comment-only] 1:1 0001_seed.sql was never filled in" in said.out) == (0, True), said.out
    commit(proved.root)
    assert "warning[comment-only]" in journal("check", "--no-squawk").out
    git(proved.root, "reset", "-q", "HEAD~1")
    (path,) = (proved.root / "migrations").glob("0001_*.sql")
    path.write_text("insert into t (id) values (1);\n")
    passes(proved, journal, 1)


@pytest.mark.parametrize("more", [{"breakpoints": False}, {"migrations": {"prefix": "index"}}])
def test_other_settings(proved: Project, journal: Journal, more: dict[str, object]) -> None:
    config(proved, **more)
    schema(proved, "a", "b", "c")
    generate(proved)
    passes(proved, journal, 1)


@pytest.mark.parametrize("prefix", ["timestamp", "supabase", "unix"])
def test_other_prefixes_from_the_beginning(drizzle: Project, journal: Journal, prefix: str) -> None:
    config(drizzle, migrations={"prefix": prefix})
    for columns in ("a", "ab"):
        schema(drizzle, *columns)
        generate(drizzle)
        if columns == "a":
            git(drizzle.root, "init", "-q")
            drizzle.write(".gitignore", "node_modules\n")
            assert journal("bootstrap", "--engine", "native").code == 0
            commit(drizzle.root)
    passes(drizzle, journal, 1)


def test_a_merge_of_two_branches_that_both_generated(proved: Project, journal: Journal) -> None:
    """The way drizzle documents: take the other side of meta/, remove the own file, and generate it again."""
    git(proved.root, "checkout", "-qb", "side")
    schema(proved, "a", "b")
    generate(proved)
    commit(proved.root)
    git(proved.root, "checkout", "-q", "main")
    schema(proved, "a", "c")
    generate(proved)
    commit(proved.root)
    git(proved.root, "checkout", "-q", "side")
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    own = next((proved.root / "migrations").glob("0001_*.sql"))
    git(proved.root, *identity, "merge", "-q", "-X", "theirs", "-m", "m", "main")
    own.unlink()
    schema(proved, "a", "b", "c")
    generate(proved)
    assert (proved.root / "migrations" / own.name).exists() is False
    passes(proved, journal, 2, "--base", "main")


def test_a_project_that_is_not_in_git_passes_and_fills_nothing(proved: Project, journal: Journal) -> None:
    (proved.root / ".git").rename(proved.root.parent / "git")
    schema(proved, "a", "b")
    generate(proved)
    assert journal("check", "--no-squawk").code == 0
    said = journal("check", "--no-squawk", "--fix")
    assert (said.code, "no hash recorded. It is not known whether the file was edited" in said.out) == (0, True)
    assert journal("bootstrap", "--engine", "native").code == 0
    assert unhashed(proved) == []


def test_a_shallow_clone_passes(proved: Project, journal: Journal, tmp_path: Path) -> None:
    schema(proved, "a", "b")
    generate(proved)
    commit(proved.root)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{proved.root}", "clone")
    proved.root.rename(tmp_path / "whole")
    (tmp_path / "clone").rename(proved.root)
    assert journal("check", "--no-squawk").code == 0
    assert "this clone lacks a part of the history" in journal("check", "--no-squawk", "--fix").out


def test_a_journal_without_hashes_misses_none(drizzle: Project, journal: Journal) -> None:
    config(drizzle)
    for columns in ("a", "ab"):
        schema(drizzle, *columns)
        generate(drizzle)
    git(drizzle.root, "init", "-q")
    commit(drizzle.root)
    said = journal("check", "--no-squawk", "--fix")
    assert (said.code, "recorded" in said.out, len(unhashed(drizzle))) == (0, False, 2)
