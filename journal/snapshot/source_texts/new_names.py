"""Edits that put a new name of a table, a column or a schema into a text. They only look at the tokens.

The server decides later whether the edited text has the right meaning.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from journal.catalog.quoting import quoted, readable
from journal.snapshot.source_texts.text_registry import Relation
from journal.snapshot.source_texts.tokens import Scanned

Edit = Callable[[str], str]
"""Returns a text with the new name."""


@dataclass(frozen=True)
class _NameToken:
    """A token with the two before and the two after it, as written; empty where there is none."""

    before: tuple[str, str]
    text: str
    after: tuple[str, str]

    def is_in(self, schema: str) -> bool:
        """Tell whether it is qualified with this schema, or not at all."""
        return self.before[1] != "." or _is_name(self.before[0], schema)


def rename_relation_in(old: Relation, new: Relation, *, own: bool) -> Edit:
    """Return the edit for a table or view that has another name or schema.

    In the table's own texts (`own`), which are no queries, only a name before a dot is the table: others are columns.
    """

    def new_name(token: _NameToken) -> str | None:
        is_table = _is_name(token.text, old[1]) and (token.after[0] == "." if own else token.after[0] != "(")
        if old[1] != new[1] and is_table and token.is_in(old[0]):
            return new[1]
        is_schema = _is_name(token.text, old[0]) and token.after[0] == "." and _is_name(token.after[1], old[1])
        return new[0] if old[0] != new[0] and is_schema else None

    return lambda text: _edited(text, old[1], new_name)


def rename_column_in(on: Relation, old: str, new: str, *, own: bool) -> Edit:
    """Return the edit for a column. Texts of others than the table (`own`) are edited only where they name it."""

    def new_name(token: _NameToken) -> str | None:
        is_column = _is_name(token.text, old) and token.after[0] not in (".", "(")
        return new if is_column and (token.before[1] != "." or _is_name(token.before[0], on[1])) else None

    def edit(text: str) -> str:
        is_concerned = own or any(_is_name(token.text, on[1]) for token in _tokens(text))
        return _edited(text, old, new_name) if is_concerned else text

    return edit


def rename_schema_in(old: str, new: str) -> Edit:
    """Return the edit for a schema: a name before a dot, and after none."""

    def new_name(token: _NameToken) -> str | None:
        return new if _is_name(token.text, old) and token.after[0] == "." and token.before[1] != "." else None

    return lambda text: _edited(text, old, new_name)


def _edited(text: str, old: str, new_name: Callable[[_NameToken], str | None]) -> str:
    """Return the text with each new name, in quotes where the old one was."""
    if old not in text.lower() and old not in text:
        return text
    scanned, parts, end = Scanned(text.encode()), [], 0
    for (_, first, last), token in zip(scanned.tokens, _tokens(text), strict=True):
        new = new_name(token)
        if new is not None:
            word = quoted(new) if token.text.startswith('"') else readable((new,))
            parts += [scanned.raw[end:first], word.encode()]
            end = last
    return b"".join([*parts, scanned.raw[end:]]).decode()


def _tokens(text: str) -> Iterator[_NameToken]:
    scanned = Scanned(text.encode())
    words = ["", "", *(scanned.text(place, place + 1) for place in range(len(scanned.tokens))), "", ""]
    for place in range(2, len(words) - 2):
        before, after = (words[place - 2], words[place - 1]), (words[place + 1], words[place + 2])
        yield _NameToken(before, words[place], after)


def _is_name(token: str, name: str) -> bool:
    """Tell whether a token is this name, quoted or not."""
    return token == quoted(name) or token.lower() == name
