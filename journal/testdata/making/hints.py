"""What an expression gives away about values that satisfy it: its constants, patterns and lengths. Pure.

It does not understand the expression: it collects what could do, and the server says what does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from journal.sql.parser import parse_sql

_PATTERNS = {"~", "~*"}
_LIKES = {"~~", "~~*"}
_MATCHERS = {"regexp_like", "regexp_match", "regexp_matches", "regexp_count", "substring", "regexp_substr"}
_LENGTHS = {
    "length", "char_length", "character_length", "octet_length", "bit_length", "cardinality", "array_length",
    "jsonb_array_length", "json_array_length", "num_nonnulls",
}  # fmt: skip
_LONGEST = 5000  # a text or an array that has to be longer than this is not tried


@dataclass(frozen=True)
class Hints:
    """`constants`: text and the type's name, "number" for what has none; the others as they stand."""

    constants: tuple[tuple[str, str], ...] = ()
    patterns: tuple[str, ...] = ()
    likes: tuple[str, ...] = ()
    lengths: tuple[int, ...] = ()
    columns: frozenset[str] = field(default=frozenset(), compare=False)

    def __or__(self, other: "Hints") -> "Hints":
        """Those of both, each once, in their order."""
        return Hints(
            tuple(dict.fromkeys(self.constants + other.constants)),
            tuple(dict.fromkeys(self.patterns + other.patterns)),
            tuple(dict.fromkeys(self.likes + other.likes)),
            tuple(dict.fromkeys(self.lengths + other.lengths)),
            self.columns | other.columns,
        )

    @property
    def texts(self) -> tuple[str, ...]:
        """The constants that are texts."""
        return self.of("text", "varchar", "bpchar", "citext", "name")

    @property
    def numbers(self) -> tuple[str, ...]:
        """The constants that are numbers."""
        return self.of("number", "int2", "int4", "int8", "numeric", "float4", "float8", "money")

    def of(self, *types: str) -> tuple[str, ...]:
        """The constants of these types."""
        return tuple(text for text, type_ in self.constants if type_ in types)


def all_of(hints: Iterable[Hints]) -> Hints:
    """Everything that several expressions give away."""
    found = Hints()
    for one in hints:
        found |= one
    return found


@lru_cache(maxsize=4096)
def hints_of(expression: str) -> Hints:
    """What an expression gives away; nothing where the parser does not take it."""
    import postgast  # noqa: PLC0415 - its import takes its time

    try:
        tree = parse_sql(f"SELECT ({expression})")
    except postgast.PgQueryError:
        return Hints()
    nodes = [node for _, node in postgast.walk(tree)]
    constants = tuple(dict.fromkeys(_constants(nodes)))
    numbers = [int(text) for text, type_ in constants if type_ == "number" and text.lstrip("-").isdigit()]
    return Hints(
        constants,
        tuple(_operands(nodes, _PATTERNS)) + tuple(_arguments(nodes, _MATCHERS)),
        tuple(_operands(nodes, _LIKES)),
        tuple(number for number in numbers if 0 <= number <= _LONGEST) if _calls(nodes, _LENGTHS) else (),
        frozenset(_columns(nodes)),
    )


def _kind(node: Any) -> str:
    return str(type(node).DESCRIPTOR.name)


def _constants(nodes: list[Any]) -> Iterator[tuple[str, str]]:
    """Each constant with the type it is cast to."""
    cast = set()
    for node in nodes:
        if _kind(node) == "TypeCast":
            constant = _constant(node.arg)
            if constant is not None:
                cast.add(id(_a_const(node.arg)))
                yield from _cast(constant, _last(node.type_name.names), array=bool(node.type_name.array_bounds))
        elif _kind(node) == "A_Const" and id(node) not in cast and not node.isnull:
            text = _text(node)
            if text is not None:
                yield text, "text" if node.WhichOneof("val") == "sval" else "number"


def _cast(constant: str, type_: str, *, array: bool) -> Iterator[tuple[str, str]]:
    """A constant of a type; of an array also its elements, where they are plain."""
    yield constant, f"_{type_}" if array else type_
    if array:
        yield from ((element.strip(' "'), type_) for element in constant.strip("{}").split(","))


def _a_const(node: Any) -> Any:
    """The constant that a node is, with a sign or without; None where it is none."""
    if _kind(node) == "Node":
        which = node.WhichOneof("node")
        return _a_const(getattr(node, which)) if which else None
    return node if _kind(node) == "A_Const" else None


def _constant(node: Any) -> str | None:
    found = _a_const(node)
    return None if found is None or found.isnull else _text(found)


def _text(constant: Any) -> str | None:
    which = constant.WhichOneof("val")
    if which == "ival":
        return str(constant.ival.ival)
    if which == "fval":
        return str(constant.fval.fval)
    if which == "boolval":
        return "true" if constant.boolval.boolval else "false"
    return str(constant.sval.sval) if which == "sval" else None


def _last(names: Any) -> str:
    return str(names[-1].string.sval) if names else ""


def _operands(nodes: list[Any], operators: set[str]) -> Iterator[str]:
    """The constants to the right of these operators."""
    for node in nodes:
        if _kind(node) == "A_Expr" and _last(node.name) in operators:
            yield from _texts_in(node.rexpr)


def _texts_in(node: Any) -> Iterator[str]:
    import postgast  # noqa: PLC0415 - it is loaded by now

    for _, found in postgast.walk(node):
        if _kind(found) == "A_Const" and found.WhichOneof("val") == "sval":
            yield str(found.sval.sval)


def _arguments(nodes: list[Any], functions: set[str]) -> Iterator[str]:
    for node in nodes:
        if _kind(node) == "FuncCall" and _last(node.funcname) in functions:
            for argument in node.args[1:]:
                yield from _texts_in(argument)


def _calls(nodes: list[Any], functions: set[str]) -> bool:
    return any(_kind(node) == "FuncCall" and _last(node.funcname) in functions for node in nodes)


def _columns(nodes: list[Any]) -> Iterator[str]:
    for node in nodes:
        if _kind(node) == "ColumnRef" and node.fields and node.fields[-1].WhichOneof("node") == "string":
            yield node.fields[-1].string.sval
