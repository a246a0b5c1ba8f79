"""Operators of JavaScript on what an evaluator makes of their sides."""

from typing import TYPE_CHECKING, Any

from journal.project.drizzle_config.javascript import (
    SHORT,
    Absent,
    Computed,
    NodeGlobal,
    as_text,
    is_same,
    to_number,
    truthy,
)
from journal.project.drizzle_config.module import text

if TYPE_CHECKING:
    from tree_sitter import Node

    from journal.project.drizzle_config.evaluate import Evaluator


def unary_expression(evaluator: "Evaluator", node: "Node") -> Any:
    """`!x`, `+x`, `-x`."""
    value = evaluator.value(node.child_by_field_name("argument"))  # type: ignore[arg-type]
    operator = text(node.child_by_field_name("operator"))
    if operator == "!" and not isinstance(value, Computed):
        return not truthy(value)
    if operator in "+-" and not isinstance(value, Computed | Absent | dict | list | NodeGlobal):
        number = to_number(value)
        return -number if operator == "-" else number
    return evaluator.because(value, node)


def binary_expression(evaluator: "Evaluator", node: "Node") -> Any:
    """`??`, `||`, `&&`, `===` and its like, and `+` of text."""
    left, right = (node.child_by_field_name(side) for side in ("left", "right"))
    operator = text(node.child_by_field_name("operator"))
    first = evaluator.value(left)  # type: ignore[arg-type]
    if isinstance(first, Computed):
        return first
    if operator in SHORT:
        return evaluator.value(right) if SHORT[operator](first) else first  # type: ignore[arg-type]
    second = evaluator.value(right)  # type: ignore[arg-type]
    if isinstance(second, Computed):
        return second
    if operator in ("===", "==", "!==", "!="):
        return is_same(first, second, loose=len(operator) == 2) == operator.startswith("=")
    return _joined(evaluator, first, second, node) if operator == "+" else evaluator.computed(node, "it is computed")


def _joined(evaluator: "Evaluator", first: Any, second: Any, node: "Node") -> Any:
    """`first + second`, where that is text."""
    texts = [as_text(first), as_text(second)]
    for one in texts:
        if not isinstance(one, str):
            return evaluator.because(one, node)
    return evaluator.joined(texts) if str in (type(first), type(second)) else evaluator.computed(node, "it is computed")


def ternary_expression(evaluator: "Evaluator", node: "Node") -> Any:
    """`x ? y : z`."""
    condition = evaluator.value(node.child_by_field_name("condition"))  # type: ignore[arg-type]
    if isinstance(condition, Computed):
        return condition
    branch = "consequence" if truthy(condition) else "alternative"
    return evaluator.value(node.child_by_field_name(branch))  # type: ignore[arg-type]
