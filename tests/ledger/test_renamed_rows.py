"""Which rows of the manual ledger get the new name of a renamed file, and in which order."""

import pytest

from journal.ledger.manual_table import ManualRow, ManualTable, plain_name
from journal.ledger.renamed_rows import NameChanges, RenamedRows, renamed_rows

DATED = {"20240101_a": "0000_a", "sub/20240102_b": "0001_sub_b"}
SHIFT = {"0001_x": "0000_x", "0002_x": "0001_x", "0003_x": "0002_x"}


def manual(*names: str, by_number: bool = False) -> ManualTable:
    rows = tuple(ManualRow(name) for name in names)
    records = {plain_name(row.name): row for row in rows}
    return ManualTable("public", "_m", {"name": "filename"}, False, records, by_number=by_number, rows=rows)


def renamed(tags: dict[str, str], *names: str, is_present: bool = True, by_number: bool = False) -> dict[str, str]:
    found = renamed_rows(manual(*names, by_number=by_number), NameChanges(tags, is_present))
    assert not found.refused
    return dict(found.names)


def test_a_row_keeps_its_folder_and_its_ending() -> None:
    assert renamed(DATED, "20240101_a", "migrations/20240102_b.sql", "20240101_a.sql", "20240101_ab", "0000_a2") == {
        "20240101_a": "0000_a", "20240101_a.sql": "0000_a.sql", "migrations/20240102_b.sql": "migrations/0001_sub_b.sql"
    }  # fmt: skip


def test_a_file_that_is_recorded_by_its_new_name_as_well_stays() -> None:
    assert renamed(DATED, "20240101_a.sql", "0000_a.sql", "20240102_b.sql") == {"20240102_b.sql": "0001_sub_b.sql"}


@pytest.mark.parametrize("is_present", [True, False])
def test_names_that_are_old_of_one_file_and_new_of_another(is_present: bool) -> None:
    new = {"0001_x.sql": "0000_x.sql", "0002_x.sql": "0001_x.sql", "0003_x.sql": "0002_x.sql"}
    assert renamed(SHIFT, "0001_x.sql", "0002_x.sql", "0003_x.sql", is_present=is_present) == new
    assert renamed(SHIFT, "0000_x.sql", "0001_x.sql", "0002_x.sql", is_present=is_present) == {}
    mixed = renamed_rows(manual("0000_x.sql", "0002_x.sql", "0003_x.sql"), NameChanges(SHIFT, is_present))
    assert "cannot be told: 0002_x" in mixed.refused
    either = renamed_rows(manual("0001_x.sql", "0002_x.sql"), NameChanges(SHIFT, is_present))
    assert bool(either.refused) != is_present


def test_the_way_back_is_the_same_rows() -> None:
    found = renamed_rows(manual("0000_x.sql", "0001_x.sql"), NameChanges(SHIFT).reverse)
    assert found.names == {"0000_x.sql": "0001_x.sql", "0001_x.sql": "0002_x.sql"}


def test_a_table_with_numbers_alone() -> None:
    tags = {"0001_base": "0000_base", "0002_a": "0001_a"}
    assert renamed(tags, "0001", "0002", by_number=True) == {"0001": "0000", "0002": "0001"}
    same = {"20240101_a": "0000_a", "20240101_b": "0001_b"}
    assert renamed(same, "20240102", by_number=True) == {}
    found = renamed_rows(manual("20240101", by_number=True), NameChanges(same))
    assert found.refused == "public._m does not tell 20240101_a from 20240101_b: it records both as 20240101."


@pytest.mark.parametrize(
    "names",
    [{"a": "b", "b": "c", "c": "d"}, {"c": "d", "b": "c", "a": "b"}, {"a": "b", "b": "a"},
     {"a": "b", "b": "c", "c": "a", "d": "e"}],
)  # fmt: skip
def test_no_two_files_have_one_name_at_any_time_and_the_steps_lead_back(names: dict[str, str]) -> None:
    rows = {name: name for name in names}
    steps = [*RenamedRows(names).steps()]
    for old, new in steps:
        assert new not in rows.values()
        rows = {file: new if name == old else name for file, name in rows.items()}
    assert rows == names
    for old, new in reversed(steps):
        assert old not in rows.values()
        rows = {file: old if name == new else name for file, name in rows.items()}
    assert rows == {name: name for name in names}
