"""The reports of `drizzle-journal docs` and `drizzle-journal skill`."""

from collections.abc import Sequence
from typing import Any

from journal.escape import joined
from journal.verbs.docs import Page, PageList
from journal.verbs.skill import Skill


def docs_text(pages: Sequence[Page]) -> str:
    """Return name and title of each page in aligned columns, and the next command."""
    width = max(len(page.name) for page in pages)
    lines = [f"{page.name:<{width}}  {page.title}" for page in pages]
    return joined(
        [*lines, "", "drizzle-journal docs PAGE prints a page, and drizzle-journal docs RULE-NAME that of a rule."]
    )


def docs_json(listed: PageList) -> dict[str, Any]:
    """Return the pages as a JSON document."""
    return {
        "status": "ok",
        "pages": [{"name": page.name, "title": page.title, "text": page.text} for page in listed.pages],
    }


def skill_json(skill: Skill) -> dict[str, Any]:
    """Return the skill file as a JSON document."""
    return {"status": "ok", "text": skill.text}
