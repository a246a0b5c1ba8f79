"""What an expression is worth, as far as that can be known without running it: text, constants, process.env, paths."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journal.project.drizzle_config.dotenv import Environment
from journal.project.drizzle_config.javascript import (
    PURE,
    REST,
    Absent,
    Computed,
    NodeGlobal,
    as_text,
    shown,
    unescaped,
)
from journal.project.drizzle_config.module import Binding, Module, package_name, text
from journal.project.drizzle_config.objects import object_of
from journal.project.drizzle_config.operators import binary_expression, ternary_expression, unary_expression

if TYPE_CHECKING:
    from tree_sitter import Node

_DEEPEST = 100
_MOST_STEPS = 100_000
_LONGEST = 1_000_000
_WRAPPERS = ("parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression")
_WORDS = {"true": True, "false": False, "null": None, "undefined": Absent()}
_KINDS: Mapping[str, Callable[["Evaluator", Any], Any]] = {
    "object": object_of,
    "unary_expression": unary_expression,
    "binary_expression": binary_expression,
    "ternary_expression": ternary_expression,
}
_GLOBALS = ("process", "require", "Number", "parseInt", "String", "Boolean")


class EvaluationTooLarge(Exception):
    """Evaluating takes more than any project's file does: constants that double each other, say."""


