"""The value of an expression: literals, names, process.env, templates, spreads, paths, `??`, `||`, `&&`, `===`, `?:`.

Every other expression is Computed: its value would need a run of the file.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from journal.project.drizzle_config.dotenv import Environment
from journal.project.drizzle_config.module import (
    REST,
    Absent,
    Computed,
    Module,
    NodeGlobal,
    Property,
    VariableText,
    is_truthy,
    line_of,
    text,
    unescaped,
    without_strings,
)
from journal.project.drizzle_config.paths import computed_path, file_url, url_of_file

if TYPE_CHECKING:
    from tree_sitter import Node

_DEEPEST = 100
_MOST_STEPS = 20_000
_LONGEST = 1_000_000
_WRAPPERS = ("parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression")
_GLOBALS = ("process", "require", "Number", "parseInt")
_EXPANDING = ("dotenv-expand", "@next/env")
_LITERALS = {"true": True, "false": False, "null": None, "undefined": Absent()}
_EQUALITIES = ("===", "!==")
_OPERATORS: Mapping[str, Callable[[Any], bool]] = {  # whether the right side is the value
    "??": lambda left: left is None or isinstance(left, Absent),
    "||": lambda left: not is_truthy(left),
    "&&": is_truthy,
}


class EvaluationTooLarge(Exception):
    """The file takes more steps than a configuration: constants that double each other, for example."""


class Evaluator:
    """Evaluates the nodes of one module.

    `environments` are the variables from an offset of the file on, in order: a load counts from its statement on.
    `conditional_load` is the line of a load that may not run, and whether it overrides variables that are set.
    `expands`: a package of the file replaces `$NAME` in the values of env files.
    """

    def __init__(self, module: Module, root: Path, path: Path, environment: Environment) -> None:
        self.module, self.root, self.path = module, root, path
        self.environments = [(0, environment)]
        self.expands = any(name.package.startswith(_EXPANDING) for name in module.names.values())
        self.conditional_load = (0, False)
        self._busy: list[str] = []
        self._depth = self._steps = 0

    def value(self, node: "Node | None") -> Any:
        """Return text, a number, bool, None, Absent, dict of Property, list, NodeGlobal or Computed.

        Raises EvaluationTooLarge.
        """
        if node is None:
            return Absent()
        if self._depth > _DEEPEST:
            return self._computed(node, "it is nested too deep")
        self.spend(1 + (node.end_byte - node.start_byte) // 100)
        self._depth += 1
        try:
            if node.type in _WRAPPERS or node.type == "type_assertion":
                return self.value(node.named_children[-1 if node.type == "type_assertion" else 0])
            if node.type in _LITERALS:
                return _LITERALS[node.type]
            evaluate = getattr(self, f"_{node.type}", None)
            return evaluate(node) if evaluate else self._computed(node, "it is computed")
        finally:
            self._depth -= 1

    def why(self, value: Any, node: "Node") -> Computed:
        """Return why a value cannot be used where text or an object is needed."""
        if isinstance(value, Computed):
            return value
        if isinstance(value, Absent) and value.variable:
            return self._computed(node, f"{value.variable} is not set")
        return self._computed(node, "it is imported" if isinstance(value, NodeGlobal) else "it is computed")

    def _string(self, node: "Node") -> str:
        return unescaped(text(node)[1:-1])

    def _number(self, node: "Node") -> Any:
        digits = text(node)
        return int(digits) if digits.isdigit() else self._computed(node, "it is computed")

    def _array(self, node: "Node") -> list[Any]:
        return [self.value(child) for child in node.named_children if child.type != "comment"]

    def _template_string(self, node: "Node") -> Any:
        raw, start, at = node.text or b"", node.start_byte, 1
        parts: list[str] = []
        for child in (child for child in node.named_children if child.type == "template_substitution"):
            value = self.value(child.named_children[0])
            if not isinstance(value, str | int) or isinstance(value, bool):
                return self.why(value, child.named_children[0])
            literal = raw[at : child.start_byte - start].decode("utf-8", "replace").replace("\r\n", "\n")
            parts += [unescaped(literal), value if isinstance(value, str) else str(value)]
            at = child.end_byte - start
        parts.append(unescaped(raw[at:-1].decode("utf-8", "replace").replace("\r\n", "\n")))
        if sum(map(len, parts)) > _LONGEST:
            raise EvaluationTooLarge
        origin = next((part.origin for part in parts if isinstance(part, VariableText)), "")
        return VariableText.of("".join(parts), origin) if origin else "".join(parts)

    def _identifier(self, node: "Node") -> Any:
        name = text(node)
        if name in self.module.assigned:
            return self._computed(node, f"it is written to on line {self.module.assigned[name]}")
        if name in self._busy:
            return self._computed(node, "it refers to itself")
        binding = self.module.names.get(name)
        if binding is None and name in ("__dirname", "__filename"):
            return str(self.path.parent if name == "__dirname" else self.path)
        if binding is None:
            return NodeGlobal(name) if name in _GLOBALS else self._computed(node, "this file does not define it")
        self._busy.append(name)
        try:
            value = NodeGlobal(binding.package) if binding.package else self.value(binding.node)
            return self._member(value, binding.key, node) if binding.key else value
        finally:
            self._busy.pop()

    _shorthand_property_identifier = _identifier

    def _member_expression(self, node: "Node") -> Any:
        owner = self.value(node.child_by_field_name("object"))
        return self._member(owner, text(node.child_by_field_name("property")), node)

    def _subscript_expression(self, node: "Node") -> Any:
        key = self.value(node.child_by_field_name("index"))
        if not isinstance(key, str):
            return self._computed(node, "it is computed")
        return self._member(self.value(node.child_by_field_name("object")), key, node)

    def _member(self, owner: Any, key: str, node: "Node") -> Any:
        if isinstance(owner, NodeGlobal):
            return self._variable(key, node) if owner.name == "process.env" else NodeGlobal(f"{owner.name}.{key}")
        if isinstance(owner, dict):
            found = owner[key] if key in owner else owner.get(REST)
            return found.value if found is not None else Absent()
        return self.why(owner, node)

    def _variable(self, name: str, node: "Node") -> Any:
        environment = next(found for offset, found in reversed(self.environments) if offset <= node.start_byte)
        for target in ("process.env", f"process.env.{name}"):
            if target in self.module.assigned:
                return self._computed(node, f"it is written to on line {self.module.assigned[target]}")
        line, overrides = self.conditional_load
        if line and (overrides or name not in environment.values):
            return self._computed(node, f"line {line} may load it from a file")
        if name not in environment.values:
            return Absent(name)
        value = environment.values[name]
        if self.expands and name in environment.files and "$" in value:
            return self._computed(node, f"`$` is expanded in {environment.origin(name)}")
        return VariableText.of(value, environment.origin(name))

    def _object(self, node: "Node") -> dict[str, Property]:
        found: dict[str, Property] = {}
        for part in (child for child in node.named_children if child.type != "comment"):
            new = self._properties(part)
            self.spend(len(new))
            if REST in new:  # it may set again what is set before it
                self.spend(len(found))
                found = dict.fromkeys(found, new[REST])
            found |= new
        return found

    def _properties(self, part: "Node") -> dict[str, Property]:
        """Return what one part of an object adds."""
        line, value = line_of(part), part.child_by_field_name("value")
        if part.type == "shorthand_property_identifier":
            return {text(part): self._property(part, line)}
        if part.type == "spread_element":
            spread = self.value(part.named_children[0])
            if isinstance(spread, dict):
                return {name: Property(held.value, line) for name, held in spread.items()}
            is_empty = isinstance(spread, Absent) or spread is None or spread is False
            return {} if is_empty else {REST: Property(self.why(spread, part.named_children[0]), line)}
        key = part.child_by_field_name("key")
        if part.type != "pair" or key is None or value is None:
            name = text(part.child_by_field_name("name")) or REST
            return {name: Property(self._computed(part, "it is a function"), line)}
        if key.type == "computed_property_name":
            name = self.value(key.named_children[0])
        else:
            name = self._string(key) if key.type == "string" else text(key)
        return {name: self._property(value, line)} if isinstance(name, str) else {REST: Property(name, line)}

    def _property(self, node: "Node", line: int) -> Property:
        value = self.value(node)
        return Property(self.why(value, node) if isinstance(value, NodeGlobal) else value, line)

    def _binary_expression(self, node: "Node") -> Any:
        operator = text(node.child_by_field_name("operator"))
        if operator in _EQUALITIES:
            return self._equality(node, is_equal=operator == "===")
        if operator not in _OPERATORS:
            return self._computed(node, "it is computed")
        left = self.value(node.child_by_field_name("left"))
        if isinstance(left, Computed) or not _OPERATORS[operator](left):
            return left
        return self.value(node.child_by_field_name("right"))

    def _equality(self, node: "Node", *, is_equal: bool) -> Any:
        sides = [self.value(node.child_by_field_name(side)) for side in ("left", "right")]
        left, right = (Absent() if isinstance(side, Absent) else side for side in sides)
        if any(isinstance(side, Computed | NodeGlobal | dict | list) for side in sides):
            return self._computed(node, "it is computed")
        return (left == right and isinstance(left, bool) == isinstance(right, bool)) is is_equal

    def _ternary_expression(self, node: "Node") -> Any:
        condition = self.value(node.child_by_field_name("condition"))
        if isinstance(condition, Computed):
            return condition
        return self.value(node.child_by_field_name("consequence" if is_truthy(condition) else "alternative"))

    def may_load(self, line: int, *, override: bool = False) -> None:
        """Remember a statement that may set variables, and that may set again those that are set."""
        self.conditional_load = (line, override or self.conditional_load[1])

    def call(self, node: "Node") -> tuple[Any, list[Any]]:
        """Return the function of a call, mostly a NodeGlobal, and its arguments."""
        arguments = node.child_by_field_name("arguments")
        return self.value(node.child_by_field_name("function")), self._array(arguments) if arguments else []

    def _call_expression(self, node: "Node") -> Any:
        function, arguments = self.call(node)
        name = function.name if isinstance(function, NodeGlobal) else ""
        first = arguments[0] if arguments else Absent()
        if name == "require" and isinstance(first, str):
            return NodeGlobal(first.removeprefix("node:"))
        if name in ("Number", "parseInt") and re.fullmatch("[0-9]{1,18}", str(first)):
            return int(str(first))
        if name in ("drizzle-kit.defineConfig", "process.cwd"):
            return first if name == "drizzle-kit.defineConfig" else str(self.root)
        return self._computed_path(name, arguments, node)

    def _new_expression(self, node: "Node") -> Any:
        arguments = node.child_by_field_name("arguments")
        parts = self._array(arguments) if arguments else []
        is_url = text(node.child_by_field_name("constructor")) == "URL" and all(isinstance(part, str) for part in parts)
        url = file_url(parts) if is_url and "URL" not in self.module.names else None
        if url is None:
            return self._computed(node, "it is computed")
        return self._known_part(node, {"href": url, "pathname": urlsplit(url).path})

    def _meta_property(self, node: "Node") -> dict[str, Property]:
        return self._known_part(node, {"url": url_of_file(self.path)})

    def _known_part(self, node: "Node", values: dict[str, str]) -> dict[str, Property]:
        """Return an object of which some keys are known; every other is computed."""
        rest = {REST: self._computed(node, "it is computed")}
        return {name: Property(value, line_of(node)) for name, value in (values | rest).items()}

    def _computed_path(self, name: str, arguments: list[Any], node: "Node") -> Any:
        """Return what a function of Node's `path` or `url` returns; `new URL(…)` counts as its text."""
        computed = next((argument for argument in arguments if name and isinstance(argument, Computed)), None)
        if computed:
            return computed
        parts = [part["href"].value if isinstance(part, dict) and "href" in part else part for part in arguments]
        found = computed_path(name, parts, self.root) if all(isinstance(part, str) for part in parts) else None
        return self._computed(node, "it is a call") if found is None else found

    def spend(self, steps: int) -> None:
        """Count steps. Raises EvaluationTooLarge."""
        self._steps += steps
        if self._steps > _MOST_STEPS:
            raise EvaluationTooLarge

    def _computed(self, node: "Node", why: str) -> Computed:
        return Computed(line_of(node), without_strings(node), why)
