"""`_journal.json` read as Drizzle reads it, and the error for what Drizzle cannot follow."""

import json
from pathlib import Path

import pytest
from repository import git

from journal.errors import JournalInvalid, Note
from journal.folder.entries import Entry, Journal, is_safe_tag, parse_journal

PATH = Path("meta/_journal.json")
HEAD = '{"version": "7", "dialect": "postgresql", "entries": ['


def parse(text: str | bytes) -> tuple[Journal, tuple[Note, ...]]:
    return parse_journal(PATH, text if isinstance(text, bytes) else text.encode())


def refusal(text: str | bytes) -> tuple[str, str, str]:
    """Return the message, the hint and the place of a refused journal."""
    with pytest.raises(JournalInvalid) as caught:
        parse(text)
    return caught.value.message, caught.value.hint, str(caught.value.place)


def one_entry(members: str) -> str:
    return f"{HEAD}\n  {{{members}}}\n]}}"


def test_an_entry_is_read_with_all_its_keys() -> None:
    text = one_entry(
        '"idx": 0, "version": "7", "when": 1755216000000, "tag": "0000_x", "breakpoints": false, "hash": "ab"'
    )
    assert parse(text) == (Journal(PATH, (Entry(0, 1755216000000, "0000_x", "7", False, "ab"),), text), ())


def test_keys_that_drizzle_does_not_need_may_be_missing() -> None:
    journal, notes = parse(f'{HEAD}{{"when": 5, "tag": "a"}}, {{"when": 6, "tag": "b", "idx": "?"}}]}}')
    assert journal.entries == (Entry(0, 5, "a"), Entry(1, 6, "b"))
    assert notes == ()


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        ('{\n  "entries": [,]\n}', "is not valid JSON: unexpected character, expected a JSON value", (2, 15)),
        ('{"entries": [\n  {"é": }\n]}', "is not valid JSON: unexpected character, expected a JSON value", (2, 9)),
        ('{\n  "entries": []\n', "is not valid JSON: unexpected end of data", (3, 1)),
        ("", "is empty", (1, 1)),
        ("  \n", "is empty", (1, 1)),
    ],
)
def test_broken_json_is_named_with_line_and_column(text: str, what: str, place: tuple[int, int]) -> None:
    line, column = place
    assert refusal(text) == (
        f"{PATH} {what} (line {line}, column {column}).",
        f"Correct that place, or restore the committed file: git checkout -- {PATH}",
        f"{PATH}:{line}:{column}",
    )


@pytest.mark.parametrize("comma", [",]}", "] // end\n}", "],}"])
def test_json_that_json_parse_refuses_is_refused(comma: str) -> None:
    message, _, place = refusal(f'{HEAD}{{"when": 5, "tag": "a"}}{comma}')
    assert message.startswith(f"{PATH} is not valid JSON: ")
    assert place.startswith(f"{PATH}:1:")


@pytest.mark.parametrize("marker", ["<<<<<<< HEAD", "||||||| base", "=======", ">>>>>>> theirs", "=======\r"])
def test_a_merge_marker_is_reported_before_the_broken_json_around_it(
    marker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert refusal(f"{{\n{marker}\n}}") == (
        f"{PATH} has merge conflict markers (line 2).",
        "Remove the markers, and keep the entries of both sides, those of the base branch first. Then type: "
        "drizzle-journal check --fix",
        f"{PATH}:2:1",
    )


def test_a_merge_marker_in_a_work_tree_of_git_leads_to_rebase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "-q")
    assert refusal("{\n=======\n}")[1].startswith("Type: drizzle-journal rebase --onto REF. REF is the branch whose ")


def test_a_byte_order_mark_is_refused_as_json_parse_does() -> None:
    assert refusal(b"\xef\xbb\xbf" + one_entry("").encode()) == (
        f"{PATH} starts with a byte order mark, which JSON.parse refuses.",
        "Save the file as UTF-8 without BOM.",
        f"{PATH}:1:1",
    )


def test_bytes_that_are_not_utf8_are_named_with_their_line() -> None:
    assert refusal(b'{\n  "entries": [],\n  "by": "Jos\xe9"\n}') == (
        f"{PATH} is not UTF-8 (line 3).",
        "Save the file as UTF-8.",
        f"{PATH}:3",
    )


@pytest.mark.parametrize("text", ["[]", "null", "7", '{"entries": {}}', '{"entries": null}', '{"version": "7"}'])
def test_a_journal_without_a_list_of_entries_is_refused(text: str) -> None:
    message, hint, _ = refusal(text)
    assert message == f'{PATH} has no list of "entries".'
    assert hint == "Move it away and type: drizzle-journal scaffold. It writes a new _journal.json from the files."


