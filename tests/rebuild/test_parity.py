"""Journal, files and captured rows compared: every state, and what is left over."""

from pathlib import Path

import pytest

from journal.folder.entries import Entry
from journal.folder.file_names import Kind
from journal.folder.hashing import drizzle_hash
from journal.folder.migrations import Migration
from journal.rebuild.parity import Parity, ParityState, compare
from journal.replay.runner import CapturedRow


def file(tag: str, content: str = "") -> Migration:
    return Migration(tag, Kind.FORWARD, Path(f"{tag}.sql"), (content or tag).encode())


def hashed(content: str) -> str:
    return drizzle_hash(content.encode())


def entry(tag: str, when: int, recorded: str | None = None) -> Entry:
    return Entry(idx=when, when=when, tag=tag, hash=recorded)


def rows(*stored: tuple[str, int | None]) -> list[CapturedRow]:
    """Ledger rows with the hash of this content and this `created_at`, in this order."""
    return [CapturedRow(number, hashed(content), created_at) for number, (content, created_at) in enumerate(stored, 1)]


def states(parity: Parity) -> str:
    return " ".join(f"{one.entry.tag}:{one.state}" for one in parity.entries)


ABC = [entry("a", 1, hashed("a")), entry("b", 2, hashed("b")), entry("c", 3, hashed("c"))]
FILES = [file("a"), file("b"), file("c")]


def test_three_sides_that_agree_are_authentic() -> None:
    parity = compare(ABC, FILES, rows(("a", 1), ("b", 2), ("c", 3)))
    assert states(parity) == "a:authentic b:authentic c:authentic"
    assert (parity.holds, parity.unexpected, parity.unlisted) == (True, (), ())


def test_a_missing_hash_is_filled() -> None:
    parity = compare([entry("a", 1)], FILES[:1], rows(("a", 1)))
    (one,) = parity.entries
    assert (one.state, one.recorded, one.file_hash, one.captured) == (
        ParityState.FILLED,
        None,
        hashed("a"),
        hashed("a"),
    )
    assert parity.holds


def test_a_file_with_another_hash_than_the_journal_is_edited() -> None:
    parity = compare([entry("a", 1, hashed("before"))], [file("a", "after")], rows(("after", 1)))
    (one,) = parity.entries
    assert (one.state, one.recorded, one.captured) == (ParityState.EDITED, hashed("before"), hashed("after"))
    assert not parity.holds


def test_an_edit_that_is_accepted_is_good() -> None:
    entries = [entry("a", 1, hashed("before")), entry("b", 2, hashed("before"))]
    parity = compare(entries, [file("a"), file("b")], rows(("a", 1), ("b", 2)), accepted=frozenset({"a"}))
    assert states(parity) == "a:accepted b:edited"
    assert not parity.holds


def test_accepting_an_unedited_file_changes_nothing() -> None:
    captured = rows(("a", 1), ("b", 2), ("c", 3))
    assert compare(ABC, FILES, captured, accepted=frozenset("ab")) == compare(ABC, FILES, captured)


def test_accepting_an_edit_does_not_accept_another_row() -> None:
    parity = compare([entry("a", 1, hashed("before"))], [file("a")], rows(("else", 1)), accepted=frozenset("a"))
    assert states(parity) == "a:different"


def test_an_entry_without_a_row_is_missing() -> None:
    parity = compare(ABC, FILES, rows(("a", 1), ("b", 2)))
    assert states(parity) == "a:authentic b:authentic c:missing"
    assert parity.entries[2].captured is None
    assert not parity.holds


def test_no_rows_at_all_is_all_missing() -> None:
    assert states(compare(ABC, FILES, [])) == "a:missing b:missing c:missing"


def test_an_empty_comparison_holds() -> None:
    assert compare([], [], []) == Parity(())
    assert compare([], [], []).holds


def test_a_row_with_another_hash_is_different() -> None:
    parity = compare(ABC, FILES, rows(("a", 1), ("else", 2), ("c", 3)))
    assert states(parity) == "a:authentic b:different c:authentic"
    assert parity.entries[1].captured == hashed("else")
    assert parity.unexpected == ()


def test_a_row_with_another_when_is_missing_and_unexpected() -> None:
    parity = compare(ABC, FILES, rows(("a", 1), ("b", 7), ("c", 3)))
    assert states(parity) == "a:authentic b:missing c:authentic"
    assert parity.unexpected == (CapturedRow(2, hashed("b"), 7),)


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("cab", "a:authentic b:authentic c:reordered"),
        ("bca", "a:reordered b:authentic c:authentic"),
        ("acb", "a:authentic b:authentic c:reordered"),
        ("cba", "a:authentic b:reordered c:reordered"),
    ],
)
def test_rows_in_another_order_are_reordered_as_few_as_possible(order: str, said: str) -> None:
    parity = compare(ABC, FILES, rows(*((tag, "abc".index(tag) + 1) for tag in order)))
    assert (states(parity), parity.unexpected, parity.holds) == (said, (), False)


