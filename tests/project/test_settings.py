"""Where a setting comes from, and the sentence for one that cannot be followed."""

from pathlib import Path

import pytest
from conftest import Project

from journal.errors import SettingsInvalid
from journal.project.settings import Ignored, Ledger, Settings, load_settings

EXAMPLE = 'Write: ignore = [{ file = "seed.sql", reason = "test data, run by hand" }]'


def refusal(project: Project, text: str, name: str = "journal.toml") -> tuple[str, str]:
    """Return the message and the hint of a refused settings file, without its path."""
    path = project.write(name, text)
    with pytest.raises(SettingsInvalid) as caught:
        project.settings()
    assert str(caught.value.place) == str(path)
    assert caught.value.message.startswith(str(path))
    return caught.value.message.removeprefix(str(path)), caught.value.hint


def test_without_settings_the_defaults_apply(project: Project) -> None:
    root = project.root
    options = ("--project", str(root))
    expected = Settings(root=root, migrations=root / "migrations", meta=root / "migrations" / "meta", options=options)
    assert project.settings() == expected
    assert project.settings().ledger == Ledger("drizzle", "__drizzle_migrations")


def test_a_setting_wins_over_the_default(project: Project) -> None:
    project.write("journal.toml", 'migrations = "db/sql"\nmeta = "db/journal"\nbaseline = "0003_start.sql"\n')
    settings = project.settings()
    assert settings.migrations == project.root / "db" / "sql"
    assert settings.meta == project.root / "db" / "journal"
    assert settings.baseline == "0003_start"
    assert settings.source == project.root / "journal.toml"


def test_an_option_wins_over_the_setting(project: Project) -> None:
    project.write("journal.toml", 'migrations = "said"\nmeta = "said/journal"\n')
    settings = load_settings(project.root, migrations=Path("typed"), meta=Path("typed/journal"))
    assert (settings.migrations, settings.meta) == (project.root / "typed", project.root / "typed" / "journal")


def test_an_absolute_option_is_not_relative_to_the_project(project: Project, tmp_path: Path) -> None:
    settings = load_settings(project.root, migrations=tmp_path / "elsewhere")
    assert settings.migrations == tmp_path / "elsewhere"


def test_settings_are_read_from_pyproject(project: Project) -> None:
    path = project.write("pyproject.toml", '[project]\nname = "x"\n[tool.journal]\nmigrations = "sql"\n')
    assert (project.settings().migrations, project.settings().source) == (project.root / "sql", path)


def test_settings_in_two_places_are_refused(project: Project) -> None:
    project.write("pyproject.toml", '[tool.journal]\nmigrations = "theirs"\n')
    project.write("journal.toml", 'migrations = "ours"\n')
    with pytest.raises(SettingsInvalid, match=r"and under \[tool.journal\] in") as caught:
        project.settings()
    assert caught.value.hint == "Move all of them into journal.toml."


@pytest.mark.parametrize(
    ("journals", "folders", "chosen"),
    [
        ([], [], "migrations/meta"),
        ([], ["meta"], "migrations/meta"),
        ([], ["migrations/meta"], "migrations/meta"),
        (["meta"], ["migrations/meta"], "meta"),
        (["meta", "migrations/meta"], [], "migrations/meta"),
    ],
)
def test_the_journal_in_drizzles_place_comes_first(
    project: Project, journals: list[str], folders: list[str], chosen: str
) -> None:
    for folder in folders:
        (project.root / folder).mkdir(parents=True)
    for folder in journals:
        project.write(f"{folder}/_journal.json", "{}")
    assert project.settings().meta == project.root / chosen


def test_a_command_repeats_the_options_of_the_run(project: Project) -> None:
    settings = load_settings(project.root, migrations=Path("my sql"), meta=None)
    expected = f"drizzle-journal bootstrap --project {project.root} --migrations 'my sql' --accept-edited 'it'\"'\"'s'"
    assert settings.command("bootstrap", "--accept-edited", "it's") == expected


