"""Reads a part of a schema: some relations by their OIDs, with all namespaces and types."""

from collections.abc import Collection, Mapping, Sequence

from journal.catalog.assemble.constraints import add_constraints
from journal.catalog.assemble.draft import Catalog, Draft
from journal.catalog.assemble.indexes import add_indexes
from journal.catalog.assemble.programs import add_policies
from journal.catalog.assemble.relations import add_columns, add_relations, add_sequences
from journal.catalog.assemble.types import add_namespaces, add_types
from journal.catalog.follow.prepared_queries import PreparedQueries, Rows, Value
from journal.catalog.queries import OBJECT_QUERIES
from journal.catalog.table_queries import CONSTRAINTS_IN_FULL, TABLE_QUERIES
from journal.catalog.values import Key, Schema

_COMPOSITE = "c"
_STEPS = (
    add_namespaces, add_relations, add_columns, add_sequences, add_types, add_constraints, add_indexes, add_policies,
)  # fmt: skip
"""In the order of `build`. Other kinds, such as triggers, grants, functions and composite types, are not read."""

_FOR_ALL = ("namespaces", "types", "ranges")
_BY_RELATION = {
    "relations": "oid",
    "parents": "inhrelid",
    "marked_indexes": "indrelid",
    "columns": "attrelid",
    "not_nulls": "conrelid",
    "sequences": "seqrelid",
    "constraints": "conrelid",
    "indexes": "indrelid",
    "policies": "polrelid",
}
"""The column of each query that has the OID of the relation."""

# The planner moves the conditions into the inner query, so that indexes serve them.
_QUERIES_BY_RELATION = {
    name: f"""SELECT * FROM ({CONSTRAINTS_IN_FULL if name == "constraints" else TABLE_QUERIES[name]}) AS found
               WHERE found.{oid} = ANY ($1)"""
    for name, oid in _BY_RELATION.items()
} | {
    "operator_classes": f"""
SELECT * FROM ({TABLE_QUERIES["operator_classes"]}) AS found WHERE found.oid IN (
  SELECT pg_catalog.unnest(indclass::oid[]) FROM pg_catalog.pg_index WHERE indrelid = ANY ($1))"""
}

PARTIAL_QUERIES = {name: OBJECT_QUERIES[name] for name in _FOR_ALL} | _QUERIES_BY_RELATION
"""The queries that `read_part` runs, by name."""


def read_part(
    prepared: PreparedQueries, oids: Collection[int], *, with_types: bool = True
) -> tuple[Schema, Mapping[int, Key]]:
    """Read these relations with all that belongs to them; return the object of each OID, too.

    The OIDs have to include a table's indexes, and the table that owns a sequence.
    Session settings have to be those of `queries.SETTINGS`. Without `with_types`, the user's types are not read.
    """
    parameters: dict[str, Sequence[Value]] = dict.fromkeys(_FOR_ALL if with_types else ("namespaces",), ())
    if oids:
        parameters |= dict.fromkeys(_QUERIES_BY_RELATION, (sorted(oids),))
    rows: dict[str, Rows] = {name: [] for name in (*PARTIAL_QUERIES, "foreign_tables")}
    rows |= prepared.execute(parameters)
    rows["types"] = [row for row in rows["types"] if row[4] != _COMPOSITE]
    draft = Draft(rows)
    for step in _STEPS:
        step(draft)
    keys = {oid: key for (catalog, oid), key in draft.keys.items() if catalog == Catalog.CLASS}
    return Schema(draft.objects, positions=draft.positions, owners=draft.owners), keys
