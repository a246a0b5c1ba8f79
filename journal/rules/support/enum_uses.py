"""Where a statement uses a string constant as the value of an enum, as far as its text alone can show.

A constant counts if it is compared with a column, assigned to one, its default, or cast; not as an argument of a
function, in LIKE, or beside an expression that is cast to text.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from journal.dataclass import dataclass
from journal.sql.tree import choice, inner, kind_of, names

_COMPARED = {"=", "<>", "<", ">", "<=", ">="}
_KINDS = {"AEXPR_OP", "AEXPR_OP_ANY", "AEXPR_OP_ALL", "AEXPR_IN", "AEXPR_DISTINCT", "AEXPR_NOT_DISTINCT"}
_KINDS |= {"AEXPR_NULLIF"}
_BETWEEN = {"AEXPR_BETWEEN", "AEXPR_NOT_BETWEEN"}
_PASSING = {"CoalesceExpr", "A_ArrayExpr", "List", "MinMaxExpr"}


@dataclass(frozen=True)
class ValueContext:
    """The column a constant is for, and the type it is cast to. Without either it is not the value of an enum."""

    column: str = ""
    cast: str = ""


_ANYWHERE = ValueContext()


@dataclass(frozen=True)
class EnumUse:
    """A constant that may be the value of an enum. `location` is in bytes of what was parsed."""

    value: str
    location: int
    context: ValueContext


def enum_uses(node: Any, context: ValueContext = _ANYWHERE) -> Iterator[EnumUse]:
    """Yield every such constant in a tree."""
    node = inner(node)
    if node is None:
        return
    kind = kind_of(node)
    if kind == "A_Const":
        if node.WhichOneof("val") == "sval" and (context.column or context.cast):
            yield EnumUse(node.sval.sval, node.location, context)
    elif kind in _BY_KIND:
        yield from _BY_KIND[kind](node, context)
    else:
        yield from _below(node, context if kind in _PASSING else ValueContext())


def _below(node: Any, context: ValueContext = _ANYWHERE, without: tuple[str, ...] = ()) -> Iterator[EnumUse]:
    for field, value in node.ListFields():
        if field.message_type is None or field.name in without:
            continue
        for child in [value] if hasattr(value, "DESCRIPTOR") else value:
            yield from enum_uses(child, context)


def _cast(node: Any, context: ValueContext) -> Iterator[EnumUse]:
    yield from enum_uses(node.arg, replace(context, cast=last_name(node.type_name)))


def _comparison(node: Any, _: ValueContext) -> Iterator[EnumUse]:
    kind = choice(node, "kind")
    compares = kind in _BETWEEN or (kind in _KINDS and _COMPARED.issuperset(names(node.name)))
    context = _context_beside(node.lexpr, node.rexpr) if compares else ValueContext()
    yield from enum_uses(node.lexpr, context)
    yield from enum_uses(node.rexpr, context)


def _context_beside(*sides: Any) -> ValueContext:
    """Return the context that one side of a comparison is for the constants of the other."""
    for side in map(inner, sides):
        if side is not None and kind_of(side) == "TypeCast" and kind_of(inner(side.arg)) != "A_Const":
            return ValueContext(cast=last_name(side.type_name))
        if side is not None and kind_of(side) == "ColumnRef":
            return ValueContext(column=(names(side.fields) or ("",))[-1])
    return ValueContext()


def _case(node: Any, context: ValueContext) -> Iterator[EnumUse]:
    for branch in node.args:
        yield from enum_uses(branch.case_when.expr, _context_beside(node.arg))
        yield from enum_uses(branch.case_when.result, context)
    yield from enum_uses(node.defresult, context)


def _update(node: Any, _: ValueContext) -> Iterator[EnumUse]:
    for target in node.target_list:
        yield from enum_uses(target.res_target.val, ValueContext(column=target.res_target.name))
    yield from _below(node, without=("target_list",))


def _insert(node: Any, _: ValueContext) -> Iterator[EnumUse]:
    columns = [ValueContext(column=column.res_target.name) for column in node.cols]
    select = node.select_stmt.select_stmt
    for row in select.values_lists:
        for value, context in zip(row.list.items, columns, strict=False):
            yield from enum_uses(value, context)
    for target, context in zip(select.target_list, columns, strict=False):
        yield from enum_uses(target.res_target.val, context)
    yield from _below(select, without=("values_lists", "target_list"))
    yield from _below(node, without=("select_stmt", "cols"))


def _column(node: Any, _: ValueContext) -> Iterator[EnumUse]:
    context = ValueContext(node.colname, last_name(node.type_name))
    for constraint in node.constraints:
        is_default = choice(constraint.constraint, "contype") == "CONSTR_DEFAULT"
        yield from enum_uses(constraint.constraint.raw_expr, context if is_default else ValueContext())


def _alter(node: Any, _: ValueContext) -> Iterator[EnumUse]:
    is_default = choice(node, "subtype") == "AT_ColumnDefault"
    yield from _below(node, ValueContext(column=node.name) if is_default else ValueContext())


def last_name(type_name: Any) -> str:
    """Return a type's name without its schema."""
    return (names(type_name.names) or ("",))[-1]


_BY_KIND: dict[str, Callable[[Any, ValueContext], Iterator[EnumUse]]] = {
    "TypeCast": _cast,
    "A_Expr": _comparison,
    "CaseExpr": _case,
    "UpdateStmt": _update,
    "OnConflictClause": _update,
    "InsertStmt": _insert,
    "ColumnDef": _column,
    "AlterTableCmd": _alter,
}
