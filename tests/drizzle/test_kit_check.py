"""The real `drizzle-kit check` of 1.0.0-rc.5 behind ours: branches that it generated itself, and packages that fail."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import HERE, Journal, Project
from real import node
from rules.test_rules_of_version_1 import snapshot

PACKAGES = HERE / "drizzle1" / "node_modules"
IMPORT = 'import { integer, pgTable, text, varchar } from "drizzle-orm/pg-core";\n'
USERS = 'export const users = pgTable("users", {{ id: integer().primaryKey(), {} }});\n'
POSTS = 'export const posts = pgTable("posts", {{ id: integer().primaryKey(), {} }});\n'
FIRST, SECOND, THIRD = "20250102000000_one", "20250103000000_two", "20250104000000_three"
BASE, NARROW, WIDE = (USERS.format(f"name: {kind}") for kind in ("text()", "varchar({ length: 9 })", "varchar()"))
DROPPED = USERS.format("")
NOTHING = "export const nothing = text;\n"
Branch = dict[str, str]

LONG, REQUIRED = USERS.format("name: varchar({ length: 20 })"), USERS.format("name: varchar().notNull()")

# The branches, each migration with its schema; the conflict; the schema in the end; whether a new database runs both.
CASES: dict[str, tuple[list[Branch], str, str, bool]] = {
    "one column": ([{FIRST: NARROW}, {SECOND: WIDE}], "column users.name (alter_column)", WIDE, True),
    "one table": (
        [{FIRST: BASE + POSTS.format("a: text()")}, {SECOND: BASE + POSTS.format("b: text()")}],
        "table posts (create_table)", BASE + POSTS.format("a: text(), b: text()"), False,
    ),
    "dropped, then changed": (
        [{FIRST: DROPPED}, {SECOND: NARROW}], "column users.name (drop_column, alter_column)", DROPPED, False
    ),
    "changed, then dropped": (
        [{FIRST: NARROW}, {SECOND: DROPPED}], "column users.name (alter_column, drop_column)", DROPPED, True
    ),
    "three branches": (
        [{FIRST: NARROW}, {SECOND: WIDE}, {THIRD: LONG}], "column users.name (alter_column)", LONG, True
    ),
    "branches of two, mixed": (
        [{FIRST: NARROW, THIRD: NARROW + POSTS.format("")}, {SECOND: WIDE, "20250105000000_four": REQUIRED}],
        "column users.name (alter_column)", REQUIRED + POSTS.format(""), True,
    ),
    "a table that is dropped": (
        [{FIRST: NOTHING}, {SECOND: NARROW}],
        "drop_table of table users, and alter_column of column users.name", NOTHING, False,
    ),
    "no conflict": ([{FIRST: BASE + POSTS.format("")}, {SECOND: WIDE}], "", WIDE + POSTS.format(""), True),
    "the same change": ([{FIRST: WIDE}, {SECOND: WIDE}], "", WIDE, True),
}  # fmt: skip


def kit(root: Path, *words: str) -> str:
    done = node("node_modules/drizzle-kit/bin.cjs", *words, cwd=root, environment={"TZ": "UTC", "NO_COLOR": "1"})
    return done.stdout + done.stderr


def generate(root: Path, name: str, schema: str) -> None:
    """A migration by the real drizzle-kit, under this name."""
    before = set(root.glob("migrations/*"))
    (root / "schema.ts").write_text(IMPORT + schema)
    said = kit(root, "generate", "--name=x")
    new = set(root.glob("migrations/*")) - before
    assert len(new) == 1, said
    new.pop().rename(root / "migrations" / name)


def installed(project: Project) -> Path:
    (project.root / "node_modules").symlink_to(PACKAGES)
    config = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./migrations" };\n'
    project.write("drizzle.config.ts", config)
    return project.root


def merged(project: Project, tmp_path: Path, branches: list[Branch]) -> Path:
    """Branches that were generated from one state, after their merge."""
    root = installed(project)
    generate(root, "20250101000000_base", BASE)
    for number, branch in enumerate(branches):
        place = tmp_path / str(number)
        shutil.copytree(root, place, symlinks=True)
        for name, schema in branch.items():
            generate(place, name, schema)
    for number in range(len(branches)):
        shutil.copytree(tmp_path / str(number) / "migrations", root / "migrations", dirs_exist_ok=True)
    return root


def conflicts(journal: Journal, *words: str) -> list[dict[str, Any]]:
    found = json.loads(journal("check", "--no-squawk", "--json", *words).out)["findings"]
    return [one for one in found if one["rule"] == "branch-conflict"]


def keep_both(root: Path, found: list[dict[str, Any]]) -> None:
    """Write the parents that the help names."""
    for one in found:
        for edit in one["help"].partition("write ")[2].partition(";")[0].split(", "):
            parents, _, path = edit.partition(" in ")
            new = json.loads(f"{{{parents}}}")
            snapshot((root / "migrations" / path).parent, lambda value, new=new: value.update(new))


def generate_again(root: Path, found: list[dict[str, Any]]) -> str:
    """Remove the folders that the help names, and generate."""
    for one in found:
        for path in one["help"].partition("rm -r ")[2].partition(" && ")[0].split():
            shutil.rmtree(root / "migrations" / Path(path).name, ignore_errors=True)
    return kit(root, "generate", "--name=again")


@pytest.mark.parametrize("case", CASES)
def test_conflicts_of_branches_are_found_and_both_ways_of_the_help_solve_them(
    case: str, project: Project, journal: Journal, tmp_path: Path
) -> None:
    branches, conflict, schema, runs = CASES[case]
    root = merged(project, tmp_path, branches)
    (root / "schema.ts").write_text(IMPORT + schema)
    found = conflicts(journal)
    messages = [one["message"] for one in found]
    assert len(found) == (3 if case == "three branches" else bool(conflict)), messages
    assert all(f"{conflict}, and neither follows the other." in message for message in messages)
    assert ("Conflicting migrations" in kit(root, "check")) == bool(conflict)
    if conflict:
        copy = shutil.copytree(root, tmp_path / "again", symlinks=True)
        said = generate_again(copy, found)
        assert "Your SQL migration" in said or "No schema changes" in said
        assert "Everything's fine" in kit(copy, "check")
        keep_both(root, found)
        assert "Everything's fine" in kit(root, "check")
        assert conflicts(journal) == []
        assert (journal("bootstrap", "--dry-run").code == 0) == runs
