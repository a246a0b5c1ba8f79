"""What a row of each table has to satisfy, as pg_catalog has it. It runs SQL and changes nothing.

Tables and columns are in the schema's values; here is what those tell as texts only: what a foreign key refers to,
which columns a unique index looks at, what a partition takes, and what types are made of.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.catalog import queries
from journal.catalog.quoting import quoted
from journal.testdata.making.types import Attribute, Type, Types

if TYPE_CHECKING:
    from psycopg import Connection

TableName = tuple[str, str]
"""Schema and name."""

_OF_USERS = "space.nspname !~ '^pg_' AND space.nspname <> 'information_schema'"

_NAMED = """ARRAY(SELECT attname::text FROM pg_catalog.unnest({0}) WITH ORDINALITY AS listed (number, place)
   JOIN pg_catalog.pg_attribute ON attrelid = {1} AND attnum = number ORDER BY place)"""

CONSTRAINTS = f"""
SELECT space.nspname, class.relname, conname, contype::text, {_NAMED.format("conkey", "conrelid")},
       pg_catalog.pg_get_expr(conbin, conrelid), other_space.nspname, other.relname,
       {_NAMED.format("confkey", "confrelid")}, confmatchtype = 'f', other.relkind = 'p'
  FROM pg_catalog.pg_constraint AS con
  JOIN pg_catalog.pg_class AS class ON class.oid = conrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
  LEFT JOIN pg_catalog.pg_class AS other ON other.oid = confrelid
  LEFT JOIN pg_catalog.pg_namespace AS other_space ON other_space.oid = other.relnamespace
 WHERE {_OF_USERS} AND contype IN ('c', 'f') AND conparentid = 0
   AND coalesce((pg_catalog.to_jsonb(con) ->> 'conenforced')::boolean, true)
 ORDER BY 1, 2, 4, 3
"""  # noqa: S608 - put together from constants only
"""Checks and foreign keys. A partition's copy of its parent's foreign key is left out: the parent's says it."""

UNIQUES = f"""
SELECT space.nspname, class.relname, index.relname,
       ARRAY(SELECT attname::text FROM pg_catalog.pg_attribute
              WHERE attrelid = indrelid AND attnum > 0 AND (attnum = ANY (indkey::pg_catalog.int2[]) OR attnum IN (
                SELECT refobjsubid FROM pg_catalog.pg_depend WHERE objid = indexrelid AND refobjid = indrelid
                   AND classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND refclassid = classid)) ORDER BY attnum),
       ARRAY(SELECT attname::text FROM pg_catalog.pg_attribute
              WHERE attrelid = indrelid AND attnum > 0 AND attnum = ANY (indkey::pg_catalog.int2[])
                AND indexprs IS NULL ORDER BY attnum)
  FROM pg_catalog.pg_index
  JOIN pg_catalog.pg_class AS index ON index.oid = indexrelid
  JOIN pg_catalog.pg_class AS class ON class.oid = indrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE {_OF_USERS} AND (indisunique OR indisexclusion) ORDER BY 1, 2, 3
"""  # noqa: S608
"""Unique indexes and those of exclusions, with every column that they look at."""

BOUNDS = f"""
SELECT space.nspname, relname, pg_catalog.pg_get_partition_constraintdef(class.oid)
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = relnamespace
 WHERE {_OF_USERS} AND relispartition AND relkind IN ('r', 'p', 'f')
"""  # noqa: S608

TYPES = """
SELECT typ.oid, space.nspname, typname, typtype::text, typcategory::text, typelem, typbasetype, typtypmod, typrelid,
       CASE typtype WHEN 'e' THEN ARRAY(SELECT enumlabel::text FROM pg_catalog.pg_enum
                                         WHERE enumtypid = typ.oid ORDER BY enumsortorder) ELSE '{}' END,
       CASE typtype WHEN 'r' THEN (SELECT rngsubtype FROM pg_catalog.pg_range WHERE rngtypid = typ.oid)
                    WHEN 'm' THEN (SELECT rngtypid FROM pg_catalog.pg_range WHERE rngmultitypid = typ.oid) END,
       CASE typtype WHEN 'd' THEN ARRAY(SELECT pg_catalog.pg_get_expr(conbin, 0)
                                          FROM pg_catalog.pg_constraint WHERE contypid = typ.oid AND contype = 'c'
                                         ORDER BY conname) ELSE '{}' END
  FROM pg_catalog.pg_type AS typ JOIN pg_catalog.pg_namespace AS space ON space.oid = typnamespace
 WHERE (typtype <> 'c' OR typ.oid >= 16384) AND space.nspname <> 'information_schema'
"""

