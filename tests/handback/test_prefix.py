"""The prefix of drizzle-kit's next file, and whether its snapshot sorts last."""

from datetime import UTC, datetime

import pytest

from journal.folder.entries import Entry
from journal.handback.prefix import Mode, misfit, next_prefix

NOW = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)


def entries(*tags: str) -> list[Entry]:
    return [Entry(idx, 1_700_000_000_000 + idx * 1000, tag) for idx, tag in enumerate(tags)]


@pytest.mark.parametrize(
    ("mode", "prefix"),
    [
        (Mode.INDEX, "0002"), (Mode.TIMESTAMP, "20250304050607"), (Mode.SUPABASE, "20250304050607"),
        (Mode.UNIX, "1741064767"), (Mode.NONE, ""),
    ],
)  # fmt: skip
def test_the_next_prefix_is_that_of_drizzle_kit(mode: Mode, prefix: str) -> None:
    assert next_prefix(mode, entries("0000_a", "0001_b"), NOW) == prefix


@pytest.mark.parametrize(
    ("mode", "tags", "fits"),
    [
        (Mode.INDEX, ["0000_a", "0001_b"], True),
        (Mode.INDEX, ["20240101_a"], False),
        (Mode.TIMESTAMP, ["20240101_a"], True),
        (Mode.TIMESTAMP, ["20250304_a"], False),  # of today: `_` sorts after a digit
        (Mode.UNIX, ["0000_a"], True),
        (Mode.UNIX, ["20240101_a"], False),
        (Mode.NONE, ["0000_a"], False),
        (Mode.INDEX, [], True),
    ],
)
def test_a_mode_fits_when_its_next_file_sorts_last(mode: Mode, tags: list[str], fits: bool) -> None:
    assert (misfit(mode, entries(*tags), NOW) is None) == fits
