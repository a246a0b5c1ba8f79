"""drizzle-journal skill."""

from collections.abc import Callable

import journal
from journal.cli.options import Json, command
from journal.cli.output import tell
from journal.verbs.skill import Skill


@command(journal.skill)
def skill(call: Callable[..., Skill], *, json: Json = False) -> int:
    """Print the skill file for coding agents.

    It says when to use which command, what is safe, and how to read the answers. Save it where your agent looks for
    skills: drizzle-journal skill > .claude/skills/drizzle-journal/SKILL.md
    """
    found = call()
    return tell(found, lambda: found.text, json=json, as_it_is=True)
