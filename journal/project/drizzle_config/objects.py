"""Objects written out in JavaScript: every key with its value, its line, and the variable that it was taken from."""

from typing import TYPE_CHECKING, Any

from journal.project.drizzle_config.javascript import REST, Absent, NodeGlobal, Property
from journal.project.drizzle_config.module import text

if TYPE_CHECKING:
    from tree_sitter import Node

    from journal.project.drizzle_config.evaluate import Evaluator


def object_of(evaluator: "Evaluator", node: "Node") -> dict[str, Property]:
    """`{ … }`: every key with what it holds."""
    found: dict[str, Property] = {}
    for part in node.named_children:
        if part.type == "comment":
            continue
        line, new = part.start_point[0] + 1, _part(evaluator, part)
        evaluator.spend(len(new))
        if REST in new:  # it may say again what was said before it
            evaluator.spend(len(found))
            found = {key: Property(new[REST].value, line) for key in found}
        found |= new
    return found


def _part(evaluator: "Evaluator", part: "Node") -> dict[str, Property]:
    """One line of an object: what it adds."""
    line = part.start_point[0] + 1
    if part.type == "shorthand_property_identifier":
        return {text(part): _held(evaluator, part, line)}
    key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
    if part.type == "pair" and key is not None and value is not None:
        name = _key(evaluator, key)
        return {name: _held(evaluator, value, line)} if isinstance(name, str) else {REST: Property(name, line)}
    if part.type == "spread_element":
        spread = evaluator.value(part.named_children[0])
        if isinstance(spread, dict):
            return {name: Property(held.value, line, held.origin) for name, held in spread.items()}
        nothing = isinstance(spread, Absent) or spread is None or spread is False
        return {} if nothing else {REST: Property(evaluator.because(spread, part.named_children[0]), line)}
    name = part.child_by_field_name("name")
    return {text(name) or REST: Property(evaluator.computed(part, "it is a function"), line)}


def _held(evaluator: "Evaluator", node: "Node", line: int) -> Property:
    value = evaluator.value(node)
    if isinstance(value, NodeGlobal):
        value = evaluator.because(value, node)
    return Property(value, line, _origin(evaluator, node))


def _origin(evaluator: "Evaluator", node: "Node") -> str:
    """The variable that a value was taken from, where that is plain to see; through one name at most."""
    binding = evaluator.module.names.get(text(node))
    nodes = [node, *([binding.node] if binding is not None and binding.node is not None else [])]
    evaluator.spend(len(evaluator.origins) // 10)
    found = (
        origin for at, origin in evaluator.origins.items() if any(one.start_byte <= at < one.end_byte for one in nodes)
    )
    return next(found, "")


def _key(evaluator: "Evaluator", key: "Node") -> Any:
    if key.type == "computed_property_name":
        return evaluator.value(key.named_children[0])
    return evaluator.value(key) if key.type == "string" else text(key)
