"""Patterns of the ignore list are written where the settings are, and everything else keeps its bytes."""

import tomllib

import pytest
from conftest import Project

from journal.folder.read import read_folder
from journal.project.settings import Ignored, load_settings
from journal.project.settings_edit import RenamedFiles, text_with_ignored

ADDED = [Ignored("*.seed.sql", "rows for tests, run by 'make seed'"), Ignored("b.sql", 'by "hand"')]
TEXTS = {
    "nothing": ("journal.toml", ""),
    "comments": ("journal.toml", "# ours\nmigrations = 'migrations'  # here\n\n[ledger]\nschema = 'drizzle'\n"),
    "a list": (
        "journal.toml",
        "ignore = [\n  { file = 'a.sql', reason = 'old' }, # one\n]\n\n[ledger]\nschema = 'x'\n",
    ),
    "tables": ("journal.toml", "[[ignore]]\nfile = 'a.sql'\nreason = 'old'\n\n[ledger]\nschema = 'x'\n"),
    "pyproject": (
        "pyproject.toml",
        "[project]\nname = 'a'\n\n[tool.journal]\nplatform = 'neon'\n\n[tool.ruff]\nfix = true\n",
    ),
    "apart": (
        "pyproject.toml",
        "[tool.ruff]\nfix = true\n[tool.journal]\nengine = 'native' # why\n[build-system]\nrequires = []\n"
        "[tool.journal.ledger]\nschema = 'x'\n[tool.mypy]\nstrict = true\n",
    ),
    "a dotted key": ("pyproject.toml", "tool.journal.engine = 'native'\n[project]\nname = 'a'\n"),
    "an inline table": ("pyproject.toml", "[tool]\njournal = { engine = 'native' }\n"),
}


@pytest.mark.parametrize("form", TEXTS)
def test_patterns_are_added_and_nothing_else_changes(project: Project, form: str) -> None:
    name, text = TEXTS[form]
    project.write(name, text)
    project.migration("0000_a")
    before = project.settings()
    path, new = text_with_ignored(before, ADDED)
    assert (path.name, set(text.splitlines()) - set(new.splitlines())) == (name, unlike(form, text))
    project.write(name, new)
    assert project.settings().ignore == (*before.ignore, *ADDED)
    assert without(tomllib.loads(new)) == without(tomllib.loads(text))
    read_folder(project.settings())


def unlike(form: str, text: str) -> set[str]:
    """The lines that an added pattern changes: of an inline table the whole line."""
    return {text.splitlines()[-1]} if form == "an inline table" else set()


def without(document: dict[str, object]) -> dict[str, object]:
    """The document without the ignore list."""
    return {
        key: without(value) if isinstance(value, dict) else value for key, value in document.items() if key != "ignore"
    }


RENAMED = RenamedFiles(
    {"20240101_base": "0000_base", "20240102_a": "0001_a", "20240103_i": "0002_i"},
    {"20240101_base.sql": "0000_base.sql", "20240102_a.sql": "0001_a.sql", "20240103_i.sql": "0002_i.sql"},
)
NAMED = """# ours
baseline = "20240101_base.sql" # from production
no_transaction = [
    "20240102_a.sql", # the index
    "-- no transaction",
    "2024*_i.sql",
]
ignore = [{ file = "20240102_a.sql", reason = "by hand" }, { file = "seed.sql", reason = "rows" }]

[contains] # squashed
20240101_base = "20240102_a"
other = "20230101_z" # the rest
"""


@pytest.mark.parametrize("shared", [False, True])
def test_renamed_files_get_their_new_names_and_comments_stay(project: Project, shared: bool) -> None:
    text, file = (NAMED, "journal.toml")
    if shared:
        text, file = "[tool.journal]\n" + NAMED.replace("[contains]", "[tool.journal.contains]"), "pyproject.toml"
    project.write(file, text)
    settings = load_settings(project.root)
    path, new, keys = RENAMED.text(settings)
    assert (path.name, keys) == (file, ("baseline", "contains", "ignore", "no_transaction"))
    for comment in ("# ours", "# from production", "# the index", "# squashed", "# the rest"):
        assert comment in new
    project.write(file, new)
    read, wanted = load_settings(project.root), RENAMED.settings(settings)
    for name in ("baseline", "contains", "ignore", "no_transaction"):
        assert getattr(read, name) == getattr(wanted, name)
    assert (read.baseline, read.contains) == ("0000_base", {"0000_base": "0001_a", "other": "20230101_z"})
    assert read.no_transaction == ("0001_a.sql", "-- no transaction", "2024*_i.sql", "0002_i.sql")
    assert [one.file for one in read.ignore] == ["0001_a.sql", "seed.sql"]
    assert RENAMED.text(read)[1:] == (new, ())
