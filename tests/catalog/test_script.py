"""Our own script builds the same database again, by our comparison and by pg_dump."""

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


def assert_built_again(bed: Bed, text: str) -> None:
    with bed.database(text) as full, bed.database() as empty:
        wanted = read(full)
        run_script(empty, script(compare(wanted, read(empty))))
        # What a parent was given after its heir was made comes in another place when it is made at once.
        assert {(one.kind, one.weight) for one in compare(wanted, read(empty))} <= {("table", Weight.ORDER)}
        assert not (told := unlike(dumped(full), dumped(empty))), told


@on_each_major("corpus", FILES)
def test_the_script_from_nothing_builds_the_same_database(bed: Bed, corpus: Path) -> None:
    bed.skip_without(corpus.read_text())
    assert_built_again(bed, corpus.read_text())


@on_each_major("seed", SEEDS, spread=True)
def test_the_script_builds_a_random_schema(bed: Bed, seed: int) -> None:
    assert_built_again(bed, random_schema(seed, tables=2 + seed % 9))


@on_each_major("seed", SEEDS, spread=True)
def test_the_script_turns_one_random_schema_into_another_as_far_as_it_says(bed: Bed, seed: int) -> None:
    with bed.database(random_schema(seed, 3)) as one, bed.database(random_schema(seed + 1000, 3)) as other:
        wanted = read(one)
        first = compare(wanted, read(other))
        assert all(difference.sql or difference.hazard for difference in first)
        if all(difference.sql for difference in first):
            run_script(other, script(first))
            assert compare(wanted, read(other)) == ()
            assert not (told := unlike(dumped(one), dumped(other))), told


@pytest.mark.parametrize("tables", [300 if FULL else 60])
def test_a_large_schema_is_judged_as_pg_dump_judges_it(bed: Bed, tables: int) -> None:
    assert_built_again(bed, large(tables))
