"""drizzle-journal rehearse as a command: what it prints, and its exit codes."""

import json
from xml.etree.ElementTree import fromstring

import pytest
from conftest import Journal, Project

UP = "create table if not exists users (id int primary key);\ncreate index if not exists users_id on users (id);\n"


@pytest.fixture
def forgetful(project: Project) -> Project:
    """A down file that leaves an index behind, in a way that a report can show."""
    project.migration("0000_users", "create table if not exists users (id int primary key);\n")
    project.migration("0001_index", "create index if not exists users_id on users (id);\n")
    project.migration("0001_down_index", "select 1;\n")
    return project


def test_an_error_has_its_place_and_the_statement_that_fixes_it(forgetful: Project, journal: Journal) -> None:
    said = journal("rehearse")
    assert said.code == 1
    assert "down     up, down, up" in said.out
    assert "upgrade  from the ref to here                       skipped: --from REF" in said.out
    assert "(migrations/0001_down_index.sql:1:1) [down-differs]\n" in said.out
    assert '    DROP INDEX "public"."users_id";\n' in said.out
    assert said.out.endswith(": 1 error.\n")


def test_json_is_one_document(forgetful: Project, journal: Journal) -> None:
    said = journal("rehearse", "--json", "--only", "down,ways")
    value = json.loads(said.out)
    assert (said.code, value["status"], [*value["rehearsals"]]) == (1, "no", ["ways", "down"])
    (found,) = value["found"]
    assert (found["code"], found["path"], found["line"]) == ("down-differs", "migrations/0001_down_index.sql", 1)
    assert found["differences"][0]["name"] == "public.users_id"


def test_junit_has_a_suite_for_each_rehearsal(forgetful: Project, journal: Journal) -> None:
    suites = fromstring(journal("rehearse", "--format", "junit").out)
    assert [suite.get("name") for suite in suites] == ["ways", "twice", "down", "rows", "upgrade"]
    assert [suite.get("failures") for suite in suites] == ["0", "0", "1", "0", "0"]
    assert suites[4].get("skipped") == "1"


def test_only_selects_rehearsals_and_strict_counts_warnings(project: Project, journal: Journal) -> None:
    project.migration("0000_users", "create table users (id int primary key);\n")
    said = journal("rehearse", "--only", "twice")
    assert said.code == 0
    assert "warning: 0000_users cannot be run a second time" in said.out
    assert said.out.endswith("no errors (1 warning).\n")
    assert journal("rehearse", "--only", "twice", "--strict").code == 1
    assert journal("rehearse", "--only", "ways", "--strict").code == 0


def test_invalid_words_are_refused(project: Project, journal: Journal) -> None:
    project.migration("0000_users", UP)
    for words, message in (
        (("--only", "rowz"), "--only rowz: there is no such name."),
        (("--only", "upgrade"), "--only upgrade needs the ref to upgrade from."),
        (("--from", "nowhere"), "is in no git repository"),
    ):
        said = journal("rehearse", *words)
        assert (said.code, message in said.err) == (2, True), said.err
