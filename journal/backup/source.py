"""What is to be backed up, as it is named: `TABLE[:COLUMN]` as words. Nothing here connects."""

import re
from dataclasses import dataclass

from journal.catalog.quoting import readable
from journal.errors import JournalError

_WORD = r'(?:"(?:[^"]|"")+"|[^".:]+)'
_SOURCE = re.compile(rf"(?:({_WORD})\.)?({_WORD})(?::({_WORD}))?\Z", re.DOTALL)


class BackupRefused(JournalError):
    """There is no such thing, or it is nothing that a backup can be made of."""

    code = "backup-refused"


@dataclass(frozen=True)
class BackupSource:
    """A table, or a column of it. `schema` is empty where it is to be found; `column` where all of them are meant."""

    schema: str
    table: str
    column: str = ""

    @property
    def shown(self) -> str:
        """`public.users:email`, with quotes only where they are needed."""
        table = readable(filter(None, (self.schema, self.table)))
        return f"{table}:{readable((self.column,))}" if self.column else table


def parse_source(text: str) -> BackupSource:
    """`users`, `public.users`, `users:email`; names as they are, or in SQL's quotes. Raises BackupRefused."""
    found = _SOURCE.match(text)
    if found is None:
        raise BackupRefused(
            f"{text} names no table.", hint="Write TABLE, SCHEMA.TABLE or TABLE:COLUMN; odd names as SQL quotes them."
        )
    return BackupSource(*(_unquoted(word or "") for word in found.groups()))


def _unquoted(word: str) -> str:
    return word[1:-1].replace('""', '"') if word.startswith('"') else word
