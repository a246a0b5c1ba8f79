"""What a copy knows of its original: the comment on it, a line for people and a line of JSON. Pure."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from journal import __version__
from journal.backup.source import BackupSource

_FORMAT = 1


@dataclass(frozen=True)
class DefinitionStatement:
    """A statement that makes a part of the original. `kind` and `name` as in journal.catalog, `facet` as there.

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
    """A column of the copy, with its type then. `generated`: its values are computed, and are not put back."""

    name: str
    type: str
    generated: bool = False


@dataclass(frozen=True)
class Counter:
    """Where a sequence of the original stood."""

    schema: str
    name: str
    last_value: int
    is_called: bool


@dataclass(frozen=True)
class CopyNote:
    """All that is noted. `made` is in UTC; `server` and `version` are PostgreSQL's and ours."""

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
        return hashlib.sha256(json.dumps([asdict(one) for one in self.definition]).encode()).hexdigest()


def comment_of(note: CopyNote) -> str:
    """The comment's text."""
    value = asdict(note) | {"format": _FORMAT, "made": note.made.isoformat(), "sha256": note.digest}
    head = (
        f"Backup of {note.source.shown} ({note.rows} rows) by drizzle-journal {note.version}, "
        f"{note.made:%Y-%m-%d %H:%M:%S} UTC. journal backup restore reads the next line."
    )
    return f"{head}\n{json.dumps(value)}"


def note_of(comment: str | None) -> CopyNote | None:
    """What a comment says; None where it is not ours, or was changed."""
    _, _, line = (comment or "").partition("\n")
    try:
        note = _read(json.loads(line))
    except (ValueError, KeyError, TypeError):
        return None
    return note


def _read(value: dict[str, Any]) -> CopyNote:
    if value["format"] != _FORMAT:
        raise ValueError
    note = CopyNote(
        source=BackupSource(**value["source"]),
        made=datetime.fromisoformat(value["made"]),
        rows=int(value["rows"]),
        owner=value["owner"],
        columns=tuple(CopiedColumn(**one) for one in value["columns"]),
        key=tuple(value["key"]),
        counters=tuple(Counter(**one) for one in value["counters"]),
        definition=tuple(DefinitionStatement(**one) for one in value["definition"]),
        server=value["server"],
        version=value["version"],
    )
    if note.digest != value["sha256"]:
        raise ValueError
    return note
