"""One line of the go/no-go list: what was checked, the verdict, and how to fix it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

Again = Callable[..., str]
"""Return the command line of this handback with more words, ready to paste."""


class ItemVerdict(StrEnum):
    """GO: proved. NOTE: to be read, blocks nothing. UNKNOWN: not proved. NO_GO: has to be fixed first."""

    GO = "go"
    NOTE = "note"
    UNKNOWN = "unknown"
    NO_GO = "no-go"


@dataclass(frozen=True)
class Item:
    """`name` is stable and in kebab-case, `message` a sentence, `help` the fix; `details` are lines such as SQL."""

    name: str
    verdict: ItemVerdict
    message: str
    help: str = ""
    details: tuple[str, ...] = ()

    def reworded(self, reword: Callable[[str], str]) -> "Item":
        """Return the item with every text passed through `reword`."""
        details = tuple(map(reword, self.details))
        return replace(self, message=reword(self.message), help=reword(self.help), details=details)


def go(name: str, message: str, *details: str) -> Item:
    """Return an item that is proved."""
    return Item(name, ItemVerdict.GO, message, details=details)


def note(name: str, message: str, help_: str, *details: str) -> Item:
    """Return an item to be read."""
    return Item(name, ItemVerdict.NOTE, message, help_, details)


def unknown(name: str, message: str, help_: str) -> Item:
    """Return an item that could not be proved."""
    return Item(name, ItemVerdict.UNKNOWN, message, help_)


def no_go(name: str, message: str, help_: str, *details: str) -> Item:
    """Return an item that has to be fixed first."""
    return Item(name, ItemVerdict.NO_GO, message, help_, details)


def counted_words(number: int, singular: str, plural: str) -> str:
    """Return `1 entry has` or `2 entries have`."""
    return f"{number} {singular if number == 1 else plural}"
