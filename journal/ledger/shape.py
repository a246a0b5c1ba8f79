"""How a ledger is made, as pg_catalog has it: columns, keys, rights, and what of it makes a write unforeseeable."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from journal.project.settings import Ledger

if TYPE_CHECKING:
    from psycopg import Connection

INTEGERS = {"smallint": 2**15, "integer": 2**31, "bigint": 2**63}
TEXTS = ("text", "character varying", "character")
OF_ID, OF_TEXT = (*INTEGERS,), TEXTS
OF_MOMENT = (
    *INTEGERS, *TEXTS, "numeric", "real", "double precision", "date", "timestamp with time zone",
    "timestamp without time zone",
)  # fmt: skip

_CLOCKS = re.compile(r"(now|clock_timestamp|statement_timestamp|transaction_timestamp)\(\)|CURRENT_\w+|LOCALTIME\w*")
_CONSTANT = re.compile(r"-?\d+(\.\d+)?|true|false|\(?'([^'\\]|'')*'::[\w .\"]+\)?")
_NEXT = re.compile(r"nextval\('.*'::regclass\)")
_NULL = re.compile(r"NULL::.*")

_COLUMNS = """
SELECT attname::text, pg_catalog.format_type(typ.oid, NULL), atttypmod, attnotnull, attgenerated::text,
       attidentity::text, pg_catalog.pg_get_expr(adbin, adrelid), sequence.seqrelid::bigint, sequence.seqincrement,
       sequence.seqmin, sequence.seqmax, sequence.seqstart, sequence.seqcycle,
       pg_catalog.has_sequence_privilege(sequence.seqrelid, 'USAGE, UPDATE'),
       CASE WHEN pg_catalog.has_sequence_privilege(sequence.seqrelid, 'USAGE, SELECT')
            THEN pg_catalog.pg_sequence_last_value(sequence.seqrelid) END,
       pg_catalog.has_sequence_privilege(sequence.seqrelid, 'SELECT') AND pg_catalog.has_schema_privilege(
         (SELECT relnamespace FROM pg_catalog.pg_class WHERE oid = sequence.seqrelid), 'USAGE'),
       (SELECT collname::text FROM pg_catalog.pg_collation WHERE oid = attcollation AND collname <> 'default'),
       pg_catalog.has_column_privilege(attrelid, attnum, 'INSERT'),
       typ.oid >= 16384 AND typtype <> 'e' OR attcollation >= 16384
  FROM pg_catalog.pg_attribute JOIN pg_catalog.pg_type AS typ ON typ.oid = atttypid
  LEFT JOIN pg_catalog.pg_attrdef AS made ON adrelid = attrelid AND adnum = attnum
  LEFT JOIN pg_catalog.pg_depend AS link ON link.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
   AND (link.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND link.objid = made.oid
        AND link.refobjid <> attrelid
        AND EXISTS (SELECT FROM pg_catalog.pg_sequence WHERE seqrelid = link.refobjid))
  LEFT JOIN pg_catalog.pg_depend AS identity ON attidentity <> '' AND identity.deptype = 'i'
   AND identity.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
   AND identity.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
   AND identity.refobjid = attrelid AND identity.refobjsubid = attnum
  LEFT JOIN pg_catalog.pg_sequence AS sequence ON sequence.seqrelid = COALESCE(identity.objid, link.refobjid)
 WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
