"""What new files are called."""

from datetime import UTC, datetime

import pytest
from conftest import Project

from journal.authoring.naming import NameUnusable, down_tag, next_tag, slug
from journal.folder.down_names import is_down_of
from journal.folder.file_names import Kind, order_of
from journal.folder.read import read_folder

NOW = datetime(2025, 11, 25, 14, 5, 9, tzinfo=UTC)

FORMS = {
    "an index": (["0000_baseline", "0007_a", "0006_b"], "0008_x"),
    "an index that grows": (["998_a", "999_b"], "1000_x"),
    "V7": (["V6_a", "V7_b"], "V8_x"),
    "only a baseline that counts": (["0000_baseline"], "0001_x"),
    "only a baseline with a date's width": (["000000_baseline_snapshot"], "20251125140509_x"),
    "a date": (["20251120_a"], "20251125_x"),
    "a date that is taken": (["20251125_a"], "20251125140509_x"),
    "a date and time": (["20251113141500_a", "20251112_b"], "20251125140509_x"),
    "a name dated later": (["20251125230000_a"], "20251125230001_x"),
    "a day that is still to come": (["20251126_a"], "20251126000001_x"),
    "unix time": (["1763000000_a"], "1764079509_x"),
    "unix time in milliseconds": (["1763000000000_a"], "1764079509000_x"),
    "dashes": (["2025-11-20-a"], "2025-11-25-x"),
    "a date, then a time": (["20251120_101500_a"], "20251125_140509_x"),
    "no number": (["alpha", "beta"], "x"),
    "a dash after the number": (["0001-a"], "0002-x"),
}


@pytest.mark.parametrize(("tags", "expected"), FORMS.values(), ids=FORMS)
def test_the_name_has_the_folders_form_and_comes_last(project: Project, tags: list[str], expected: str) -> None:
    for tag in tags:
        project.migration(tag)
    folder = read_folder(project.settings())
    tag = next_tag(folder, "x", NOW)
    assert tag == expected
    assert all(order_of(tag) > order_of(one.tag) for one in folder.forwards if one.kind is Kind.FORWARD)


def test_an_empty_journal_gets_a_date_and_time(project: Project) -> None:
    project.write("meta/_journal.json", '{"version": "7", "dialect": "postgresql", "entries": []}')
    assert next_tag(read_folder(project.settings()), "x", NOW) == "20251125140509_x"


def test_a_name_that_would_not_come_last_is_refused(project: Project) -> None:
    project.migration("beta")
    with pytest.raises(NameUnusable, match="alpha would sort before beta, the newest file, or is taken"):
        next_tag(read_folder(project.settings()), "alpha", NOW)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("add user e-mail", "add_user_e_mail"), ("Größe!", "groe"), ("x.sql", "x"), ("__a__", "a")],
)
def test_a_name_becomes_small_letters_digits_and_underscores(name: str, expected: str) -> None:
    assert slug(name) == expected


WRONG = {
    "../x": "is a path, not a name",
    "a/b": "is a path, not a name",
    "a\nb": "is a path, not a name",
    "": "has no letters",
    "ß!": "has no letters",
    "12": "has no letters",
    "0007_add_x": "begins with a number",
    "count_down": "would be read as the name of a down file",
    "add_down_payment": "would be read as the name of a down file",
    "baseline": "would be read as the name of a baseline",
    "postgresql://a:s3cr3t@h/d": "The name is the address of a database, which is not shown",
    "host='h' password='s3cr3t' dbname='d'": "The name is the address of a database, which is not shown",
    "x" * 101: "The name has 101 characters; the limit is 100.",
}


@pytest.mark.parametrize(("name", "words"), WRONG.items(), ids=range(len(WRONG)))
def test_a_wrong_name_is_refused_with_a_sentence(name: str, words: str) -> None:
    with pytest.raises(NameUnusable, match=words):
        slug(name)


SPELLINGS = {
    "0007_down_x": ("0001_a", "0001_down_a", "0007_x"),
    "0007_x.down": ("0001_a", "0001_a.down", "0007_x"),
    "0007_x_down": ("0001_a", "0001_a_down", "0007_x"),
    "0007_x-down": ("0001_a", "0001_a-down", "0007_x"),
    "0007_x.rollback": ("0001_a", "0001_a.rollback", "0007_x"),
    "0007_x_revert": ("0001_a", "0001_a_revert", "0007_x"),
    "0007_x.undo": ("0001_a", "0001_a.undo", "0007_x"),
    "down/0007_x": ("0001_a", "down/0001_a", "0007_x"),
    "x.down": ("a", "down_a", "x"),  # `down_a` is no down file by its name
}


@pytest.mark.parametrize("expected", SPELLINGS)
def test_the_down_file_is_spelt_as_the_folders_others(project: Project, expected: str) -> None:
    up, down, new = SPELLINGS[expected]
    project.migration(up)
    project.migration(down)
    tag = down_tag(read_folder(project.settings()), new)
    assert tag == expected
    assert is_down_of(tag, new)


def test_without_any_other_the_down_file_has_down_after_the_number(project: Project) -> None:
    project.migration("20251120_a")
    assert down_tag(read_folder(project.settings()), "20251125_x") == "20251125_down_x"
