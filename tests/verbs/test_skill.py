"""`drizzle-journal skill`: a skill file as agents read it, about commands that exist."""

import re

from conftest import Journal
from pages import own_commands

from journal.cli.commands import SUMMARIES

_FRONT = re.compile(r"\A---\nname: ([a-z0-9-]+)\ndescription: >-\n((?:  .+\n)+)---\n\n# ")


def test_the_front_matter_has_a_name_and_a_description_of_allowed_lengths(journal: Journal) -> None:
    ended = journal("skill")
    assert (ended.code, ended.err) == (0, "")
    found = _FRONT.match(ended.out)
    assert found is not None
    assert found[1] == "drizzle-journal"
    assert 50 < len(" ".join(found[2].split())) <= 1024


def test_it_names_every_command_that_works_on_a_project(journal: Journal) -> None:
    named = {words[0] for words in own_commands(journal("skill").out) if words}
    assert set(SUMMARIES) - named <= {"scaffold", "backup", "cache", "skill"}
