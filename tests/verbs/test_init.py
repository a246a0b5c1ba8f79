"""init: what it writes, that nothing is overwritten, and that package.json keeps its formatting."""

import json
import os
import pty
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import Journal, Project
from repository import git

from journal import __version__

CONFIG = "export default { dialect: 'postgresql', out: './drizzle' };\n"
WANTED = "drizzle-kit generate && drizzle-journal check --fix"
PACKAGE = '{\n  "name": "é",\n  "scripts": {\n    "dev": "next  dev",\n    "build": "next build"\n  }, "x": [1,2]\n}\n'


@pytest.fixture
def hand(project: Project) -> Project:
    """Hand-written migrations in a repository."""
    (project.root / "migrations").rmdir()
    project.write("lib/db/migrations/0000_a.sql", "CREATE TABLE a (id integer);\n")
    git(project.root, "init", "-q", "-b", "main")
    return project


def test_the_settings_name_what_was_found_and_are_found_by_the_next_call(hand: Project, journal: Journal) -> None:
    said = journal("init")
    assert said.code == 0
    assert "wrote journal.toml\n" in said.out
    assert tomllib.loads((hand.root / "journal.toml").read_text()) == {"migrations": "lib/db/migrations"}
    again = journal("init")
    assert (again.code, again.out, again.err) == (0, "Nothing to write: all of it is there.\n", "")


def test_the_settings_leave_to_drizzle_config_what_it_says(hand: Project, journal: Journal) -> None:
    hand.write("drizzle.prod.config.ts", CONFIG)
    assert journal("init", "--config", "drizzle.prod.config.ts").code == 0
    assert tomllib.loads((hand.root / "journal.toml").read_text()) == {"config": "drizzle.prod.config.ts"}


def test_pyproject_keeps_its_text(hand: Project, journal: Journal) -> None:
    before = "# mine\n[tool.ruff]\nline-length = 99  # long\n"
    hand.write("pyproject.toml", before)
    assert journal("init", "--pyproject").code == 0
    after = (hand.root / "pyproject.toml").read_text()
    assert after.startswith(before)
    assert tomllib.loads(after)["tool"]["journal"] == {"migrations": "lib/db/migrations"}
    assert not (hand.root / "journal.toml").exists()


def test_a_supabase_project_gets_its_platform(hand: Project, journal: Journal) -> None:
    (hand.root / "lib/db/migrations").rename(hand.root / "lib/db/old")
    hand.write("supabase/migrations/20240101000000_a.sql", "SELECT 1;\n")
    (hand.root / "lib/db/old/0000_a.sql").unlink()
    assert journal("init").code == 0
    found = tomllib.loads((hand.root / "journal.toml").read_text())
    assert found == {"migrations": "supabase/migrations", "platform": "supabase"}


def test_a_dry_run_shows_everything_and_writes_nothing(hand: Project, journal: Journal) -> None:
    hand.write("package.json", PACKAGE)
    before = sorted(hand.root.rglob("*"))
    said = journal("init", "--ci", "github", "--hook", "--script", "--dry-run")
    assert said.code == 0
    for line in ("+++ journal.toml", "+++ .github/workflows/drizzle-journal.yml", "+++ package.json", "+#!/bin/sh"):
        assert f"{line}\n" in said.out
    assert said.out.endswith("Would write 4 files.\n")
    assert sorted(hand.root.rglob("*")) == before
    assert (hand.root / "package.json").read_text() == PACKAGE


def test_the_ci_files_run_the_check_of_this_version(hand: Project, journal: Journal) -> None:
    assert journal("init", "--ci", "github").code == 0
    text = (hand.root / ".github/workflows/drizzle-journal.yml").read_text()
    assert f"pipx run drizzle-journal=={__version__} check " in text and 'PROJECT: "."' in text
    assert "BASE: ${{ github.base_ref || 'main' }}\n" in text
    assert journal("init", "--ci", "gitlab").code == 0
    assert f"pip install drizzle-journal=={__version__}\n" in (hand.root / ".gitlab-ci.yml").read_text()


