"""The name of a copy: `_backup_<table>[_<column>]_<moment>`, within the 63 bytes that PostgreSQL keeps of a name."""

import hashlib
from collections.abc import Container
from datetime import datetime
from itertools import count

from journal.backup.source import BackupSource

PREFIX = "_backup_"
_LONGEST = 63
_DIGITS = 8


def copy_name(source: BackupSource, now: datetime, taken: Container[str]) -> str:
    """Return a free name. A long one is cut, and a digest of the whole keeps it unique."""
    stem = "_".join(filter(None, (source.table, source.column)))
    moment = f"_{now:%Y%m%d%H%M%S}"
    tails = (moment if number == 1 else f"{moment}_{number}" for number in count(1))
    return next(name for tail in tails if (name := f"{PREFIX}{_cut(stem, tail)}{tail}") not in taken)


def _cut(stem: str, tail: str) -> str:
    room = _LONGEST - len(PREFIX) - len(tail)
    if len(stem.encode()) <= room:
        return stem
    digest = hashlib.sha256(stem.encode()).hexdigest()[:_DIGITS]
    return f"{stem.encode()[: room - _DIGITS - 1].decode(errors='ignore')}_{digest}"
