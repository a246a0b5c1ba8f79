"""Every kind of derivation: up, down, up on a real server gives the schema before, and the head says what is lost."""

import psycopg
import pytest
from authoring.golden import CASES, Case, derived_of
from catalog.bed import Bed, on_each_major

OPEN = {"backfill", "blocks", "column_not_null", "rename_table_in_a_block", "unknown_kind"}
"""What nobody can derive in full: rows that were changed, a table renamed in a block, a kind that is not read."""

RUNS_TWICE = {"add_column", "create_table", "create_table_as", "drop_column", "indexes", "column_default"}
"""Those that have a guard in each of their statements."""


def ids(case: Case) -> str:
    return case.name


def only(names: set[str]) -> list[Case]:
    return [case for case in CASES if case.name in names]


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_up_down_up_gives_the_same_schema_and_the_head_says_what_is_lost(case: Case, database: str) -> None:
    outcome = derived_of(case, database)
    assert outcome.proof.passed or case.name in OPEN, f"{outcome.text}\n{outcome.proof}"
    assert outcome.derived.complete == (case.name not in OPEN)
    assert outcome.remarks == case.remarks


@on_each_major("case", CASES, spread=True)
def test_other_versions_of_the_server_give_the_same_schema_too(bed: Bed, case: Case) -> None:
    with bed.database() as database:
        outcome = derived_of(case, database)
    assert outcome.proof.passed or case.name in OPEN, outcome.proof


@pytest.mark.parametrize("case", [case for case in CASES if (case.path / "down.sql").exists()], ids=ids)
def test_the_text_of_an_example_is_as_expected(case: Case, database: str) -> None:
    assert derived_of(case, database).text == (case.path / "down.sql").read_text()


@pytest.mark.parametrize("case", only(OPEN), ids=ids)
def test_a_down_file_that_is_not_complete_stops_and_changes_nothing(case: Case, database: str) -> None:
    text = derived_of(case, database).text
    with psycopg.connect(database, autocommit=True) as connection:
        before = connection.execute("SELECT count(*) FROM pg_class").fetchall()
        with pytest.raises(psycopg.errors.RaiseException, match="is not complete"):
            connection.execute(text.encode())
        connection.rollback()
        assert connection.execute("SELECT count(*) FROM pg_class").fetchall() == before


@pytest.mark.parametrize("case", only(RUNS_TWICE), ids=ids)
def test_a_down_file_runs_again_where_it_has_run(case: Case, database: str) -> None:
    text = derived_of(case, database).text
    with psycopg.connect(database, autocommit=True) as connection:
        for _ in range(2):
            connection.execute(text.encode())


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_without_a_replay_a_down_file_is_right_or_says_what_is_missing(case: Case, database: str) -> None:
    outcome = derived_of(case, database, replay=False)
    is_explained = any(remark.startswith(("open:", "stays:")) for remark in outcome.remarks)
    assert outcome.proof.passed or is_explained, f"{outcome.text}\n{outcome.proof}"


BY_TEXT = {"create_table", "add_column", "foreign_key", "renames", "row_security", "indexes", "enum"}


@pytest.mark.parametrize("case", only(BY_TEXT), ids=ids)
def test_without_a_replay_what_the_text_tells_is_derived(case: Case, database: str) -> None:
    assert derived_of(case, database, replay=False).derived.statements
