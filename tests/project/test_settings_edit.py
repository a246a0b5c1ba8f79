"""Patterns of the ignore list are written where the settings are, and everything else keeps its bytes."""

import tomllib

import pytest
from conftest import Project

from journal.folder.read import read_folder
from journal.project.settings import Ignored
from journal.project.settings_edit import text_with_ignored

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
