"""The long oracles: CI tries a part of each, the same one every time, and with JOURNAL_FULL=1 all of it is tried."""

import os
from collections.abc import Sequence
from typing import TypeVar

FULL = bool(os.environ.get("JOURNAL_FULL"))

_Item = TypeVar("_Item")


def part(items: Sequence[_Item], every: int) -> Sequence[_Item]:
    """The first item of so many and of each that many after it; all of them where all is tried."""
    return items if FULL else items[::every]
