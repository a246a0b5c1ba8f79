"""The names of what to back up, `TABLE[:COLUMN]`, and of its copy. Pure."""

import hashlib
import re
from collections.abc import Container
from datetime import datetime
from itertools import count

from journal.catalog.quoting import readable
from journal.dataclass import dataclass
from journal.errors import JournalError

_WORD = r'(?:"(?:[^"]|"")+"|[^".:]+)'
_SOURCE = re.compile(rf"(?:({_WORD})\.)?({_WORD})(?::({_WORD}))?\Z", re.DOTALL)


class BackupRefused(JournalError):
    """The source does not exist, or cannot be backed up."""

    code = "backup-refused"


@dataclass(frozen=True)
class BackupSource:
    """A table or one of its columns. `schema` is empty where the search path gives it, `column` for a whole table."""

    schema: str
    table: str
    column: str = ""

    @property
    def shown(self) -> str:
        """`public.users:email`, with quotes only where they are needed."""
        table = readable(filter(None, (self.schema, self.table)))
        return f"{table}:{readable((self.column,))}" if self.column else table


def parse_source(text: str) -> BackupSource:
    """Parse `users`, `public.users` or `users:email`; names as they are, or in SQL quotes. Raises BackupRefused."""
    found = _SOURCE.match(text)
    if found is None:
        raise BackupRefused(
            f"{text} names no table.",
            hint="Write TABLE, SCHEMA.TABLE or TABLE:COLUMN; put special names in SQL quotes.",
        )
    words = (word or "" for word in found.groups())
    return BackupSource(*(word[1:-1].replace('""', '"') if word.startswith('"') else word for word in words))


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
