"""What a program reads, held against the schema that is shipped."""

import os
from typing import Any

import orjson
from conftest import Project
from documents import wrong as wrong_by_schema
from judged import FIRST, Judged

from journal.errors import Severity
from journal.report.check.json import check_json
from journal.report.envelope import in_envelope
from journal.rules.support.exceptions import Accepted
from journal.verbs.check import CheckRequest, lint


def wrong(value: dict[str, Any]) -> str:
    """What the schema says against a document, as it is written."""
    return wrong_by_schema(orjson.loads(orjson.dumps(in_envelope(value, "check", 0))), "check")


def test_every_key(project: Project) -> None:
    judged = Judged(project)
    twice = judged.error("Listed twice.", judged.at(FIRST, 1, 8), help="Remove one.", tag="0000_first")
    said = {
        "rule": "duplicate-tag",
        "severity": "error",
        "message": "Listed twice.",
        "help": "Remove one.",
        "path": FIRST,
        "line": 1,
        "column": 8,
        "tag": "0000_first",
        "page": None,
    }
    assert check_json(judged.checked(twice, accepted=[Accepted(twice, "we know")])) == {
        "status": "no",
        "fail_on": "warning",
        "findings": [said],
        "accepted": [said | {"reason": "we know"}],
        "counts": {"error": 1, "warning": 0, "note": 0, "accepted": 1},
        "migrations": 2,
        "entries": 1,
        "drizzle_kit": None,
    }


def test_unknown_values_are_null(project: Project) -> None:
    judged = Judged(project)
    [nowhere, whole] = check_json(judged.checked(judged.note("a", judged.at("meta")), judged.note("b")))["findings"]
    assert (nowhere["path"], nowhere["line"], nowhere["column"], nowhere["tag"]) == (None, None, None, None)
    assert (whole["path"], whole["line"], whole["column"]) == ("meta", None, None)


def test_the_status_follows_what_counts(project: Project) -> None:
    judged = Judged(project)
    checked = judged.checked(judged.warning("w"), fail_on=Severity.ERROR)
    assert check_json(checked)["status"] == "ok"


def test_real_documents_are_valid(project: Project) -> None:
    judged = Judged(project)
    assert wrong(check_json(judged.every_kind())) == ""
    assert wrong(check_json(judged.checked())) == ""
    assert wrong(check_json(lint(project.settings(), CheckRequest()))) == ""
    project.write("meta/_journal.json", "{")
    assert wrong(check_json(lint(project.settings(), CheckRequest()))) == ""


def test_the_schema_refuses_what_it_does_not_describe(project: Project) -> None:
    more, less = (check_json(Judged(project).every_kind()) for _ in range(2))
    more["findings"][0]["more"] = 1
    less["accepted"][0].pop("reason")
    assert wrong(more)
    assert wrong(less)


def test_a_name_that_is_not_utf8_can_be_written(project: Project) -> None:
    judged = Judged(project)
    name = os.fsdecode(b"migrations/0002_\xff.sql")
    finding = judged.error(f"{name} is odd.", judged.at(name), help=name, tag=name)
    document = check_json(judged.checked(finding, accepted=[Accepted(finding, name)]))
    assert wrong(document) == ""
    assert document["findings"][0]["path"] == "migrations/0002_\N{REPLACEMENT CHARACTER}.sql"
