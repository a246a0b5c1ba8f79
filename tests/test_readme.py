"""The README is right about every flag, every setting and the run it shows."""

import tomllib

import pytest
from generated import PARTS, README, marked

from journal.cli.output import ExitCode
from journal.connect.variables import LIBPQ_VARIABLES, VARIABLES
from journal.parity import ParityState
from journal.project import settings as config
from journal.server import choice as temp
from journal.server.cache_and_run_folders import CACHE, RUNS
from journal.verification import running


@pytest.mark.parametrize("name", PARTS)
def test_the_generated_parts_are_up_to_date(name: str) -> None:
    found = marked(name).search(README.read_text())
    assert found is not None
    assert found[2] == PARTS[name](), "type: scripts/readme"


def test_every_exit_code_state_and_variable_of_the_code_has_its_row() -> None:
    text = README.read_text()
    states = [
        state for state in ParityState if state is not ParityState.NO_FILE
    ]  # bootstrap refuses that before it compares
    variables = [
        *VARIABLES,
        *LIBPQ_VARIABLES,
        *config.VARIABLES.values(),
        config.ENGINE_VARIABLE,
        temp.VARIABLE,
        CACHE.variable,
        RUNS.variable,
        running.TEMPORARY,
    ]
    rows = [*(f"\n| {code.value} | " for code in ExitCode), *(f"\n| `{state}` | " for state in states)]
    assert [row for row in rows if row not in text] == []
    assert [name for name in variables if f"`{name}`" not in text] == []


def test_every_setting_of_the_code_is_shown() -> None:
    example = README.read_text().partition("```toml\n")[2].partition("```")[0]
    assert sorted(tomllib.loads(example)) == sorted(config._KNOWN)
