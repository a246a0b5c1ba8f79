"""Edits that put a new name of a table, a column or a schema into a text. They only look at the tokens.

The server decides later whether the edited text has the right meaning.
"""

from collections.abc import Callable, Iterator

from journal.catalog.quoting import quoted, readable
from journal.snapshot.source_texts.text_registry import Relation
from journal.snapshot.source_texts.tokens import Scanned

Edit = Callable[[str], str]
"""Returns a text with the new name."""


_Window = tuple[str, str, str, str, str]
"""A token, in the middle, with the two before and the two after it, as written; empty where there is none."""


def rename_relation_in(old: Relation, new: Relation, *, own: bool) -> Edit:
    """Return the edit for a table or view that has another name or schema.

    In the table's own texts (`own`), which are no queries, only a name before a dot is the table: others are columns.
    """

    def new_name(window: _Window) -> str | None:
        schema, dot, word, after, last = window
        is_table = _is_name(word, old[1]) and (after == "." if own else after != "(")
        if old[1] != new[1] and is_table and (dot != "." or _is_name(schema, old[0])):
            return new[1]
        is_schema = _is_name(word, old[0]) and after == "." and _is_name(last, old[1])
        return new[0] if old[0] != new[0] and is_schema else None

    return lambda text: _edited(text, old[1], new_name)


def rename_column_in(on: Relation, old: str, new: str, *, own: bool) -> Edit:
    """Return the edit for a column. Texts of others than the table (`own`) are edited only where they name it."""

    def new_name(window: _Window) -> str | None:
        table, dot, word, after, _ = window
        is_column = _is_name(word, old) and after not in (".", "(")
        return new if is_column and (dot != "." or _is_name(table, on[1])) else None

    def edit(text: str) -> str:
        is_concerned = own or any(_is_name(window[2], on[1]) for window in _windows(Scanned(text.encode())))
        return _edited(text, old, new_name) if is_concerned else text

    return edit


def rename_schema_in(old: str, new: str) -> Edit:
    """Return the edit for a schema: a name before a dot, and after none."""

    def new_name(window: _Window) -> str | None:
        _, dot, word, after, _ = window
        return new if _is_name(word, old) and after == "." and dot != "." else None

    return lambda text: _edited(text, old, new_name)


def _edited(text: str, old: str, new_name: Callable[[_Window], str | None]) -> str:
    """Return the text with each new name, in quotes where the old one was."""
    if old not in text.lower() and old not in text:
        return text
    scanned, parts, end = Scanned(text.encode()), [], 0
    for (_, first, last), window in zip(scanned.tokens, _windows(scanned), strict=True):
        new = new_name(window)
        if new is not None:
            word = quoted(new) if window[2].startswith('"') else readable((new,))
            parts += [scanned.raw[end:first], word.encode()]
            end = last
    return b"".join([*parts, scanned.raw[end:]]).decode()


def _windows(scanned: Scanned) -> Iterator[_Window]:
    words = ["", "", *(scanned.text(place, place + 1) for place in range(len(scanned.tokens))), "", ""]
    return zip(words, words[1:], words[2:], words[3:], words[4:], strict=False)


def _is_name(token: str, name: str) -> bool:
    """Tell whether a token is this name, quoted or not."""
    return token == quoted(name) or token.lower() == name
