"""Every kind of derivation: its golden down file, and up, down, up on a real server."""

import psycopg
import pytest
from authoring.golden import CASES, Case, without_replay, worked_out
from catalog.bed import Bed, on_each_major

OPEN = {"backfill", "blocks", "column_not_null", "rename_table_in_a_block", "unknown_kind"}
"""What nobody can derive in full: rows that were changed, a table renamed in a block, a kind that is not read."""

RUNS_TWICE = {"add_column", "create_table", "create_table_as", "drop_column", "indexes", "column_default"}
"""Those that have a guard in each of their statements."""


def ids(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_the_down_file_is_the_golden_one_and_up_down_up_gives_the_same_schema(case: Case, database: str) -> None:
    outcome = worked_out(case, database)
    assert outcome.text == (case.path / "down.sql").read_text()
    assert outcome.derived.complete == (case.name not in OPEN)
    assert outcome.proof.passed or case.name in OPEN, outcome.proof


@on_each_major("case", CASES, spread=True)
def test_other_versions_of_the_server_give_the_same_schema_too(bed: Bed, case: Case) -> None:
    with bed.database() as database:
        outcome = worked_out(case, database)
    assert outcome.proof.passed or case.name in OPEN, outcome.proof


@pytest.mark.parametrize("case", [case for case in CASES if case.name in OPEN], ids=ids)
def test_a_down_file_that_is_not_complete_stops_and_changes_nothing(case: Case, database: str) -> None:
    worked_out(case, database)
    with psycopg.connect(database, autocommit=True) as connection:
        before = connection.execute("SELECT count(*) FROM pg_class").fetchall()
        with pytest.raises(psycopg.errors.RaiseException, match="is not complete"):
            connection.execute((case.path / "down.sql").read_bytes())
        connection.rollback()
        assert connection.execute("SELECT count(*) FROM pg_class").fetchall() == before


@pytest.mark.parametrize("case", [case for case in CASES if case.name in RUNS_TWICE], ids=ids)
def test_a_down_file_runs_again_where_it_has_run(case: Case, database: str) -> None:
    worked_out(case, database)
    with psycopg.connect(database, autocommit=True) as connection:
        for _ in range(2):
            connection.execute((case.path / "down.sql").read_bytes())


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_without_a_replay_what_needs_the_former_state_is_left_open(case: Case) -> None:
    derived = without_replay(case)
    said = [f"open: {text}" for text in derived.whole.open]
    expected = case.path / "without_replay.txt"
    assert "\n".join([*said, *derived.statements]) + "\n" == expected.read_text()
