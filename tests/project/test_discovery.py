"""Discovery: upwards to the project, downwards to the only one, and the flags to type where there are several."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Journal, Project
from repository import git

from journal import Project as Found
from journal.cli.main import app
from journal.errors import SeveralProjects
from journal.project.discovery import USUAL, FoundProject, projects_below
from journal.project.layout import Layout, layout_of
from journal.project.workspace import workspace_packages

CONFIG = "export default { dialect: 'postgresql', out: './sql' };\n"
JOURNAL = '{"version": "7", "dialect": "postgresql", "entries": []}'
SQL = "CREATE TABLE a (id integer);\n"


@pytest.fixture
def empty(project: Project) -> Project:
    (project.root / "migrations").rmdir()
    return project


def test_in_a_folder_below_a_project_the_nearest_one_upwards_is_taken(empty: Project, journal: Journal) -> None:
    git(empty.root, "init", "-q")
    empty.write("api/drizzle.config.ts", CONFIG)
    empty.write("api/sql/0000_a.sql", SQL)
    empty.write("api/src/deep/x.ts", "")
    found = Found.find(empty.root / "api/src/deep")
    assert (found.root, found.migrations) == (empty.root / "api", empty.root / "api/sql")
    assert found.settings.found == f"{empty.root / 'api'} is the nearest project upwards"


def test_outside_of_a_repository_only_the_package_is_searched_upwards(empty: Project) -> None:
    empty.write("drizzle.config.ts", CONFIG)
    empty.write("src/x.ts", "")
    assert Found.find(empty.root / "src").root == empty.root / "src"
    empty.write("package.json", "{}")
    assert Found.find(empty.root / "src").root == empty.root


def test_a_project_above_that_another_user_owns_is_not_taken(empty: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    empty.write("package.json", "{}")
    empty.write("drizzle.config.ts", CONFIG)
    empty.write("src/x.ts", "")
    if os.getuid():
        pytest.skip("only root can give a folder away")
    os.chown(empty.root / "src", 12345, 12345)
    assert Found.find(empty.root / "src").root == empty.root / "src"


def test_the_only_project_below_is_taken_and_said(empty: Project, journal: Journal) -> None:
    empty.write("packages/db/drizzle.config.ts", CONFIG)
    empty.write("packages/db/sql/0000_a.sql", SQL)
    empty.write("packages/lite/drizzle.config.ts", CONFIG.replace("postgresql", "sqlite"))
    said = journal("check")
    path = "packages/db/drizzle.config.ts"
    assert said.err == f"note: {path} is the only drizzle.config for PostgreSQL below; it is used.\n"
    assert "bootstrap --project packages/db\n" in said.out


@pytest.mark.parametrize("name", [name for name in USUAL if not name.startswith(("migrations", "prisma"))])
def test_a_folder_with_a_usual_name_is_taken(empty: Project, journal: Journal, name: str) -> None:
    empty.write(f"{name}/0000_a.sql", SQL)
    said = journal("scaffold")
    assert said.code == 0
    assert said.err == f"note: {name} is the only folder of migrations with a usual name; it is used.\n"
    assert (empty.root / name / "meta/_journal.json").exists()


def test_several_projects_are_listed_with_the_flags_to_type(empty: Project, journal: Journal) -> None:
    for name in ("a", "b c"):
        empty.write(f"apps/{name}/drizzle.config.ts", CONFIG)
    said = journal("scaffold")
    assert said.code == 2
    assert "There are 2 projects below " in said.err
    assert "Name one: --project apps/a, or --project 'apps/b c'\n" in said.err


def test_a_config_with_a_name_of_its_own_is_named_by_its_option(empty: Project) -> None:
    empty.write("db/drizzle.prod.config.ts", CONFIG)
    empty.write("db/sql/0000_a.sql", SQL)
    found = Found.find(empty.root)
    assert (found.root, found.config) == (empty.root / "db", empty.root / "db/drizzle.prod.config.ts")
    empty.write("db/drizzle.test.config.ts", CONFIG.replace("./sql", "./other"))
    with pytest.raises(SeveralProjects) as caught:
        Found.find(empty.root)
    assert "--project db --config drizzle.prod.config.ts" in caught.value.hint


def test_what_is_named_is_not_searched_for(empty: Project) -> None:
    empty.write("packages/db/drizzle.config.ts", CONFIG)
    assert Found.find(empty.root, migrations="other").migrations == empty.root / "other"


def test_links_and_folders_of_packages_are_not_followed(empty: Project, tmp_path: Path) -> None:
    outside = Project(tmp_path / "outside")
    outside.write("drizzle.config.ts", CONFIG)
    (empty.root / "linked").symlink_to(outside.root)
    (empty.root / "drizzle").symlink_to(outside.root)
    for name in ("node_modules/x", ".hidden", "dist", "a/build"):
        empty.write(f"{name}/drizzle.config.ts", CONFIG)
    outside.write("0000_a.sql", SQL)
    assert list(projects_below(empty.root)) == []


def test_a_loop_of_thousands_of_folders_ends(empty: Project) -> None:
    for number in range(60):
        for inner in range(100):
            (empty.root / f"p{number}" / f"q{inner}").mkdir(parents=True)
    empty.write("package.json", '{"workspaces": ["**", "**/**/**/**", "*/*", "p*/**", "../../*", "/etc/*"]}')
    assert list(projects_below(empty.root)) == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (
            "pnpm-workspace.yaml",
            "# x\npackages:\n  # all\n  - 'libs/*'\n  - \"tools\"\n  - '!libs/b'\ncatalog:\n  - x\n",
        ),
        ("pnpm-workspace.yaml", "packages: ['libs/*', tools]\n"),
        ("package.json", '{"workspaces": ["libs/*", "tools"]}'),
        ("package.json", '{"workspaces": {"packages": ["libs/*", "tools"]}}'),
    ],
)
def test_the_packages_of_a_workspace_are_those_that_it_names(empty: Project, file: str, text: str) -> None:
    for name in ("libs/a", "libs/b", "tools", "x", "libs/node_modules"):
        (empty.root / name).mkdir(parents=True)
    empty.write(file, text)
    found = [str(path.relative_to(empty.root)) for path in workspace_packages(empty.root)]
    assert found == ["libs/a", "libs/b", "tools"]


@pytest.mark.parametrize(
    ("files", "layout"),
    [
        (["meta/_journal.json", "0000_a.sql"], Layout.JOURNAL),
        (["0000_a.sql"], Layout.FILES),
        (["20240101000000_a/migration.sql"], Layout.DRIZZLE_1),
        (["20240101000000_a/migration.sql", "migration_lock.toml"], Layout.PRISMA),
        (["20240101000000/migration.sql"], Layout.DRIZZLE_1),
        (["20240101000000/migration.sql", "migration_lock.toml"], Layout.PRISMA),
        (["readme.md", "0000_a.sql/x"], Layout.NONE),
    ],
)
def test_a_layout_is_known_by_its_names(empty: Project, files: list[str], layout: Layout) -> None:
    for file in files:
        empty.write(f"m/{file}", "")
    assert layout_of(empty.root / "m") is layout
    assert layout_of(empty.root / "absent") is Layout.NONE


@pytest.mark.parametrize("verb", ["check", "doctor"])
@pytest.mark.parametrize("workspace", [False, True])
def test_one_run_searches_a_folder_once(
    empty: Project, monkeypatch: pytest.MonkeyPatch, verb: str, *, workspace: bool
) -> None:
    if workspace:
        empty.write("pnpm-workspace.yaml", "packages: ['packages/*']\n")
    empty.write("packages/db/drizzle.config.ts", CONFIG)
    empty.write("packages/db/sql/0000_a.sql", SQL)
    searched = list[Path]()

    def below(top: Path) -> Iterator[FoundProject]:
        searched.append(top)
        return projects_below(top)

    monkeypatch.setattr("journal.project.discovery.projects_below", below)
    monkeypatch.chdir(empty.root)
    with pytest.raises(SystemExit):
        app([verb])
    assert searched == [empty.root]


def test_a_folder_that_must_not_be_searched_is_passed_over(empty: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of another process in /proc are so, also for root."""
    (empty.root / "closed").mkdir()
    empty.write("app/drizzle.config.ts", CONFIG)
    empty.write("app/drizzle/0000_a.sql", "select 1;")
    seen = Path.is_file

    def refused(path: Path) -> bool:
        if path.parent.name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return seen(path)

    monkeypatch.setattr(Path, "is_file", refused)
    (found,) = list(projects_below(empty.root))
    assert found.root == empty.root / "app"
