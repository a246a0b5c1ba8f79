"""The prefix of the next file of `drizzle-kit generate`, and whether its snapshot sorts last. Pure.

`generate` compares `schema.ts` with the snapshot whose name sorts last: a new one that does not is never read again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from journal.folder.entries import Entry
from journal.folder.snapshots import prefix_of
from journal.project.settings import Settings


class Mode(StrEnum):
    """`migrations.prefix` of drizzle.config. Source: `prepareMigrationMetadata` of drizzle-kit 0.31."""

    INDEX = "index"
    TIMESTAMP = "timestamp"
    SUPABASE = "supabase"
    UNIX = "unix"
    NONE = "none"


def mode_of(settings: Settings) -> Mode:
    """Return the mode that drizzle.config sets; `index` is drizzle-kit's default."""
    setting = settings.drizzle.get("migrations.prefix") if settings.drizzle else None
    return Mode(setting.value) if setting and setting.value in list(Mode) else Mode.INDEX


def next_prefix(mode: Mode, entries: Sequence[Entry], now: datetime) -> str:
    """Return the prefix of the next file; empty for `none`, where drizzle-kit writes only a random name."""
    if mode is Mode.INDEX:
        return f"{entries[-1].idx + 1 if entries else 0:04}"
    if mode is Mode.UNIX:
        return str(int(now.timestamp()))
    return "" if mode is Mode.NONE else now.astimezone(UTC).strftime("%Y%m%d%H%M%S")


@dataclass(frozen=True)
class Misfit:
    """The prefix of the next snapshot, which sorts before `last`. `fitting`: the modes that would sort after it."""

    next: str
    last: str
    fitting: tuple[Mode, ...]


def misfit(mode: Mode, entries: Sequence[Entry], now: datetime) -> Misfit | None:
    """Return the misfit, or None where the next snapshot sorts last."""
    last = max((prefix_of(entry.tag) for entry in entries), key=_snapshot_name, default=None)
    if last is None:
        return None
    fitting = tuple(
        other
        for other in Mode
        if other is not Mode.NONE and _snapshot_name(next_prefix(other, entries, now)) > _snapshot_name(last)
    )
    return None if mode in fitting else Misfit(next_prefix(mode, entries, now), last, fitting)


def _snapshot_name(prefix: str) -> str:
    return f"{prefix}_snapshot.json"
