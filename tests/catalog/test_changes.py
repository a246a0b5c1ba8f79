"""Tests that a change of a database is the only difference, and that the statements of differences work."""

from catalog.bed import FULL, Bed, on_each_major, run, run_script
from catalog.dumped import dumped, unlike
from catalog.generate.changes import CHANGES, HARMLESS, STAGE, Change
from catalog.generate.random_schema import random_schema
from catalog.script import script
from catalog.test_reading import read
from full import part

from journal.catalog.compare import compare
from journal.catalog.difference import Difference, Weight

SEEDS = range(100 if FULL else 10)


def assert_fixed(wanted: str, database: str, differences: tuple[Difference, ...]) -> None:
    """Run the statements of the differences, where each has some; only the order of columns may differ after that."""
    assert all(one.sql or one.hazard for one in differences)
    if all(one.sql for one in differences):
        run_script(database, script(differences))
        left = compare(read(wanted), read(database))
        assert {one.weight for one in left} <= {Weight.ORDER}
        assert left or not (difference := unlike(dumped(wanted), dumped(database))), difference


def _names(change: Change) -> set[str]:
    """Return the relations that a change concerns."""
    return {".".join(title.split(".")[:2]) for _, title in change.differing}


def objects(differences: tuple[Difference, ...]) -> set[tuple[str, str]]:
    """Return the differing objects, without the parts of a table or domain that only one side has."""
    whole = {f"{one.name}." for one in differences if not one.facet and one.kind in ("table", "domain")}
    return {(one.kind, one.name) for one in differences if not any(one.name.startswith(home) for home in whole)}


@on_each_major("change", CHANGES, spread=True)
def test_a_change_is_the_only_difference(bed: Bed, change: Change) -> None:
    with bed.database(STAGE) as before, bed.database(STAGE, change.sql) as after:
        for differences in (compare(read(before), read(after)), compare(read(after), read(before))):
            assert objects(differences) == change.differing


@on_each_major("change", part(CHANGES, 3), spread=True)
def test_the_statements_undo_a_change(bed: Bed, change: Change) -> None:
    with bed.database(STAGE) as before, bed.database(STAGE, change.sql) as after:
        assert_fixed(before, after, compare(read(before), read(after)))


@on_each_major("change", part(CHANGES, 3), spread=True)
def test_the_statements_make_a_change(bed: Bed, change: Change) -> None:
    with bed.database(STAGE) as before, bed.database(STAGE, change.sql) as after:
        assert_fixed(after, before, compare(read(after), read(before)))


@on_each_major("change", part(HARMLESS, 2), spread=True)
def test_a_harmless_change_is_not_real(bed: Bed, change: Change) -> None:
    with bed.database(STAGE) as before, bed.database(STAGE, change.sql) as after:
        for differences in (compare(read(before), read(after)), compare(read(after), read(before))):
            found = {str(one.weight) for one in differences}
            assert found <= change.weighs
            assert found or "nothing" in change.weighs


@on_each_major("seed", SEEDS, spread=True)
def test_several_changes_in_a_random_schema_are_all_found(bed: Bed, seed: int) -> None:
    around = random_schema(seed, tables=4)
    some = [CHANGES[(seed * 7 + step * 31) % len(CHANGES)] for step in range(3)]
    some = [change for change in some if bed.runs(change.needs)]
    done = []
    with bed.database(around, STAGE) as before, bed.database(around, STAGE) as after:
        for change in some:
            if not any(_names(change) & _names(other) for other in done):
                run(after, change.sql)
                done.append(change)
        differences = compare(read(before), read(after))
        assert objects(differences) == frozenset().union(*(change.differing for change in done))


@on_each_major("seed", SEEDS, spread=True)
def test_two_schemas_are_equal_exactly_when_their_dumps_are(bed: Bed, seed: int) -> None:
    """Of all the changes, and of none; rights and default privileges are in a dump too."""
    change = (CHANGES + HARMLESS)[seed * 17 % len(CHANGES + HARMLESS)]
    with bed.database(STAGE) as before, bed.database(STAGE, change.sql if bed.runs(change.needs) else "") as after:
        weights = {one.weight for one in compare(read(before), read(after))}
        assert bool(weights - {Weight.SURROUNDINGS}) <= bool(unlike(dumped(before), dumped(after)))
        assert not (not weights and unlike(dumped(before), dumped(after)))
