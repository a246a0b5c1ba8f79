"""Only rows that record one file, and have exactly its old hash, get the new one."""

from journal.ledger.columns import LedgerRow
from journal.ledger.manual_table import ManualRow, ManualTable, plain_name
from journal.ledger.predict import LocalMigration
from journal.ledger.read import LiveLedger
from journal.ledger.rehash import FileChanges, HashChange, plan_rehash

A, B = LocalMigration("0000_a", 1000, "new"), LocalMigration("0001_b", 2000, "b")
CHANGE = HashChange("0000_a", "0000_a", "old", "new")


def ledger(*rows: tuple[int, str, int]) -> LiveLedger:
    return LiveLedger(True, rows=tuple(LedgerRow(id_, hash_, when) for id_, hash_, when in rows))


def manual(*rows: tuple[str, str], is_table: bool = True) -> ManualTable:
    found = tuple(ManualRow(name, hash_) for name, hash_ in rows)
    columns, records = {"name": "filename", "hash": "hash"}, {plain_name(row.name): row for row in found}
    return ManualTable("public", "_manual_migrations", columns, False, records, is_table=is_table, rows=found)


def changed(live: LiveLedger, *changes: HashChange) -> list[tuple[int, str]]:
    rows = plan_rehash([A, B], live, None, FileChanges(changes or (CHANGE,))).rows
    return [(row.before.id, row.after.hash) for row in rows if row.after]


def test_the_row_of_the_file_gets_the_new_hash() -> None:
    assert changed(ledger((1, "old", 1000), (2, "b", 2000))) == [(1, "new")]


def test_a_row_with_another_hash_stays() -> None:
    assert changed(ledger((1, "edited", 1000), (2, "new", 1000), (3, "b", 2000))) == []


def test_a_row_of_another_migration_with_the_same_hash_stays() -> None:
    """Two files with the same bytes, of which one changes."""
    same = [A, LocalMigration("0001_b", 2000, "old")]
    rows = plan_rehash(same, ledger((1, "old", 1000), (2, "old", 2000)), None, FileChanges((CHANGE,))).rows
    assert [row.before.id for row in rows] == [1]


def test_names_of_the_manual_ledger_are_those_before_the_renaming() -> None:
    change = HashChange("0000_a", "20240101_a", "old", "new")
    table = manual(("20240101_a.sql", "old"), ("sub/20240101_a", "old"), ("20240102_b.sql", "old"), ("0000_a", "x"))
    found = plan_rehash([A, B], ledger(), table, FileChanges((change,))).manual
    assert found
    assert [row.name for row, _ in found.rows] == ["20240101_a.sql", "sub/20240101_a"]


def test_a_view_cannot_be_changed() -> None:
    assert plan_rehash([A], ledger(), manual(("0000_a", "old"), is_table=False), FileChanges((CHANGE,))).refused
    assert not plan_rehash([A], ledger(), manual(("0000_a", "b"), is_table=False), FileChanges((CHANGE,))).refused


def test_the_way_back_is_the_same_change_reversed() -> None:
    assert changed(ledger((1, "new", 1000), (2, "old", 3000)), CHANGE.reverse) == [(1, "old")]
