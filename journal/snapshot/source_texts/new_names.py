"""A text with a new name in it, for a table, a column or a schema. It goes by the tokens only: whether a text still
means what it should is for the server to say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from journal.catalog.quoting import quoted, readable
from journal.snapshot.source_texts.text_registry import Relation
from journal.snapshot.source_texts.tokens import Scanned

Edit = Callable[[str], str]
"""A text to what it is from now on."""


@dataclass(frozen=True)
class _NameToken:
    """A token and those around it, as they are written; empty where there is none."""

    before: tuple[str, str]
    said: str
    after: tuple[str, str]

    def is_in(self, schema: str) -> bool:
        """Whether it is qualified with this schema, or not at all."""
        return self.before[1] != "." or _is(self.before[0], schema)


def of_relation(old: Relation, new: Relation, *, here: bool) -> Edit:
    """A table or a view that has another name, or is in another schema.

    In the table's own texts (`here`), which are no queries, it stands before a dot only: alone it is a column.
    """

    def named(token: _NameToken) -> str | None:
        is_it = _is(token.said, old[1]) and (token.after[0] == "." if here else token.after[0] != "(")
        if old[1] != new[1] and is_it and token.is_in(old[0]):
            return new[1]
        qualifies = _is(token.said, old[0]) and token.after[0] == "." and _is(token.after[1], old[1])
        return new[0] if old[0] != new[0] and qualifies else None

    return lambda text: _edited(text, old[1], named)


def of_column(on: Relation, old: str, new: str, *, here: bool) -> Edit:
    """A column of that table. In a text that does not belong to the table (`here`), only where that names it."""

    def named(token: _NameToken) -> str | None:
        is_it = _is(token.said, old) and token.after[0] not in (".", "(")
        return new if is_it and (token.before[1] != "." or _is(token.before[0], on[1])) else None

    def edit(text: str) -> str:
        return _edited(text, old, named) if here or any(_is(one.said, on[1]) for one in _tokens(text)) else text

    return edit


def of_schema(old: str, new: str) -> Edit:
    """A schema: what stands before a dot, and after none."""
    return lambda text: _edited(
        text, old, lambda one: new if _is(one.said, old) and one.after[0] == "." and one.before[1] != "." else None
    )


def _edited(text: str, old: str, named: Callable[[_NameToken], str | None]) -> str:
    """The text with each token that is `named` anew; quoted where it was."""
    if old not in text.lower() and old not in text:
        return text
    scanned, parts, end = Scanned(text.encode()), [], 0
    for (_, first, last), token in zip(scanned.tokens, _tokens(text), strict=True):
        new = named(token)
        if new is not None:
            word = quoted(new) if token.said.startswith('"') else readable((new,))
            parts += [scanned.raw[end:first], word.encode()]
            end = last
    return b"".join([*parts, scanned.raw[end:]]).decode()


def _tokens(text: str) -> Iterator[_NameToken]:
    scanned = Scanned(text.encode())
    words = ["", "", *(scanned.text(place, place + 1) for place in range(len(scanned.tokens))), "", ""]
    for place in range(2, len(words) - 2):
        before, after = (words[place - 2], words[place - 1]), (words[place + 1], words[place + 2])
        yield _NameToken(before, words[place], after)


def _is(said: str, name: str) -> bool:
    """Whether a token is this name, quoted or not; a text in quotes is none."""
    return said == quoted(name) or said.lower() == name
