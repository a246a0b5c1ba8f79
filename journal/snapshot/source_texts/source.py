"""A statement as it is read for its texts, and its names as they are written."""

from dataclasses import dataclass
from typing import Any

from journal.snapshot.source_texts.tokens import Scanned


@dataclass(frozen=True)
class SourceStatement:
    """A statement: its node, its piece, and the number of its first token."""

    node: Any
    scanned: Scanned
    start: int
    is_drizzles: bool = False
    """Whether drizzle-kit wrote its file, and nobody since."""


def name_that_is_cut(scanned: Scanned, place: int) -> dict[str, str]:
    """The name that stands here, where it is too long for PostgreSQL, which cuts it; drizzle-kit does not."""
    said = scanned.text(place, place + 1)
    name = said[1:-1].replace('""', '"') if said.startswith('"') else said.lower()
    return {"name": name} if len(name.encode()) > _LONGEST else {}


_LONGEST = 63  # bytes of a name; Source: NAMEDATALEN
