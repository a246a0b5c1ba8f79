"""The sentence that says that no database is named, with the files that have a URL and that nothing loads."""

import pytest
from conftest import Project

from journal.connect.find import find_target
from journal.connect.variables import DIRECT_VARIABLES, LIBPQ_VARIABLES, VARIABLES
from journal.errors import JournalError
from journal.project.settings import load_settings

URL = "postgresql://u:geheim@h/d"
CONFIG = (
    "export default { dialect: 'postgresql', out: 'migrations', dbCredentials: { url: process.env.DATABASE_URL! } };"
)
LOADS = f"import {{ config }} from 'dotenv'; config({{ path: '.env.local' }});\n{CONFIG}"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*VARIABLES, *DIRECT_VARIABLES, *LIBPQ_VARIABLES, "DOTENV_CONFIG_PATH"):
        monkeypatch.delenv(name, raising=False)


def refused(project: Project, folder: str = ".") -> tuple[str, str]:
    with pytest.raises(JournalError) as caught:
        find_target(load_settings(project.root / folder))
    assert "geheim" not in f"{caught.value.message} {caught.value.hint}"
    return caught.value.message, caught.value.hint


def test_a_file_that_no_line_loads_is_named_and_does_not_count(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write(".env.local", f"OTHER=1\nDATABASE_URL={URL}\n")
    message, hint = refused(project)
    assert message.startswith(
        "No database is named: there is no --url, and neither DATABASE_URL nor POSTGRES_URL is set"
    )
    assert message.endswith(" .env.local has a URL in DATABASE_URL, but nothing loads that file.")
    assert hint.endswith(", or the variable DOTENV_CONFIG_PATH=.env.local (drizzle-kit then loads that file, too)")
    project.write("drizzle.config.ts", CONFIG)
    message, _ = refused(project)
    assert "needs process.env.DATABASE_URL, which is not set" in message
    assert message.endswith(" .env.local has a URL in DATABASE_URL, but no line of drizzle.config.ts loads that file.")
    monkeypatch.setenv("DOTENV_CONFIG_PATH", ".env.local")
    assert find_target(load_settings(project.root)).shown == "u@h/d"


def test_a_file_that_the_config_loads_is_not_named_again(project: Project) -> None:
    project.write(".env.local", f"MIGRATIONS_URL={URL}\n")
    project.write("drizzle.config.ts", LOADS)
    message, hint = refused(project)
    assert "that file" not in message
    assert hint == "Name it: --env-var MIGRATIONS_URL, or --url postgresql://user@host/database"


@pytest.mark.parametrize("marker", ["pnpm-workspace.yaml", "package.json", ".git/HEAD"])
def test_the_file_of_the_workspace_is_named(project: Project, marker: str) -> None:
    project.write(marker, '{"workspaces": ["apps/*"]}')
    project.write(".env", f"DATABASE_URL={URL}\n")
    project.write("apps/db/migrations/0000_a.sql", "")
    message, _ = refused(project, "apps/db")
    assert message.endswith(" ../../.env has a URL in DATABASE_URL, but nothing loads that file.")


def test_a_folder_that_is_no_workspace_is_not_read(project: Project) -> None:
    project.write("package.json", "{}")
    project.write(".env", f"DATABASE_URL={URL}\n")
    project.write("apps/db/migrations/0000_a.sql", "")
    assert "has a URL" not in refused(project, "apps/db")[0]


def test_a_config_of_another_name_is_offered_beside_the_usual_one(project: Project) -> None:
    for name in ("drizzle.prod.config.ts", "drizzle.config.staging.ts", "drizzle.config.mjs", "drizzle.txt"):
        project.write(name, CONFIG)
    offered = ["drizzle.config.mjs", "drizzle.config.staging.ts", "drizzle.prod.config.ts"]
    assert refused(project)[1].split(", or ")[1:] == [f"--config {name}" for name in offered]
    project.write("drizzle.config.ts", CONFIG)
    assert refused(project)[1].split(", or ")[1:] == [f"--config {name}" for name in offered]
