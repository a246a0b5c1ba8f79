"""Rows of pg_catalog -> the values of a schema. Pure: names for OIDs, and PostgreSQL's letters spelt out."""

from journal.catalog.assemble.comments_grants import comments, grants, needs, statistics
from journal.catalog.assemble.constraints import constraints
from journal.catalog.assemble.draft import Draft, Rows
from journal.catalog.assemble.indexes import indexes
from journal.catalog.assemble.programs import event_triggers, functions, policies, rules, triggers
from journal.catalog.assemble.relations import columns, relations, sequences
from journal.catalog.assemble.types import collations, extensions, namespaces, types
from journal.catalog.values import Schema

_STEPS = (
    namespaces, relations, columns, sequences, extensions, collations, types, constraints, indexes, statistics,
    functions, triggers, rules, policies, event_triggers, comments, grants,
)  # fmt: skip
"""What others hang on comes before them."""


def build(rows: Rows) -> Schema:
    """The schema that these rows of pg_catalog tell of; each step names what the ones after it point to."""
    draft = Draft(rows)
    for step in _STEPS:
        step(draft)
    return Schema(draft.objects, needs(draft), draft.owners, draft.positions, dict(rows["unread"]))
