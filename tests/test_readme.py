"""The README is right about every flag, every setting and the run it shows."""

import pytest
from generated import PARTS, README, marked


@pytest.mark.parametrize("name", PARTS)
def test_the_generated_parts_are_up_to_date(name: str) -> None:
    found = marked(name).search(README.read_text())
    assert found is not None
    assert found[2] == PARTS[name](), "type: scripts/readme"


def test_every_exit_code_is_explained() -> None:
    text = README.read_text()
    for code in ("| 0 |", "| 1 |", "| 2 |", "| 3 |", "| 130 |"):
        assert code in text
