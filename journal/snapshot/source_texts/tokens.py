"""A piece as PostgreSQL's scanner sees it: where what the parser found begins and where it ends, no names."""

from bisect import bisect_left
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count, takewhile

from journal.sql.parser import scan_sql

_OPEN, _CLOSE = frozenset("(["), frozenset(")]")


@dataclass(frozen=True)
class Scanned:
    """The tokens of a piece but its comments. Places are numbers of tokens, locations are bytes of the piece."""

    raw: bytes

    @cached_property
    def tokens(self) -> tuple[tuple[str, int, int], ...]:
        """Of each the word, in capitals, where it is a keyword or one character, and its first byte and its end."""
        import postgast  # noqa: PLC0415 - the script has it loaded by now

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
        """The first token at a location or after it."""
        return bisect_left(self.tokens, location, key=lambda token: token[1])

    def word(self, place: int) -> str:
        """The token's word; empty after the last."""
        return self.tokens[place][0] if place < len(self.tokens) else ""

    def find(self, start: int, *words: str) -> int | None:
        """Where these words follow each other first, inside no bracket and before the statement's end."""
        first, *others = words
        for place in self._flat(start):
            if self.tokens[place][0] == first and all(map(self._says, count(place + 1), others)):
                return place
        return None

    def _says(self, place: int, word: str) -> bool:
        return self.word(place) == word

    def before(self, start: int, end: int, words: Container[str]) -> int:
        """The first place after `start` that is one of these words, inside no bracket; `end` where none is before."""
        places = takewhile(end.__gt__, self._flat(start))
        return next((place for place in places if place > start and self.tokens[place][0] in words), end)

    def end(self, start: int, before: int | None = None, *, stops: str = ",;") -> int:
        """The place after what begins at `start`: a stop, a bracket that it did not open, or the location `before`."""
        last = start
        for place in self._flat(start):
            word, first, _ = self.tokens[place]
            if (word and word in stops) or (before is not None and first >= before):
                return place
            last = place
        return self._closed(last) + 1 if self.word(last) in _OPEN else last + 1

    def parts(self, opening: int) -> Iterator[tuple[int, int]]:
        """Begin and end of each part between commas inside the bracket that opens here."""
        start = opening + 1
        while True:
            end = self.end(start)
            yield start, end
            if self.word(end) != ",":
                return
            start = end + 1

    def inside(self, opening: int) -> str:
        """All that is between the bracket that opens here and its own end, blanks and comments too."""
        return self.raw[self.tokens[opening][2] : self.tokens[self._closed(opening)][1]].decode()

    def bracketed(self, start: int, *words: str) -> str | None:
        """What stands in the bracket right after these words, where they follow each other first."""
        place = self.find(start, *words, "(")
        return None if place is None else self.inside(place + len(words))

    def is_whole(self, opening: int, end: int) -> bool:
        """Whether the bracket that opens here holds all up to `end`."""
        return self.word(opening) in _OPEN and self._closed(opening) == end - 1

    def text(self, start: int, end: int) -> str:
        """From the first byte of a token to the last of the one before `end`."""
        return self.raw[self.tokens[start][1] : self.tokens[end - 1][2]].decode()

    def rest(self, start: int) -> str:
        """All that is said from `start` to the statement's end, with the blanks that drizzle-kit has there.

        It writes one blank before it and the semicolon right after; where that does not fit, no blanks around count.
        """
        end = self.end(start, stops=";")
        first = self.tokens[start - 1][2]
        if self.word(end) == ";" and self.raw[first : first + 1] == b" ":
            return self.raw[first + 1 : self.tokens[end][1]].decode()
        return self.text(start, end)

    def _flat(self, start: int) -> Iterator[int]:
        """The places from here on that are in no bracket, up to the statement's end or that of the bracket around."""
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

    def _closed(self, opening: int) -> int:
        depth = 0
        for place in range(opening, len(self.tokens)):
            word = self.tokens[place][0]
            depth += (word in _OPEN) - (word in _CLOSE)
            if depth == 0:
                return place
        return len(self.tokens) - 1
