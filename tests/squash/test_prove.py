"""What the answers of drizzle-kit before and after a squash mean. The proofs themselves are run by every other test."""

import pytest

from journal.drizzle.generation import Generation
from journal.drizzle.kit import NO_CHANGES
from journal.squash.prove import generate_item

CONTENT, ADDS, OTHER = (
    Generation(NO_CHANGES, None, ()),
    Generation("", ("ADD",), ("a",)),
    Generation("", ("B",), ("b",)),
)
FAILS, TOUCHES = Generation("Error: no", None, ()), Generation(NO_CHANGES, None, ("meta/a.json",))


@pytest.mark.parametrize(
    ("before", "after", "verdict", "words"),
    [
        (CONTENT, CONTENT, "go", "unchanged"),
        (ADDS, CONTENT, "go", "unchanged"),
        (ADDS, ADDS, "note", "as it did before"),
        (TOUCHES, TOUCHES, "note", "as it did before"),
        (FAILS, FAILS, "note", "fails, as it did"),
        (FAILS, ADDS, "note", "failed before"),
        (CONTENT, FAILS, "no-go", "otherwise"),
        (CONTENT, ADDS, "no-go", "otherwise"),
        (ADDS, FAILS, "no-go", "otherwise"),
        (ADDS, OTHER, "no-go", "otherwise"),
    ],
)
def test_another_answer_of_generate_is_a_no_go(before: Generation, after: Generation, verdict: str, words: str) -> None:
    item = generate_item(before, after)
    assert (str(item.verdict), words in item.message) == (verdict, True)
