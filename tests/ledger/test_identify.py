"""The migration that a row records, if that is certain."""

import pytest

from journal.ledger.columns import LedgerRow
from journal.ledger.identify import IdentifiedRow, Wrong, identify
from journal.ledger.predict import LocalMigration
from journal.ledger.read import LiveLedger

A, B, C = (
    LocalMigration("0000_a", 1_000_000, "ha"),
    LocalMigration("0001_b", 2_000_000, "hb"),
    LocalMigration("0002_c", 3_000_000, "hc"),
)
TWIN = LocalMigration("0003_d", 4_000_000, "ha")  # the same bytes as the first


def told(
    migrations: list[LocalMigration], *rows: tuple[str, int | None], **forms: dict[str, str]
) -> list[IdentifiedRow]:
    ledger = LiveLedger(True, rows=tuple(LedgerRow(number, *row) for number, row in enumerate(rows, 1)))
    return list(identify(migrations, {f"000{tag[1:]}": form for tag, form in forms.items()}, ledger))


def tags(found: list[IdentifiedRow]) -> list[str | None]:
    return [one.local.tag if one.local else None for one in found]


@pytest.mark.parametrize("created_at", [None, 1000, 1_755_000_000_000, 0, -5])
def test_a_known_hash_with_any_created_at_is_that_migration(created_at: int | None) -> None:
    found = told([A, B], ("ha", created_at), ("hb", 2_000_000))
    assert tags(found) == ["0000_a", "0001_b"]
    assert [one.wrong for one in found] == [{Wrong.CREATED_AT}, set()]


def test_two_rows_whose_moments_were_exchanged_go_by_their_hashes() -> None:
    found = told([A, B], ("ha", 2_000_000), ("hb", 1_000_000))
    assert tags(found) == ["0000_a", "0001_b"]


def test_another_hash_at_a_known_moment_is_an_edited_file() -> None:
    (found,) = told([A, B], ("old", 1_000_000))
    assert (found.local, found.wrong, found.difference) == (A, {Wrong.HASH}, None)


def test_the_hash_of_another_form_identifies_a_row_without_the_moment() -> None:
    found = told([A, B], ("crlf", 1_000_000), ("crlf-b", None), t0_a={"crlf": "line ending"}, t1_b={"crlf-b": "BOM"})
    assert [(one.local, one.difference) for one in found] == [(A, "line ending"), (B, "BOM")]
    assert found[1].wrong == {Wrong.HASH, Wrong.CREATED_AT}


def test_of_two_entries_with_the_same_bytes_the_place_decides() -> None:
    found = told([A, B, C, TWIN], ("ha", None), ("hb", 2_000_000), ("hc", 3_000_000), ("ha", None))
    assert tags(found) == ["0000_a", "0001_b", "0002_c", "0003_d"]


def test_where_the_place_does_not_decide_it_is_ambiguous() -> None:
    found = told([A, B, TWIN], ("hb", 2_000_000), ("ha", None))
    assert (found[1].local, found[1].candidates, found[1].wrong) == (None, ("0000_a", "0003_d"), {Wrong.AMBIGUOUS})


def test_a_hash_at_the_moment_of_another_entry_is_ambiguous() -> None:
    """Either it is the first with a wrong created_at, or the second, whose file was edited since."""
    (found,) = told([A, B], ("ha", 2_000_000))
    assert (found.candidates, found.wrong) == (("0000_a", "0001_b"), {Wrong.AMBIGUOUS})


def test_duplicates_differ_from_foreign_rows() -> None:
    found = told([A, B], ("ha", 1_000_000), ("ha", 1_000_000), ("ha", None), ("nobody", 5), ("hb", 2_000_000))
    assert [one.wrong for one in found] == [
        set(), {Wrong.TWICE}, {Wrong.TWICE, Wrong.CREATED_AT}, {Wrong.FOREIGN}, set()
    ]  # fmt: skip
    assert [one.duplicate_of.id if one.duplicate_of else None for one in found] == [None, 1, 1, None, None]


def test_a_second_row_of_an_edited_migration_is_one_too() -> None:
    found = told([A], ("old", 1_000_000), ("old", 1_000_000))
    assert [one.wrong for one in found] == [{Wrong.HASH}, {Wrong.HASH, Wrong.TWICE}]


def test_in_a_ledger_of_1_0_the_name_decides_and_a_missing_one_is_wrong() -> None:
    rows = (LedgerRow(1, "edited", 5, A.name), LedgerRow(2, "hb", 2_000_000, None))
    found = identify([A, B], {}, LiveLedger(True, True, rows))
    assert [(one.local, one.wrong) for one in found] == [(A, {Wrong.HASH, Wrong.CREATED_AT}), (B, {Wrong.NAME})]


def test_a_file_that_is_gone_is_not_an_edited_one() -> None:
    (found,) = told([LocalMigration("0000_a", 1_000_000, "")], ("ha", 1_000_000))
    assert (found.local is not None, found.wrong) == (True, set())
