"""PostgreSQL's own parser, with limits: it hangs or crashes on texts that no migration has.

A refusal for such a limit is a PgQueryError like that of a syntax error; `is_limit` tells them apart.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import postgast

LARGEST_FILE = 32 * 1024 * 1024
"""In bytes: a larger file is data, and its statements are not checked."""

LARGEST_TEXT = 4 * 1024 * 1024
"""In characters, the most that is parsed at once: the parser's tree takes a hundred times that."""

LARGEST_STATEMENT = 512 * 1024
MOST_STATEMENTS = 50_000
_DEEPEST = 600  # messages of the tree, two a level: a limit of Python's recursion
_SHORT = 2_000
_LONGEST_CHAIN = 2_000  # tokens: writing a tree takes a kilobyte of stack a level, and time that grows with the square
_OPERATORS = re.compile(r"[~!@#^&|`?+\-*/%<>=]{33,}")
_OPERATORS_COST = 20_000_000  # the scanner takes time that grows with the square of each run
_OPEN, _CLOSE, _SEPARATORS = (40, 91), (41, 93), (44, 59)  # tokens of one character have its code
_LIMIT = "limit"


def is_limit(error: "postgast.PgQueryError") -> bool:
    """Tell whether the text was refused for a limit, so that its syntax is not known."""
    return bool(error.context == _LIMIT)


def parse_sql(text: str, *, skip: int = 0) -> Any:
    """Return the tree of a text, the first characters of which may be blanks. Raises PgQueryError."""
    import postgast  # 70 ms, and not every verb looks into SQL

    _refuse_costly(text, LARGEST_STATEMENT + skip)
    if len(text) - skip > _SHORT and _chain(postgast.scan(text).tokens) > _LONGEST_CHAIN:
        raise _limit("it is nested too deep to be checked")
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

    try:
        return postgast.parse(text)
    except DecodeError:  # protobuf reads a hundred levels, and fifty `||` in a row take them
        return _parsed_deeper(postgast, text)


def scan_sql(text: str) -> Any:
    """Return the tokens of a text. Raises PgQueryError."""
    import postgast

    _refuse_costly(text, LARGEST_TEXT)
    return postgast.scan(text)


def spans(text: str) -> list[tuple[int, int]]:
    """Return where each statement starts and ends, in bytes, without building a tree. Raises PgQueryError."""
    from postgast.errors import check_error
    from postgast.native import lib

    _refuse_costly(text, LARGEST_TEXT)
    result = lib.pg_query_split_with_parser(text.encode())
    try:
        check_error(result)
        found = (result.stmts[number].contents for number in range(result.n_stmts))
        return [(span.stmt_location, span.stmt_location + span.stmt_len) for span in found]
    finally:
        lib.pg_query_free_split_result(result)


def kept_tree(node: Any) -> Callable[[], Any]:
    """Return a function that gives the node again; until then its bytes take a twentieth of its memory."""
    return partial(_tree_of, node.__class__, node.SerializeToString())


def _tree_of(kind: Any, raw: bytes) -> Any:
    from google.protobuf.message import DecodeError

    try:
        return kind.FromString(raw)
    except DecodeError:  # as above
        with _deeper():
            return kind.FromString(raw)


def _refuse_costly(text: str, largest: int) -> None:
    if len(text) > largest:
        raise _limit("it is too large to be checked")
    if sum(len(run[0]) ** 2 for run in _OPERATORS.finditer(text)) > _OPERATORS_COST:
        raise _limit("it has too many operators in a row to be checked")


def _chain(tokens: Any) -> int:
    """Return an upper bound of the tree's depth: tokens in a row between commas, with their brackets."""
    # For each open bracket: its deepest part so far, the tokens of this part, the deepest bracket in it.
    levels = [[0, 0, 0]]
    for token in tokens:
        deepest, length, inner = level = levels[-1]
        if token.token in _OPEN:
            levels.append([0, 0, 0])
        elif token.token in _SEPARATORS:
            level[:] = [max(deepest, length + inner), 0, 0]
        elif token.token in _CLOSE and len(levels) > 1:
            levels.pop()
            levels[-1][2] = max(levels[-1][2], deepest, length + inner)
        level[1] += 1
    return sum(max(deepest, length + inner) for deepest, length, inner in levels)


def _limit(why: str) -> "postgast.PgQueryError":
    import postgast

    return postgast.PgQueryError(why, context=_LIMIT)


@contextmanager
def _deeper() -> Iterator[None]:
    from google._upb import _message  # type: ignore[import-untyped]

    _message.SetAllowOversizeProtos(True)
    try:
        yield
    finally:
        _message.SetAllowOversizeProtos(False)


def _parsed_deeper(postgast: Any, text: str) -> Any:
    from google.protobuf.message import DecodeError

    try:
        with _deeper():
            tree = postgast.parse(text)
    except DecodeError:
        raise _limit("it is nested too deep to be checked") from None
    waiting = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > _DEEPEST:
            raise _limit("it is nested too deep to be checked")
        for field, value in node.ListFields():
            if field.message_type is not None:
                waiting += [(child, depth + 1) for child in ([value] if hasattr(value, "DESCRIPTOR") else value)]
    return tree


class Characters:
    """Converts byte offsets of a text to characters; rising offsets take time for the bytes between them alone."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.ascii = raw.isascii()
        self.at = self.count = 0

    def before(self, place: int) -> int:
        """Return the number of characters before a byte."""
        if self.ascii:
            return place
        if place < self.at:
            self.at = self.count = 0
        self.count += len(self.raw[self.at : place].decode("utf-8", "replace"))
        self.at = place
        return self.count
