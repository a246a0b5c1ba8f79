"""`drizzle-journal docs`: the list of pages, a page, a rule's page, and a mistyped name."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Journal

import journal as library
from journal.errors import SettingsInvalid


def test_the_list_has_every_page_with_its_title(journal: Journal) -> None:
    ended = journal("docs")
    assert (ended.code, ended.err) == (0, "")
    assert "troubleshooting" in ended.out and "Troubleshooting by message" in ended.out
    assert len(ended.out.splitlines()) == len(library.docs().pages) + 2


@pytest.mark.parametrize("word", ["rules/duplicate-tag", "duplicate-tag", "rules/duplicate-tag.md"])
def test_a_page_is_printed_as_it_is(journal: Journal, word: str) -> None:
    ended = journal("docs", word)
    assert ended.out == library.docs("rules/duplicate-tag").pages[0].text
    assert ended.out.startswith("# duplicate-tag\n")


@pytest.mark.parametrize(
    ("word", "meant"), [("trubleshooting", "troubleshooting"), ("duplicate-tags", "duplicate-tag")]
)
def test_a_mistyped_page_is_answered_with_the_right_one(journal: Journal, word: str, meant: str) -> None:
    ended = journal("docs", word)
    assert ended.code == 2
    assert f"There is no page {word}." in ended.err and meant in ended.err


@pytest.mark.parametrize("word", ["../verbs/docs", "/etc/passwd", "", "rules/../index"])
def test_nothing_but_a_page_is_read(word: str) -> None:
    with pytest.raises(SettingsInvalid):
        library.docs(word)


def test_the_document_has_name_title_and_text(journal: Journal) -> None:
    document = json.loads(journal("docs", "exit-codes", "--json").out)
    assert document["status"] == "ok"
    (page,) = document["pages"]
    assert (page["name"], page["title"]) == ("exit-codes", "Exit codes and JSON")


def test_on_a_terminal_a_page_goes_through_the_pager(tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text('#!/bin/sh\necho "paged:"\nhead -1\ncat > /dev/null\n')
    pager.chmod(0o755)
    leader, follower = pty.openpty()
    words = [str(Path(sys.executable).with_name("drizzle-journal")), "docs", "check"]
    environment = os.environ | {"PAGER": str(pager), "TERM": "xterm"}
    ended = subprocess.run(words, stdin=follower, stdout=follower, stderr=follower, env=environment, timeout=30)  # noqa: PLW1510
    os.close(follower)
    assert ended.returncode == 0
    assert os.read(leader, 4096).decode().splitlines() == ["paged:", "# Lint the folder: check"]
    os.close(leader)