@dataclass
class Evaluator:
    """Evaluates nodes of one module. `environments` are the variables from an offset of the file on, in order."""

    module: Module
    root: Path
    path: Path
    environments: list[tuple[int, Environment]]
    expands: bool = False
    origins: dict[int, str] = field(default_factory=dict)
    _busy: list[str] = field(default_factory=list)
    _depth: int = 0
    _steps: int = 0

    def value(self, node: "Node") -> Any:
        """What a node is worth: text, number, bool, None, Absent, dict of Held, list, Known or Computed.

        Raises EvaluationTooLarge.
        """
        if self._depth > _DEEPEST:
            return self.computed(node, "it is nested too deep")
        self._depth += 1
        self.spend(1 + (node.end_byte - node.start_byte) // 100)
        try:
            return self._value(node)
        finally:
            self._depth -= 1

    def spend(self, steps: int) -> None:
        """Count what was done. Raises EvaluationTooLarge."""
        self._steps += steps
        if self._steps > _MOST_STEPS:
            raise EvaluationTooLarge

    def joined(self, parts: Sequence[str]) -> str:
        """The parts as one text. Raises EvaluationTooLarge where that is longer than any name or URL."""
        if sum(map(len, parts)) > _LONGEST:
            raise EvaluationTooLarge
        return "".join(parts)

    def _value(self, node: "Node") -> Any:
        kind = node.type
        if kind in _WRAPPERS:
            return self.value(node.named_children[0])
        if kind == "type_assertion":
            return self.value(node.named_children[-1])
        if kind in _WORDS:
            return _WORDS[kind]
        worth = getattr(self, f"_{kind}", None)
        if worth is None and kind in _KINDS:
            return _KINDS[kind](self, node)
        return worth(node) if worth else self.computed(node, "it is computed")

    def _string(self, node: "Node") -> str:
        return unescaped(text(node)[1:-1])

    def _number(self, node: "Node") -> Any:
        try:
            number = float(int(text(node).replace("_", ""), 0))
        except ValueError:
            number = float(text(node).replace("_", ""))
        return int(number) if number.is_integer() else number

    def _template_string(self, node: "Node") -> Any:
        raw, start, parts = node.text or b"", node.start_byte, []
        at = 1
        for one in (child for child in node.named_children if child.type == "template_substitution"):
            value = as_text(self.value(one.named_children[0]))
            if not isinstance(value, str):
                return self.because(value, one.named_children[0])
            parts += [unescaped(_lines(raw[at : one.start_byte - start])), value]
            at = one.end_byte - start
        return self.joined([*parts, unescaped(_lines(raw[at:-1]))])

    def _identifier(self, node: "Node") -> Any:
        name = text(node)
        if name in self.module.assigned:
            return self.computed(node, f"it is written to on line {self.module.assigned[name]}")
        if name in self._busy:
            return self.computed(node, "it refers to itself")
        if name not in self.module.names:
            return self._free(node, name)
        self._busy.append(name)
        try:
            return self._bound(node, self.module.names[name])
        finally:
            self._busy.pop()

    def _free(self, node: "Node", name: str) -> Any:
        if name in ("__dirname", "__filename"):
            return str(self.path.parent if name == "__dirname" else self.path)
        return NodeGlobal(name) if name in _GLOBALS else self.computed(node, "this file does not define it")

    _shorthand_property_identifier = _identifier

    def _bound(self, node: "Node", binding: Binding) -> Any:
        value = NodeGlobal(binding.package) if binding.package else self.value(binding.node)
        for key in binding.path:
            value = self.member(value, key, node)
        return self.value(binding.default) if binding.default is not None and isinstance(value, Absent) else value

    def _member_expression(self, node: "Node") -> Any:
        owner, key = node.child_by_field_name("object"), text(node.child_by_field_name("property"))
        if owner is None or owner.type == "import" or text(owner) == "import.meta":
            return str(self.path.parent) if key == "dirname" else self.computed(node, "it is not process.env")
        return self.member(self.value(owner), key, node)

    def _subscript_expression(self, node: "Node") -> Any:
        owner, index = node.child_by_field_name("object"), node.child_by_field_name("index")
        key = self.value(index) if index is not None else None
        if owner is None or not isinstance(key, str):
            return self.computed(node, "it is computed")
        return self.member(self.value(owner), key, node)

    def member(self, owner: Any, key: str, node: "Node") -> Any:
        """`owner.key`."""
        if isinstance(owner, NodeGlobal):
            return self._variable(key, node) if owner.name == "process.env" else NodeGlobal(f"{owner.name}.{key}")
        if isinstance(owner, dict):
            held = owner[key] if key in owner else owner.get(REST)
            return held.value if held is not None else Absent()
        return owner if isinstance(owner, Computed) else self.computed(node, "it is computed")

    def _variable(self, name: str, node: "Node") -> Any:
        environment = next(one for offset, one in reversed(self.environments) if offset <= node.start_byte)
        for written in ("process.env", f"process.env.{name}"):
            if written in self.module.assigned:
                return self.computed(node, f"it is written to on line {self.module.assigned[written]}")
        if name not in environment.values:
            return Absent(name)
        value = environment.values[name]
        if self.expands and name in environment.files and "$" in value:
            return self.computed(node, f"dotenv-expand works on {environment.origin(name)}")
        self.origins[node.start_byte] = environment.origin(name)
        return value

    def _array(self, node: "Node") -> list[Any]:
        return [self.value(one) for one in node.named_children if one.type != "comment"]

    def _call_expression(self, node: "Node") -> Any:
        function, words = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        called = self.value(function) if function is not None else None
        given = [self.value(one) for one in words.named_children if one.type != "comment"] if words is not None else []
        if not isinstance(called, NodeGlobal):
            return self.computed(node, "it is a call")
        return self._called(called.name, given, node)

    def _called(self, name: str, given: list[Any], node: "Node") -> Any:
        if name == "drizzle-kit.defineConfig" and given:
            return given[0]
        if name == "require" and given and isinstance(given[0], str):
            return NodeGlobal(package_name(given[0]))
        if name == "process.cwd":
            return str(self.root)
        worth = next((one for one in given if not isinstance(one, str | int | float | bool | Absent)), None)
        if isinstance(worth, Computed):
            return worth
        if name not in PURE or worth is not None or any(isinstance(one, Absent) and one.variable for one in given):
            return self.computed(node, "it is a call")
        return PURE[name](self.root, *given)

    def because(self, value: Any, node: "Node") -> Computed:
        """Why a value is of no use here."""
        if isinstance(value, Computed):
            return value
        if isinstance(value, Absent) and value.variable:
            return self.computed(node, f"{value.variable} is not set")
        if isinstance(value, NodeGlobal):
            return self.computed(node, "it is imported")
        return self.computed(node, "it is computed")

    def computed(self, node: "Node", why: str) -> Computed:
        """The node as something that only running the file would tell."""
        return Computed(node.start_point[0] + 1, shown(node), why)


def _lines(raw: bytes) -> str:
    """What stands in a template, with its line ends as JavaScript has them."""
    return raw.decode("utf-8", "replace").replace("\r\n", "\n")
