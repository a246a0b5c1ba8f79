"""The one file that runs SQL here: it fetches the rows of pg_catalog and hands them to what makes values of them."""

from typing import TYPE_CHECKING, Any

from journal.catalog import queries
from journal.catalog.build import build
from journal.catalog.values import Schema

if TYPE_CHECKING:
    from psycopg import Connection

_QUERIES = {
    "namespaces": queries.NAMESPACES,
    "extensions": queries.EXTENSIONS,
    "collations": queries.COLLATIONS,
    "types": queries.TYPES,
    "ranges": queries.RANGES,
    "relations": queries.RELATIONS,
    "parents": queries.PARENTS,
    "foreign_tables": queries.FOREIGN_TABLES,
    "columns": queries.COLUMNS,
    "constraints": queries.CONSTRAINTS,
    "indexes": queries.INDEXES,
    "sequences": queries.SEQUENCES,
    "statistics": queries.STATISTICS,
    "functions": queries.FUNCTIONS,
    "aggregates": queries.AGGREGATES,
    "triggers": queries.TRIGGERS,
    "rules": queries.RULES,
    "policies": queries.POLICIES,
    "event_triggers": queries.EVENT_TRIGGERS,
    "comments": queries.COMMENTS,
    "grants": queries.GRANTS,
    "default_privileges": queries.DEFAULT_PRIVILEGES,
    "needs": queries.NEEDS,
    "view_rules": queries.VIEW_RULES,
    "column_defaults": queries.COLUMN_DEFAULTS,
    "elements": queries.ELEMENTS,
    "unread": queries.UNREAD,
}


def read_schema(connection: "Connection[Any]") -> Schema:
    """Read all of the database's schema, in one snapshot where the caller's transaction has one. It changes nothing.

    PostgreSQL 14 to 18. It needs no right but to connect. Session settings are as before at the end.
    """
    with connection.transaction(force_rollback=True):
        connection.execute(queries.SETTINGS)
        # One journey for all: what is far away is as quick to read as its rows.
        with connection.pipeline():
            cursors = {name: connection.execute(query) for name, query in _QUERIES.items()}
        return build({name: cursor.fetchall() for name, cursor in cursors.items()})
