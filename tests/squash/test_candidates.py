"""Which statements of the old files may stay as they are written."""

from pathlib import Path

import pytest

from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.squash.candidates import candidates


def found(*texts: str) -> list[str]:
    files = [Migration(f"000{number}", Kind.FORWARD, Path("x.sql"), one.encode()) for number, one in enumerate(texts)]
    return [one.text for one in candidates(files)]


def test_of_two_statements_that_make_one_object_the_last_counts() -> None:
    first, second = "CREATE VIEW v AS SELECT 1 AS a", "CREATE OR REPLACE VIEW v AS SELECT 2 AS a"
    assert found(first, second) == [second]


def test_what_alters_drops_or_changes_rows_is_none() -> None:
    assert found("ALTER TABLE t ADD COLUMN a int; DROP TABLE u; UPDATE t SET a = 1; INSERT INTO t VALUES (1)") == []


def test_an_added_constraint_is_one_and_one_with_another_change_is_none() -> None:
    key = "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES u (id)"
    assert found(key) == [key]
    assert found("ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0), ADD COLUMN b int") == []


@pytest.mark.parametrize("text", ["CREATE INDEX CONCURRENTLY i ON t (a)", "CREATE TABLE t AS SELECT 1 AS a"])
def test_what_cannot_run_in_a_transaction_or_makes_rows_is_none(text: str) -> None:
    assert found(text) == []


def test_statements_about_roles_all_stay_because_no_dump_has_them() -> None:
    texts = ["CREATE ROLE app", "ALTER ROLE app LOGIN", "DO $$ BEGIN CREATE ROLE other; END $$"]
    assert found(*texts) == texts
