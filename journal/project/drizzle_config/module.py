"""A JavaScript or TypeScript module as tree-sitter parses it, and the values that JavaScript has in it."""

import re
from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING, Any

from journal.dataclass import dataclass

if TYPE_CHECKING:
    from tree_sitter import Node

REST = "..."
"""The key of an object for a computed spread: it may set any key."""

_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]+)\}|(\r\n|.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}


@dataclass(frozen=True)
class Computed:
    """An expression that only running the file would compute: its line, its source, and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class Absent:
    """JavaScript's undefined; `variable` is the environment variable that is not set."""

    variable: str = ""


@dataclass(frozen=True)
class NodeGlobal:
    """A part of Node or of a package, by its dotted name: `process.env`, `path.join`, `dotenv.config`."""

    name: str


@dataclass(frozen=True)
class Property:
    """A value of an object, and its line."""

    value: Any = field(repr=False)
    line: int


class VariableText(str):
    """Text from an environment variable, or a template with one; `origin` is the variable, as `X of .env`."""

    origin: str

    @classmethod
    def of(cls, value: str, origin: str) -> "VariableText":
        """Return the text with its origin."""
        found = cls(value)
        found.origin = origin
        return found


def is_truthy(value: Any) -> bool:
    """Tell whether JavaScript takes a value for true."""
    return isinstance(value, dict | list | NodeGlobal) or (bool(value) and not isinstance(value, Absent))


def unescaped(source: str) -> str:
    """Return the content of a string, by its source between the quotes."""
    if "\\" not in source:
        return source

    def replaced(match: "re.Match[str]") -> str:
        code = match[1] or match[2] or match[3]
        return chr(min(int(code, 16), 0x10FFFF)) if code else _LETTERS.get(match[4], match[4])

    return _ESCAPE.sub(replaced, source).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_MOST_NODES = 20_000
_ASSIGNS = ("assignment_expression", "augmented_assignment_expression", "update_expression")
_CONTENT = ("string_fragment", "escape_sequence", "regex_pattern", "comment")


@dataclass(frozen=True)
class Binding:
    """The meaning of a name: a package or a part of it (`path.join`), or the node of a value.

    `key` is the key that is taken out of that value, as in `const { key } = …`.
    """

    package: str = ""
    node: Any = None
    key: str = ""


@dataclass(frozen=True)
class Module:
    """A file. `exported` is the node of its default export, `error_line` the line of a syntax error.

    `assigned` has the line of every assignment to a name or to `process.env.X`, declarations not counted.
    """

    root: Any
    names: dict[str, Binding] = field(default_factory=dict)
    assigned: dict[str, int] = field(default_factory=dict)
    exported: Any = None
    error_line: int = 0
    too_large: bool = False


def parse_module(raw: bytes) -> Module:
    """Parse a file. TypeScript's grammar reads JavaScript, too."""
    from tree_sitter import Language, Parser
    from tree_sitter_typescript import language_typescript

    root = Parser(Language(language_typescript())).parse(raw).root_node
    if root.descendant_count > _MOST_NODES:
        return Module(root, too_large=True)
    names: dict[str, Binding] = {}
    exported = None
    for statement in root.named_children:
        names.update(_imported(statement) if statement.type == "import_statement" else _declared(statement))
        exported = _exported(statement) or exported
    errors = (line_of(node) for node in walk(root) if node.is_error or node.is_missing) if root.has_error else ()
    return Module(root, names, dict(_assigned(root)), exported, next(iter(errors), int(root.has_error)))


def text(node: "Node | None") -> str:
    """Return the source of a node."""
    return node.text.decode("utf-8", "replace") if node is not None and node.text else ""


def line_of(node: "Node") -> int:
    """Return the line of a node, counted from 1."""
    return node.start_point[0] + 1


