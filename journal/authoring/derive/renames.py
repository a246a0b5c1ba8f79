"""Renames: RENAME, SET SCHEMA and RENAME VALUE are reverted by the same statement with its names exchanged."""

from typing import Any

from journal.authoring.derive.values import NOTHING, ForwardFile, ForwardStep, QualifiedName, Undo
from journal.catalog.types_functions_grants import Extension
from journal.sql.parser import parse_sql
from journal.sql.tree import choice, inner, kind_of, names

_PARTS_OF_OTHERS = {
    "OBJECT_COLUMN", "OBJECT_ATTRIBUTE", "OBJECT_TABCONSTRAINT", "OBJECT_DOMCONSTRAINT", "OBJECT_TRIGGER",
    "OBJECT_RULE", "OBJECT_POLICY", "OBJECT_SCHEMA", "OBJECT_ROLE", "OBJECT_DATABASE",
}  # fmt: skip
_NAME_FIELDS = {"List": "items", "TypeName": "names", "ObjectWithArgs": "objname"}


def rename_back(step: ForwardStep, file: ForwardFile) -> Undo:
    """Revert RENAME TO; nothing for a column or constraint of a table that the file creates."""
    raw, node = _tree(step)
    kind, new = choice(node, "rename_type"), node.newname
    if kind in ("OBJECT_COLUMN", "OBJECT_TABCONSTRAINT") and file.is_new(step.number, relation_name(node.relation)):
        return NOTHING
    is_list = node.HasField("object") and kind_of(inner(node.object)) in _NAME_FIELDS
    if node.HasField("relation"):
        node.relation.schemaname = schema_to_add(relation_name(node.relation), step)
    elif is_list:
        _qualify(_name_nodes(node.object), step)
    if kind in _PARTS_OF_OTHERS:
        node.subname, node.newname = new, node.subname
    elif node.HasField("relation"):
        node.relation.relname, node.newname = new, node.relation.relname
    else:
        last = _name_nodes(node.object)[-1]
        last.string.sval, node.newname = new, last.string.sval
    node.missing_ok = False
    return _deparsed(raw)


def move_back(step: ForwardStep, file: ForwardFile) -> Undo | None:
    """Revert SET SCHEMA; None where the former schema is not known."""
    raw, node = _tree(step)
    new = node.newschema
    if node.HasField("relation"):
        node.newschema = schema_of(relation_name(node.relation), step)
        node.relation.schemaname = new
    elif choice(node, "object_type") == "OBJECT_EXTENSION":
        extension = step.change and step.change.before.objects.get(("extension", inner(node.object).sval))
        if not isinstance(extension, Extension):
            return None
        node.newschema = extension.schema
    else:
        words = _name_nodes(node.object)
        node.newschema = schema_of(_last_two(words), step)
        _set_name(words, new, words[-1].string.sval)
    return _deparsed(raw)


def value_back(step: ForwardStep, file: ForwardFile) -> Undo | None:
    """Revert RENAME VALUE; None for ADD VALUE."""
    raw, node = _tree(step)
    if not node.old_val:
        return None
    node.old_val, node.new_val = node.new_val, node.old_val
    _qualify(node.type_name, step)
    return _deparsed(raw)


def _tree(step: ForwardStep) -> tuple[Any, Any]:
    """Return the step's statement as a tree that may be changed, and its node in it."""
    raw = parse_sql(step.statement.text)
    return raw, getattr(raw.stmts[0].stmt, step.statement.kind)


def _deparsed(raw: Any) -> Undo:
    import postgast

    return Undo((f"{postgast.deparse(raw)};",))


def _name_nodes(node: Any) -> Any:
    """Return the list of name nodes in what ALTER names."""
    found = inner(node)
    return getattr(found, _NAME_FIELDS[kind_of(found)])


def _qualify(words: Any, step: ForwardStep) -> None:
    """Add the schema to a name that only the file's search_path finds."""
    schema = schema_to_add(_last_two(words), step)
    if schema:
        _set_name(words, schema, words[-1].string.sval)


def _set_name(words: Any, schema: str, name: str) -> None:
    if len(words) == 1:
        words.add().string.sval = name
    words[-2].string.sval, words[-1].string.sval = schema, name


def _last_two(nodes: Any) -> QualifiedName:
    words = names(nodes)
    return QualifiedName(words[-2] if len(words) > 1 else "", words[-1])


def relation_name(range_var: Any) -> QualifiedName:
    """Return the name that a RangeVar has."""
    return QualifiedName(range_var.schemaname, range_var.relname)


def schema_of(name: QualifiedName, step: ForwardStep) -> str:
    """Return the name's schema: the one it has, else the first of the search_path where it was before the step."""
    objects = step.change.before.objects if step.change else {}
    schemas = {key[1] for key in objects if key[2:3] == (name.name,)}
    return name.schema or next((schema for schema in step.path if schema in schemas), next(iter(step.path), "public"))


def schema_to_add(name: QualifiedName, step: ForwardStep) -> str:
    """Return the schema that the name has or needs; empty where it is found in `public` without one."""
    schema = schema_of(name, step)
    return schema if name.schema or schema != "public" else ""
