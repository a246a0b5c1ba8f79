"""Tests that the statements of the differences create the same database, by our comparison and by pg_dump."""

from pathlib import Path

import pytest
from catalog.bed import FILES, FULL, Bed, on_each_major, run_script
from catalog.dumped import dumped, unlike
from catalog.generate.large import large
from catalog.generate.random_schema import random_schema
from catalog.script import script
from catalog.test_reading import read

from journal.catalog.compare import compare
from journal.catalog.difference import Weight

SEEDS = range(200 if FULL else 15)


def assert_recreated(bed: Bed, text: str) -> None:
    with bed.database(text) as full, bed.database() as empty:
        wanted = read(full)
        run_script(empty, script(compare(wanted, read(empty))))
        # A column added to a parent after its child was created has another position when both are created at once.
        assert {(one.kind, one.weight) for one in compare(wanted, read(empty))} <= {("table", Weight.ORDER)}
        assert not (difference := unlike(dumped(full), dumped(empty))), difference


@on_each_major("corpus", FILES)
def test_the_script_creates_the_same_database(bed: Bed, corpus: Path) -> None:
    bed.skip_without(corpus.read_text())
    assert_recreated(bed, corpus.read_text())


@on_each_major("seed", SEEDS, spread=True)
def test_the_script_creates_a_random_schema(bed: Bed, seed: int) -> None:
    assert_recreated(bed, random_schema(seed, tables=2 + seed % 9))


@on_each_major("seed", SEEDS, spread=True)
def test_the_script_turns_one_random_schema_into_another_where_it_is_complete(bed: Bed, seed: int) -> None:
    with bed.database(random_schema(seed, 3)) as one, bed.database(random_schema(seed + 1000, 3)) as other:
        wanted = read(one)
        first = compare(wanted, read(other))
        assert all(difference.sql or difference.hazard for difference in first)
        if all(difference.sql for difference in first):
            run_script(other, script(first))
            assert compare(wanted, read(other)) == ()
            assert not (difference := unlike(dumped(one), dumped(other))), difference


@pytest.mark.parametrize("tables", [300 if FULL else 60])
def test_the_script_creates_a_large_schema(bed: Bed, tables: int) -> None:
    assert_recreated(bed, large(tables))
