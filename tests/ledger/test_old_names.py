"""Which rows of the manual ledger are those of folders that `drizzle-kit up` made: by their words and their hash."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from conftest import Project

from journal.errors import JournalError
from journal.folder.hashing import drizzle_hash
from journal.folder.version_1 import read_either
from journal.ledger.manual_table import ManualRow, ManualTable
from journal.ledger.old_names import old_name_notes, refuse_unsure, with_old_names

A, B = "20250101000000_invoices", "20250102000000_invoices"
SQL_A, SQL_B = "CREATE TABLE a (id int);\n", "CREATE TABLE b (id int);\n"


def table_of(rows: Mapping[str, str | None], *, by_number: bool = False) -> ManualTable:
    found = tuple(ManualRow(f"{name}.sql", hash_) for name, hash_ in rows.items())
    records = dict(zip(rows, found, strict=True))
    return ManualTable("public", "_manual_migrations", {"name": "filename"}, False, records, by_number, rows=found)


def of(text: str) -> str:
    return drizzle_hash(text.encode())


def looked_up(project: Project, table: ManualTable, files: Mapping[str, str]) -> ManualTable:
    for name, text in files.items():
        project.write(f"migrations/{name}/migration.sql", text)
    found = with_old_names(table, read_either(project.settings()))
    assert found
    return found


@pytest.mark.parametrize(
    ("rows", "files", "old_names", "unsure"),
    [
        ({"0001_invoices": of(SQL_A)}, {A: SQL_A}, {A: "0001_invoices"}, set()),
        ({"0001_invoices": None}, {A: SQL_A}, {A: "0001_invoices"}, set()),
        ({"0001_invoices": of(SQL_B)}, {A: SQL_A}, {A: "0001_invoices"}, set()),  # then it was edited
        ({"1735689600_invoices": of(SQL_A)}, {A: SQL_A}, {A: "1735689600_invoices"}, set()),
        ({"add_invoices": of(SQL_A)}, {A: SQL_A}, {A: "add_invoices"}, set()),
        ({"add_invoices": None}, {A: SQL_A}, {}, {A}),
        ({"0001_invoices": of(SQL_A), "0002_invoices": of(SQL_B)}, {A: SQL_A, B: SQL_B},
         {A: "0001_invoices", B: "0002_invoices"}, set()),
        ({"0001_invoices": of(SQL_A)}, {A: SQL_A, B: SQL_B}, {A: "0001_invoices"}, set()),
        ({"0001_invoices": None}, {A: SQL_A, B: SQL_B}, {}, {A, B}),
        ({"0001_invoices": of(SQL_A)}, {A: SQL_A, B: SQL_A}, {}, {A, B}),
        ({"0001_users": of(SQL_A)}, {A: SQL_A}, {}, set()),
        ({A: None, "0001_invoices": None}, {A: SQL_A}, {}, set()),
    ],
)  # fmt: skip
def test_a_row_is_that_of_a_folder(
    project: Project, rows: dict[str, str | None], files: dict[str, str], old_names: dict[str, str], unsure: set[str]
) -> None:
    table = looked_up(project, table_of(rows), files)
    assert (table.old_names, {*table.unsure}) == (old_names, unsure)
    for folder, old in old_names.items():
        assert [row.name for row in table.find_all(folder)] == [f"{old}.sql"]
        assert (table.has(folder), table.name_now(old)) == (True, folder)


@pytest.mark.parametrize(("hash_", "is_known"), [(of(SQL_A), True), (of(SQL_B), False), (None, False)])
def test_of_a_table_that_keeps_numbers_the_hash_decides(project: Project, hash_: str | None, *, is_known: bool) -> None:
    table = looked_up(project, table_of({"2": hash_}, by_number=True), {A: SQL_A})
    assert (table.has(A), A in table.unsure) == (is_known, not is_known)
    table = looked_up(project, table_of({"20250101000000": hash_}, by_number=True), {})
    assert (table.has(A), {*table.unsure}) == (True, set())


def test_what_is_unsure_is_refused_and_said(project: Project) -> None:
    table = looked_up(project, table_of({"0001_invoices": None}), {A: SQL_A, B: SQL_B})
    folder = read_either(project.settings())
    with pytest.raises(JournalError, match=f"has no row for {A}, but has 0001_invoices from before") as raised:
        refuse_unsure(folder, table, folder.forwards)
    assert f"--record-only {A}. If not: " in raised.value.hint
    assert [note.code for note in old_name_notes(folder, table)] == ["old-name-unsure"] * 2
    refuse_unsure(folder, replace(table, unsure={}), folder.forwards)


def test_of_a_folder_of_0_x_nothing_is_looked_up(project: Project) -> None:
    project.migration("0001_invoices", SQL_A)
    table = table_of({"0009_invoices": None})
    assert with_old_names(table, read_either(project.settings())) is table
