"""How a text is tried: the SQL that gives it to the server under another name, and the one that asks what became of it.

Text only; `verified.py` runs it. Names are those of the catalog, so all of them are qualified.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import singledispatch

from journal.catalog.quoting import literal, quoted
from journal.catalog.values import Column, Constraint, Index, IndexKey, MaterializedView, Object, Policy, View

TRIAL = "journal_trial"
_OWN = f"pg_temp.{TRIAL}"
"""What is made for the trial alone. A domain's default is as that of a column of its type, at half the cost."""


@dataclass(frozen=True)
class TextTrial:
    """`make` is undone after `ask`, one value of one row, which is `expected` where the text means the same.

    `lasting`: the answer depends on nothing that a migration can change, so it needs to be asked only once.
    """

    make: str
    ask: str
    expected: str
    lasting: bool = False


def trials_of(one: Object, texts: Mapping[str, str]) -> Mapping[str, TextTrial]:
    """A trial for each text of an object that says an expression, a type or a query, by facet."""
    found = {facet: trial_of(one, facet, text) for facet, text in texts.items() if facet not in _UNTRIED}
    return {facet: trial for facet, trial in found.items() if trial}


_UNTRIED = (
    "not_null",
    "with",
    "concurrently",
    "to",
    "tablespace",
    "name",
    "hand",
    "anew",
    "key",
    "was_key",
    "row_security",
    "cycle",
)


def untried(one: Object, texts: Mapping[str, str]) -> Iterator[str]:
    """The facets whose text means what it says, without asking a server."""
    for facet, text in texts.items():
        is_using = facet == "using" and isinstance(one, MaterializedView)
        if facet in _UNTRIED or is_using or _names_column(one, facet, text):
            yield facet


def _names_column(one: Object, facet: str, text: str) -> bool:
    """Whether this is an index's key that is a column, and begins with its name."""
    key = _key_of(one, facet) if isinstance(one, Index) else None
    return bool(key and key.column and text.startswith((quoted(key.column), key.column)))


def _key_of(one: Index, facet: str) -> IndexKey | None:
    number = int(facet.partition(":")[2] or len(one.keys))
    return one.keys[number] if number < len(one.keys) else None


@singledispatch
def trial_of(one: Object, facet: str, text: str) -> TextTrial | None:
    """How this text of an object is tried; None where the object has nothing that it could be."""
    return None


@trial_of.register
def _(one: Column, facet: str, text: str) -> TextTrial | None:
    if facet == "type":
        return TextTrial(f"CREATE TABLE {_OWN} (it {text})", _TYPE, one.type, lasting=True)
    if (facet == "generated") != bool(one.generated):
        return None
    if facet == "default":
        return TextTrial(
            f"CREATE DOMAIN {_OWN} AS {one.type} DEFAULT {text}", _DEFAULT, one.default or "", lasting=True
        )
    table = quoted(one.schema, one.table)
    make = f"ALTER TABLE {table} ADD COLUMN {TRIAL} {one.type} GENERATED ALWAYS AS ({text}) {one.generated}"
    return TextTrial(
        make, f"{_EXPRESSION} WHERE attrelid = {_id(table)} AND attname = {literal(TRIAL)}", one.default or ""
    )


def _id(table: str) -> str:
    return f"{literal(table)}::pg_catalog.regclass"


_EXPRESSION = """SELECT pg_catalog.pg_get_expr(adbin, adrelid) FROM pg_catalog.pg_attribute
 JOIN pg_catalog.pg_attrdef ON adrelid = attrelid AND adnum = attnum"""
_DEFAULT = f"""SELECT coalesce(pg_catalog.pg_get_expr(typdefaultbin, 0), '') FROM pg_catalog.pg_type
 WHERE oid = {literal(_OWN)}::pg_catalog.regtype"""
_TYPE = f"""SELECT pg_catalog.format_type(atttypid, atttypmod) FROM pg_catalog.pg_attribute
 WHERE attrelid = {_id(_OWN)} AND attnum = 1"""


@trial_of.register
def _(one: Constraint, facet: str, text: str) -> TextTrial | None:
    if one.type != "check":
        return None
    table = quoted(one.schema, one.table)
    ask = f"""SELECT pg_catalog.replace(pg_catalog.pg_get_constraintdef(oid), ' NOT VALID', '')
 FROM pg_catalog.pg_constraint WHERE conrelid = {_id(table)} AND conname = {literal(TRIAL)}"""
    inherit = " NO INHERIT" if " NO INHERIT" in one.definition else ""
    make = f"ALTER TABLE {table} ADD CONSTRAINT {TRIAL} CHECK ({text}){inherit} NOT VALID"
    return TextTrial(make, ask, one.definition.replace(" NOT VALID", ""))


@trial_of.register
def _(one: Index, facet: str, text: str) -> TextTrial | None:
    made = _id(quoted(one.schema, TRIAL))
    if facet == "where":
        ask = f"SELECT pg_catalog.pg_get_expr(indpred, indrelid) FROM pg_catalog.pg_index WHERE indexrelid = {made}"
        return TextTrial(f"{_index(one)} ({_first(one)}) WHERE {text}", ask, one.where or "")
    key = _key_of(one, facet)
    if key is None or key.column:
        return None
    return TextTrial(f"{_index(one)} ({text})", f"SELECT pg_catalog.pg_get_indexdef({made}, 1, false)", key.expression)


def _index(one: Index) -> str:
    return f"CREATE INDEX {TRIAL} ON ONLY {quoted(one.schema, one.table)} USING {quoted(one.method)}"


def _first(one: Index) -> str:
    key = one.keys[0]
    return f"{quoted(key.column) if key.column else key.expression} {key.operator_class}"


@trial_of.register
def _(one: Policy, facet: str, text: str) -> TextTrial:
    table = quoted(one.schema, one.table)
    is_using = facet == "using"
    ask = f"""SELECT pg_catalog.pg_get_expr({"polqual" if is_using else "polwithcheck"}, polrelid)
 FROM pg_catalog.pg_policy WHERE polrelid = {_id(table)} AND polname = {literal(TRIAL)}"""
    make = f"CREATE POLICY {TRIAL} ON {table} {'USING' if is_using else 'WITH CHECK'} ({text})"
    return TextTrial(make, ask, (one.using if is_using else one.check) or "")


@trial_of.register
def _(one: View | MaterializedView, facet: str, text: str) -> TextTrial | None:
    if facet != "definition":
        return None
    ask = f"SELECT pg_catalog.rtrim(pg_catalog.ltrim(pg_catalog.pg_get_viewdef({_id(_OWN)})), ';')"
    return TextTrial(f"CREATE VIEW {_OWN} AS {text}", ask, one.definition)
