"""A module of JavaScript or TypeScript as tree-sitter sees it: its names, its default export, the env files it loads.

Only what stands at its top is looked at; what a value is worth is evaluate.py's matter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS = ("function_declaration", "arrow_function", "function_expression", "class_declaration", "method_definition")
_MOST_NODES = 20_000
_ASSIGNS = ("assignment_expression", "augmented_assignment_expression", "update_expression")


@dataclass(frozen=True)
class Binding:
    """What a name of the file stands for: a part of a package, or the node of a value.

    `path` is what is taken out of that, as in `const { url } = …`; `default` is the node of its default there.
    """

    package: str = ""
    node: Any = None
    path: tuple[str, ...] = ()
    default: Any = None


@dataclass(frozen=True)
class Module:
    """The file. `exported` is the node of its default export; `error_line` is where it stops being that language."""

    root: Any
    names: dict[str, Binding] = field(default_factory=dict)
    assigned: dict[str, int] = field(default_factory=dict)
    exported: Any = None
    error_line: int = 0
    too_large: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it has nothing but comments."""
        return all(node.type == "comment" for node in self.root.children)


def parse_module(raw: bytes) -> Module:
    """Parse a file. TypeScript's grammar reads JavaScript, too."""
    from tree_sitter import Language, Parser  # noqa: PLC0415 - 15 ms with the grammar, and most runs have no such file
    from tree_sitter_typescript import language_typescript  # noqa: PLC0415

    root = Parser(Language(language_typescript())).parse(raw).root_node
    if root.descendant_count > _MOST_NODES:
        return Module(root, too_large=True)
    names: dict[str, Binding] = {}
    exported = None
    for statement in root.named_children:
        names.update(_declared(statement))
        exported = _exported(statement, names) or exported
    return Module(root, names, dict(_assigned(root)), exported, _error_line(root))


def text(node: "Node | None") -> str:
    """The source of a node."""
    return node.text.decode("utf-8", "replace") if node is not None and node.text else ""


def walk(node: "Node", *, over: Sequence[str] = ()) -> Iterator["Node"]:
    """A node and all below it, in the order of the file, without those kinds and what is in them."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.type not in over:
            yield one
            waiting += reversed(one.children)


def calls(statement: "Node") -> Iterator["Node"]:
    """The calls that running a statement makes at once, or may make."""
    return (node for node in walk(statement, over=_FUNCTIONS) if node.type == "call_expression")


def string_of(node: "Node | None") -> str:
    """The text of a plain string, such as the package of an import."""
    return text(node)[1:-1] if node is not None and node.type == "string" else ""


def package_name(name: str) -> str:
    """`node:path` is `path`."""
    return name.removeprefix("node:")


def _declared(statement: "Node") -> Iterator[tuple[str, Binding]]:
    if statement.type == "import_statement":
        yield from _imported(statement)
    declaration = statement.child_by_field_name("declaration") if statement.type == "export_statement" else statement
    if declaration is not None and declaration.type in ("lexical_declaration", "variable_declaration"):
        for one in declaration.named_children:
            name, value = one.child_by_field_name("name"), one.child_by_field_name("value")
            if name is not None and value is not None:
                yield from _bound(name, value)


def _bound(name: "Node", value: "Node") -> Iterator[tuple[str, Binding]]:
    """`x = value`, or `{ x, y: z, w = 1 } = value`."""
    if name.type == "identifier":
        yield text(name), Binding(node=value)
    for part in name.named_children if name.type == "object_pattern" else ():
        key, target, default = part, part, None
        if part.type == "pair_pattern":
            key, target = part.child_by_field_name("key"), part.child_by_field_name("value")  # type: ignore[assignment]
        if target.type in ("object_assignment_pattern", "assignment_pattern"):
            default = target.child_by_field_name("right")
            left = target.child_by_field_name("left")
            key, target = (left if key == target else key), left  # type: ignore[assignment]
        if part.type != "rest_pattern":
            yield text(target), Binding(node=value, path=(text(key),), default=default)


def _imported(statement: "Node") -> Iterator[tuple[str, Binding]]:
    package = package_name(string_of(statement.child_by_field_name("source")))
    for clause in (child for child in statement.named_children if child.type == "import_clause"):
        for one in clause.named_children:
            if one.type == "identifier":
                yield text(one), Binding(package=package)
            elif one.type == "namespace_import":
                yield text(one.named_children[-1]), Binding(package=package)
            for part in one.named_children if one.type == "named_imports" else ():
                name, alias = part.child_by_field_name("name"), part.child_by_field_name("alias")
                inside = "" if text(name) == "default" else f".{text(name)}"
                yield text(alias or name), Binding(package=f"{package}{inside}")


def _exported(statement: "Node", names: dict[str, Binding]) -> "Node | None":
    """The value of `export default`, `export { x as default }`, `export =`, `module.exports =`."""
    if statement.type == "export_statement":
        for part in walk(statement):
            if part.type == "export_specifier" and text(part.child_by_field_name("alias")) == "default":
                return part.child_by_field_name("name")
        kinds = [child.type for child in statement.children]
        if "default" in kinds or "=" in kinds:
            return statement.child_by_field_name("value") or statement.named_children[-1]
    if statement.type == "expression_statement":
        one = statement.named_children[0]
        left = text(one.child_by_field_name("left")) if one.type == "assignment_expression" else ""
        if left in ("module.exports", "exports.default", "module.exports.default"):
            return one.child_by_field_name("right")
    return None


def _assigned(root: "Node") -> Iterator[tuple[str, int]]:
    """What is written to after it was declared, anywhere: its name, or `process.env.X`, with the line."""
    for node in walk(root):
        if node.type == "call_expression" and text(node.child_by_field_name("function")) == "Object.assign":
            words = node.child_by_field_name("arguments")
            yield text(words.named_children[0] if words is not None and words.named_children else None), _line(node)
        if node.type in _ASSIGNS:
            left = node.child_by_field_name("left") or node.child_by_field_name("argument")
            while left is not None and left.type in ("member_expression", "subscript_expression"):
                if text(left).startswith("process.env"):
                    break
                left = left.child_by_field_name("object")
            yield text(left), _line(node)


def _error_line(root: "Node") -> int:
    if not root.has_error:
        return 0
    return next((_line(node) for node in walk(root) if node.is_error or node.is_missing), 1)


def _line(node: "Node") -> int:
    return node.start_point[0] + 1
