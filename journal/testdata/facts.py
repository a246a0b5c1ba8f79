"""Read what rows have to satisfy from pg_catalog: checks, foreign keys, unique indexes, partition bounds and types."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from journal.catalog import queries
from journal.catalog.quoting import quoted
from journal.dataclass import dataclass

if TYPE_CHECKING:
    from psycopg import Connection

_Fact = TypeVar("_Fact")

TableName = tuple[str, str]
"""Schema and name."""

_OF_USERS = "space.nspname !~ '^pg_' AND space.nspname <> 'information_schema'"
_OF_CONSTRAINT = f"""
  FROM pg_catalog.pg_constraint AS con JOIN pg_catalog.pg_class AS class ON class.oid = conrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
  LEFT JOIN pg_catalog.pg_class AS other ON other.oid = confrelid
  LEFT JOIN pg_catalog.pg_namespace AS other_space ON other_space.oid = other.relnamespace
 WHERE {_OF_USERS} AND conparentid = 0 AND coalesce((pg_catalog.to_jsonb(con) ->> 'conenforced')::boolean, true)
"""
_NAMED = """ARRAY(SELECT attname::text FROM pg_catalog.unnest({0}) WITH ORDINALITY AS listed (number, place)
   JOIN pg_catalog.pg_attribute ON attrelid = {1} AND attnum = number ORDER BY place)"""

CHECKS = f"""
SELECT space.nspname, class.relname, conname, {_NAMED.format("conkey", "conrelid")},
       pg_catalog.pg_get_expr(conbin, conrelid) {_OF_CONSTRAINT} AND contype = 'c' ORDER BY 1, 2, 3
"""
# A partition's copy of its parent's foreign key is skipped: the parent's is read.
REFERENCES = f"""
SELECT space.nspname, class.relname, conname, {_NAMED.format("conkey", "conrelid")},
       ARRAY[other_space.nspname, other.relname]::text[], {_NAMED.format("confkey", "confrelid")},
       confmatchtype = 'f', other.relkind = 'p' {_OF_CONSTRAINT} AND contype = 'f' ORDER BY 1, 2, 3
"""
# The columns of expressions and of WHERE are those that pg_depend has; the keys are without those of WHERE and INCLUDE.
UNIQUES = f"""
SELECT space.nspname, class.relname, index.relname,
       ARRAY(SELECT attname::text FROM pg_catalog.pg_attribute
              WHERE attrelid = indrelid AND attnum > 0 AND (attnum = ANY (indkey::pg_catalog.int2[]) OR attnum IN (
                SELECT refobjsubid FROM pg_catalog.pg_depend WHERE objid = indexrelid AND refobjid = indrelid
                   AND classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND refclassid = classid)) ORDER BY attnum),
       ARRAY(SELECT attname::text FROM pg_catalog.pg_attribute
              WHERE attrelid = indrelid AND attnum > 0
                AND attnum = ANY ((indkey::pg_catalog.int2[])[0:indnkeyatts - 1]) AND indexprs IS NULL ORDER BY attnum)
  FROM pg_catalog.pg_index
  JOIN pg_catalog.pg_class AS index ON index.oid = indexrelid
  JOIN pg_catalog.pg_class AS class ON class.oid = indrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE {_OF_USERS} AND (indisunique OR indisexclusion) ORDER BY 1, 2, 3
"""  # noqa: S608 - put together from constants only
BOUNDS = f"""
SELECT space.nspname, relname, pg_catalog.pg_get_partition_constraintdef(class.oid)
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = relnamespace
 WHERE {_OF_USERS} AND relispartition
   AND pg_catalog.pg_get_partition_constraintdef(class.oid) <> '' AND relkind IN ('r', 'p', 'f')
