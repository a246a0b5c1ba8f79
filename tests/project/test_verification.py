"""The settings of verify, and the message for an invalid one."""

from pathlib import Path

import pytest
from conftest import Project
from test_settings import refusal

from journal.project.verification import IgnoredDrift, Smoke, Verification

SMOKE = '[[smoke]]\nname = "a"\n'
SMOKE_EXAMPLE = 'Write: [[smoke]] name = "health" run = "npm run smoke" timeout = 60'


def test_the_settings_of_verify_are_read(project: Project) -> None:
    project.write(
        "journal.toml",
        'checks = "db/plans"\n[verify]\nignore = [{ pattern = "table:audit.*", reason = " theirs " }]\n'
        '[[smoke]]\nname = "health"\nrun = "npm run \'two words\'"\ntimeout = 1.5\n'
        '[[smoke]]\nname = "ping"\nrun = ["a b", "$HOME"]\n',
    )
    assert project.settings().verification == Verification(
        checks=Path("db/plans"),
        named=True,
        ignore=(IgnoredDrift("table:audit.*", "theirs"),),
        smoke=(Smoke("health", ("npm", "run", "two words"), 1.5), Smoke("ping", ("a b", "$HOME"), 60.0)),
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("verify = 1", ": `verify` is not a table."),
        ("verify = { ignored = [] }", ": `ignored` is no known key of `verify`."),
        ('verify = { ignore = ["a"] }', ": A `verify.ignore` has no pattern."),
        (
            'verify = { ignore = [{ pattern = "a" }] }',
            ": The ignored a has no reason, and one is required.",
        ),
        ("smoke = 1", ": `smoke` is not a list of tables."),
        ('[[smoke]]\nrun = "a"', ": A `smoke` has no name."),
        (SMOKE, ": The `run` of smoke a is no command."),
        (SMOKE + "run = []", ": The `run` of smoke a is no command."),
        (SMOKE + 'run = "\'"', ": The `run` of smoke a: No closing quotation."),
        (SMOKE + 'run = "b"\ntimeout = 0', ": The `timeout` of smoke a is no number of seconds."),
        (SMOKE + 'run = "b"\ntimeout = true', ": The `timeout` of smoke a is no number of seconds."),
        (SMOKE + 'run = "b"\ntimeuot = 1', ": `timeuot` is no known key of `smoke`."),
        (SMOKE + 'run = "b"\n' + SMOKE + 'run = "b"', ": Two `smoke` commands are named a."),
    ],
)
def test_an_invalid_setting_is_refused(project: Project, text: str, sentence: str) -> None:
    message, hint = refusal(project, text)
    assert message == sentence
    assert hint


def test_a_smoke_without_command_gets_an_example(project: Project) -> None:
    assert refusal(project, SMOKE)[1] == SMOKE_EXAMPLE
