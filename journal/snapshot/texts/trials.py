"""How a text is tried: the SQL that gives it to the server under another name, and the one that asks what became of it.

Text only; `verified.py` runs it. Names are those of the catalog, so all of them are qualified.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import singledispatch

from journal.catalog.quoting import literal, name
from journal.catalog.values import Column, Constraint, Index, IndexKey, MaterializedView, Object, Policy, View

TRIAL = "journal_trial"
_TABLE = f"pg_temp.{TRIAL}"


@dataclass(frozen=True)
class Trial:
    """`make` is undone after `ask`, one value of one row, which is `expected` where the text means the same.

    `lasting`: the answer depends on nothing that a migration can change, so it needs to be asked only once.
    """

    make: str
    ask: str
    expected: str
    lasting: bool = False


def trials_of(one: Object, texts: Mapping[str, str]) -> Mapping[str, Trial]:
    """A trial for each text of an object that has one, by facet."""
    found = {facet: trial_of(one, facet, text) for facet, text in texts.items()}
    return {facet: trial for facet, trial in found.items() if trial}


@singledispatch
def trial_of(one: Object, facet: str, text: str) -> Trial | None:
    """How this text of an object is tried; None where the object has nothing that it could be."""
    return None


@trial_of.register
def _(one: Column, facet: str, text: str) -> Trial | None:
    if facet == "type":
        return Trial(f"CREATE TABLE {_TABLE} (it {text})", _TYPE, one.type, lasting=True)
    if not one.default or (facet == "generated") != bool(one.generated):
        return None
    if facet == "default":
        return Trial(f"CREATE TABLE {_TABLE} (it {one.type} DEFAULT {text})", _DEFAULT, one.default, lasting=True)
    table = name(one.schema, one.table)
    make = f"ALTER TABLE {table} ADD COLUMN {TRIAL} {one.type} GENERATED ALWAYS AS ({text}) {one.generated}"
    return Trial(make, f"{_EXPRESSION} WHERE attrelid = {_id(table)} AND attname = {literal(TRIAL)}", one.default)


def _id(table: str) -> str:
    return f"{literal(table)}::pg_catalog.regclass"


_EXPRESSION = """SELECT pg_catalog.pg_get_expr(adbin, adrelid) FROM pg_catalog.pg_attribute
 JOIN pg_catalog.pg_attrdef ON adrelid = attrelid AND adnum = attnum"""
_DEFAULT = f"{_EXPRESSION} WHERE attrelid = {_id(_TABLE)}"
_TYPE = f"""SELECT pg_catalog.format_type(atttypid, atttypmod) FROM pg_catalog.pg_attribute
 WHERE attrelid = {_id(_TABLE)} AND attnum = 1"""


@trial_of.register
def _(one: Constraint, facet: str, text: str) -> Trial | None:
    if one.type != "check":
        return None
    table = name(one.schema, one.table)
    ask = f"""SELECT pg_catalog.replace(pg_catalog.pg_get_constraintdef(oid), ' NOT VALID', '')
 FROM pg_catalog.pg_constraint WHERE conrelid = {_id(table)} AND conname = {literal(TRIAL)}"""
    inherit = " NO INHERIT" if " NO INHERIT" in one.definition else ""
    make = f"ALTER TABLE {table} ADD CONSTRAINT {TRIAL} CHECK ({text}){inherit} NOT VALID"
    return Trial(make, ask, one.definition.replace(" NOT VALID", ""))


@trial_of.register
def _(one: Index, facet: str, text: str) -> Trial | None:
    made = _id(name(one.schema, TRIAL))
    if facet == "where":
        ask = f"SELECT pg_catalog.pg_get_expr(indpred, indrelid) FROM pg_catalog.pg_index WHERE indexrelid = {made}"
        return Trial(f"{_index(one)} ({_first(one)}) WHERE {text}", ask, one.where or "")
    number = int(facet.removeprefix("column:"))
    if number >= len(one.keys):
        return None
    key = one.keys[number]
    return Trial(f"{_index(one)} ({text})", _key(key, made), key.column or key.expression)


def _index(one: Index) -> str:
    return f"CREATE INDEX {TRIAL} ON ONLY {name(one.schema, one.table)} USING {name(one.method)}"


def _key(key: IndexKey, index: str) -> str:
    """Asks for the only key of an index: by its name where it is to be a column."""
    if key.column:
        return f"SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = {index} AND attnum = 1"
    return f"SELECT pg_catalog.pg_get_indexdef({index}, 1, false)"


def _first(one: Index) -> str:
    key = one.keys[0]
    return f"{name(key.column) if key.column else key.expression} {key.operator_class}"


@trial_of.register
def _(one: Policy, facet: str, text: str) -> Trial:
    table = name(one.schema, one.table)
    is_using = facet == "using"
    ask = f"""SELECT pg_catalog.pg_get_expr({"polqual" if is_using else "polwithcheck"}, polrelid)
 FROM pg_catalog.pg_policy WHERE polrelid = {_id(table)} AND polname = {literal(TRIAL)}"""
    make = f"CREATE POLICY {TRIAL} ON {table} {'USING' if is_using else 'WITH CHECK'} ({text})"
    return Trial(make, ask, (one.using if is_using else one.check) or "")


@trial_of.register
def _(one: View | MaterializedView, facet: str, text: str) -> Trial:
    ask = f"SELECT pg_catalog.rtrim(pg_catalog.ltrim(pg_catalog.pg_get_viewdef({_id(_TABLE)})), ';')"
    return Trial(f"CREATE VIEW {_TABLE} AS {text}", ask, one.definition)
