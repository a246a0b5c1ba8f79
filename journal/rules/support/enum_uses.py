"""Where a statement uses a string constant as the value of an enum, as far as its text alone can tell.

A constant counts where it meets a column (compared, assigned, a default) or is cast; not as an argument of a function,
in LIKE, or beside something cast to text.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from journal.sql.tree import choice, inner, kind_of, names

_COMPARED = {"=", "<>", "<", ">", "<=", ">="}
_KINDS = {"AEXPR_OP", "AEXPR_OP_ANY", "AEXPR_OP_ALL", "AEXPR_IN", "AEXPR_DISTINCT", "AEXPR_NOT_DISTINCT"}
_KINDS |= {"AEXPR_NULLIF", "AEXPR_BETWEEN", "AEXPR_NOT_BETWEEN"}
_PASSING = {"CoalesceExpr", "A_ArrayExpr", "List", "MinMaxExpr"}


@dataclass(frozen=True)
class Meets:
    """What a constant meets: a column of that name, a type it is cast to. Without either it is no value of an enum."""

    column: str = ""
    cast: str = ""


@dataclass(frozen=True)
class Use:
    """A constant where an enum's value may stand. `location` is in bytes of the piece."""

    value: str
    location: int
    meets: Meets


def uses(node: Any, meets: Meets = Meets()) -> Iterator[Use]:
    """All of them in a tree."""
    node = inner(node)
    if node is None:
        return
    kind = kind_of(node)
    if kind == "A_Const":
        if node.WhichOneof("val") == "sval" and (meets.column or meets.cast):
            yield Use(node.sval.sval, node.location, meets)
    elif kind in _BY_KIND:
        yield from _BY_KIND[kind](node, meets)
    else:
        yield from _below(node, meets if kind in _PASSING else Meets())


def _below(node: Any, meets: Meets = Meets(), without: tuple[str, ...] = ()) -> Iterator[Use]:
    for field, value in node.ListFields():
        if field.message_type is None or field.name in without:
            continue
        for child in [value] if hasattr(value, "DESCRIPTOR") else value:
            yield from uses(child, meets)


def _cast(node: Any, meets: Meets) -> Iterator[Use]:
    yield from uses(node.arg, replace(meets, cast=last_name(node.type_name)))


def _comparison(node: Any, _: Meets) -> Iterator[Use]:
    compares = (choice(node, "kind") in _KINDS and _COMPARED.issuperset(names(node.name))) or _is_between(node)
    meets = _met(node.lexpr, node.rexpr) if compares else Meets()
    yield from uses(node.lexpr, meets)
    yield from uses(node.rexpr, meets)


def _is_between(node: Any) -> bool:
    return choice(node, "kind") in ("AEXPR_BETWEEN", "AEXPR_NOT_BETWEEN")


def _met(*sides: Any) -> Meets:
    """What the one side of a comparison is to the constants of the other."""
    for side in map(inner, sides):
        if side is not None and kind_of(side) == "TypeCast" and kind_of(inner(side.arg)) != "A_Const":
            return Meets(cast=last_name(side.type_name))
        if side is not None and kind_of(side) == "ColumnRef":
            return Meets(column=(names(side.fields) or ("",))[-1])
    return Meets()


def _case(node: Any, meets: Meets) -> Iterator[Use]:
    for branch in node.args:
        yield from uses(branch.case_when.expr, _met(node.arg))
        yield from uses(branch.case_when.result, meets)
    yield from uses(node.defresult, meets)


def _update(node: Any, _: Meets) -> Iterator[Use]:
    for target in node.target_list:
        yield from uses(target.res_target.val, Meets(column=target.res_target.name))
    yield from _below(node, without=("target_list",))


def _insert(node: Any, _: Meets) -> Iterator[Use]:
    columns = [Meets(column=column.res_target.name) for column in node.cols]
    select = node.select_stmt.select_stmt
    for row in select.values_lists:
        for value, meets in zip(row.list.items, columns, strict=False):
            yield from uses(value, meets)
    for target, meets in zip(select.target_list, columns, strict=False):
        yield from uses(target.res_target.val, meets)
    yield from _below(select, without=("values_lists", "target_list"))
    yield from _below(node, without=("select_stmt", "cols"))


def _column(node: Any, _: Meets) -> Iterator[Use]:
    meets = Meets(node.colname, last_name(node.type_name))
    for constraint in node.constraints:
        is_default = choice(constraint.constraint, "contype") == "CONSTR_DEFAULT"
        yield from uses(constraint.constraint.raw_expr, meets if is_default else Meets())


def _alter(node: Any, _: Meets) -> Iterator[Use]:
    is_default = choice(node, "subtype") == "AT_ColumnDefault"
    yield from _below(node, Meets(column=node.name) if is_default else Meets())


def last_name(type_name: Any) -> str:
    """A type's name less its schema."""
    return (names(type_name.names) or ("",))[-1]


_BY_KIND: dict[str, Callable[[Any, Meets], Iterator[Use]]] = {
    "TypeCast": _cast,
    "A_Expr": _comparison,
    "CaseExpr": _case,
    "UpdateStmt": _update,
    "OnConflictClause": _update,
    "InsertStmt": _insert,
    "ColumnDef": _column,
    "AlterTableCmd": _alter,
}