def test_a_pyproject_without_the_table_is_not_the_source(project: Project) -> None:
    project.write("pyproject.toml", '[tool.ruff]\nunknown-to-us = true\n[tool."journal.other"]\nx = 1\n')
    assert project.settings().source is None


def test_drizzles_own_meta_folder_is_the_default(project: Project) -> None:
    (project.root / "migrations" / "meta").mkdir()
    assert project.settings().meta == project.root / "migrations" / "meta"


def test_a_named_meta_folder_wins_over_drizzles_own(project: Project) -> None:
    (project.root / "migrations" / "meta").mkdir()
    project.write("journal.toml", 'meta = "meta"\n')
    assert project.settings().meta == project.root / "meta"


def test_drizzles_own_meta_is_in_the_folder_of_the_option(project: Project) -> None:
    (project.root / "drizzle" / "meta").mkdir(parents=True)
    settings = load_settings(project.root, migrations=Path("drizzle"))
    assert settings.meta == project.root / "drizzle" / "meta"


def test_ignored_files_have_a_reason(project: Project) -> None:
    text = '[[ignore]]\nfile = "seed*.sql"\nreason = " test data "\n[[ignore]]\nfile = "old/x.sql"\nreason = "gone"\n'
    project.write("journal.toml", text)
    assert project.settings().ignore == (Ignored("seed*.sql", "test data"), Ignored("old/x.sql", "gone"))


@pytest.mark.parametrize(
    ("pattern", "name", "covered"),
    [
        ("seed.sql", "seed.sql", True),
        ("seed*.sql", "seed_2.sql", True),
        ("old/*", "old/x.sql", True),
        ("*.sql", "old/x.sql", True),
        ("seed.sql", "old/seed.sql", False),
        ("SEED.sql", "seed.sql", False),
        ("000[12]_x.sql", "0002_x.sql", True),
    ],
)
def test_an_ignored_name_is_a_glob_of_the_whole_relative_path(pattern: str, name: str, covered: bool) -> None:
    assert Ignored(pattern, "why").covers(name) is covered


@pytest.mark.parametrize(
    ("item", "what"),
    [
        ('[[ignore]]\nreason = "why"\n', ": An `ignore` names no file."),
        ('ignore = ["seed.sql"]\n', ": An `ignore` names no file."),
        ('[[ignore]]\nfile = "seed.sql"\n', ": The ignored file seed.sql has no reason, and one is required."),
    ],
)
def test_an_ignore_without_file_or_reason_is_refused(project: Project, item: str, what: str) -> None:
    assert refusal(project, item) == (what, EXAMPLE)


@pytest.mark.parametrize("reason", ['""', '"  "', "7"])
def test_an_empty_reason_is_refused(project: Project, reason: str) -> None:
    assert refusal(project, f'[[ignore]]\nfile = "seed.sql"\nreason = {reason}\n') == (": `reason` is not text.", "")


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        ('migratons = "x"', ": `migratons` is no known setting.", "Did you mean `migrations`?"),
        ('[ledger]\ntabel = "x"', ": `tabel` is no known key of `ledger`.", "Did you mean `table`?"),
        (
            '[[ignore]]\nfile = "x"\nresaon = "y"',
            ": `resaon` is no known key of `ignore`.",
            "Did you mean `reason`?",
        ),
        (
            "colour = 1",
            ": `colour` is no known setting.",
            "Known are: migrations, meta, config, baseline, contains, engine, ignore, ignore_objects, ledger, lock, "
            "manual, no_transaction, pages, pass_variables, platform, extensions, roles, checks, verify, smoke.",
        ),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_known(project: Project, text: str, what: str, hint: str) -> None:
    assert refusal(project, text) == (what, hint)


def test_an_unknown_key_in_pyproject_names_that_file(project: Project) -> None:
    what, hint = refusal(project, '[tool.journal]\nbaselin = "x"\n', "pyproject.toml")
    assert (what, hint) == (": `baselin` is no known setting.", "Did you mean `baseline`?")


def test_broken_toml_is_refused_with_its_place(project: Project) -> None:
    what, _ = refusal(project, 'meta = "x"\nmigrations = \n')
    assert what == " is not valid TOML: Invalid value (at line 2, column 14)."