@pytest.mark.parametrize("dialect", ["mysql", "sqlite", "turso", "singlestore", "gel", "mssql", "cockroach"])
def test_the_journal_of_another_database_is_refused(dialect: str) -> None:
    message, hint, _ = refusal(json.dumps({"version": "7", "dialect": dialect, "entries": []}))
    assert message == f"{PATH} is the journal of a {dialect} project; this tool is for PostgreSQL."
    assert hint == "Name the PostgreSQL folder with --migrations."


@pytest.mark.parametrize("item", ["5", "null", '"0000_x"', "[]"])
def test_an_entry_that_is_no_object_is_refused_with_its_place(item: str) -> None:
    message, _, place = refusal(f'{HEAD}\n  {{"when": 5, "tag": "a"}},\n  {item}\n]}}')
    assert (message, place) == (f"Entry 1 is not an object. ({PATH}:3:3)", f"{PATH}:3:3")


@pytest.mark.parametrize("tag", ["../../x", "a/../b", "..", "/etc/x", "a\\b", "..\\b", "a\nb", "a\0b"])
def test_a_tag_outside_the_folder_is_refused(tag: str) -> None:
    message, hint, place = refusal(one_entry(f'"when": 5, "tag": {json.dumps(tag)}'))
    assert not is_safe_tag(tag)
    assert message == f"Entry 0 has the tag {tag!r}, which names no file inside the migrations folder. ({PATH}:2:15)"
    assert hint == "A tag is the name of a file in the folder, without .sql."
    assert place == f"{PATH}:2:15"


@pytest.mark.parametrize("tag", ["0000_x", "sub/0000_x", "a..b", "été (2) 😀", "C:x"])
def test_an_unusual_name_in_the_folder_is_a_tag(tag: str) -> None:
    journal, _ = parse(one_entry(f'"when": 5, "tag": {json.dumps(tag)}'))
    assert journal.tags == {tag}


@pytest.mark.parametrize("tag", ['""', '" "', "null", "7"])
def test_an_entry_without_a_tag_is_refused(tag: str) -> None:
    message, _, place = refusal(one_entry(f'"when": 5, "tag": {tag}'))
    assert message == f"Entry 0 has no tag, so Drizzle cannot find its file. ({PATH}:2:15)"
    assert place == f"{PATH}:2:15"


def test_an_entry_without_the_key_is_refused_at_its_start() -> None:
    message, _, place = refusal(one_entry('"when": 5'))
    assert (message, place) == (
        f"Entry 0 has no tag, so Drizzle cannot find its file. ({PATH}:2:3)",
        f"{PATH}:2:3",
    )


@pytest.mark.parametrize("value", ["7", "true", "[]", "{}"])
def test_a_hash_that_is_not_text_is_refused(value: str) -> None:
    message, _, place = refusal(one_entry(f'"when": 5, "tag": "a", "hash": {value}'))
    assert message == f"Entry 0 has a hash that is neither text nor null. ({PATH}:2:27)"
    assert place == f"{PATH}:2:27"


def test_the_hint_for_an_iso_moment_is_its_number() -> None:
    message, hint, place = refusal(one_entry('"tag": "a", "when": "2025-08-15T00:00:00Z"'))
    assert message == (
        f'Entry 0 (a) has the `when` "2025-08-15T00:00:00Z"; Drizzle needs milliseconds since 1970. ({PATH}:2:16)'
    )
    assert hint == "Write 1755216000000 if that moment is meant."
    assert place == f"{PATH}:2:16"


@pytest.mark.parametrize("moment", ["2025-08-15", "2025-08-15T00:00:00", "2025-08-15 00:00"])
def test_an_iso_moment_without_a_zone_is_taken_for_utc(moment: str) -> None:
    _, hint, _ = refusal(one_entry(f'"tag": "a", "when": "{moment}"'))
    assert hint == "Write 1755216000000 if that moment is meant, in UTC."


@pytest.mark.parametrize("when", ["1.5", "-1", "true", '"1e3"', '"12 34"', '""', "[1]", "8640000000000001", "1e+30"])
def test_a_when_that_is_no_moment_is_refused(when: str) -> None:
    message, hint, _ = refusal(one_entry(f'"tag": "a", "when": {when}'))
    found = json.dumps(json.loads(when), separators=(",", ":"))
    assert message == f"Entry 0 (a) has the `when` {found}; Drizzle needs milliseconds since 1970. ({PATH}:2:16)"
    assert hint == "Write the number, for example 1755216000000 for 2025-08-15."


