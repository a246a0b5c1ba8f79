"""Item: one line of the go or no-go list, with what repairs it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

Again = Callable[..., str]
"""The same handback with more words, as it is to be typed."""


class ItemVerdict(StrEnum):
    """GO: it holds. SAID: it wants to be read, and stops nobody. UNKNOWN: it could not be proved. NO_GO: it fails."""

    GO = "go"
    SAID = "said"
    UNKNOWN = "unknown"
    NO_GO = "no-go"


@dataclass(frozen=True)
class Item:
    """`name` is stable, in kebab-case; `message` is a sentence, `help` the next thing to type or to write.

    `details` are lines that belong to it, such as statements.
    """

    name: str
    verdict: ItemVerdict
    message: str
    help: str = ""
    details: tuple[str, ...] = ()


def go(name: str, message: str, *details: str) -> Item:
    """It holds."""
    return Item(name, ItemVerdict.GO, message, details=details)


def no_go(name: str, message: str, help_: str, *details: str) -> Item:
    """It does not, and this is the way out."""
    return Item(name, ItemVerdict.NO_GO, message, help_, details)


def unknown(name: str, message: str, help_: str = "") -> Item:
    """It could not be proved."""
    return Item(name, ItemVerdict.UNKNOWN, message, help_)


def counted_words(number: int, one: str, more: str) -> str:
    """`1 entry has`, `2 entries have`."""
    return f"{number} {one if number == 1 else more}"