@pytest.mark.parametrize("lost", ["a", "b", "c", "ab", "bc", "ac"])
def test_lost_rows_do_not_make_the_others_reordered(lost: str) -> None:
    left = [(tag, when) for tag, when in (("a", 1), ("b", 2), ("c", 3)) if tag not in lost]
    expected = " ".join(f"{tag}:{'missing' if tag in lost else 'authentic'}" for tag in "abc")
    assert states(compare(ABC, FILES, rows(*left))) == expected


def test_an_entry_without_a_file_keeps_its_row() -> None:
    parity = compare(ABC, [FILES[0], FILES[2]], rows(("a", 1), ("b", 2), ("c", 3)))
    assert states(parity) == "a:authentic b:no-file c:authentic"
    assert (parity.entries[1].file_hash, parity.entries[1].captured) == (None, hashed("b"))
    assert parity.unexpected == ()


def test_an_entry_without_a_file_and_a_row_is_no_file() -> None:
    assert states(compare(ABC, FILES[:2], rows(("a", 1), ("b", 2)))) == "a:authentic b:authentic c:no-file"


def test_rows_without_an_entry_are_unexpected() -> None:
    captured = rows(("x", 0), ("a", 1), ("y", 1), ("b", 2), ("c", 3), ("z", None))
    parity = compare(ABC, FILES, captured)
    assert states(parity) == "a:authentic b:authentic c:authentic"
    assert [row.id for row in parity.unexpected] == [1, 3, 6]
    assert not parity.holds


def test_a_duplicate_row_is_unexpected_once() -> None:
    parity = compare(ABC[:1], FILES[:1], rows(("a", 1), ("a", 1)))
    assert (states(parity), [row.id for row in parity.unexpected]) == ("a:authentic", [2])


def test_files_without_an_entry_are_unlisted() -> None:
    parity = compare(ABC[:1], FILES, rows(("a", 1)))
    assert (states(parity), [one.tag for one in parity.unlisted]) == ("a:authentic", ["b", "c"])
    assert not parity.holds


def test_two_files_with_the_same_bytes_each_have_their_row() -> None:
    entries = [entry("a", 1, hashed("same")), entry("b", 2, hashed("same"))]
    files = [file("a", "same"), file("b", "same")]
    assert states(compare(entries, files, rows(("same", 1), ("same", 2)))) == "a:authentic b:authentic"
    assert states(compare(entries, files, rows(("same", 2)))) == "a:missing b:authentic"
    assert states(compare(entries, files, rows(("same", 2), ("same", 1)))) == "a:authentic b:reordered"


def test_two_entries_with_the_same_when_are_matched_by_their_hash() -> None:
    entries = [entry("a", 1, hashed("a")), entry("b", 1, hashed("b"))]
    assert states(compare(entries, FILES[:2], rows(("a", 1), ("b", 1)))) == "a:authentic b:authentic"
    assert states(compare(entries, FILES[:2], rows(("b", 1)))) == "a:missing b:authentic"


def test_one_row_out_of_place_belongs_to_one_entry_only() -> None:
    twins = [entry("a", 1, hashed("a")), entry("a", 1, hashed("a"))]
    parity = compare([*twins, *ABC[1:]], FILES, rows(("b", 2), ("c", 3), ("a", 1)))
    assert states(parity) == "a:reordered a:missing b:authentic c:authentic"
    assert parity.unexpected == ()


def test_a_tag_listed_twice_needs_two_rows() -> None:
    entries = [entry("a", 1, hashed("a")), entry("a", 2, hashed("a"))]
    assert states(compare(entries, FILES[:1], rows(("a", 1), ("a", 2)))) == "a:authentic a:authentic"
    assert states(compare(entries, FILES[:1], rows(("a", 1)))) == "a:authentic a:missing"


def test_entries_are_found_by_their_state() -> None:
    parity = compare(ABC, FILES, rows(("a", 1), ("else", 2)))
    bad = parity.in_state(ParityState.MISSING, ParityState.DIFFERENT)
    assert [one.entry.tag for one in bad] == ["b", "c"]
    assert parity.in_state(ParityState.EDITED) == ()


def test_a_row_matches_an_equal_entry_before_one_with_the_same_when() -> None:
    entries = [entry("a", 5, hashed("a")), entry("b", 9, hashed("b")), entry("c", 5, hashed("c"))]
    parity = compare(entries, FILES, rows(("c", 5), ("b", 9)))
    assert states(parity) == "a:missing b:authentic c:reordered"