@pytest.mark.parametrize("members", ['"tag": "a"', '"tag": "a", "when": null'])
def test_a_missing_when_is_refused(members: str) -> None:
    message, _, _ = refusal(one_entry(members))
    assert message.startswith("Entry 0 (a) has no `when`; Drizzle needs milliseconds since 1970.")


@pytest.mark.parametrize("when", ["1755216000000", '"1755216000000"', '" 1755216000000 "', '"+1755216000000"'])
def test_a_when_in_quotes_is_the_number_it_is_for_drizzle(when: str) -> None:
    journal, notes = parse(one_entry(f'"tag": "a", "when": {when}'))
    assert (journal.entries[0].when, notes) == (1755216000000, ())


@pytest.mark.parametrize("when", ["1755216000000.0", "1.755216e12", "1755216e6"])
def test_a_when_written_as_a_float_is_the_number_it_equals(when: str) -> None:
    journal, _ = parse(one_entry(f'"tag": "a", "when": {when}'))
    assert repr(journal.entries[0].when) == "1755216000000"


def test_of_two_equal_keys_the_last_wins_as_in_javascript() -> None:
    text = f'{{"entries": 7, {HEAD[1:]}{{"when": 1, "tag": "old", "when": 2, "tag": "new"}}]}}'
    assert parse(text)[0].entries == (Entry(0, 2, "new"),)


def test_of_two_equal_keys_the_last_is_reported() -> None:
    _, _, place = refusal(one_entry('"tag": "a", "when": 1, "when": -1'))
    assert place == f"{PATH}:2:27"


def test_the_old_dialect_pg_is_a_note() -> None:
    _, (note,) = parse('{"version": "7", "dialect": "pg", "entries": []}')
    assert note.code == "unknown-dialect"
    assert note.message == (
        f'{PATH} has "dialect": "pg"; drizzle-kit writes "postgresql". The migrator does not look at it.'
    )
    assert note.help == 'Old journals have "pg". drizzle-kit 0.31 reads both.'


def test_a_journal_without_a_header_has_two_notes() -> None:
    _, notes = parse('{"entries": []}')
    assert [note.message for note in notes] == [
        f'{PATH} has no dialect; drizzle-kit writes "postgresql". The migrator does not look at it.',
        f'{PATH} has version null; drizzle-kit 0.31 writes "7".',
    ]


def test_a_tag_listed_twice_is_a_note() -> None:
    _, (note,) = parse(f'{HEAD}{{"when": 5, "tag": "a"}}, {{"when": 6, "tag": "a"}}]}}')
    assert note.code == "duplicate-tag"
    assert note.message == f"{PATH} lists a twice, so Drizzle runs its file twice."
    assert note.help == "Remove one of the two entries."


@pytest.mark.parametrize("when", [9, 10])
def test_a_when_not_above_all_before_it_is_a_note(when: int) -> None:
    later = f'{{"when": {when}, "tag": "b"}}, {{"when": 11, "tag": "c"}}'
    _, (note,) = parse(f'{HEAD}{{"when": 10, "tag": "a"}}, {later}]}}')
    assert note.code == "when-does-not-rise"
    assert note.message == (f"b has a `when` of {when}, not above the 10 of a. A database that has a skips b silently.")
    assert note.help == (
        "Give it a larger `when`, if no database has recorded it. Otherwise keep it, and run this on each database "
        "that skipped it: drizzle-journal run --only b --journal"
    )


def test_a_when_is_compared_with_the_highest_not_with_the_last() -> None:
    items = ", ".join(f'{{"when": {when}, "tag": "{tag}"}}' for tag, when in (("a", 10), ("b", 5), ("c", 7)))
    _, notes = parse(f"{HEAD}{items}]}}")
    assert [note.message.split(". ")[0] for note in notes] == [
        "b has a `when` of 5, not above the 10 of a",
        "c has a `when` of 7, not above the 10 of a",
    ]


def test_unknown_keys_are_skipped_and_stay_in_the_text() -> None:
    text = f'{{"by": [1], {HEAD[1:]}{{"when": 5, "tag": "a", "author": {{"x": [{{}}]}}}}]}}\n'
    journal, notes = parse(text)
    assert (journal.entries, journal.text, notes) == ((Entry(0, 5, "a"),), text, ())


def test_a_when_of_five_thousand_digits_is_refused() -> None:
    message, _, _ = refusal(one_entry(f'"tag": "a", "when": "{"9" * 5000}"'))
    assert message.startswith("Entry 0 (a) has the `when` ")