def test_toml_that_is_not_utf8_is_refused(project: Project) -> None:
    project.write("journal.toml", b'meta = "\xe9"\n')
    with pytest.raises(SettingsInvalid, match=r"journal.toml is not valid TOML: 'utf-8' codec can't decode byte 0xe9"):
        project.settings()


def test_a_folder_named_journal_toml_is_refused(project: Project) -> None:
    path = project.root / "journal.toml"
    path.mkdir()
    with pytest.raises(SettingsInvalid) as caught:
        project.settings()
    assert caught.value.message == f"{path} cannot be read: Is a directory."


@pytest.mark.parametrize(
    ("text", "ledger"),
    [
        ('[ledger]\nschema = "app"\ntable = "history"\n', Ledger("app", "history")),
        ('ledger = { table = "history" }\n', Ledger("drizzle", "history")),
        ('ledger = { schema = "app" }\n', Ledger("app", "__drizzle_migrations")),
        ("[ledger]\n", Ledger()),
    ],
)
def test_the_ledger_may_be_named_in_part(project: Project, text: str, ledger: Ledger) -> None:
    project.write("journal.toml", text)
    assert project.settings().ledger == ledger


@pytest.mark.parametrize("key", ["migrations", "meta", "config", "baseline"])
@pytest.mark.parametrize("value", ["1", "true", '["x"]', '""', '" "', "2025-08-15"])
def test_a_value_that_is_not_text_is_refused(project: Project, key: str, value: str) -> None:
    assert refusal(project, f"{key} = {value}\n") == (f": `{key}` is not text.", "")


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        (
            'ignore = "seed.sql"',
            ": `ignore` is not a list of tables.",
            'Write: ignore = [{ file = "seed.sql", reason = "test data, run by hand" }]',
        ),
        ('ledger = "x"', ": `ledger` is not a table.", 'Write ledger = { schema = "drizzle", table = "…" }'),
        ("ledger = { table = 1 }", ": `table` is not text.", ""),
    ],
)
def test_a_table_of_the_wrong_type_is_refused(project: Project, text: str, what: str, hint: str) -> None:
    assert refusal(project, text) == (what, hint)


def test_tool_journal_must_be_a_table(project: Project) -> None:
    assert refusal(project, "[tool]\njournal = 1\n", "pyproject.toml") == (": [tool.journal] is not a table.", "")


def test_tool_must_be_a_table(project: Project) -> None:
    what, _ = refusal(project, "tool = 1\n", "pyproject.toml")
    assert "tool" in what


CONFIG = """export default {
  dialect: "postgresql",
  out: "./db/out",
  migrations: { schema: "app", table: "history" },
};
"""


def test_drizzle_config_is_read_where_nothing_else_names_a_value(project: Project) -> None:
    path = project.write("drizzle.config.ts", CONFIG)
    settings = project.settings()
    assert (settings.migrations, settings.meta) == (project.root / "db/out", project.root / "db/out/meta")
    assert (settings.ledger, settings.config) == (Ledger("app", "history"), path)
    project.write("journal.toml", 'migrations = "ours"\n[ledger]\ntable = "t"\n')
    assert (project.settings().migrations, project.settings().ledger) == (project.root / "ours", Ledger("app", "t"))


