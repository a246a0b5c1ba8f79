"""The journal that a folder should have: its order, each `when`, and the notes on names."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from conftest import Project

from journal.errors import FolderUnreadable, Note
from journal.folder.entries import parse_journal
from journal.folder.read import read_folder
from journal.folder.reconcile import Reconciled, reconcile

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = 1755216000000  # 2025-08-15
FROM = 1420070400000  # 2015-01-01, where numbers count from


def reconciled(project: Project, *tags: str, now: datetime = NOW) -> Reconciled:
    """Reconcile a folder with these files."""
    for tag in tags:
        project.migration(tag)
    return reconcile(read_folder(project.settings()), now=now)


def listed(project: Project, *entries: tuple[str, int], **fields: object) -> str:
    """Write a journal of these tags and whens, and return its text."""
    items = [
        {"idx": idx, "version": "7", "when": when, "tag": tag, "breakpoints": True, **fields}
        for idx, (tag, when) in enumerate(entries)
    ]
    text = json.dumps({"version": "7", "dialect": "postgresql", "entries": items}, indent=1) + "\n"
    project.write("meta/_journal.json", text)
    return text


def added(result: Reconciled) -> list[tuple[str, int]]:
    return [(one.entry.tag, one.entry.when) for one in result.added]


def notes(result: Reconciled, code: str) -> list[Note]:
    return [note for note in result.notes if note.code == code]


def test_the_baseline_comes_first_then_numbers_then_moments_then_the_rest(project: Project) -> None:
    tags = ("add_users", "20250815_b", "20250815103000_a", "0002_y", "0010_x", "0000_baseline", "1755216000_c")
    assert [tag for tag, _ in added(reconciled(project, *tags))] == [
        "0000_baseline",
        "0002_y",
        "0010_x",
        "1755216000_c",
        "20250815_b",
        "20250815103000_a",
        "add_users",
    ]


def test_down_files_are_never_listed(project: Project) -> None:
    result = reconciled(project, "0001_a", "0001_down_a", "0001_a.down", "down/0001_a")
    assert added(result) == [("0001_a", FROM + 1000)]


def test_each_when_is_the_moment_in_the_name(project: Project) -> None:
    result = reconciled(project, "20250815_a", "20250815103000_b", "1755300000123_c")
    assert added(result) == [
        ("20250815_a", DAY),
        ("20250815103000_b", DAY + 37_800_000),
        ("1755300000123_c", 1755300000123),
    ]
    assert {one.reason for one in result.added} == {"the moment in its name"}


def test_a_number_is_seconds_from_2015(project: Project) -> None:
    result = reconciled(project, "0000_a", "0007_b")
    assert added(result) == [("0000_a", FROM), ("0007_b", FROM + 7000)]
    assert {one.reason for one in result.added} == {"the number in its name, in seconds from 2015"}


def test_files_of_one_day_are_a_second_apart(project: Project) -> None:
    result = reconciled(project, "20250815_c", "20250815_a", "20250815_b", "20250815000002_d")
    assert added(result) == [
        ("20250815_a", DAY),
        ("20250815_b", DAY + 1000),
        ("20250815_c", DAY + 2000),
        ("20250815000002_d", DAY + 3000),
    ]
    assert [one.reason for one in result.added[1:]] == [
        "its name is not later than the entry before: one second after that"
    ] * 3


def test_two_moments_of_one_second_get_two_seconds(project: Project) -> None:
    result = reconciled(project, "1755216000123_a", "1755216000500_b")
    assert added(result) == [("1755216000123_a", DAY + 123), ("1755216000500_b", DAY + 1000)]


def test_a_name_without_date_follows_a_second_later(project: Project) -> None:
    result = reconciled(project, "20250815_a", "add_users")
    assert added(result) == [("20250815_a", DAY), ("add_users", DAY + 1000)]
    assert result.added[1].reason == "no usable number or date in its name: last, one second after the entry before"


def test_a_baseline_dated_last_pushes_the_others_behind_it_where_the_settings_name_it(project: Project) -> None:
    project.write("journal.toml", 'baseline = "20250815_baseline"')
    result = reconciled(project, "20250815_baseline", "20250101_a", "20250816_b")
    assert added(result) == [("20250815_baseline", DAY), ("20250101_a", DAY + 1000), ("20250816_b", DAY + 86_400_000)]


NOT_FIRST = [
    ("0000_prepare", "0001_baseline", "0002_next"),
    ("001_roles", "002_BASELINE_schema", "003_a"),
    ("V1__extensions", "V2__baseline", "V10__a"),
    ("20250101_roles", "20250815_baseline", "20250816_a"),
    ("2025-08-14-roles", "2025-08-15-baseline", "2025-08-16-a"),
    ("20250815090000_a", "20250815103000_baseline", "20250815110000_b"),
    ("1755216000_a", "1755216001_baseline", "1755216002_b"),
    ("0001_a", "20250101_baseline", "20250102_b"),
    ("0000-prepare", "0001-initial-baseline", "0002-next"),
    ("1_a", "10_baseline", "11_b"),
]


@pytest.mark.parametrize("tags", NOT_FIRST)
def test_a_baseline_that_is_not_first_by_its_name_keeps_its_place(project: Project, tags: tuple[str, ...]) -> None:
    assert [tag for tag, _ in added(reconciled(project, *reversed(tags)))] == list(tags)


@pytest.mark.parametrize(
    "tags", [("0000_baseline", "0000_prepare"), ("baseline", "0000_a"), ("20250101_baseline", "20250101_a", "seed")]
)
def test_a_baseline_is_first_where_nothing_comes_before_it(project: Project, tags: tuple[str, ...]) -> None:
    assert [tag for tag, _ in added(reconciled(project, *reversed(tags)))] == list(tags)


def test_every_when_rises_into_another_second(project: Project) -> None:
    listed(project, ("0000_x", DAY + 999))
    result = reconciled(project, "0000_x", "0001_y", "20250815_a", "20250815_b", "z", "1755216000999_c")
    whens = [entry.when for entry in result.journal.entries]
    assert whens == sorted(whens)
    assert len({when // 1000 for when in whens}) == len(whens) == 6


@pytest.mark.parametrize("now", [datetime(2025, 8, 15, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)])
def test_the_clock_does_not_change_the_journal(project: Project, now: datetime) -> None:
    tags = ("000000_baseline", "0001_a", "20250815_b", "add_users")
    assert reconciled(project, *tags, now=now).journal == reconciled(project, *tags, now=NOW).journal


def test_a_name_dated_in_the_future_is_refused(project: Project) -> None:
    path = project.migration("20260815103000_a")
    with pytest.raises(FolderUnreadable) as caught:
        reconciled(project)
    assert caught.value.message == (
        "20260815103000_a.sql would get a `when` of 2026-08-15 10:30 UTC (the moment in its name), which is in the "
        "future. Drizzle would silently skip every entry that is created before that time."
    )
    assert caught.value.hint == "Rename the file to the date of its creation."
    assert str(caught.value.place) == str(path)


def test_a_name_may_be_a_day_ahead_but_no_more(project: Project) -> None:
    made = datetime(2025, 8, 15, tzinfo=UTC)
    result = reconciled(project, "20250815_a", now=made - timedelta(hours=24))
    assert added(result) == [("20250815_a", DAY)]
    assert [note.code for note in result.notes] == ["when-in-the-future"]
    with pytest.raises(FolderUnreadable, match=r"20250815_a\.sql would get a `when` of 2025-08-15 00:00 UTC"):
        reconciled(project, now=made - timedelta(hours=24, seconds=1))


def test_a_listed_file_dated_in_the_future_stays(project: Project) -> None:
    text = listed(project, ("20990101_a", 4_070_908_800_000))
    result = reconciled(project, "20990101_a")
    assert (result.added, result.journal.text) == ((), text)


def test_appended_entries_count_on_from_the_last(project: Project) -> None:
    listed(project, ("0000_a", 5), ("0001_b", 9_000), ("0002_c", 7), version="6", breakpoints=False)
    result = reconciled(project, "0000_a", "0001_b", "0002_c", "0003_d", "0004_e")
    new = [(one.entry.idx, one.entry.version, one.entry.breakpoints) for one in result.added]
    assert new == [(3, "6", False), (4, "6", False)]


def test_appended_entries_are_above_every_when_not_only_the_last(project: Project) -> None:
    listed(project, ("20250820_a", DAY + 500_000_500), ("20250821_b", DAY))
    result = reconciled(project, "20250820_a", "20250821_b", "20250816_c")
    assert added(result) == [("20250816_c", DAY + 500_001_000)]


def test_the_bytes_of_listed_entries_stay(project: Project) -> None:
    text = listed(project, ("0001_a", 5), hash=None)
    result = reconciled(project, "0001_a", "0002_b")
    head = text[: text.index("\n ]\n")]
    assert result.journal.text.startswith(head + ",\n  {\n   ")
    assert result.journal.text.endswith("\n ]\n}\n")
    assert parse_journal(project.journal, result.journal.text.encode())[0] == result.journal


def test_a_complete_journal_is_unchanged(project: Project) -> None:
    text = listed(project, ("0001_a", 5), ("0000_gone", 6))
    result = reconciled(project, "0001_a")
    assert (result.added, result.journal.text, result.journal, result.notes) == ((), text, result.before, ())


def test_a_listed_down_name_is_a_forward_file(project: Project) -> None:
    text = listed(project, ("0012_count_down_timer", 5))
    result = reconciled(project, "0012_count_down_timer")
    assert (result.added, result.journal.text) == ((), text)


def test_a_file_that_would_sort_before_a_listed_one_is_late(project: Project) -> None:
    listed(project, ("20250815_b", DAY))
    result = reconciled(project, "20250815_b", "20250814_a", "20250816_c")
    (note,) = notes(result, "late-file")
    assert note.message == (
        "20250814_a would sort before 20250815_b, which the journal already lists; it is appended after it. A database "
        "that has the listed entries will run it last; so does a new one."
    )
    assert note.help == (
        "If it was applied earlier, or if later files need it, move its entry to that place. Do so only if no "
        "database has recorded the journal."
    )
    assert [tag for tag, _ in added(result)] == ["20250814_a", "20250816_c"]


def test_a_baseline_after_the_fact_is_late(project: Project) -> None:
    listed(project, ("0001_a", 5))
    (note,) = notes(reconciled(project, "0001_a", "baseline"), "late-file")
    assert note.message.startswith("baseline would sort before 0001_a, which the journal already lists;")


def test_a_file_after_a_listed_baseline_without_a_date_is_not_late(project: Project) -> None:
    listed(project, ("baseline", FROM))
    assert notes(reconciled(project, "baseline", "20250815_a"), "late-file") == []


def test_two_files_with_one_number_get_a_note(project: Project) -> None:
    result = reconciled(project, "0007_b", "0007_a", "0008_c")
    (note,) = result.notes
    assert note.code == "same-number"
    assert note.message == "0007_a and 0007_b have the same number; they are ordered by the rest of their names."
    assert note.help == "If the other order is meant, renumber one of them."
    assert added(result)[:2] == [("0007_a", FROM + 7000), ("0007_b", FROM + 8000)]


@pytest.mark.parametrize("tags", [("20250815_a", "20250815_b"), ("0000_baseline", "0000_a")])
def test_one_day_or_the_baselines_number_is_no_note(project: Project, tags: tuple[str, str]) -> None:
    assert reconciled(project, *tags).notes == ()


def test_a_name_without_number_or_date_gets_a_note(project: Project) -> None:
    (note,) = reconciled(project, "0001_a", "add_users", "baseline").notes
    assert note.code == "no-order"
    assert note.message == "add_users has no usable number or date in its name, so it is put last."
    assert note.help == ("Rename it with the date it was made, or put it on the ignore list of the settings.")
    assert note.place and note.place.path.name == "add_users.sql"


def test_a_file_dated_before_the_baseline_of_the_settings_gets_a_note(project: Project) -> None:
    project.write("journal.toml", 'baseline = "20250815_baseline"')
    (note,) = reconciled(project, "20250815_baseline", "20250814_a", "20250815_b").notes
    assert note.code == "before-baseline"
    assert note.message == "20250814_a comes before the baseline 20250815_baseline by its name, and is run after it."
    setting = 'contains = { "20250815_baseline" = "20250814_a" }'
    assert note.help == f"If the baseline contains it: {setting} in the settings."


@pytest.mark.parametrize("tag", ["19650101_a", "19700101_a"])
def test_digits_of_a_day_before_there_were_migrations_are_a_number(project: Project, tag: str) -> None:
    (one,) = reconciled(project, tag).added
    assert one.entry.when > FROM
    assert one.reason == "the number in its name, in seconds from 2015"
