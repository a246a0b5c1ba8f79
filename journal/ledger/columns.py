"""The ledger's columns: what Drizzle's own are, a row of them, and what the columns of a live table are."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import quoted
from journal.dataclass import dataclass
from journal.ledger.privileges import Rights, read_rights
from journal.project.settings import Ledger

if TYPE_CHECKING:
    from psycopg import Connection

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|Infinity)")
_BASED = re.compile(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_BLANKS = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"  # noqa: E501
INTEGERS = {"smallint": 2**15, "integer": 2**31, "bigint": 2**63}
_TEXTS = ("text", "character varying", "character")
_MOMENTS = (*INTEGERS, *_TEXTS, "numeric", "date", "timestamp with time zone", "timestamp without time zone")
READABLE: Mapping[str, Sequence[str]] = {"id": (*INTEGERS,), "hash": _TEXTS, "created_at": _MOMENTS, "name": _TEXTS}
"""The columns that Drizzle reads, with the types that can be read. A LedgerRow has a field for each."""
WRITABLE: Mapping[str, Sequence[str]] = {"created_at": ("bigint",), "hash": _TEXTS[:2], "name": _TEXTS[:2]}
"""The columns that Drizzle writes, with the types that can be written."""
ADDED_BY_1 = ("name",)
"""Columns that only drizzle-orm 1.0 knows."""
_CLOCKS = re.compile(r"(now|clock_timestamp|statement_timestamp|transaction_timestamp)\(\)|CURRENT_\w+|LOCALTIME\w*")
_CONSTANT = re.compile(r"-?\d+(\.\d+)?|true|false|\(?'([^'\\]|'')*'::[\w .\"]+\)?")
_NEXT = re.compile(r"nextval\('.*'::regclass\)")
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
                    WHEN 'x' THEN 'the exclusion constraint ' ELSE 'the NOT NULL that is not validated, ' END
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
SELECT 'its OF type', 'update' FROM pg_catalog.pg_class WHERE oid = %(oid)s AND reloftype <> 0
 UNION ALL
SELECT 'an access method other than heap', 'change' FROM pg_catalog.pg_class
  JOIN pg_catalog.pg_am AS method ON method.oid = relam WHERE pg_class.oid = %(oid)s AND amname <> 'heap'
 UNION ALL
SELECT 'a publication without a replica identity', 'update' FROM pg_catalog.pg_class
 WHERE oid = %(oid)s AND relpersistence = 'p'
   AND (relreplident = 'n' OR relreplident = 'd'
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indrelid = %(oid)s AND indisprimary))
   AND CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_publication)
            THEN EXISTS (SELECT FROM pg_catalog.pg_publication_tables AS published
                           JOIN pg_catalog.pg_namespace AS space ON space.nspname = published.schemaname
                          WHERE published.tablename = relname AND space.oid = relnamespace) ELSE false END
"""
_SEQUENCE_NAME = """
SELECT space.nspname::text, class.relname::text FROM pg_catalog.pg_class AS class
  JOIN pg_catalog.pg_namespace AS space ON space.oid = relnamespace WHERE class.oid = %s AND relkind = 'S'
"""


def js_number(text: str) -> float:
    """Return `Number(text)`: NaN if the text is no number."""
    stripped = text.strip(_BLANKS)
    if not stripped:
        return 0.0
    if _BASED.fullmatch(stripped):
        return float(int(stripped, 0))
    return float(stripped.replace("Infinity", "inf")) if _NUMBER.fullmatch(stripped) else math.nan


@dataclass(frozen=True)
class LedgerRow:
    """One row. `created_at` is the entry's `when`, in milliseconds, as Drizzle writes it; `name` is 1.0's.

    `raw`: the value as JavaScript shows it, if the column has no integer type; `created_at` is then None unless the
    value is a whole number.
    """

    id: int
    hash: str
    created_at: int | None
    name: str | None = None
    raw: str | None = None

    @property
    def number(self) -> float:
        """`Number(created_at)` in JavaScript; NULL is 0."""
        return js_number(self.raw) if self.raw is not None else float(self.created_at or 0)


class DefaultValue(StrEnum):
    """What fills a column that an INSERT does not name. SAME: a constant, or the time of the transaction."""

    NOTHING = "nothing"
    SEQUENCE = "sequence"
    IDENTITY = "identity"
    SAME = "same"
    RANDOM = "random"
    OTHER = "other"


@dataclass(frozen=True)
class SequenceState:
    """The next number of a sequence, and its bounds. `usable`: the role may call nextval()."""

    next: int
    increment: int
    least: int
    greatest: int
    cycles: bool
    usable: bool


