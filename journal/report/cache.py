"""The reports of `drizzle-journal cache show` and `clear`."""

from typing import Any

from journal.escape import joined
from journal.verbs.cache import CacheContents

_SUMS = {"kept": "kept", "removed": "removed", "would_remove": "Dry run: nothing was removed. It would remove"}


def stored_text(contents: CacheContents) -> str:
    """Return a line for each item, and the sum."""
    lines = [f"{item.what:<7}  {_megabytes(item.size):>9}  {item.path}" for item in contents.stored]
    lines += [f"note: not removed, because a process runs from it: {item.path} [running]" for item in contents.running]
    return joined([*lines, f"{_SUMS[contents.word]}: {_megabytes(contents.bytes)}"])


def stored_json(contents: CacheContents) -> dict[str, Any]:
    """Return the same as a JSON document; sizes are in bytes."""
    found = [{"path": str(item.path), "what": item.what, "bytes": item.size} for item in contents.stored]
    left = [str(item.path) for item in contents.running]
    return {"status": "ok", contents.word: found, "bytes": contents.bytes, **({"running": left} if left else {})}


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