ATTRIBUTES = f"""
SELECT attrelid, attname, atttypid, atttypmod, pg_catalog.format_type(atttypid, atttypmod), relkind = 'c'
  FROM pg_catalog.pg_attribute
  JOIN pg_catalog.pg_class AS class ON class.oid = attrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = relnamespace
 WHERE {_OF_USERS} AND attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
 ORDER BY attrelid, attnum
"""  # noqa: S608


@dataclass(frozen=True)
class RowCondition:
    """An expression that may not be false of a row. `name` is empty for what a partition takes."""

    name: str
    columns: tuple[str, ...]
    expression: str


@dataclass(frozen=True)
class Reference:
    """A foreign key; `full`: MATCH FULL; `parts`: what it refers to has its rows in partitions."""

    name: str
    columns: tuple[str, ...]
    table: TableName
    referred: tuple[str, ...]
    full: bool
    parts: bool

    @property
    def rows(self) -> str:
        """What it can refer to, as FROM takes it: rows of heirs do not count."""
        return f"{'' if self.parts else 'ONLY '}{quoted(*self.table)}"


@dataclass(frozen=True)
class UniqueKey:
    """A unique index or an exclusion, with all columns that it looks at; `keys`: without those of its WHERE."""

    name: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """All of it, by table."""

    checks: Mapping[TableName, tuple[RowCondition, ...]]
    references: Mapping[TableName, tuple[Reference, ...]]
    uniques: Mapping[TableName, tuple[UniqueKey, ...]]
    bounds: Mapping[TableName, str]
    types: Types


def read_facts(connection: "Connection[Any]") -> Facts:
    """Read them, with every name in them qualified. Session settings are as before at the end."""
    with connection.transaction(force_rollback=True):
        connection.execute(queries.SETTINGS)
        constraints, uniques, bounds, types, attributes = (
            connection.execute(query).fetchall() for query in (CONSTRAINTS, UNIQUES, BOUNDS, TYPES, ATTRIBUTES)
        )
    checks: dict[TableName, list[RowCondition]] = {}
    references: dict[TableName, list[Reference]] = {}
    for schema, table, name, kind, columns, expression, *other in constraints:
        if kind == "c":
            checks.setdefault((schema, table), []).append(RowCondition(name, tuple(columns), expression))
        else:
            refers = Reference(name, tuple(columns), (other[0], other[1]), tuple(other[2]), other[3], other[4])
            references.setdefault((schema, table), []).append(refers)
    looked_at: dict[TableName, list[UniqueKey]] = {}
    for schema, table, name, columns, keys in uniques:
        looked_at.setdefault((schema, table), []).append(UniqueKey(name, tuple(columns), tuple(keys or columns)))
    return Facts(
        _frozen(checks),
        _frozen(references),
        _frozen(looked_at),
        {(schema, table): text for schema, table, text in bounds if text},
        _types(types, attributes),
    )


def _frozen(lists: Mapping[TableName, list[Any]]) -> dict[TableName, tuple[Any, ...]]:
    return {table: tuple(found) for table, found in lists.items()}


def _types(types: list[tuple[Any, ...]], attributes: list[tuple[Any, ...]]) -> Types:
    """The types by OID, and those of columns by the way a column's type is spelt."""
    made = {}
    fields: dict[int, list[Attribute]] = {}
    spelt = {}
    for relation, name, type_, modifier, text, _ in attributes:
        fields.setdefault(relation, []).append(Attribute(name, type_, modifier))
        spelt[text] = (type_, modifier)
    for oid, schema, name, kind, category, element, base, modifier, relation, labels, part, checks in types:
        inside = (element if category == "A" else 0) or base or part or 0
        made[oid] = Type(
            schema, name, kind, category == "A", inside, modifier, tuple(labels), tuple(checks),
            tuple(fields.get(relation, ())),
        )  # fmt: skip
    return Types(made, spelt)