def walk(node: "Node", *, skip: tuple[str, ...] = ()) -> Iterator["Node"]:
    """Yield a node and all below it, in the order of the file, without nodes of the skipped kinds."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if current.type not in skip:
            yield current
            waiting += reversed(current.children)


def without_strings(node: "Node") -> str:
    """Return the source of a node on one line, without the content of any string: it may be a password."""
    words, at, raw = [], node.start_byte, node.text or b""
    for part in walk(node):
        if part.type in _CONTENT and part.start_byte >= at:
            words += [raw[at - node.start_byte : part.start_byte - node.start_byte], "…".encode()]
            at = part.end_byte
    line = " ".join(b"".join([*words, raw[at - node.start_byte :]]).decode("utf-8", "replace").split())
    return line if len(line) <= 80 else f"{line[:80]} …"


def package_of(statement: "Node") -> str:
    """Return the package that an import statement names; `node:path` is `path`."""
    return text(statement.child_by_field_name("source"))[1:-1].removeprefix("node:")


def _imported(statement: "Node") -> Iterator[tuple[str, Binding]]:
    package = package_of(statement)
    clauses = (child for child in statement.named_children if child.type == "import_clause")
    for part in (part for clause in clauses for part in clause.named_children):
        if part.type == "identifier":
            yield text(part), Binding(package=package)
        elif part.type == "namespace_import":
            yield text(part.named_children[-1]), Binding(package=package)
        for specifier in part.named_children if part.type == "named_imports" else ():
            name, alias = specifier.child_by_field_name("name"), specifier.child_by_field_name("alias")
            inside = "" if text(name) == "default" else f".{text(name)}"
            yield text(alias or name), Binding(package=f"{package}{inside}")


def _declared(statement: "Node") -> Iterator[tuple[str, Binding]]:
    """Yield the names of `const x = value`, and of `const { x, y: z } = value`."""
    declaration = statement.child_by_field_name("declaration") if statement.type == "export_statement" else statement
    if declaration is None or declaration.type not in ("lexical_declaration", "variable_declaration"):
        return
    for declarator in declaration.named_children:
        name, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
        if name is not None and value is not None and name.type == "identifier":
            yield text(name), Binding(node=value)
        for part in name.named_children if name is not None and name.type == "object_pattern" else ():
            target = part.child_by_field_name("value") if part.type == "pair_pattern" else part
            if target is not None and target.type in ("identifier", "shorthand_property_identifier_pattern"):
                yield text(target), Binding(node=value, key=text(part.child_by_field_name("key") or target))


def _exported(statement: "Node") -> "Node | None":
    """Return the value of `export default`, `export { x as default }`, `export =` or `module.exports =`."""
    if statement.type == "export_statement":
        for part in walk(statement):
            if part.type == "export_specifier" and text(part.child_by_field_name("alias")) == "default":
                return part.child_by_field_name("name")
        if {"default", "="} & {child.type for child in statement.children}:
            return statement.child_by_field_name("value") or statement.named_children[-1]
    if statement.type == "expression_statement":
        assignment = statement.named_children[0]
        left = text(assignment.child_by_field_name("left")) if assignment.type == "assignment_expression" else ""
        if left in ("module.exports", "exports.default", "module.exports.default"):
            return assignment.child_by_field_name("right")
    return None


def _assigned(root: "Node") -> Iterator[tuple[str, int]]:
    """Yield the names that are written to after their declaration, also as `name.key = …` and by Object.assign."""
    for node in walk(root):
        if node.type == "call_expression" and text(node.child_by_field_name("function")) == "Object.assign":
            arguments = node.child_by_field_name("arguments")
            yield text(arguments.named_children[0] if arguments and arguments.named_children else None), line_of(node)
        if node.type in _ASSIGNS:
            left = node.child_by_field_name("left") or node.child_by_field_name("argument")
            while left is not None and left.type in ("member_expression", "subscript_expression"):
                if text(left).startswith("process.env"):
                    break
                left = left.child_by_field_name("object")
            yield text(left), line_of(node)
