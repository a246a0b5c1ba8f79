"""The note of a copy on its original: the table's comment, a line for people and a line of JSON. Pure."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime

from journal import __version__
from journal.backup.source import BackupSource
from journal.dataclass import dataclass

_FORMAT = 1


@dataclass(frozen=True)
class DefinitionStatement:
    """A statement that creates a part of the original. `kind` and `name` as in journal.catalog, `facet` as there.

    `role`: `own` of the table or column itself; `needed`, such as its enum or its trigger's function; `dependent`,
    such as a view on it or another table's foreign key to it.
    """

    kind: str
    name: str
    facet: str
    sql: str
    role: str = "own"


@dataclass(frozen=True)
class CopiedColumn:
    """A column of the copy, with its type then. `generated`: its values are computed and are not restored."""

    name: str
    type: str
    generated: bool = False


@dataclass(frozen=True)
class Counter:
    """The state of a sequence of the original."""

    schema: str
    name: str
    last_value: int
    is_called: bool


@dataclass(frozen=True)
class CopyNote:
    """The whole note. `made` is in UTC; `server` and `version` are PostgreSQL's and ours."""

    source: BackupSource
    made: datetime
    rows: int
    owner: str
    columns: tuple[CopiedColumn, ...]
    key: tuple[str, ...]
    counters: tuple[Counter, ...]
    definition: tuple[DefinitionStatement, ...]
    server: str
    version: str = __version__

    @property
    def digest(self) -> str:
        """SHA-256 of the definition, in hex."""
        return hashlib.sha256(json.dumps([asdict(each) for each in self.definition]).encode()).hexdigest()


def comment_of(note: CopyNote) -> str:
    """Return the comment's text."""
    value = asdict(note) | {"format": _FORMAT, "made": note.made.isoformat(), "sha256": note.digest}
    head = (
        f"Backup of {note.source.shown} ({note.rows} rows) by drizzle-journal {note.version}, "
        f"{note.made:%Y-%m-%d %H:%M:%S} UTC. drizzle-journal backup restore reads the next line."
    )
    return f"{head}\n{json.dumps(value)}"


def note_of(comment: str | None) -> CopyNote | None:
    """Return the note in a comment, or None where it is not ours or was changed."""
    _, _, line = (comment or "").partition("\n")
    try:
        value = json.loads(line)
        note = CopyNote(
            source=BackupSource(**value["source"]),
            made=datetime.fromisoformat(value["made"]),
            rows=int(value["rows"]),
            owner=value["owner"],
            columns=tuple(CopiedColumn(**column) for column in value["columns"]),
            key=tuple(value["key"]),
            counters=tuple(Counter(**counter) for counter in value["counters"]),
            definition=tuple(DefinitionStatement(**statement) for statement in value["definition"]),
            server=value["server"],
            version=value["version"],
        )
        return note if (value["format"], value["sha256"]) == (_FORMAT, note.digest) else None
    except (ValueError, KeyError, TypeError):
        return None
