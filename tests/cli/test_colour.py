"""When a stream shows colours: variables, terminals, and results that are files of their own."""

import io
import re

import pytest
from conftest import Journal, Project

from journal.cli.colour import shows_colours

SEQUENCE = re.compile("\x1b\\[[0-9;]*m")
VARIABLES = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "words", [("check",), ("doctor",), ("status", "--url", "postgresql://127.0.0.1:1/none"), ("bootstrap",)]
)
def test_variables_decide_about_colours_and_the_text_stays_the_same(
    project: Project, journal: Journal, words: tuple[str, ...], environment: dict[str, str], coloured: bool
) -> None:
    project.migration("0000_a", "COMMIT;\n")
    project.journal.parent.mkdir()
    project.journal.write_text("{")
    said, plain = journal(*words, **environment), journal(*words, NO_COLOR="1")
    assert bool(SEQUENCE.search(said.out + said.err)) == coloured, said
    assert (SEQUENCE.sub("", said.out), SEQUENCE.sub("", said.err)) == (plain.out, plain.err)


def test_a_terminal_has_colours_unless_it_is_dumb_or_a_variable_says_no(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert shows_colours(Terminal()) and not shows_colours(io.StringIO())
    for name, value in (("TERM", "dumb"), ("CLICOLOR", "0"), ("NO_COLOR", "1")):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            assert not shows_colours(Terminal()), name


@pytest.mark.parametrize("words", [("skill",), ("rules", "--json"), ("check", "--format", "sarif")])
def test_a_result_that_is_a_file_of_its_own_never_has_colours(
    project: Project, journal: Journal, words: tuple[str, ...]
) -> None:
    project.migration("0000_a", "COMMIT;\n")
    assert not SEQUENCE.search(journal(*words, FORCE_COLOR="1").out)


def test_a_name_from_outside_brings_no_colour(project: Project, journal: Journal) -> None:
    project.migration("0000_\x1b[31mred", "COMMIT;\n")
    said = journal("check", FORCE_COLOR="1")
    assert (said.code, "red" in said.err, "\x1b[31m" in said.out + said.err) == (2, True, False)
