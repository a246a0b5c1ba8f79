"""Whether the objects that SQL defines exist in a database, by their names."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from journal.sql.definitions import Definition, Family

if TYPE_CHECKING:
    from psycopg import Connection

_IN_SCHEMA = "AND (%(within)s::text IS NULL OR n.nspname::text = %(within)s)"
_ON_TABLE = "AND (%(within)s::text IS NULL OR c.relname::text = %(within)s)"
_CLASS_NAMES = "JOIN pg_catalog.pg_namespace n ON n.oid = o.{}namespace"
_QUERIES = {
    Family.RELATION: f"pg_class o {_CLASS_NAMES.format('rel')} WHERE o.relname::text = %(name)s {_IN_SCHEMA}",
    Family.TYPE: f"pg_type o {_CLASS_NAMES.format('typ')} WHERE o.typname::text = %(name)s {_IN_SCHEMA}",
    Family.FUNCTION: f"pg_proc o {_CLASS_NAMES.format('pro')} WHERE o.proname::text = %(name)s {_IN_SCHEMA}",
    Family.SCHEMA: "pg_namespace o WHERE o.nspname::text = %(name)s",
    Family.EXTENSION: "pg_extension o WHERE o.extname::text = %(name)s",
    Family.ROLE: "pg_roles o WHERE o.rolname::text = %(name)s",
    Family.COLUMN: "pg_attribute o JOIN pg_catalog.pg_class c ON c.oid = o.attrelid "
    f"WHERE o.attname::text = %(name)s AND NOT o.attisdropped {_ON_TABLE}",
    Family.CONSTRAINT: "pg_constraint o LEFT JOIN pg_catalog.pg_class c ON c.oid = o.conrelid "
    f"WHERE o.conname::text = %(name)s {_ON_TABLE}",
    Family.TRIGGER: "pg_trigger o JOIN pg_catalog.pg_class c ON c.oid = o.tgrelid "
    f"WHERE o.tgname::text = %(name)s {_ON_TABLE}",
    Family.POLICY: "pg_policy o JOIN pg_catalog.pg_class c ON c.oid = o.polrelid "
    f"WHERE o.polname::text = %(name)s {_ON_TABLE}",
}


def all_exist(connection: "Connection[Any]", found: Iterable[Definition]) -> bool:
    """Tell whether each object exists; False for a kind that is not looked up. The session is ours (pinned)."""
    for definition in found:
        query = _QUERIES.get(definition.family)
        exists = f"SELECT EXISTS (SELECT FROM pg_catalog.{query})"  # noqa: S608 - the texts above
        words = {"name": definition.name, "within": definition.within}
        if query is None or connection.execute(exists, words).fetchone() != (True,):
            return False
    return True
