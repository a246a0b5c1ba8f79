"""The pages of the documentation, which the package has."""

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import ClassVar

from journal.dataclass import dataclass
from journal.errors import SettingsInvalid, did_you_mean
from journal.project.project import Result

INDEX = "index"
"""The page that links all others, in their order."""


@dataclass(frozen=True)
class Page:
    """A page in Markdown: `check`, or `rules/duplicate-tag`."""

    name: str
    text: str

    @property
    def title(self) -> str:
        """Return the first heading."""
        found = re.search(r"^# (.+)$", self.text, re.MULTILINE)
        return found[1] if found else self.name


@dataclass(frozen=True)
class PageList(Result):
    """Pages of the documentation, in the order in which the first page links them."""

    document: ClassVar[str] = "docs.docs_json"
    pages: tuple[Page, ...]


def docs(page: str | None = None) -> PageList:
    """List the pages of the documentation, or return the one of this name. Raises SettingsInvalid where there is none.

    The name of a rule is enough for its page.

    >>> journal.docs("duplicate-tag").pages[0].name
    'rules/duplicate-tag'
    """
    if page is None:
        names = re.findall(r"\]\(([a-z0-9.-]+)\.md\)", _read(INDEX))
        return PageList(tuple(Page(name, _read(name)) for name in dict.fromkeys(names)))
    names = page_names()
    word = page.removesuffix(".md")
    found = next((name for name in (word, f"rules/{word}") if name in names), None)
    if found is None:
        hint = did_you_mean(word, [*names, *(name.removeprefix("rules/") for name in names)], _LIST)
        raise SettingsInvalid(f"There is no page {page}.", hint=hint)
    return PageList((Page(found, _read(found)),))


def page_names() -> list[str]:
    """Return the names of all pages, those of the rules last."""
    folder = _folder()
    both = ((folder, ""), (folder / "rules", "rules/"))
    return [
        before + name.removesuffix(".md")
        for place, before in both
        for name in sorted(one.name for one in place.iterdir())
        if name.endswith(".md")
    ]


_LIST = "List them: drizzle-journal docs"


def _folder() -> Traversable:
    return files("journal") / "docs"


def _read(name: str) -> str:
    return (_folder() / f"{name}.md").read_text(encoding="utf-8")
