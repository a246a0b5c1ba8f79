"""What a file that `squash` wrote says of itself in its first line. Pure."""

import re

from journal.dataclass import dataclass
from journal.folder.migrations import Migration

_LINE = re.compile(
    r"-- Squashed by drizzle-journal: the schema and the rows of \d+ migrations, (.+?) to (.+?)\. The files before: "
    r"(.+?)(?:; the last had the SHA-256 ([0-9a-f]{64}))?\.\r?\n"
)


@dataclass(frozen=True)
class SquashLine:
    """`first` and `last` are tags, `where` says where the old files are, `sha256` is Drizzle's hash of the last one."""

    first: str
    last: str
    where: str
    sha256: str = ""

    def text(self, count: int) -> str:
        """Return the words of the line, of so many migrations."""
        return (
            f"Squashed by drizzle-journal: the schema and the rows of {count} migrations, {self.first} to {self.last}. "
            f"The files before: {self.where}; the last had the SHA-256 {self.sha256}."
        )


def squash_line(migration: Migration) -> SquashLine | None:
    """Return what the first line says, or None for a file that no squash wrote."""
    found = _LINE.match(migration.raw[:1000].decode("utf-8", "replace"))
    return SquashLine(found[1], found[2], found[3], found[4] or "") if found else None


def is_hash_of_before(recorded: str, migration: Migration) -> bool:
    """Tell whether a recorded hash is that of the file that was squashed into this one."""
    line = squash_line(migration)
    return bool(line and line.sha256 and recorded.strip().lower() == line.sha256)