@dataclass(frozen=True)
class LedgerColumn:
    """A column. `modifier` is pg_attribute.atttypmod; `fixed`: an INSERT may not name it (428C9).

    `own`: its type or collation is not PostgreSQL's; `insert`: the role may insert a value.
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
        """Tell whether it is GENERATED ALWAYS AS an expression."""
        return self.fixed and self.filled is DefaultValue.OTHER


@dataclass(frozen=True)
class Key:
    """A unique key; `nulls_equal`: NULL counts as a value."""

    columns: tuple[str, ...]
    nulls_equal: bool = False


@dataclass(frozen=True)
class Shape:
    """The definition of a ledger; without columns it is Drizzle's own.

    `odd`: what makes the effect of an INSERT or UPDATE unpredictable; `odd_update`: the same for 1.0's first visit.
    """

    columns: tuple[LedgerColumn, ...] = ()
    keys: tuple[Key, ...] = ()
    odd: tuple[str, ...] = ()
    odd_update: tuple[str, ...] = ()
    rights: Rights = field(default_factory=Rights)

    @property
    def by_name(self) -> Mapping[str, LedgerColumn]:
        """The columns by their names."""
        return {column.name: column for column in self.columns}


def read_shape(connection: "Connection[Any]", ledger: Ledger, oid: int) -> tuple[Shape, tuple[str, ...]]:
    """Return the shape of an ordinary table, and what makes even a read of it unpredictable."""
    columns = tuple(_column(connection, row) for row in connection.execute(_COLUMNS, (oid,)).fetchall())
    keys = tuple(Key(tuple(names), nulls) for names, nulls in connection.execute(_KEYS, (oid,)).fetchall())
    found = connection.execute(_ODD, {"oid": oid}).fetchall()
    odd = {use: tuple(what for what, its in found if its == use) for use in ("read", "change", "update")}
    change = [*odd["change"]]
    for column in columns:
        if column.own:
            change.append(f"the type {column.type} of the column {column.name}")
        elif column.filled is DefaultValue.OTHER and column.name not in WRITABLE:
            change.append(f"the default of the column {column.name}")
    for key in keys:  # whose value in a new row cannot be predicted
        filled = [(name, next((one.filled for one in columns if one.name == name), None)) for name in key.columns]
        known = [DefaultValue.RANDOM, *([] if key.nulls_equal else [DefaultValue.NOTHING])]
        if ("id", DefaultValue.SAME) in filled or any(
            name not in READABLE and value not in known for name, value in filled
        ):
            change.append(f"the unique key ({', '.join(key.columns)})")
    return Shape(columns, keys, tuple(change), odd["update"], read_rights(connection, ledger, oid)), odd["read"]


def _column(connection: "Connection[Any]", row: Sequence[Any]) -> LedgerColumn:
    name, type_, modifier, required, generated, identity, default, *rest, collation, insert, own = row
    sequence = _sequence(connection, rest) if rest[0] is not None else None
    if generated:
        filled = DefaultValue.OTHER
    elif identity or _NEXT.fullmatch(default or ""):
        filled = (DefaultValue.IDENTITY if identity else DefaultValue.SEQUENCE) if sequence else DefaultValue.OTHER
    elif default is None or default.startswith("NULL::"):
        filled = DefaultValue.NOTHING
    elif default == "gen_random_uuid()":
        filled = DefaultValue.RANDOM
    else:
        same = _CLOCKS.fullmatch(default) or (modifier == -1 and _CONSTANT.fullmatch(default))
        filled = DefaultValue.SAME if same else DefaultValue.OTHER
    fixed = bool(generated) or identity == "a"
    return LedgerColumn(name, type_, modifier, required, fixed, filled, own, insert, collation or "", sequence)


def _sequence(connection: "Connection[Any]", row: Sequence[Any]) -> SequenceState | None:
    """Return None if the role may use the sequence, but may not read its position."""
    oid, increment, least, greatest, start, cycles, usable, last, readable = row
    following = None if last is None else last + increment
    if following is None and readable:
        # Before the first nextval() only the sequence itself knows what RESTART WITH or setval() made of its start.
        for names in connection.execute(_SEQUENCE_NAME, (oid,)).fetchall():
            query = f"SELECT last_value FROM {quoted(*names)}"  # noqa: S608 - quoted, and the kind is a sequence
            following = next((value for (value,) in connection.execute(query.encode()).fetchall()), None)
    if following is None and usable:
        return None
    return SequenceState(start if following is None else following, increment, least, greatest, cycles, usable)
