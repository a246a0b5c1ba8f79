"""How a text is tried: SQL that creates something with the text, and SQL that asks what became of it.

Text only; `verified.py` runs it. Names are those of the catalog, all of them qualified.
"""

from collections.abc import Callable, Mapping
from typing import Any

from journal.catalog.quoting import literal, quoted
from journal.catalog.values import Column, Constraint, Index, IndexKey, MaterializedView, Object, Policy, View
from journal.dataclass import dataclass
from journal.snapshot.source_texts.text_registry import NOT_SQL

TRIAL = "journal_trial"
_OWN = f"pg_temp.{TRIAL}"
"""The name of what exists for the trial only. A domain's default is like that of a column, at half the cost."""


@dataclass(frozen=True)
class TextTrial:
    """`make` is undone after `ask`, whose one value is `expected` where the text has the same meaning.

    `lasting`: no migration can change the answer.
    """

    make: str
    ask: str
    expected: str
    lasting: bool = False


def needs_no_trial(item: Object, facet: str, text: str) -> bool:
    """Tell whether the text counts as it is: it is no SQL, or an index key that begins with the column's name."""
    if facet in NOT_SQL or (facet == "using" and isinstance(item, MaterializedView)):
        return True
    key = _index_key(item, facet) if isinstance(item, Index) else None
    return bool(key and key.column and text.startswith((quoted(key.column), key.column)))


def trial_of(item: Object, facet: str, text: str) -> TextTrial | None:
    """Return the trial for a text of an object; None where the object has no such expression, type or query."""
    trial = _TRIALS.get(item.kind)
    return trial(item, facet, text) if trial else None


def _oid_of(relation: str) -> str:
    return f"{literal(relation)}::pg_catalog.regclass"


_DEFAULT = f"""SELECT coalesce(pg_catalog.pg_get_expr(typdefaultbin, 0), '') FROM pg_catalog.pg_type
 WHERE oid = {literal(_OWN)}::pg_catalog.regtype"""
_TYPE = f"""SELECT pg_catalog.format_type(atttypid, atttypmod) FROM pg_catalog.pg_attribute
 WHERE attrelid = {_oid_of(_OWN)} AND attnum = 1"""


def _column(column: Column, facet: str, text: str) -> TextTrial | None:
    if facet == "type":
        return TextTrial(f"CREATE TABLE {_OWN} (it {text})", _TYPE, column.type, lasting=True)
    if (facet == "generated") != bool(column.generated):
        return None
    expected = column.default or ""
    if facet == "default":
        make = f"CREATE DOMAIN {_OWN} AS {column.type} DEFAULT {text}"
        return TextTrial(make, _DEFAULT, expected, lasting=True)
    table = quoted(column.schema, column.table)
    make = f"ALTER TABLE {table} ADD COLUMN {TRIAL} {column.type} GENERATED ALWAYS AS ({text}) {column.generated}"
    ask = f"""SELECT pg_catalog.pg_get_expr(adbin, adrelid) FROM pg_catalog.pg_attribute
 JOIN pg_catalog.pg_attrdef ON adrelid = attrelid AND adnum = attnum
 WHERE attrelid = {_oid_of(table)} AND attname = {literal(TRIAL)}"""
    return TextTrial(make, ask, expected)


def _constraint(constraint: Constraint, facet: str, text: str) -> TextTrial | None:
    if constraint.type != "check":
        return None
    table = quoted(constraint.schema, constraint.table)
    ask = f"""SELECT pg_catalog.replace(pg_catalog.pg_get_constraintdef(oid), ' NOT VALID', '')
 FROM pg_catalog.pg_constraint WHERE conrelid = {_oid_of(table)} AND conname = {literal(TRIAL)}"""
    inherit = " NO INHERIT" if " NO INHERIT" in constraint.definition else ""
    make = f"ALTER TABLE {table} ADD CONSTRAINT {TRIAL} CHECK ({text}){inherit} NOT VALID"
    return TextTrial(make, ask, constraint.definition.replace(" NOT VALID", ""))


def _index(index: Index, facet: str, text: str) -> TextTrial | None:
    oid = _oid_of(quoted(index.schema, TRIAL))
    create = f"CREATE INDEX {TRIAL} ON ONLY {quoted(index.schema, index.table)} USING {quoted(index.method)}"
    if facet == "where":
        key = index.keys[0]
        first = f"{quoted(key.column) if key.column else key.expression} {key.operator_class}"
        ask = f"SELECT pg_catalog.pg_get_expr(indpred, indrelid) FROM pg_catalog.pg_index WHERE indexrelid = {oid}"
        return TextTrial(f"{create} ({first}) WHERE {text}", ask, index.where or "")
    tried = _index_key(index, facet)
    if tried is None or tried.column:
        return None
    return TextTrial(f"{create} ({text})", f"SELECT pg_catalog.pg_get_indexdef({oid}, 1, false)", tried.expression)


def _index_key(index: Index, facet: str) -> IndexKey | None:
    number = int(facet.partition(":")[2] or len(index.keys))
    return index.keys[number] if number < len(index.keys) else None


def _policy(policy: Policy, facet: str, text: str) -> TextTrial:
    table = quoted(policy.schema, policy.table)
    is_using = facet == "using"
    ask = f"""SELECT pg_catalog.pg_get_expr({"polqual" if is_using else "polwithcheck"}, polrelid)
 FROM pg_catalog.pg_policy WHERE polrelid = {_oid_of(table)} AND polname = {literal(TRIAL)}"""
    make = f"CREATE POLICY {TRIAL} ON {table} {'USING' if is_using else 'WITH CHECK'} ({text})"
    return TextTrial(make, ask, (policy.using if is_using else policy.check) or "")


def _view(view: View | MaterializedView, facet: str, text: str) -> TextTrial | None:
    if facet != "definition":
        return None
    ask = f"SELECT pg_catalog.rtrim(pg_catalog.ltrim(pg_catalog.pg_get_viewdef({_oid_of(_OWN)})), ';')"
    return TextTrial(f"CREATE VIEW {_OWN} AS {text}", ask, view.definition)


_TRIALS: Mapping[str, Callable[[Any, str, str], TextTrial | None]] = {
    "column": _column,
    "constraint": _constraint,
    "index": _index,
    "policy": _policy,
    "view": _view,
    "materialized view": _view,
}
