"""The reports of `journal cache show` and `clear`."""

from collections.abc import Sequence
from typing import Any

from journal.escape import joined
from journal.server.embedded.cache import Stored


def stored_text(word: str, all_stored: Sequence[Stored]) -> str:
    """Return a line for each item, and the sum. `word` is "kept" or "removed"."""
    lines = [f"{item.what:<7}  {_megabytes(item.size):>9}  {item.path}" for item in all_stored]
    return joined([*lines, f"{word}: {_megabytes(sum(item.size for item in all_stored))}"])


def stored_json(word: str, all_stored: Sequence[Stored]) -> dict[str, Any]:
    """Return the same as a JSON document; sizes are in bytes."""
    found = [{"path": str(item.path), "what": item.what, "bytes": item.size} for item in all_stored]
    return {"status": "ok", word: found, "bytes": sum(item.size for item in all_stored)}


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
