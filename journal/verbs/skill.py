"""The skill file for coding agents, which the package has."""

from typing import ClassVar

from journal.dataclass import dataclass
from journal.project.project import Result
from journal.verbs.docs import docs


@dataclass(frozen=True)
class Skill(Result):
    """The skill file: Markdown with front matter that has its name and description."""

    document: ClassVar[str] = "docs.skill_json"
    text: str


def skill() -> Skill:
    """Return the skill file: when to use which command, what is safe, and how to read the answers.

    >>> journal.skill().text.splitlines()[1]
    'name: drizzle-journal'
    """
    return Skill(docs("skill").pages[0].text)
