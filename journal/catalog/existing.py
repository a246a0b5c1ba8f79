"""Which of the objects that SQL defines exist in a database, and in which schemas, by their names."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from journal.dataclass import dataclass
from journal.sql.definitions import Definition, Family

if TYPE_CHECKING:
    from psycopg import Connection

_NAMED = """
SELECT space.nspname::text, NULL, o.{name}::text FROM pg_catalog.{relation} AS o
  JOIN pg_catalog.pg_namespace AS space ON space.oid = o.{space} WHERE o.{name} = ANY (%(names)s::name[])
"""
_OF_TABLE = """
SELECT space.nspname::text, class.relname::text, o.{name}::text FROM pg_catalog.{relation} AS o
  JOIN pg_catalog.pg_class AS class ON class.oid = o.{table}
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE o.{name} = ANY (%(names)s::name[]) AND class.relname = ANY (%(tables)s::name[])
"""
_GLOBAL = "SELECT '', NULL, o.{name}::text FROM pg_catalog.{relation} AS o WHERE o.{name} = ANY (%(names)s::name[])"
_LABELS = """
SELECT space.nspname::text, typ.typname::text, label.enumlabel::text FROM pg_catalog.pg_enum AS label
  JOIN pg_catalog.pg_type AS typ ON typ.oid = label.enumtypid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = typ.typnamespace
 WHERE label.enumlabel = ANY (%(names)s::name[]) AND typ.typname = ANY (%(tables)s::name[])
"""
_QUERIES = {
    Family.RELATION: _NAMED.format(relation="pg_class", name="relname", space="relnamespace"),
    Family.TYPE: _NAMED.format(relation="pg_type", name="typname", space="typnamespace"),
    Family.FUNCTION: _NAMED.format(relation="pg_proc", name="proname", space="pronamespace"),
    Family.SCHEMA: _GLOBAL.format(relation="pg_namespace", name="nspname"),
    Family.EXTENSION: _GLOBAL.format(relation="pg_extension", name="extname"),
    Family.ROLE: _GLOBAL.format(relation="pg_roles", name="rolname"),
    Family.COLUMN: _OF_TABLE.format(relation="pg_attribute", name="attname", table="attrelid")
    + "AND o.attnum > 0 AND NOT o.attisdropped",
    Family.CONSTRAINT: _OF_TABLE.format(relation="pg_constraint", name="conname", table="conrelid"),
    Family.TRIGGER: _OF_TABLE.format(relation="pg_trigger", name="tgname", table="tgrelid"),
    Family.POLICY: _OF_TABLE.format(relation="pg_policy", name="polname", table="polrelid"),
    Family.LABEL: _LABELS,
}
_ON_TABLES = """
SELECT class.relname::text, con.conname::text, con.contype::text,
  CASE con.contype WHEN 'f' THEN ARRAY [con.confdeltype::text || con.confupdtype::text] ELSE '{}' END || ARRAY (
  SELECT attname::text FROM pg_catalog.unnest(con.conkey) WITH ORDINALITY AS key (attnum, place)
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = con.conrelid AND a.attnum = key.attnum ORDER BY place
) FROM pg_catalog.pg_constraint AS con JOIN pg_catalog.pg_class AS class ON class.oid = con.conrelid
 WHERE class.relname = ANY (%(tables)s::name[])
UNION ALL
SELECT class.relname::text, index.relname::text, 'i', ARRAY (
  SELECT COALESCE(attname::text, '') FROM pg_catalog.unnest(i.indkey) WITH ORDINALITY AS key (attnum, place)
    LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = key.attnum AND key.attnum > 0
   WHERE place <= i.indnkeyatts ORDER BY place
) FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS class ON class.oid = i.indrelid
  JOIN pg_catalog.pg_class AS index ON index.oid = i.indexrelid
 WHERE class.relname = ANY (%(tables)s::name[])
"""
LOOKED_UP = frozenset(_QUERIES)
"""The kinds of objects that are looked up; what else SQL defines cannot be seen here."""
_SERVERS_OWN = ("information_schema", "pg_")


class Wanted(NamedTuple):
    """The name of an object; `table` is that of a column, constraint, trigger or policy, or the type of a value."""

    family: Family
    table: str | None
    name: str


@dataclass(frozen=True)
class ExistingNames:
    """The schemas that have an object of a name: "" for what is in no schema. The server's own schemas are left out."""

    schemas: Mapping[Wanted, frozenset[str]]

    def of(self, wanted: Wanted) -> frozenset[str]:
        """Return the schemas; none where there is no such object."""
        return self.schemas.get(wanted, frozenset())


def read_existing(connection: "Connection[Any]", wanted: Iterable[Wanted]) -> ExistingNames:
    """Look up all names, with one query for each kind of object. The session is ours (pinned)."""
    by_family = defaultdict[Family, set[Wanted]](set)
    for one in wanted:
        by_family[one.family].add(one)
    found = defaultdict[Wanted, set[str]](set)
    for family in by_family.keys() & _QUERIES.keys():
        asked = by_family[family]
        words = {"names": list({one.name for one in asked}), "tables": list({one.table for one in asked if one.table})}
        for schema, table, name in connection.execute(_QUERIES[family], words).fetchall():
            if not schema.startswith(_SERVERS_OWN) and (seen := Wanted(family, table, name)) in asked:
                found[seen].add(schema)
    return ExistingNames({one: frozenset(schemas) for one, schemas in found.items()})


def read_shapes(
    connection: "Connection[Any]", tables: Iterable[str]
) -> Mapping[tuple[str, tuple[str, ...]], frozenset[str]]:
    """Return the names of the constraints and indexes of tables, by the table and the `shape` of a Definition."""
    found = defaultdict[tuple[str, tuple[str, ...]], set[str]](set)
    for table, name, letter, columns in connection.execute(_ON_TABLES, {"tables": list(tables)}).fetchall():
        found[table, (letter, *columns)].add(name)
        if letter == "c":  # whose columns no statement names
            found[table, (letter,)].add(name)
    return {key: frozenset(names) for key, names in found.items()}


def wanted_of(definition: Definition) -> Wanted:
    """Return what to look up for a definition. An index is looked up by its own name alone."""
    of_table = definition.table is not None and definition.family is not Family.RELATION
    table = definition.table[1] if definition.table and of_table else None
    return Wanted(definition.family, table, definition.name)


def all_exist(connection: "Connection[Any]", found: Iterable[Definition]) -> bool:
    """Tell whether each object exists; False for a kind that is not looked up. The session is ours (pinned)."""
    asked = [(wanted_of(one), schema_of(one)) for one in found]
    names = read_existing(connection, (one for one, _ in asked))
    return all(schema in names.of(one) if schema else names.of(one) for one, schema in asked)


def schema_of(definition: Definition) -> str | None:
    """Return the schema that the statement names, for the object or for its table; None where it names none."""
    if definition.family in (Family.RELATION, Family.TYPE, Family.FUNCTION):
        return definition.within
    return definition.table[0] if definition.table else None
