"""README.md and the pages are right about what the code has: flags, settings, variables, states and exit codes."""

import tomllib

import pytest
from generated import PAGES, PARTS, README, marked, rule_pages
from pages import blocks, section

from journal.cli.output import ExitCode
from journal.connect.variables import LIBPQ_VARIABLES, VARIABLES
from journal.project import settings as config
from journal.rebuild.parity import ParityState
from journal.server import choice as temp
from journal.server.cache_and_run_folders import CACHE, RUNS
from journal.verification import running


@pytest.mark.parametrize("name", PARTS)
def test_the_generated_parts_are_up_to_date(name: str) -> None:
    path, make = PARTS[name]
    found = marked(name).search(path.read_text())
    assert found is not None
    assert found[2] == make(), "type: scripts/readme"


def test_every_rule_has_a_page_that_is_up_to_date_and_no_other_page_is_there() -> None:
    assert {path: path.read_text() for path in (PAGES / "rules").iterdir()} == rule_pages(), "type: scripts/readme"


def test_the_readme_is_short_and_has_the_two_commands_of_a_clone() -> None:
    assert len(README.read_text().splitlines()) <= 200
    assert blocks(README.read_text(), "console") == ["$ ./scripts/bootstrap\n$ ./scripts/test\n"]


def test_every_exit_code_and_state_of_the_code_has_its_row() -> None:
    states = [
        state for state in ParityState if state is not ParityState.NO_FILE
    ]  # bootstrap refuses that before it compares
    for page in ("exit-codes", "skill"):
        assert [code for code in ExitCode if f"\n| {code.value} | " not in section(page)] == []
    assert [state for state in states if f"\n| `{state}` | " not in section("bootstrap")] == []


def test_every_variable_of_the_code_is_named() -> None:
    variables = [
        *config.VARIABLES.values(),
        config.ENGINE_VARIABLE,
        temp.VARIABLE,
        CACHE.variable,
        RUNS.variable,
        running.TEMPORARY,
    ]
    assert [name for name in variables if f"`{name}`" not in section("settings")] == []
    text = section("connecting", "Which database")
    assert [name for name in (*VARIABLES, *LIBPQ_VARIABLES) if f"`{name}`" not in text] == []


def test_every_setting_of_the_code_is_shown() -> None:
    example = blocks(section("settings"), "toml")[0]
    assert sorted(tomllib.loads(example)) == sorted(config._KNOWN)
