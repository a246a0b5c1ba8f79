"""Which drizzle.config is that of the project: the names of drizzle-kit, the scripts of package.json, the folder."""

import json
from pathlib import Path

import pytest
from conftest import Project

from journal.errors import SettingsInvalid
from journal.project.drizzle_config.choice import choose_config, configs_in_scripts
from journal.project.settings import Ledger, load_settings


def config(out: str, dialect: str = "postgresql", table: str = "t") -> str:
    return f"export default {{ dialect: '{dialect}', out: '{out}', migrations: {{ table: '{table}' }} }};"


def scripts(project: Project, *lines: str) -> None:
    project.write("package.json", json.dumps({"scripts": {f"s{at}": line for at, line in enumerate(lines)}}))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("drizzle-kit generate --config=db/a.config.ts", "db/a.config.ts"),
        ("dotenv -e .env -- drizzle-kit migrate --config ./db/a.config.ts && pnpm seed", "./db/a.config.ts"),
        ("bunx drizzle-kit push --force --config='db/a.config.ts'", "db/a.config.ts"),
        ("drizzle-kit check; other --config db/a.config.ts", None),
        ("drizzle-kit check --config db/absent.config.ts", None),
        ("vite --config db/a.config.ts", None),
    ],
)
def test_a_script_names_a_config_to_drizzle_kit(project: Project, line: str, name: str | None) -> None:
    project.write("db/a.config.ts", config("sql"))
    scripts(project, line)
    assert list(configs_in_scripts(project.root)) == ([project.root / name] if name else [])


@pytest.mark.parametrize("text", ["{", "[]", '{"scripts": []}', '{"scripts": {"a": 1}}', ""])
def test_a_package_json_without_scripts_names_nothing(project: Project, text: str) -> None:
    project.write("package.json", text)
    assert list(configs_in_scripts(project.root)) == []
    assert choose_config(project.root, None, None) == (None, ())


def test_the_only_config_for_postgresql_of_the_scripts_is_used_and_said(project: Project) -> None:
    path = project.write("configs/pg.config.ts", config("sql/pg", table="history"))
    project.write("configs/lite.config.ts", config("sql/lite", "sqlite"))
    scripts(project, *(f"drizzle-kit generate --config ./configs/{name}.config.ts" for name in ("lite", "pg", "pg")))
    settings = project.settings()
    assert (settings.config, settings.migrations) == (path, project.root / "sql/pg")
    assert settings.ledger == Ledger(table="history")
    (note,) = settings.notes
    assert note.message == "drizzle.config is configs/pg.config.ts: the scripts of package.json name it to drizzle-kit."
    assert settings.drizzle_kit("generate") == (
        f"cd {project.root} && npx drizzle-kit generate --config=configs/pg.config.ts"
    )


def test_the_config_that_drizzle_kit_finds_comes_first(project: Project) -> None:
    path = project.write("drizzle.config.ts", config("sql"))
    project.write("drizzle-admin.config.ts", config("admin"))
    scripts(project, "drizzle-kit generate --config=drizzle-admin.config.ts")
    assert choose_config(project.root, None, None).path == path


def test_a_config_of_the_scripts_is_used_where_that_of_drizzle_kit_is_for_another_database(project: Project) -> None:
    project.write("drizzle.config.ts", config("lite", "sqlite"))
    path = project.write("drizzle-pg.config.ts", config("pg"))
    scripts(project, "drizzle-kit generate --config=drizzle-pg.config.ts")
    assert (project.settings().config, project.settings().migrations.name) == (path, "pg")


def test_several_configs_are_named_with_the_options_that_choose(project: Project) -> None:
    for name in ("manage", "run"):
        project.write(f"drizzle.{name}.config.ts", config(f"./drizzle/{name}"))
    scripts(project, *(f"drizzle-kit generate --config=drizzle.{name}.config.ts" for name in ("manage", "run")))
    with pytest.raises(SettingsInvalid) as caught:
        project.settings()
    assert caught.value.message == (
        "The scripts of package.json name 2 drizzle.configs for PostgreSQL: "
        "drizzle.manage.config.ts (out: ./drizzle/manage), drizzle.run.config.ts (out: ./drizzle/run)."
    )
    assert caught.value.hint == "Name one: --config drizzle.manage.config.ts or --config drizzle.run.config.ts"
    chosen = load_settings(project.root, config=Path("drizzle.run.config.ts"))
    assert chosen.migrations == project.root / "drizzle/run"


def test_a_named_folder_takes_the_config_that_writes_it(project: Project) -> None:
    first = project.write("drizzle.config.ts", config("sql", table="first"))
    second = project.write("drizzle-admin.config.ts", config("./admin", table="second"))
    scripts(project, "drizzle-kit generate --config=drizzle-admin.config.ts")
    for folder, path in (("admin", second), ("sql", first), ("other", first)):
        assert load_settings(project.root, migrations=Path(folder)).config == path
    assert load_settings(project.root, migrations=Path("admin")).ledger.table == "second"


def test_a_further_folder_of_the_scripts_is_named(project: Project) -> None:
    project.write("drizzle.config.ts", config("sql/app"))
    for name, out, dialect in (
        ("admin", "sql/admin", "postgresql"),
        ("same", "sql/app", "postgresql"),
        ("lite", "l", "sqlite"),
    ):
        project.write(f"{name}.config.ts", config(out, dialect))
    scripts(project, *(f"drizzle-kit generate --config={name}.config.ts" for name in ("admin", "same", "lite")))
    (note,) = choose_config(project.root, None, None).notes
    assert note.message == (
        "This is about drizzle.config.ts; the scripts of package.json also name admin.config.ts (out: sql/admin)."
    )
    assert note.help == "For that one: --config admin.config.ts"
