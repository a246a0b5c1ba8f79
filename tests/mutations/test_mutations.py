"""Healthy folders of the real drizzle-kit give no finding; each mutation gives exactly those of its rules."""

from pathlib import Path

import pytest
from full import FULL
from mutations.folders import MODES, SIZES, make_folders
from mutations.kinds import ALL
from mutations.trial import broken, ours, recorded, theirs


@pytest.fixture(scope="session")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return make_folders(tmp_path_factory.mktemp("healthy"), sizes=SIZES if FULL else SIZES[:2])


def test_healthy_folders_give_no_finding(healthy: dict[str, Path]) -> None:
    assert {name: ours(root) for name, root in healthy.items()} == dict.fromkeys(healthy, ())


@pytest.mark.parametrize("mode", MODES)
def test_each_mutation_gives_exactly_the_findings_of_its_rules(healthy: dict[str, Path], mode: str) -> None:
    found = {}
    for mutation in ALL:
        with broken(healthy[f"{mode}-4"], mutation) as root:
            found[mutation.name] = set(ours(root))
    assert found == {mutation.name: mutation.expected(mode) for mutation in ALL}


def test_the_recorded_verdicts_are_those_of_the_real_drizzle_kit(healthy: dict[str, Path]) -> None:
    some = ALL if FULL else ALL[::56]
    assert {one.name: theirs(healthy["index-4"], one) for one in some} == {
        one.name: recorded()[one.name] for one in some
    }


def test_there_is_a_verdict_on_each_of_at_least_60() -> None:
    names = [mutation.name for mutation in ALL]
    assert len(set(names)) == len(names) >= 60
    assert set(recorded()) == set(names)
