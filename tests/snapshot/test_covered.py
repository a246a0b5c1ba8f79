"""Tests that the cases cover every function, method and option of the installed drizzle-orm."""

import json

import pytest
from snapshot.covered import LIST, Words, covered

pytestmark = pytest.mark.drizzle


@pytest.fixture(scope="module")
def words() -> Words:
    return covered()


@pytest.mark.parametrize(("kind", "least"), [("functions", 48), ("methods", 40), ("options", 40)])
def test_every_word_is_in_a_case(words: Words, kind: str, least: int) -> None:
    assert [word for word, cases in words[kind].items() if not cases] == []
    assert len(words[kind]) >= least


def test_the_stored_list_equals_that_of_the_cases(words: Words) -> None:
    assert json.loads(LIST.read_text()) == words, "renew it: python -m snapshot.covered in tests/"
