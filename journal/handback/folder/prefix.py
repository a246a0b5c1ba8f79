"""What `drizzle-kit generate` would call its next file, and whether it and its snapshot sort after all that is there.

`generate` compares with the lexically last snapshot: one that does not sort last is never seen again. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from journal.folder.entries import Entry
from journal.folder.snapshots import prefix_of


class Mode(StrEnum):
    """`migrations.prefix`. Source: `prepareMigrationMetadata` of drizzle-kit 0.31."""

    INDEX = "index"
    TIMESTAMP = "timestamp"
    SUPABASE = "supabase"
    UNIX = "unix"
    NONE = "none"


def next_prefix(mode: Mode, entries: Sequence[Entry], now: datetime) -> str:
    """The prefix of the next file; a name that nobody knows where there is none."""
    if mode is Mode.INDEX:
        return f"{entries[-1].idx + 1 if entries else 0:04}"
    if mode is Mode.UNIX:
        return str(int(now.timestamp()))
    if mode is Mode.NONE:
        return ""
    return now.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def late_moment(entries: Sequence[Entry], now: datetime) -> int | None:
    """A `when` in the future, in milliseconds: what drizzle-kit makes before then gets a smaller one. Else None.

    `generate` takes the clock, whatever the last entry has. Source: `writeResult` of drizzle-kit 0.31.
    """
    last = max((entry.when for entry in entries), default=0)
    return last if last > now.timestamp() * 1000 else None


@dataclass(frozen=True)
class Misfit:
    """The next snapshot does not sort after `last`, that of an entry. `fitting`: the modes that would do."""

    next: str
    last: str
    fitting: tuple[Mode, ...]


def misfit(mode: Mode, entries: Sequence[Entry], now: datetime) -> Misfit | None:
    """None where the next file sorts last."""
    last = max((prefix_of(entry.tag) for entry in entries), key=_name, default=None)
    if last is None or _sorts_after(mode, entries, now, last):
        return None
    fitting = tuple(one for one in Mode if one is not Mode.NONE and _sorts_after(one, entries, now, last))
    return Misfit(next_prefix(mode, entries, now), last, fitting)


def _sorts_after(mode: Mode, entries: Sequence[Entry], now: datetime, last: str) -> bool:
    return mode is not Mode.NONE and _name(next_prefix(mode, entries, now)) > _name(last)


def _name(prefix: str) -> str:
    return f"{prefix}_snapshot.json"
