"""A migration file as PostgreSQL's own parser sees it, for the rules on SQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from journal.errors import Lines, Place
from journal.folder.migrations import Migration
from journal.rules.support.subject import Subject
from journal.sql.parsed import Parsed, ParsedPiece


@dataclass(frozen=True)
class ParsedMigration:
    """A forward file to be judged, in its folder. `journaled`: the journal lists it, so Drizzle runs it."""

    subject: Subject
    migration: Migration
    journaled: bool

    @property
    def tag(self) -> str:
        """The migration's."""
        return self.migration.tag

    @cached_property
    def text(self) -> str:
        """As Drizzle reads it."""
        return self.migration.text

    @cached_property
    def pieces(self) -> tuple[ParsedPiece, ...]:
        """Every piece."""
        return tuple(ParsedPiece(piece) for piece in self.migration.pieces)

    @property
    def statements(self) -> Iterator[Parsed]:
        """All statements of the pieces that parse, in order."""
        for piece in self.pieces:
            yield from piece.statements

    def at(self, offset: int) -> Place:
        """The line and column of an offset in the file's text."""
        return self._lines.at(offset)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.migration.path, self.text)
