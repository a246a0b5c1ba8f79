"""Reading the part of a schema that some relations are, by their OIDs, with all namespaces and types."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from journal.catalog import queries
from journal.catalog.assemble.constraints import constraints
from journal.catalog.assemble.draft import Catalog, Draft
from journal.catalog.assemble.indexes import indexes
from journal.catalog.assemble.programs import policies
from journal.catalog.assemble.relations import columns, relations, sequences
from journal.catalog.assemble.types import namespaces, types
from journal.catalog.follow.prepared_queries import PreparedQueries, PreparedQuery, Rows, Value
from journal.catalog.values import Key, Schema

_COMPOSITE = "c"
_STEPS = (namespaces, relations, columns, sequences, types, constraints, indexes, policies)
"""In the order of `build`; triggers, rules, comments, grants, functions, statistics, composite types are not read."""

_WHOLE = {
    "namespaces": queries.NAMESPACES,
    "types": queries.TYPES,
    "ranges": queries.RANGES,
}
_BY_RELATION = {
    "relations": (queries.RELATIONS, "oid"),
    "parents": (queries.PARENTS, "inhrelid"),
    "marked_indexes": (queries.MARKED_INDEXES, "indrelid"),
    "columns": (queries.COLUMNS, "attrelid"),
    "not_nulls": (queries.NOT_NULLS, "conrelid"),
    "sequences": (queries.SEQUENCES, "seqrelid"),
    "constraints": (queries.CONSTRAINTS_IN_FULL, "conrelid"),
    "indexes": (queries.INDEXES, "indrelid"),
    "policies": (queries.POLICIES, "polrelid"),
}


def _partly(query: str, oid: str) -> str:
    """The planner takes the condition into the query, so that indexes serve it."""
    return f"SELECT * FROM ({query}) AS found WHERE found.{oid} = ANY ($1)"


_USED_CLASSES = f"""
SELECT * FROM ({queries.OPERATOR_CLASSES}) AS found WHERE found.oid IN (
  SELECT pg_catalog.unnest(indclass::oid[]) FROM pg_catalog.pg_index WHERE indrelid = ANY ($1))
"""

_PARTLY = {name: _partly(query, oid) for name, (query, oid) in _BY_RELATION.items()} | {
    "operator_classes": _USED_CLASSES
}

QUESTIONS = {
    **{name: PreparedQuery(query) for name, query in _WHOLE.items()},
    **{name: PreparedQuery(query, ("oid[]",)) for name, query in _PARTLY.items()},
}
"""What is asked, by name."""


@dataclass(frozen=True)
class Part:
    """Some relations with all that belongs to them; `keys`: which OID is which."""

    schema: Schema
    keys: Mapping[int, Key]


def read_part(asking: PreparedQueries, oids: Collection[int], *, with_types: bool = True) -> Part:
    """Read it. The indexes of a table are to be among the OIDs, and with a sequence that a column owns the table.

    Session settings are to be as `queries.SETTINGS` makes them. Without `with_types`, types of the user are left out.
    """
    asked: dict[str, Sequence[Value]] = dict.fromkeys(_WHOLE if with_types else ("namespaces",), ())
    if oids:
        asked |= dict.fromkeys(_PARTLY, (sorted(oids),))
    rows: dict[str, Rows] = {name: [] for name in (*QUESTIONS, "foreign_tables")}
    rows |= asking.ask(asked)
    rows["types"] = [row for row in rows["types"] if row[4] != _COMPOSITE]
    draft = Draft(rows)
    for step in _STEPS:
        step(draft)
    keys = {oid: key for (catalog, oid), key in draft.keys.items() if catalog == Catalog.CLASS}
    return Part(Schema(draft.objects, positions=draft.positions, owners=draft.owners), keys)