"""  # noqa: S608 - put together from constants only
TYPES = """
SELECT pg_catalog.format_type(typ.oid, NULL), typtype::text,
       coalesce(CASE WHEN typtype = 'd' THEN pg_catalog.format_type(typbasetype, typtypmod)
                     ELSE pg_catalog.format_type(coalesce(rngsubtype, (
                       SELECT rngtypid FROM pg_catalog.pg_range WHERE rngmultitypid = typ.oid)), NULL) END, ''),
       ARRAY(SELECT enumlabel::text FROM pg_catalog.pg_enum WHERE enumtypid = typ.oid ORDER BY enumsortorder),
       ARRAY(SELECT pg_catalog.pg_get_expr(conbin, 0) FROM pg_catalog.pg_constraint
              WHERE contypid = typ.oid AND contype = 'c' ORDER BY conname),
       ARRAY(SELECT pg_catalog.format_type(atttypid, atttypmod) FROM pg_catalog.pg_attribute
              WHERE attrelid = typrelid AND typrelid <> 0 AND attnum > 0 AND NOT attisdropped ORDER BY attnum)
  FROM pg_catalog.pg_type AS typ LEFT JOIN pg_catalog.pg_range ON rngtypid = typ.oid
 WHERE typtype IN ('d', 'e', 'r', 'm') OR typtype = 'c' AND typ.oid >= 16384
"""


@dataclass(frozen=True)
class RowCondition:
    """An SQL expression that must not be false for a row. `name` is empty where it is not that of a constraint."""

    name: str
    columns: tuple[str, ...]
    expression: str


@dataclass(frozen=True)
class Reference:
    """A foreign key. `full`: MATCH FULL; `partitioned`: the table it refers to has its rows in partitions."""

    name: str
    columns: tuple[str, ...]
    table: TableName
    referred: tuple[str, ...]
    full: bool
    partitioned: bool

    @property
    def source(self) -> str:
        """The referred table for a FROM clause: rows of tables that inherit from it do not count."""
        return f"{'' if self.partitioned else 'ONLY '}{quoted(*self.table)}"


@dataclass(frozen=True)
class UniqueKey:
    """A unique index or an exclusion constraint. `columns`: all it depends on; `keys`: those that must differ."""

    name: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True)
class TypeFacts:
    """A type that is not a base type. `kind`: pg_type.typtype (d domain, e enum, c composite, r range, m multirange).

    `inner`: the domain's base type, the range's bound type or the multirange's range type, as format_type spells it.
    """

    kind: str
    inner: str
    labels: tuple[str, ...]
    checks: tuple[str, ...]
    attributes: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """The facts by table; `types` by the spelling of format_type."""

    checks: Mapping[TableName, list[RowCondition]]
    references: Mapping[TableName, list[Reference]]
    uniques: Mapping[TableName, list[UniqueKey]]
    bounds: Mapping[TableName, list[str]]
    types: Mapping[str, TypeFacts]


def read_facts(connection: "Connection[Any]") -> Facts:
    """Read the facts, with every name in them qualified. The session settings do not change."""
    with connection.transaction(force_rollback=True):
        connection.execute(queries.SETTINGS)
        checks, references, uniques, bounds, types = (
            connection.execute(query).fetchall() for query in (CHECKS, REFERENCES, UNIQUES, BOUNDS, TYPES)
        )
    return Facts(
        _by_table(checks, RowCondition),
        _by_table(references, Reference),
        _by_table(uniques, lambda name, columns, keys: UniqueKey(name, columns, keys or columns)),
        _by_table(bounds, str),
        {spelling: TypeFacts(kind, inner, *map(tuple, lists)) for spelling, kind, inner, *lists in types},
    )


def _by_table(rows: Iterable[tuple[Any, ...]], make: Callable[..., _Fact]) -> Mapping[TableName, list[_Fact]]:
    """Return a value for each row without its first two columns (schema and table), by these."""
    facts: dict[TableName, list[_Fact]] = defaultdict(list)
    for schema, table, *values in rows:
        facts[schema, table].append(make(*(tuple(value) if isinstance(value, list) else value for value in values)))
    return facts
