"""A piece of SQL as PostgreSQL's scanner sees it: where the things that the parser found begin and end."""

from bisect import bisect_left
from collections.abc import Container, Iterator
from functools import cached_property
from itertools import takewhile
from typing import Any

from journal.dataclass import dataclass
from journal.sql.parser import scan_sql

_OPEN, _CLOSE = frozenset("(["), frozenset(")]")
_LONGEST_NAME = 63  # bytes; Source: NAMEDATALEN


@dataclass(frozen=True)
class Scanned:
    """The tokens of a piece, without comments. A place is the number of a token, a location a byte of the piece."""

    raw: bytes

    @cached_property
    def tokens(self) -> tuple[tuple[str, int, int], ...]:
        """Each token's word in capitals, empty unless it is a keyword or one character; its first byte and its end."""
        import postgast  # the parser has loaded it

        kinds = postgast.pg_query_pb2
        comments = (kinds.SQL_COMMENT, kinds.C_COMMENT)
        found = []
        for token in scan_sql(self.raw.decode()).tokens:
            if token.token not in comments:
                is_word = token.keyword_kind or token.end - token.start == 1
                word = self.raw[token.start : token.end].decode("utf-8", "replace").upper() if is_word else ""
                found.append((word, token.start, token.end))
        return tuple(found)

    def at(self, location: int) -> int:
        """Return the first place at or after a location."""
        return bisect_left(self.tokens, location, key=lambda token: token[1])

    def word(self, place: int) -> str:
        """Return the token's word; empty after the last."""
        return self.tokens[place][0] if place < len(self.tokens) else ""

    def find(self, start: int, *words: str) -> int | None:
        """Return the first place where these words follow each other, inside no bracket, within the statement."""
        for place in self._outside_brackets(start):
            if all(self.word(place + number) == word for number, word in enumerate(words)):
                return place
        return None

    def before(self, start: int, end: int, words: Container[str]) -> int:
        """Return the first place after `start` that is one of these words, inside no bracket, or else `end`."""
        places = takewhile(end.__gt__, self._outside_brackets(start))
        return next((place for place in places if place > start and self.tokens[place][0] in words), end)

    def end(self, start: int, before: int | None = None, *, stops: str = ",;") -> int:
        """Return the place after what begins at `start`.

        It ends at a stop, at the closing bracket around it, or at the location `before`.
        """
        last = start
        for place in self._outside_brackets(start):
            word, first, _ = self.tokens[place]
            if (word and word in stops) or (before is not None and first >= before):
                return place
            last = place
        return self._closing(last) + 1 if self.word(last) in _OPEN else last + 1

    def parts(self, opening: int) -> Iterator[tuple[int, int]]:
        """Yield start and end of each part between commas, inside the bracket that opens here."""
        start = opening + 1
        while True:
            end = self.end(start)
            yield start, end
            if self.word(end) != ",":
                return
            start = end + 1

    def inside(self, opening: int) -> str:
        """Return everything between the bracket that opens here and its end, with blanks and comments."""
        return self.raw[self.tokens[opening][2] : self.tokens[self._closing(opening)][1]].decode()

    def bracketed(self, start: int, *words: str) -> str | None:
        """Return the contents of the bracket right after these words, where they follow each other first."""
        place = self.find(start, *words, "(")
        return None if place is None else self.inside(place + len(words))

    def is_whole(self, opening: int, end: int) -> bool:
        """Tell whether the bracket that opens here contains everything up to `end`."""
        return self.word(opening) in _OPEN and self._closing(opening) == end - 1

    def text(self, start: int, end: int) -> str:
        """Return the text from the first byte of a token to the last byte of the one before `end`."""
        return self.raw[self.tokens[start][1] : self.tokens[end - 1][2]].decode()

    def rest(self, start: int) -> str:
        """Return the text from `start` to the statement's end, with the blanks that drizzle-kit has there.

        drizzle-kit writes one blank before it and the semicolon right after. In other files no blanks around it count.
        """
        end = self.end(start, stops=";")
        first = self.tokens[start - 1][2]
        if self.word(end) == ";" and self.raw[first : first + 1] == b" ":
            return self.raw[first + 1 : self.tokens[end][1]].decode()
        return self.text(start, end)

    def _outside_brackets(self, start: int) -> Iterator[int]:
        """Yield the places from here on inside no bracket, up to the end of the statement or of the bracket around."""
        depth = 0
        for place in range(start, len(self.tokens)):
            word = self.tokens[place][0]
            depth -= word in _CLOSE
            if depth < 0:
                return
            if depth == 0 and word not in _CLOSE:
                yield place
                if word == ";":
                    return
            depth += word in _OPEN

    def _closing(self, opening: int) -> int:
        depth = 0
        for place in range(opening, len(self.tokens)):
            word = self.tokens[place][0]
            depth += (word in _OPEN) - (word in _CLOSE)
            if depth == 0:
                return place
        return len(self.tokens) - 1


@dataclass(frozen=True)
class SourceStatement:
    """A statement: its node, its piece, and the place of its first token."""

    node: Any
    scanned: Scanned
    start: int
    by_kit: bool = False
    """Whether drizzle-kit wrote the file, unedited since."""
    by_hand: bool = False
    """Whether the statement is not in drizzle-kit's style."""
    may_fail: bool = False
    """Whether it is in a DO block: it created nothing that existed before."""

    def cut_name_of(self, constraint: Any) -> dict[str, str]:
        """Return the name of a constraint as a facet, where PostgreSQL cuts it."""
        return self.cut_name(self.scanned.at(constraint.location) + 1) if constraint.conname else {}

    def cut_name(self, place: int) -> dict[str, str]:
        """Return the name at a place as a facet, where it is so long that PostgreSQL cuts it; drizzle-kit does not."""
        token = self.scanned.text(place, place + 1)
        name = token[1:-1].replace('""', '"') if token.startswith('"') else token.lower()
        return {"name": name} if len(name.encode()) > _LONGEST_NAME else {}
