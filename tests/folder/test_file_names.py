"""What a file's name says, and only its name."""

from datetime import UTC, datetime

import pytest

from journal.folder.file_names import NUMBERED_FROM, Clue, Kind, kind_of, order_of


def millis(*parts: int) -> int:
    year, month, day, *rest = parts
    return int(datetime(year, month, day, *rest, tzinfo=UTC).timestamp()) * 1000  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "tag",
    [
        "baseline",
        "0000_baseline",
        "20250101_baseline",
        "V1__baseline",
        "20250815T103000_baseline",
        "BASELINE_Schema",
        "baseline.prod",
        "0000_initial_baseline",
        "production_database_baseline_dump",
        "000000_baseline_snapshot",
        "000000_anything",
        "00000000000000_anything",
        "V000000__anything",
    ],
)
def test_a_name_of_baseline_words_alone_is_a_baseline(tag: str) -> None:
    assert kind_of(tag) is Kind.BASELINE


@pytest.mark.parametrize(
    "tag",
    [
        "0007_user_baseline_metrics",
        "0007_baselines",
        "0000_init",
        "0000_anything",
        "0000_schema_dump",
        "000001_anything",
        "initial",
    ],
)
def test_a_name_with_another_word_is_no_baseline(tag: str) -> None:
    assert kind_of(tag) is Kind.FORWARD


def test_the_baseline_of_the_settings_is_the_only_one() -> None:
    assert kind_of("0003_start_here", baseline="0003_start_here") is Kind.BASELINE
    assert kind_of("0000_baseline", baseline="0003_start_here") is Kind.FORWARD


@pytest.mark.parametrize(
    ("tag", "moment"),
    [
        ("20250815_add_users", (2025, 8, 15)),
        ("20250815", (2025, 8, 15)),
        ("20250815add_users", (2025, 8, 15)),
        ("V20250815__add_users", (2025, 8, 15)),
        ("20240229_leap_day", (2024, 2, 29)),
        ("20250815103000_add_users", (2025, 8, 15, 10, 30)),
        ("202508151030_add_users", (2025, 8, 15, 10, 30)),
        ("2025081510_add_users", (2025, 8, 15, 10)),
        ("2025-08-15_add_users", (2025, 8, 15)),
        ("2025-08-15-add-users", (2025, 8, 15)),
        ("2025_08_15_add_users", (2025, 8, 15)),
        ("2025_08_15_103000_add_users", (2025, 8, 15, 10, 30)),
        ("2025-08-15T1030_add_users", (2025, 8, 15, 10, 30)),
        ("2025-08-15-103007-add-users", (2025, 8, 15, 10, 30, 7)),
        ("20250815_103000_add_users", (2025, 8, 15, 10, 30)),
        ("20250815T103000_add_users", (2025, 8, 15, 10, 30)),
        ("20250815-103000-add-users", (2025, 8, 15, 10, 30)),
        ("1755216000_add_users", (2025, 8, 15)),
        ("1755216000000_add_users", (2025, 8, 15)),
        ("team/20250815_add_users", (2025, 8, 15)),
    ],
)
def test_a_date_in_the_name_is_its_moment_in_utc(tag: str, moment: tuple[int, ...]) -> None:
    order = order_of(tag)
    assert (order.clue, order.millis, order.tag) == (Clue.MOMENT, millis(*moment), tag)


def test_unix_milliseconds_keep_their_milliseconds() -> None:
    assert order_of("1755216000123_add_users").millis == 1755216000123


@pytest.mark.parametrize(
    ("tag", "number"),
    [
        ("0007_add_users", 7),
        ("0000_init", 0),
        ("1_add_users", 1),
        ("12", 12),
        ("V1__init", 1),
        ("v12__add_users", 12),
        ("V1.2__add_users", 1),
        ("003-add-users", 3),
        ("999999999_last_of_nine_digits", 999_999_999),
        ("sub/0003_add_users", 3),
    ],
)
def test_a_number_counts_seconds_from_2015(tag: str, number: int) -> None:
    order = order_of(tag)
    assert (order.clue, order.millis) == (Clue.NUMBER, int(NUMBERED_FROM.timestamp() + number) * 1000)


@pytest.mark.parametrize("tag", ["20251345_no_such_month", "20250230_no_such_day", "18000815_before_its_time"])
def test_an_impossible_date_is_only_a_number(tag: str) -> None:
    order = order_of(tag)
    assert (order.clue, order.millis) == (Clue.NUMBER, millis(2015, 1, 1) + int(tag[:8]) * 1000)


@pytest.mark.parametrize(
    "tag", ["20251345103000_no_such_month", "20250815250000_no_such_hour", "20250815103060_no_such_second"]
)
def test_an_impossible_date_and_time_has_no_order(tag: str) -> None:
    assert order_of(tag).clue is Clue.NOTHING


@pytest.mark.parametrize("tag", ["add_users", "users_20250815", "x1", "", "-1_add_users", "baseline"])
def test_a_name_that_does_not_begin_with_digits_has_no_order(tag: str) -> None:
    order = order_of(tag)
    assert (order.clue, order.millis) == (Clue.NOTHING, 0)


def test_numbers_sort_before_moments_and_those_before_the_rest() -> None:
    tags = ["add_users", "20250815_b", "1755216000_a", "0010_x", "0009_y", "2025-08-14_c", "20250815_a"]
    assert sorted(tags, key=order_of) == [
        "0009_y",
        "0010_x",
        "2025-08-14_c",
        "1755216000_a",
        "20250815_a",
        "20250815_b",
        "add_users",
    ]


def test_a_date_with_a_six_digit_counter_keeps_its_date() -> None:
    order = order_of("20250815_000099_add_users")
    assert (order.clue, order.millis) == (Clue.MOMENT, millis(2025, 8, 15))


def test_a_number_padded_to_ten_digits_is_a_number() -> None:
    assert order_of("0000000001_add_users").clue is Clue.NUMBER
