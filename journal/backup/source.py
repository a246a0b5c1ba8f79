"""Parse the name of what to back up: `TABLE[:COLUMN]`. Pure."""

import re
from dataclasses import dataclass

from journal.catalog.quoting import readable
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
