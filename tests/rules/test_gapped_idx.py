"""gapped-idx: where `idx` does not count in the order of the list."""

import json

import pytest
from conftest import Journal, Project

from journal.folder.squashed_file import SquashLine

LINE = SquashLine("20240101_a", "20240104_d", "in the commit abc1234", "a" * 64)


@pytest.mark.parametrize(("numbers", "found"), [((3, 4), 0), ((3, 5), 1)])
def test_after_a_squash_the_numbers_count_from_that_of_the_squashed_file(
    project: Project, journal: Journal, numbers: tuple[int, int], found: int
) -> None:
    tags = ("20240104_d", "20240105_e")
    entries = [
        {"idx": idx, "version": "7", "when": 1704412800000 + idx * 1000, "tag": tag, "breakpoints": True}
        for idx, tag in zip(numbers, tags, strict=True)
    ]
    text = json.dumps({"version": "7", "dialect": "postgresql", "entries": entries}, indent=2)
    project.write("migrations/meta/_journal.json", text)
    project.migration(tags[0], f"-- {LINE.text(4)}\nCREATE TABLE a (id int);\n")
    project.migration(tags[1], "CREATE TABLE e (id int);\n")
    assert journal("check").out.count("gapped-idx") == found
    assert journal("check", "--fix").code == 0
    fixed = [one["idx"] for one in json.loads(project.journal.read_text())["entries"]]
    assert fixed == [3, 4]
