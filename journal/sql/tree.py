"""Access to PostgreSQL's parse tree: nodes by their kind, enums by their name, offsets in characters."""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from journal.sql.parser import Characters
from journal.sql.statements import Piece


def walk(node: Any, kind: str) -> Iterator[Any]:
    """Yield every node of a kind, such as `FuncCall`, in a tree, the top one included."""
    import postgast  # the script has it loaded by now

    return (found for _, found in postgast.walk(node) if kind_of(found) == kind)


def inner(node: Any) -> Any:
    """Return the node inside a wrapper, or None for an empty one."""
    if kind_of(node) != "Node":
        return node
    which = node.WhichOneof("node")
    return getattr(node, which) if which else None


def kind_of(node: Any) -> str:
    """Return the kind of a node, by its PostgreSQL name."""
    return _kind(node.__class__)


def choice(node: Any, field: str) -> str:
    """Return the name of an enum's value, such as `TRANS_STMT_COMMIT`."""
    return _words(node.__class__, field)[getattr(node, field)]


@cache
def _kind(node: Any) -> str:
    return str(node.DESCRIPTOR.name)


@cache
def _words(node: Any, field: str) -> Mapping[int, str]:
    return {value.number: str(value.name) for value in node.DESCRIPTOR.fields_by_name[field].enum_type.values}


def names(nodes: Any) -> tuple[str, ...]:
    """Return the strings in a list of nodes: the parts of a name."""
    return tuple(node.string.sval for node in nodes if node.WhichOneof("node") == "string")


def option(nodes: Any, name: str) -> str | None:
    """Return the value of an option in a list, in small letters: "" without a value, None without the option."""
    for node in nodes:
        if node.def_elem.defname == name:
            value = inner(node.def_elem.arg)
            return str(getattr(value, "sval", getattr(value, "ival", ""))).lower() if value is not None else ""
    return None


def in_file(piece: Piece, location: int) -> int:
    """Return a location of the parser, in bytes of what was parsed, as an offset in characters of the file."""
    return piece.offset + _places(piece.text).before(location)


@lru_cache(maxsize=2)
def _places(text: str) -> Characters:
    return Characters(text.encode())