def test_another_gitlab_file_stays_and_ours_is_put_beside_it(hand: Project, journal: Journal) -> None:
    hand.write(".gitlab-ci.yml", "test: {script: [x]}\n")
    assert journal("init", "--ci", "gitlab").code == 0
    assert (hand.root / ".gitlab-ci.yml").read_text() == "test: {script: [x]}\n"
    assert (hand.root / ".gitlab/drizzle-journal.yml").exists()


def test_the_ci_file_of_a_package_is_at_the_top_of_the_repository_and_names_the_package(
    hand: Project, journal: Journal
) -> None:
    hand.write("packages/my db/drizzle.config.ts", CONFIG)
    assert journal("init", "--ci", "github", "--project", "packages/my db").code == 0
    text = (hand.root / ".github/workflows/drizzle-journal.yml").read_text()
    assert 'PROJECT: "packages/my db"' in text
    hand.write("packages/${{x}}/drizzle.config.ts", CONFIG)
    said = journal("init", "--ci", "github", "--overwrite", "--project", "packages/${{x}}")
    assert "has characters that a CI file may read in another way" in said.out
    assert (hand.root / ".github/workflows/drizzle-journal.yml").read_text() == text


def test_the_hook_of_git_runs_the_check_before_a_commit(hand: Project, journal: Journal) -> None:
    assert journal("init", "--hook").code == 0
    hook = hand.root / ".git/hooks/pre-commit"
    assert os.access(hook, os.X_OK)
    git(hand.root, "add", "-A")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    words = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]
    done = subprocess.run(words, cwd=hand.root, env={**os.environ, "PATH": path}, capture_output=True, check=False)
    assert done.returncode == 1 and b"journal-missing" in done.stdout + done.stderr


def test_the_hook_is_added_to_the_one_of_husky(hand: Project, journal: Journal) -> None:
    hand.write(".husky/pre-commit", "npm test")
    for _ in range(2):
        assert journal("init", "--hook").code == 0
        assert (hand.root / ".husky/pre-commit").read_text() == "npm test\ndrizzle-journal check\n"


def test_where_a_program_manages_the_hooks_it_is_named(hand: Project, journal: Journal) -> None:
    hand.write(".pre-commit-config.yaml", "repos: []\n")
    said = journal("init", "--hook")
    assert ".pre-commit-config.yaml manages the hooks of this repository." in said.out
    assert not (hand.root / ".git/hooks/pre-commit").exists()


def test_a_file_that_exists_is_left_unless_overwriting_is_allowed(hand: Project, journal: Journal) -> None:
    hook = hand.write(".git/hooks/pre-commit", "#!/bin/sh\nnpm test\n")
    said = journal("init", "--hook")
    assert said.code == 1
    assert "error: .git/hooks/pre-commit exists, and was left as it is. [exists]\n" in said.out
    assert hook.read_text() == "#!/bin/sh\nnpm test\n"
    assert journal("init", "--hook", "--overwrite").code == 0
    assert "drizzle-journal check" in hook.read_text()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (PACKAGE, PACKAGE.replace('next build"\n', f'next build",\n    "db:generate": "{WANTED}"\n')),
        (
            '{\r\n\t"scripts": {"a":"b"}\r\n}',
            f'{{\r\n\t"scripts": {{"a":"b", "db:generate":"{WANTED}"}}\r\n}}',
        ),
        ('{\n  "scripts": {}\n}\n', f'{{\n  "scripts": {{\n    "db:generate": "{WANTED}"\n  }}\n}}\n'),
        (
            '{\n    "name": "x"\n}\n',
            f'{{\n    "name": "x",\n    "scripts": {{\n        "db:generate": "{WANTED}"\n    }}\n}}\n',
        ),
        ("{}", f'{{\n  "scripts": {{\n    "db:generate": "{WANTED}"\n  }}\n}}'),
    ],
)
def test_package_json_gets_the_script_and_no_other_byte_changes(
    hand: Project, journal: Journal, before: str, after: str
) -> None:
    hand.write("package.json", before)
    for _ in range(2):
        assert journal("init", "--script").code == 0
        assert (hand.root / "package.json").read_bytes().decode() == after
        json.loads(after)


