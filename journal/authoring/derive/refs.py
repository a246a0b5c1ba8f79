"""Names as a statement of the forward file has them, and as the down file writes them."""

from collections.abc import Sequence
from typing import Any

from journal.authoring.derive.values import ForwardStatement, Ref
from journal.authoring.sql_names import spelt
from journal.catalog.values import Object
from journal.sql.tree import inner, kind_of, names

_RELATIONS = (
    "table", "view", "materialized view", "index", "sequence", "enum", "composite type", "range type", "domain",
)  # fmt: skip
"""What has its name among the relations and types of its schema."""


def of_relation(range_var: Any) -> Ref:
    """What a RangeVar names."""
    return Ref(range_var.schemaname, range_var.relname)


def of_names(nodes: Any) -> Ref:
    """What a list of names names."""
    return of_words(names(nodes))


def of_words(words: Sequence[str]) -> Ref:
    """The last two of the words."""
    return Ref(words[-2] if len(words) > 1 else "", words[-1])


def of_object(node: Any) -> Ref:
    """What the `object` of COMMENT, ALTER … OWNER and the like names."""
    found = inner(node)
    kind = kind_of(found)
    if kind == "List":
        return of_names(found.items)
    if kind == "TypeName":
        return of_names(found.names)
    if kind == "ObjectWithArgs":
        return of_names(found.objname)
    return Ref("", found.sval)


def schema_of(ref: Ref, step: ForwardStatement, kinds: Sequence[str] = _RELATIONS) -> str:
    """The schema it is in: the one said, else the first of the path that has it, else the one where it is made."""
    if ref.schema:
        return ref.schema
    for schema in (step.states.before, step.states.after) if step.states else ():
        places = {key[1] for key in schema.objects if key[0] in kinds and key[2:3] == (ref.name,)}
        found = next((one for one in step.path if one in places), None)
        if found:
            return found
    return next(iter(step.path), "public")


def written(ref: Ref, step: ForwardStatement, kinds: Sequence[str] = _RELATIONS) -> str:
    """The name as the file has it; with its schema where the file's search_path would be needed to find it."""
    return spelt(ref.schema or missing_schema(ref, step, kinds), ref.name)


def missing_schema(ref: Ref, step: ForwardStatement, kinds: Sequence[str] = _RELATIONS) -> str:
    """The schema to be put before a name that has none; empty where it is found without."""
    schema = schema_of(ref, step, kinds)
    return schema if not ref.schema and schema != "public" else ""


def former(step: ForwardStatement, kind: str, ref: Ref, *more: str) -> Object | None:
    """The object of this kind as it was before the statement."""
    if not step.states:
        return None
    kinds = _RELATIONS if kind in ("column", "constraint", "trigger", "rule", "policy") else (kind,)
    return step.states.before.objects.get((kind, schema_of(ref, step, kinds), ref.name, *more))
