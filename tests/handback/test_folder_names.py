"""The names of the folders that a journal becomes."""

import random

from journal.folder.entries import Entry
from journal.folder.upgrade import upgraded_name
from journal.folder.version_1 import by_locale, moment_of
from journal.handback.folder_names import folder_names

NOW = 1_800_000_000
S = 1_700_000_000


def names(*seconds: float, tags: str = "") -> list[str]:
    entries = [
        Entry(idx, int(second * 1000), f"{idx:04}_{tags[idx] if tags else f'm{idx:04}'}")
        for idx, second in enumerate(seconds)
    ]
    return [*folder_names(entries, NOW)]


def seconds(*given: float, tags: str = "") -> list[int]:
    return [(moment_of(name) or 0) // 1000 - S for name in names(*(S + one for one in given), tags=tags)]


def test_rising_seconds_stay() -> None:
    assert seconds(1, 2, 10) == [1, 2, 10]
    assert names(S) == [upgraded_name("0000_m0000", S * 1000)]


def test_entries_of_one_second_stay_if_their_names_rise() -> None:
    assert seconds(1, 1.5, 2, tags="abc") == [1, 1, 2]


def test_all_entries_of_one_second_move_to_seconds_of_nobody_if_their_names_do_not_rise() -> None:
    assert seconds(1, 1.5, 5, tags="bac") == [3, 4, 5]
    assert seconds(1, 3, 3.5, 4, tags="abac") == [1, 2, 5, 6]


def test_equal_names_in_one_second_move() -> None:
    assert seconds(1, 1.5, tags="aa") == [2, 3]


def test_one_of_two_seconds_that_fall_moves() -> None:
    assert seconds(10, 5, 20) == [4, 5, 20]


def test_one_second_that_is_too_high_moves_and_not_all_that_follow() -> None:
    assert seconds(1, 2, 900, 3, 6) == [1, 2, 4, 5, 6]


def test_a_moment_in_the_future_moves_before_now() -> None:
    assert names(S, NOW + 5) == [upgraded_name("0000_m0000", S * 1000), upgraded_name("0001_m0001", S * 1000 + 1000)]


def test_random_entries_get_rising_names_and_a_kept_second_is_that_of_all_its_entries() -> None:
    chance = random.Random(5)
    for _ in range(500):
        count = chance.randrange(1, 12)
        whens = [
            chance.choice([0, S, S + 1, S + 2, S + 7, NOW + 9, 10**13]) + chance.choice([0, 0, 0.5])
            for _ in range(count)
        ]
        tags = "".join(chance.choice("abA-é") for _ in range(count))
        found = names(*whens, tags=tags)
        moved = [(moment_of(name) or 0) // 1000 for name in found]
        assert found == sorted(found) == sorted(found, key=by_locale)
        assert len({*found}) == count and all(second <= NOW for second in moved)
        own = [int(when) for when in whens]
        for second in {*own} & {*moved}:
            assert [one == second for one in own] == [one == second for one in moved]
