"""Rows of pg_catalog -> the values of a schema: names in place of OIDs, words in place of letters. Pure."""

from journal.catalog.assemble.comments_grants import add_comments, add_grants, needs
from journal.catalog.assemble.constraints import add_constraints
from journal.catalog.assemble.draft import Draft, Rows
from journal.catalog.assemble.indexes import add_indexes, add_statistics
from journal.catalog.assemble.programs import add_event_triggers, add_functions, add_policies, add_rules, add_triggers
from journal.catalog.assemble.relations import add_columns, add_relations, add_sequences
from journal.catalog.assemble.types import add_collations, add_extensions, add_namespaces, add_types
from journal.catalog.values import Schema

_STEPS = (
    add_namespaces, add_relations, add_columns, add_sequences, add_extensions, add_collations, add_types,
    add_constraints, add_indexes, add_statistics, add_functions, add_triggers, add_rules, add_policies,
    add_event_triggers, add_comments, add_grants,
)  # fmt: skip
"""Each step names objects that the steps after it refer to."""


def build(rows: Rows) -> Schema:
    """Return the schema that these rows of pg_catalog describe."""
    draft = Draft(rows)
    for step in _STEPS:
        step(draft)
    return Schema(draft.objects, needs(draft), draft.owners, draft.positions, dict(rows["unread"]))