_KEYS = """
SELECT ARRAY(SELECT attname::text FROM pg_catalog.unnest(indkey::pg_catalog.int2[]) WITH ORDINALITY AS part (num, place)
               JOIN pg_catalog.pg_attribute ON attrelid = indrelid AND attnum = num
              WHERE place <= indnkeyatts ORDER BY place),
       COALESCE((pg_catalog.to_jsonb(made) ->> 'indnullsnotdistinct')::boolean, false)
  FROM pg_catalog.pg_index AS made WHERE indrelid = %s AND indisunique
"""
_ODD = """
SELECT 'the rule ' || rulename::text, 'change' FROM pg_catalog.pg_rewrite WHERE ev_class = %(oid)s
 UNION ALL
SELECT 'the trigger ' || tgname::text, 'change'
  FROM pg_catalog.pg_trigger WHERE tgrelid = %(oid)s AND NOT tgisinternal AND tgenabled <> 'D' AND tgtype & 20 <> 0
 UNION ALL
SELECT CASE contype WHEN 'c' THEN 'the check constraint ' WHEN 'f' THEN 'the foreign key '
                    WHEN 'x' THEN 'the exclusion constraint ' ELSE 'the NOT NULL that was not validated, ' END
       || conname::text, 'change'
  FROM pg_catalog.pg_constraint
 WHERE conrelid = %(oid)s AND (contype IN ('c', 'f', 'x') OR contype = 'n' AND NOT convalidated)
 UNION ALL
SELECT 'the index ' || class.relname::text, 'change' FROM pg_catalog.pg_index
  JOIN pg_catalog.pg_class AS class ON class.oid = indexrelid JOIN pg_catalog.pg_am AS method ON method.oid = relam
 WHERE indrelid = %(oid)s
   AND (indexprs IS NOT NULL OR indpred IS NOT NULL OR NOT indisvalid OR NOT indimmediate OR indisexclusion
        OR amname NOT IN ('btree', 'hash', 'brin')
        OR EXISTS (SELECT FROM pg_catalog.unnest(indclass::pg_catalog.oid[]) AS used (oid) WHERE used.oid >= 16384)
        OR EXISTS (SELECT FROM pg_catalog.unnest(indcollation::pg_catalog.oid[]) AS used (oid) WHERE used.oid >= 16384))
 UNION ALL
SELECT 'row security', 'read' WHERE pg_catalog.row_security_active(%(oid)s)
 UNION ALL
SELECT 'inheritance', 'read' FROM pg_catalog.pg_inherits WHERE inhrelid = %(oid)s OR inhparent = %(oid)s
 UNION ALL
SELECT 'the type that it was made of', 'update' FROM pg_catalog.pg_class WHERE oid = %(oid)s AND reloftype <> 0
 UNION ALL
SELECT 'a storage of its own', 'change' FROM pg_catalog.pg_class
  JOIN pg_catalog.pg_am AS method ON method.oid = relam WHERE pg_class.oid = %(oid)s AND amname <> 'heap'
 UNION ALL
SELECT 'a publication, and no replica identity', 'update' FROM pg_catalog.pg_class
 WHERE oid = %(oid)s AND relpersistence = 'p'
   AND (relreplident = 'n' OR relreplident = 'd'
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indrelid = %(oid)s AND indisprimary))
   AND CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_publication)
            THEN EXISTS (SELECT FROM pg_catalog.pg_publication_tables AS told
                           JOIN pg_catalog.pg_namespace AS space ON space.nspname = told.schemaname
                          WHERE told.tablename = relname AND space.oid = relnamespace) ELSE false END
"""
_RIGHTS = """
SELECT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
       (SELECT pg_catalog.has_schema_privilege(oid, 'CREATE') FROM pg_catalog.pg_namespace WHERE nspname = %(schema)s),
       (SELECT pg_catalog.has_schema_privilege(oid, 'USAGE') FROM pg_catalog.pg_namespace WHERE nspname = %(schema)s),
       pg_catalog.has_table_privilege(%(oid)s::pg_catalog.oid, 'UPDATE'),
       (SELECT pg_catalog.pg_has_role(relowner, 'USAGE') FROM pg_catalog.pg_class WHERE oid = %(oid)s)
"""


class DefaultValue(StrEnum):
    """What a row gets in a column that no value is given for."""

    NOTHING = "nothing"
    SEQUENCE = "sequence"
    IDENTITY = "identity"
    CLOCK = "clock"
    CONSTANT = "constant"
    RANDOM = "random"
    OTHER = "other"


@dataclass(frozen=True)
class SequenceState:
    """Where a sequence stands: the number that comes next, and its bounds. `usable`: nextval() is allowed."""

    next: int
    increment: int
    least: int
    greatest: int
    cycles: bool
    usable: bool


@dataclass(frozen=True)
class LedgerColumn:
    """A column. `modifier` is pg_attribute.atttypmod; `fixed`: an INSERT may give it no value (428C9).

    `own`: its type or collation is not PostgreSQL's; `insert`: the role may give it a value.
    `collation`: empty for the default one.
    """

    name: str
    type: str
    modifier: int = -1
    required: bool = False
    fixed: bool = False
    filled: DefaultValue = DefaultValue.NOTHING
    own: bool = False
    insert: bool = True
    collation: str = ""
    sequence: SequenceState | None = field(default=None, compare=False)

    @property
    def computed(self) -> bool:
        """Whether it is GENERATED ALWAYS AS an expression."""
        return self.fixed and self.filled is DefaultValue.OTHER


@dataclass(frozen=True)
class Key:
    """A unique key; `nulls_equal`: NULL counts as a value."""

    columns: tuple[str, ...]
    nulls_equal: bool = False


@dataclass(frozen=True)
class Rights:
    """What the connected role may do of what `migrate` does."""

    create_schema: bool = True
    create_table: bool = True
    usage: bool = True
    update: bool = True
    alter: bool = True


@dataclass(frozen=True)
class Shape:
    """How a ledger is made; without columns it is as Drizzle makes it.

    `odd`: what makes the effect of an INSERT or UPDATE unforeseeable; `odd_update`: that of 1.0's first visit.
    """

    columns: tuple[LedgerColumn, ...] = ()
    keys: tuple[Key, ...] = ()
    odd: tuple[str, ...] = ()
    odd_update: tuple[str, ...] = ()
    rights: Rights = Rights()

    @property
    def by_name(self) -> Mapping[str, LedgerColumn]:
        """The columns by their names."""
        return {one.name: one for one in self.columns}


