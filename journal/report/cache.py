"""What `journal cache` tells."""

from collections.abc import Sequence
from typing import Any

from journal.escape import joined
from journal.server.embedded.storage import Stored


def stored_text(word: str, all_stored: Sequence[Stored]) -> str:
    """A line for each, and the sum. `word`: kept or removed."""
    lines = [f"{one.what:<7}  {_megabytes(one.size):>9}  {one.path}" for one in all_stored]
    return joined([*lines, f"{word}: {_megabytes(sum(one.size for one in all_stored))}"])


def stored_json(word: str, all_stored: Sequence[Stored]) -> dict[str, Any]:
    """The same for a program; sizes in bytes."""
    found = [{"path": str(one.path), "what": one.what, "bytes": one.size} for one in all_stored]
    return {"status": "ok", word: found, "bytes": sum(one.size for one in all_stored)}


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