def test_a_script_that_exists_is_kept_in_front_of_the_check(hand: Project, journal: Journal) -> None:
    hand.write("package.json", '{"scripts": {"db:generate": "drizzle-kit generate --name=x"}}')
    assert journal("init", "--script").code == 1
    assert journal("init", "--script", "--overwrite").code == 0
    scripts = json.loads((hand.root / "package.json").read_text())["scripts"]
    assert scripts == {"db:generate": "drizzle-kit generate --name=x && drizzle-journal check --fix"}


@pytest.mark.parametrize("text", ["", "[]", "{", '{"scripts": "x"}'])
def test_a_package_json_without_a_place_for_it_stays(hand: Project, journal: Journal, text: str) -> None:
    hand.write("package.json", text)
    said = journal("init", "--script")
    assert (said.code, '"db:generate": "' in said.out) == (0, True)
    assert (hand.root / "package.json").read_text() == text


def test_a_link_out_of_the_project_is_not_written(hand: Project, journal: Journal, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text('{"name": "x"}')
    (hand.root / "package.json").symlink_to(outside)
    said = journal("init", "--script")
    assert said.code == 2
    assert outside.read_text() == '{"name": "x"}'


def test_on_a_terminal_it_asks_for_what_no_flag_names(hand: Project) -> None:
    hand.write("package.json", PACKAGE)
    hand.write(".github/x", "")
    ours, theirs = pty.openpty()
    program = Path(sys.executable).parent / "drizzle-journal"
    with subprocess.Popen([program, "init"], cwd=hand.root, stdin=theirs, stdout=theirs, stderr=theirs) as running:
        os.close(theirs)
        for answer in (b"y\n", b"n\n", b"y\n"):
            os.write(ours, answer)
        assert running.wait(60) == 0
    os.close(ours)
    assert (hand.root / ".github/workflows/drizzle-journal.yml").exists()
    assert not (hand.root / ".git/hooks/pre-commit").exists()
    assert WANTED in (hand.root / "package.json").read_text()


def test_the_document_has_the_files(hand: Project, journal: Journal) -> None:
    document = json.loads(journal("init", "--ci", "github", "--json").out)
    assert [one["path"] for one in document["files"]] == ["journal.toml", ".github/workflows/drizzle-journal.yml"]
    assert (document["status"], document["left"], document["by_hand"]) == ("ok", [], [])


def test_migrations_that_are_the_project_folder_itself_are_named(project: Project, journal: Journal) -> None:
    project.write("0000_a.sql", "CREATE TABLE a (id integer);\n")
    said = journal("init", "--migrations", ".")
    assert said.code == 0, said.err
    assert tomllib.loads((project.root / "journal.toml").read_text()) == {"migrations": "."}


def test_what_is_left_to_the_user_is_not_called_complete(hand: Project, journal: Journal) -> None:
    hand.write("lefthook.yml", "pre-commit: {}\n")
    assert journal("init").code == 0
    said = journal("init", "--hook")
    assert "lefthook.yml manages the hooks" in said.out and "Nothing to write" not in said.out


def test_no_hook_is_written_where_git_looks_elsewhere(hand: Project, journal: Journal) -> None:
    git(hand.root, "config", "core.hooksPath", "tools/hooks")
    said = journal("init", "--hook")
    assert "core.hooksPath names another folder of hooks" in said.out
    assert not (hand.root / ".git" / "hooks" / "pre-commit").exists()
