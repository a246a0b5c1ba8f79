"""What only moves: a new name, another schema, another owner. The statement itself, turned round."""

from typing import Any

from journal.authoring.derive.refs import missing_schema, of_names, of_object, of_relation, schema_of
from journal.authoring.derive.values import NOTHING, ForwardStatement, Undo
from journal.catalog.values import Extension
from journal.sql.parser import parse_sql
from journal.sql.tree import choice, inner, kind_of

_WITHIN = {"OBJECT_COLUMN", "OBJECT_ATTRIBUTE", "OBJECT_TABCONSTRAINT", "OBJECT_DOMCONSTRAINT", "OBJECT_TRIGGER",
           "OBJECT_RULE", "OBJECT_POLICY", "OBJECT_SCHEMA", "OBJECT_ROLE", "OBJECT_DATABASE"}  # fmt: skip

_LISTS = {"List": "items", "TypeName": "names", "ObjectWithArgs": "objname"}
_ALL = ("function", "enum", "composite type", "range type", "domain", "collation", "statistics", "table", "view",
        "materialized view", "sequence", "index")  # fmt: skip


def rename(step: ForwardStatement) -> Undo | None:
    """RENAME back: the new name becomes the old one."""
    node, kind = step.node, choice(step.node, "rename_type")
    if kind in ("OBJECT_COLUMN", "OBJECT_TABCONSTRAINT") and step.is_made(of_relation(node.relation)):
        return NOTHING
    raw, turned = _copy(step)
    _qualify(turned, step)
    new = turned.newname
    if kind in _WITHIN:
        turned.subname, turned.newname = new, turned.subname
    elif turned.HasField("relation"):
        turned.relation.relname, turned.newname = new, turned.relation.relname
    else:
        last = _names(turned.object)[-1]
        last.string.sval, turned.newname = new, last.string.sval
    turned.missing_ok = False
    return Undo((_text(raw),))


def set_schema(step: ForwardStatement) -> Undo | None:
    """SET SCHEMA back to where it came from."""
    raw, turned = _copy(step)
    new = turned.newschema
    if turned.HasField("relation"):
        turned.newschema = schema_of(of_relation(turned.relation), step)
        turned.relation.schemaname = new
    elif choice(turned, "object_type") == "OBJECT_EXTENSION":
        one = step.states and step.states.before.objects.get(("extension", inner(turned.object).sval))
        if not isinstance(one, Extension):
            return None
        turned.newschema = one.schema
    else:
        words = _names(turned.object)
        turned.newschema = schema_of(of_object(turned.object), step, _ALL)
        _say(words, [new, words[-1].string.sval])
    return Undo((_text(raw),))


def _qualify(turned: Any, step: ForwardStatement) -> None:
    """Put the schema before a name that only the file's search_path finds."""
    if turned.HasField("relation"):
        turned.relation.schemaname = turned.relation.schemaname or missing_schema(of_relation(turned.relation), step)
    elif turned.HasField("object") and kind_of(inner(turned.object)) in _LISTS:
        schema = missing_schema(of_object(turned.object), step, _ALL)
        words = _names(turned.object)
        if schema:
            _say(words, [schema, words[-1].string.sval])


def rename_enum_value(step: ForwardStatement) -> Undo | None:
    """ALTER TYPE … RENAME VALUE back."""
    raw, turned = _copy(step)
    turned.old_val, turned.new_val = turned.new_val, turned.old_val
    schema = missing_schema(of_names(turned.type_name), step)
    if schema:
        _say(turned.type_name, [schema, turned.type_name[-1].string.sval])
    return Undo((_text(raw),))


def owner(step: ForwardStatement) -> Undo | None:
    """ALTER … OWNER TO whoever it was."""
    if not step.states:
        return None
    ref, before = of_object(step.node.object), step.states.before.owners
    now = step.states.after.owners
    changed = [key for key, who in before.items() if now.get(key) != who and ref.name in key]
    if len(changed) != 1:
        return NOTHING if step.states.same else None
    raw, turned = _copy(step)
    turned.newowner.rolename = before[changed[0]]
    return Undo((_text(raw),))


def _copy(step: ForwardStatement) -> tuple[Any, Any]:
    """The statement parsed anew, whole, and its node, to be changed."""

    raw = parse_sql(step.statement.text)
    return raw, getattr(raw.stmts[0].stmt, step.statement.kind)


def _text(raw: Any) -> str:
    import postgast  # noqa: PLC0415

    return f"{postgast.deparse(raw)};"


def _names(node: Any) -> Any:
    """The list of names in what ALTER names."""
    found = inner(node)
    return getattr(found, _LISTS[kind_of(found)])


def _say(words: Any, said: list[str]) -> None:
    if len(words) == 1:
        words.add().string.sval = said[-1]
    words[-2].string.sval, words[-1].string.sval = said
