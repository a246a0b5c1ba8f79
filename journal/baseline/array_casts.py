"""Expressions that PostgreSQL prints otherwise once it has read its own text of them. Pure."""

from collections.abc import Iterator
from typing import Any

from journal.catalog.quoting import readable
from journal.sql.parsed import ParsedPiece
from journal.sql.statements import Piece
from journal.sql.tree import in_file, inner, names, walk


def with_array_types(text: str) -> str:
    """Return a statement of pg_dump with the type of each array of constants whose elements have another type.

    `status IN ('a', 'b')` with a varchar is printed `ARRAY['a'::character varying, …]::text[]`. Where that is read, the
    cast goes to the elements, and their text differs the next time. With a cast to varchar[] before it nothing changes.
    Source: `transformExprRecurse` of parse_expr.c, T_TypeCast.
    """
    if "ARRAY[" not in text or "[]" not in text:
        return text
    for offset, word in sorted(_missing(text), reverse=True):
        text = f"{text[:offset]}::{word}[]{text[offset:]}"
    return text


def _missing(text: str) -> Iterator[tuple[int, str]]:
    for statement in ParsedPiece(Piece(text, 0)).statements:
        for cast in walk(statement.node, "TypeCast"):
            array = inner(cast.arg)
            elements = [inner(one) for one in getattr(array, "elements", ())]
            types = {_name(getattr(one, "type_name", None)) for one in elements}
            if len(types) == 1 and types - {None, _name(cast.type_name)} and cast.type_name.array_bounds:
                yield in_file(statement.within, cast.location), str(*types)


def _name(type_name: Any) -> str | None:
    """Return the SQL of a type, without what is in its parentheses; None where there is none."""
    return readable(names(type_name.names)) if type_name else None
