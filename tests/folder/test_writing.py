"""The journal as text: new as drizzle-kit writes it, changed in the style it already has."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from needs import need_program

from journal.folder import jsontext
from journal.folder.entries import Entry, Journal, parse_journal
from journal.folder.rewrite.writing import new_text, with_entries, with_hashes

NEW = Entry(2, 1755216002000, "0002_new", hash="ab" * 32)
NEWER = Entry(3, 1755216003000, "0003_newer é", breakpoints=False)
OLD = [
    {"idx": 0, "version": "7", "when": 1755216000000, "tag": "0000_x", "breakpoints": True},
    {"idx": 1, "version": "7", "when": 1755216001000, "tag": "0001_é😀", "breakpoints": True},
]

Render = Callable[[dict[str, Any]], str]


def pretty(indent: int | str) -> Render:
    return lambda value: json.dumps(value, indent=indent, ensure_ascii=False)


def lines(value: dict[str, Any]) -> str:
    """One entry per line."""
    items = ",\n".join("  " + json.dumps(item) for item in value["entries"])
    return f'{{"version": "7", "dialect": "postgresql", "entries": [\n{items}\n]}}\n'


STYLES: dict[str, Render] = {
    "drizzle-kit": pretty(2),
    "final newline": lambda value: pretty(2)(value) + "\n",
    "4 spaces": pretty(4),
    "tabs": pretty("\t"),
    "no indent": pretty(0),
    "CRLF": lambda value: pretty(2)(value).replace("\n", "\r\n") + "\r\n",
    "compact": lambda value: json.dumps(value, separators=(",", ":")),
    "single line": json.dumps,
    "entry per line": lines,
    "blank before colon": lambda value: json.dumps(value, indent=2, separators=(" ,", " : ")),
    "escaped": lambda value: json.dumps(value, indent=2, ensure_ascii=True),
}


def document(entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {"version": "7", "dialect": "postgresql", "entries": entries}


def journal_of(text: str) -> Journal:
    return parse_journal(Path("_journal.json"), text.encode())[0]


def inserted(before: str, after: str) -> tuple[str, str, str]:
    """What stands before, in and after the text that was put in."""
    size = len(after) - len(before)
    at = next(at for at in range(len(before) + 1) if after[:at] + after[at + size :] == before)
    return after[:at], after[at : at + size], after[at + size :]


def fields(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in Entry.__dataclass_fields__}


def fields_in_order(like: dict[str, Any], entry: Entry) -> dict[str, Any]:
    return {key: getattr(entry, key) for key in like}


@pytest.mark.drizzle
@pytest.mark.parametrize(
    "entries",
    [
        [],
        [Entry(0, 1755216000000, "0000_x")],
        [NEW, NEWER],
        [Entry(0, 8_640_000_000_000_000, '0000 (été) 😀\u2028 "quoted" / \x7f <&>', "6", hash="")],
    ],
)
def test_a_new_journal_is_what_json_stringify_prints(entries: list[Entry]) -> None:
    program = "process.stdout.write(JSON.stringify(JSON.parse(require('fs').readFileSync(0, 'utf8')), null, 2))"
    text = new_text(entries)
    need_program("node")
    said = subprocess.run(["node", "-e", program], input=text.encode(), capture_output=True, check=True).stdout
    assert text.encode() == said
    assert [Entry(**item) for item in json.loads(text)["entries"]] == entries


def test_a_new_journal_reads_as_drizzle_kit_writes_it() -> None:
    assert new_text([Entry(0, 1755216000000, "0000_x", hash="ab")]) == (
        "{\n"
        '  "version": "7",\n'
        '  "dialect": "postgresql",\n'
        '  "entries": [\n'
        "    {\n"
        '      "idx": 0,\n'
        '      "version": "7",\n'
        '      "when": 1755216000000,\n'
        '      "tag": "0000_x",\n'
        '      "breakpoints": true,\n'
        '      "hash": "ab"\n'
        "    }\n"
        "  ]\n"
        "}"
    )


def test_a_journal_without_a_file_is_written_new() -> None:
    assert with_entries(Journal(Path("_journal.json")), [NEW]) == new_text([NEW])


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("count", [1, 2])
def test_every_byte_that_was_there_stays_around_the_new_entries(style: str, count: int) -> None:
    before = STYLES[style](document(OLD[:count]))
    after = with_entries(journal_of(before), [NEW, NEWER])
    head, new, tail = inserted(before, after)
    assert head + tail == before
    assert json.loads(after)["entries"] == [*OLD[:count], fields(NEW), fields(NEWER)]
    assert ("\r" in new, new.count("\n")) == ("\r" in before, new.count("\r") or new.count("\n"))


# One entry alone does not show what stands between two on one line, or before a comma.
@pytest.mark.parametrize(
    ("style", "count"),
    [
        *((style, 2) for style in STYLES),
        *((style, 1) for style in STYLES if style not in ("single line", "blank before colon")),
    ],
)
def test_new_entries_look_like_the_old(style: str, count: int) -> None:
    old = [{**item, "hash": None} for item in OLD[:count]]
    written = STYLES[style](document([*old, fields_in_order(old[0], NEW)]))
    assert with_entries(journal_of(STYLES[style](document(old))), [NEW]) == written


def test_new_entries_keep_the_key_order_of_the_last() -> None:
    order = ("tag", "when", "hash", "idx", "breakpoints", "version")
    old = {key: {**OLD[0], "hash": "cd"}[key] for key in order}
    after = with_entries(journal_of(pretty(2)(document([old]))), [NEW])
    assert after == pretty(2)(document([old, fields_in_order(old, NEW)]))


def test_an_unknown_key_stays_where_it_was_and_is_not_copied() -> None:
    before = json.dumps({"by": "us", **document([{**OLD[0], "author": {"x": [1]}}])})
    after = json.loads(with_entries(journal_of(before), [NEW]))
    assert after == {"by": "us", **document([{**OLD[0], "author": {"x": [1]}}, fields(NEW)])}


def test_nothing_to_add_changes_nothing() -> None:
    text = STYLES["CRLF"](document(OLD))
    assert with_entries(journal_of(text), []) == text


def test_keys_after_the_entries_stay() -> None:
    before = json.dumps({"entries": OLD, "dialect": "postgresql", "version": "7"}, indent=1)
    after = with_entries(journal_of(before), [NEW])
    assert list(json.loads(after)) == ["entries", "dialect", "version"]
    assert after.endswith('\n ],\n "dialect": "postgresql",\n "version": "7"\n}')


@pytest.mark.parametrize("style", STYLES)
def test_a_journal_without_entries_keeps_what_is_around_them(style: str) -> None:
    before = STYLES[style](document([]))
    after = with_entries(journal_of(before), [NEW, NEWER])
    start, end = before.index("["), before.index("]")
    assert after.startswith(before[: start + 1])
    assert after.endswith(before[end:])
    assert json.loads(after) == document([fields(NEW), fields(NEWER)])


def test_an_empty_journal_of_drizzle_kit_becomes_what_it_would_write() -> None:
    assert with_entries(journal_of(pretty(2)(document([]))), [NEW, NEWER]) == new_text([NEW, NEWER])


@pytest.mark.parametrize("style", STYLES)
def test_setting_hashes_changes_nothing_but_the_hashes(style: str) -> None:
    old = [{**item, "hash": value} for item, value in zip(OLD, ["cd" * 32, None], strict=True)]
    new = [{**item, "hash": value} for item, value in zip(OLD, ["ab" * 32, "ef" * 32], strict=True)]
    hashes = {0: "ab" * 32, 1: "ef" * 32}
    assert with_hashes(STYLES[style](document(old)), hashes) == STYLES[style](document(new))


@pytest.mark.parametrize("style", STYLES)
def test_a_missing_hash_is_added_last_in_the_entrys_own_style(style: str) -> None:
    new = [OLD[0], {**OLD[1], "hash": "ab" * 32}]
    assert with_hashes(STYLES[style](document(OLD)), {1: "ab" * 32}) == STYLES[style](document(new))


def test_the_hash_of_another_entry_stays() -> None:
    text = json.dumps(document([{**OLD[0], "hash": "cd"}, {**OLD[1], "hash": "cd"}]))
    assert [item["hash"] for item in json.loads(with_hashes(text, {1: "ef"}))["entries"]] == ["cd", "ef"]
    assert with_hashes(text, {}) == text


def test_a_tag_written_twice_in_the_last_entry_is_not_copied() -> None:
    old = '{"idx":0,"version":"7","when":5,"breakpoints":true,"tag":"old","tag":"a"}'
    after = with_entries(journal_of(f'{{"version":"7","dialect":"postgresql","entries":[{old}]}}'), [NEW])
    assert json.loads(after)["entries"][1]["tag"] == NEW.tag


TAGS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(
    lambda tag: tag.strip() and not set(tag) & set("\\/.")
)
ENTRIES = st.lists(
    st.builds(
        Entry,
        idx=st.integers(0, 9999),
        when=st.integers(0, 8_640_000_000_000_000),
        tag=TAGS,
        version=st.sampled_from(["5", "6", "7"]),
        breakpoints=st.booleans(),
        hash=st.none() | st.text("0123456789abcdef", min_size=1, max_size=64),
    ),
    min_size=1,
    max_size=4,
)


@given(
    old=ENTRIES,
    new=ENTRIES,
    style=st.sampled_from(sorted(STYLES)),
    keys=st.permutations(["idx", "version", "when", "tag", "breakpoints", "hash"]),
    dropped=st.sets(st.sampled_from(["idx", "version", "breakpoints", "hash"])),
)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_in_every_style_the_old_text_stays_and_the_new_entries_are_read_back(
    old: list[Entry], new: list[Entry], style: str, keys: list[str], dropped: set[str]
) -> None:
    items = [{key: getattr(entry, key) for key in keys if key not in dropped} for entry in old]
    before = STYLES[style](document(items))
    after = with_entries(journal_of(before), new)
    head, _, tail = inserted(before, after)
    assert head + tail == before
    assert json.loads(after) == document([*items, *map(fields, new)])
    assert journal_of(after).entries[len(old) :] == tuple(new)


@given(old=ENTRIES, style=st.sampled_from(sorted(STYLES)), has_hash=st.booleans(), at=st.integers(0, 3))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_in_every_style_a_set_hash_reads_as_if_it_had_been_there(
    old: list[Entry], style: str, has_hash: bool, at: int
) -> None:
    items = [{key: value for key, value in fields(entry).items() if has_hash or key != "hash"} for entry in old]
    after = [{**item, "hash": "ab" * 32} if index == at % len(old) else item for index, item in enumerate(items)]
    text = with_hashes(STYLES[style](document(items)), {at % len(old): "ab" * 32})
    assert text == STYLES[style](document(after))


def test_deep_nesting_and_huge_numbers_are_skipped() -> None:
    deep = "[" * 5000 + "]" * 5000
    text = f'{{"entries": [{{"x": {deep}, "when": {"1" * 5000}, "tag": "a"}}]}}'
    (item,) = jsontext.read(text).members["entries"].items
    assert [text[one.start : one.end] for one in item.members.values()] == [deep, "1" * 5000, '"a"']