def read_rights(connection: "Connection[Any]", ledger: Ledger, oid: int | None = None) -> Rights:
    """What the role may do; where there is no ledger yet, it will own the one that it makes."""
    row = connection.execute(_RIGHTS, {"schema": ledger.schema, "oid": oid}).fetchone()
    # Of what is not there, the role will be the owner.
    return Rights(*(held is not False for held in row or ()))


def read_shape(connection: "Connection[Any]", ledger: Ledger, oid: int) -> tuple[Shape, tuple[str, ...]]:
    """The shape of an ordinary table, and what makes even a read of it unforeseeable."""
    columns = tuple(_column(connection, row) for row in connection.execute(_COLUMNS, (oid,)).fetchall())
    keys = tuple(Key(tuple(names), nulls) for names, nulls in connection.execute(_KEYS, (oid,)).fetchall())
    found = connection.execute(_ODD, {"oid": oid}).fetchall()
    odd = {use: tuple(what for what, its in found if its == use) for use in ("read", "change", "update")}
    rights = read_rights(connection, ledger, oid)
    more = (*_odd_columns(columns), *_odd_keys(columns, keys))
    return Shape(columns, keys, (*odd["change"], *more), odd["update"], rights), odd["read"]


def _column(connection: "Connection[Any]", row: Sequence[Any]) -> LedgerColumn:
    name, type_, modifier, required, generated, identity, default, *rest, collation, insert, own = row
    filled = DefaultValue.IDENTITY if identity else DefaultValue.OTHER if generated else _filled(default, modifier)
    sequence = _sequence(connection, rest) if rest[0] is not None else None
    if filled in (DefaultValue.SEQUENCE, DefaultValue.IDENTITY) and sequence is None:
        filled = DefaultValue.OTHER
    fixed = bool(generated) or identity == "a"
    return LedgerColumn(name, type_, modifier, required, fixed, filled, own, insert, collation or "", sequence)


def _filled(default: str | None, modifier: int) -> DefaultValue:
    if default is None or _NULL.fullmatch(default):
        return DefaultValue.NOTHING
    if _NEXT.fullmatch(default):
        return DefaultValue.SEQUENCE
    if _CLOCKS.fullmatch(default):
        return DefaultValue.CLOCK
    if default == "gen_random_uuid()":
        return DefaultValue.RANDOM
    return DefaultValue.CONSTANT if _CONSTANT.fullmatch(default) and modifier == -1 else DefaultValue.OTHER


def _sequence(connection: "Connection[Any]", rest: Sequence[Any]) -> SequenceState | None:
    """None where the role may use it, and may not read where it stands."""
    oid, increment, least, greatest, start, cycles, usable, last, readable = rest
    if last is not None:
        return SequenceState(last + increment, increment, least, greatest, cycles, usable)
    # It has given no number yet: where it begins is in itself alone, for RESTART WITH and setval() put it there.
    began = _began(connection, oid) if readable else None
    if began is None and usable:
        return None
    return SequenceState(start if began is None else began, increment, least, greatest, cycles, usable)


def _began(connection: "Connection[Any]", oid: int) -> int | None:
    from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

    query = (
        "SELECT space.nspname::text, class.relname::text FROM pg_catalog.pg_class AS class "
        "JOIN pg_catalog.pg_namespace AS space ON space.oid = relnamespace WHERE class.oid = %s AND relkind = 'S'"
    )
    names = connection.execute(query, (oid,)).fetchone()
    row = connection.execute(sql.SQL("SELECT last_value FROM {}").format(sql.Identifier(*names))) if names else None
    found = row.fetchone() if row else None
    return int(found[0]) if found else None


def _odd_columns(columns: Sequence[LedgerColumn]) -> Iterator[str]:
    for one in columns:
        if one.own:
            yield f"the type {one.type} of the column {one.name}"
        elif one.filled is DefaultValue.OTHER and one.name not in ("hash", "created_at", "name"):
            yield f"what computes the column {one.name}"


def _odd_keys(columns: Sequence[LedgerColumn], keys: Sequence[Key]) -> Iterator[str]:
    filled = {one.name: one.filled for one in columns}
    for key in keys:
        for name in key.columns:
            known = name in ("id", "hash", "created_at", "name") or filled.get(name) is DefaultValue.RANDOM
            empty = filled.get(name) is DefaultValue.NOTHING and not key.nulls_equal
            numbered = name == "id" and filled.get(name) in (DefaultValue.CLOCK, DefaultValue.CONSTANT)
            if not (known or empty) or numbered:
                yield f"the unique key ({', '.join(key.columns)})"
                break