def test_option_then_variable_then_settings(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("journal.toml", 'migrations = "of_file"\nmeta = "of_file_meta"\n')
    monkeypatch.setenv("JOURNAL_MIGRATIONS", "of_variable")
    settings = load_settings(project.root)
    assert (settings.migrations.name, settings.meta.name) == ("of_variable", "of_file_meta")
    assert load_settings(project.root, migrations=Path("of_option")).migrations.name == "of_option"


def test_one_of_several_configs_is_named(project: Project) -> None:
    project.write("drizzle.config.ts", CONFIG)
    project.write("packages/db/second.config.ts", "export default { out: 'packages/db/sql' };")
    settings = load_settings(project.root, config=Path("packages/db/second.config.ts"))
    assert settings.migrations == project.root / "packages/db/sql"
    assert settings.command("check").endswith("--config packages/db/second.config.ts")
    project.write("journal.toml", 'config = "packages/db/second.config.ts"\n')
    assert project.settings().migrations == project.root / "packages/db/sql"


def test_a_computed_value_stops_only_verbs_that_need_it(project: Project) -> None:
    path = project.write("drizzle.config.ts", "const f = () => 'x';\nexport default {\n  out: f(),\n};\n")
    with pytest.raises(SettingsInvalid) as caught:
        project.settings()
    assert caught.value.message == f"{path}:3: `out` cannot be read without running the file: f() (it is a call)."
    assert caught.value.hint == 'Name it: --migrations DIR, or migrations = "DIR" in journal.toml'
    settings = load_settings(project.root, migrations=Path("migrations"))
    assert settings.ledger == Ledger()
    project.write("drizzle.config.ts", "const f = () => 'x';\nexport default { out: 'a', migrations: { table: f() } };")
    assert project.settings().migrations == project.root / "a"
    with pytest.raises(SettingsInvalid, match=r"`migrations\.table` cannot be read"):
        _ = project.settings().ledger


@pytest.mark.parametrize(
    ("text", "folders", "chosen"),
    [
        ("", [], "migrations"),
        ("export default { dialect: 'postgresql' };", [], "drizzle"),
        ("export default { dialect: 'postgresql' };", ["migrations"], "migrations"),
        ("export default { dialect: 'postgresql' };", ["migrations", "drizzle"], "drizzle"),
        ("export default { dialect: 'mysql', out: 'mine' };", [], "migrations"),
    ],
)
def test_the_folder_without_out(project: Project, text: str, folders: list[str], chosen: str) -> None:
    (project.root / "migrations").rmdir()
    for folder in folders:
        (project.root / folder).mkdir()
    project.write("drizzle.config.ts", text)
    assert project.settings().migrations == project.root / chosen


def test_a_config_for_another_database_is_skipped_with_a_note(project: Project) -> None:
    path = project.write("drizzle.config.ts", "export default {\n  dialect: 'mysql', out: 'm' };")
    (note,) = project.settings().notes
    assert note.message == f"{path}:2 is for mysql, not for PostgreSQL; it is skipped."
    assert project.settings().ledger == Ledger()


def test_a_project_that_links_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(SettingsInvalid, match="There is no project folder at"):
        load_settings(tmp_path / "loop")


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 3000 + "]" * 3000, "a = " + "{b=" * 3000, "a" + ".a" * 100_000 + " = 1", "a = " + "1" * 5000],
    ids=["arrays", "tables", "dots", "digits"],
)
def test_toml_that_overloads_the_parser_is_refused(text: str, project: Project) -> None:
    project.write("journal.toml", text)
    with pytest.raises(SettingsInvalid, match=r"journal\.toml is not valid TOML: "):
        project.settings()


@pytest.mark.parametrize("text", ['migrations = "a\\u0000b"', '[ledger]\nschema = "a\\u0000b"', 'checks = "\\u0000"'])
def test_a_nul_in_a_setting_is_refused(text: str, project: Project) -> None:
    project.write("journal.toml", text)
    with pytest.raises(SettingsInvalid, match="has a NUL character"):
        project.settings()


@pytest.mark.parametrize("spelling", ["goose", "no_transaction", "NO TRANSACTION"])
def test_a_spelling_is_a_comment_line_or_a_pattern_of_names(project: Project, spelling: str) -> None:
    what, hint = refusal(project, f'no_transaction = ["{spelling}"]')
    assert what == f": `no_transaction` has {spelling!r}, no comment line and no .sql pattern."
    assert "-- +goose NO TRANSACTION" in hint


def test_the_lock_is_true_or_false(project: Project) -> None:
    assert project.settings().lock is False
    project.write("journal.toml", "lock = true\n")
    assert project.settings().lock is True
    assert refusal(project, 'lock = "yes"') == (": `lock` is neither true nor false.", "Write: lock = true")
