"""The new idx, when and tag of own entries: behind the base, and as they are where they are behind it already."""

import pytest

from journal.folder.entries import Entry
from journal.rebase.names import is_same_name, moved_entries, moved_folders

BASE = [Entry(0, 5_000, "0000_a"), Entry(1, 9_500, "0001_b")]


def moved(base: list[Entry], *own: Entry) -> list[tuple[int, int, str]]:
    return [(one.idx, one.when, one.tag) for one in moved_entries(base, own)]


def test_a_number_and_a_when_rise_above_the_base_each_in_a_second_of_its_own() -> None:
    own = (Entry(1, 7_000, "0001_c"), Entry(2, 7_500, "0002_d"), Entry(3, 90_000, "0003_e"))
    assert moved(BASE, *own) == [(2, 10_000, "0002_c"), (3, 11_000, "0003_d"), (4, 90_000, "0004_e")]


def test_an_entry_behind_the_base_stays_as_it_is() -> None:
    assert moved(BASE, Entry(2, 12_345, "0002_c")) == [(2, 12_345, "0002_c")]


def test_a_when_in_the_second_of_the_last_one_moves() -> None:
    assert moved(BASE, Entry(2, 9_999, "0002_c")) == [(2, 10_000, "0002_c")]


def test_the_highest_when_of_the_base_counts_not_that_of_its_last_entry() -> None:
    base = [Entry(0, 50_000, "0000_a"), Entry(1, 9_000, "0001_b")]
    assert moved(base, Entry(1, 10_000, "0001_c")) == [(2, 51_000, "0002_c")]


@pytest.mark.parametrize(
    ("base", "own", "tag"),
    [
        ("20260101000000_a", "20251231000000_b", "20260101000001_b"),
        ("20260101000000_a", "20260102000000_b", "20260102000000_b"),
        ("1767225600_a", "1767225599_b", "1767225601_b"),
        ("a", "b", "b"),
        ("a", "a", "a_2"),
        ("0007_a", "0007_b", "0008_b"),
        ("0000_a", "20251231000000_b", "20251231000000_b"),
    ],
)
def test_a_prefix_keeps_its_kind(base: str, own: str, tag: str) -> None:
    rises = 1_767_312_000_000 if own == tag and own[0] == "2" else 1_767_000_000_000
    first = Entry(0, 1_767_225_600_000 if rises > 1_767_225_600_000 or own != tag else 1, base)
    ((idx, when, found),) = moved([first], Entry(0, rises, own))
    assert (idx, found) == (1, tag)
    assert when > first.when


def test_a_folder_that_sorts_before_the_base_gets_the_second_after_it() -> None:
    base = [Entry(0, 1_767_225_600_000, "20260101000000_a")]
    own = [Entry(0, 1_767_225_599_000, "20251231235959_b"), Entry(1, 1_767_312_000_000, "20260102000000_c")]
    found = [(one.idx, one.when, one.tag) for one in moved_folders(base, own)]
    assert found == [(1, 1_767_225_601_000, "20260101000001_b"), (2, 1_767_312_000_000, "20260102000000_c")]


def test_names_are_compared_without_their_numbers() -> None:
    assert is_same_name("0001_a", "0002_a")
    assert is_same_name("0001_a", "20260101000000_a")
    assert not is_same_name("0001_a", "0001_b")
