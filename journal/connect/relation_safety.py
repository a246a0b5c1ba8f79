"""Check in pg_catalog what runs when a session with more rights than the owner's reads a relation or writes to it.

The owner of a relation decides what runs when another role uses it: triggers, rules, a view in its place, functions in
defaults, checks and indexes. That code has the rights of the user, and `SET ROLE` is no protection: the code can reset
it. A role that owns the relation and is no superuser runs such code with its own rights alone.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from journal.dataclass import dataclass
from journal.errors import JournalError

if TYPE_CHECKING:
    from psycopg import Connection

# PostgreSQL's own functions that are not immutable, but harmless. Others take SQL as text (query_to_xml), files
# (lo_export), or settings (set_config).
_HARMLESS = (
    "nextval", "currval", "now", "transaction_timestamp", "statement_timestamp", "clock_timestamp", "timeofday",
    "gen_random_uuid", "uuidv4", "uuidv7", "random", "timestamptz", "timestamp", "date", "time", "timetz", "timezone",
    "date_trunc", "date_part", "extract", "age", "to_char", "to_date", "to_timestamp", "to_number", "make_timestamptz",
    "date_bin", "to_tsvector", "timestamptz_pl_interval", "timestamptz_mi_interval", "timestamptz_eq_timestamp",
    "generate_subscripts", "concat", "concat_ws", "format", "to_json", "to_jsonb", "json_build_object",
    "jsonb_build_object", "jsonb_build_array", "json_build_array", "row_to_json", "array_to_string", "array_to_json",
    "date_eq_timestamptz", "date_lt_timestamptz", "date_gt_timestamptz", "date_le_timestamptz", "date_ge_timestamptz",
    "timestamptz_eq_date", "timestamptz_lt_date", "timestamptz_gt_date", "timestamptz_le_date", "timestamptz_ge_date",
    "timestamp_lt_timestamptz", "timestamp_gt_timestamptz", "timestamp_le_timestamptz", "timestamp_ge_timestamptz",
    "timestamptz_lt_timestamp", "timestamptz_gt_timestamp", "timestamptz_le_timestamp", "timestamptz_ge_timestamp",
    "getpgusername", "current_user", "session_user", "current_database", "current_schema", "txid_current",
    "pg_current_xact_id", "pg_backend_pid",
)  # fmt: skip

_RELATION = """
SELECT class.oid, class.relkind::pg_catalog.text, pg_catalog.quote_ident(owner.rolname::pg_catalog.text),
       owner.rolsuper, here.rolsuper,
       class.relowner OPERATOR(pg_catalog.=) here.oid AND CURRENT_USER OPERATOR(pg_catalog.=) SESSION_USER
  FROM pg_catalog.pg_class AS class
  JOIN pg_catalog.pg_namespace AS space ON space.oid OPERATOR(pg_catalog.=) class.relnamespace
  JOIN pg_catalog.pg_roles AS owner ON owner.oid OPERATOR(pg_catalog.=) class.relowner
  JOIN pg_catalog.pg_roles AS here ON here.rolname OPERATOR(pg_catalog.=) CURRENT_USER
 WHERE space.nspname OPERATOR(pg_catalog.=) %s AND class.relname OPERATOR(pg_catalog.=) %s
"""
# `use` is what runs the code: a read, a write, a read of the children as well. A read also plans, and the planner
# computes the constants in the expressions of indexes, checks and statistics.
_CODE = r"""
WITH own AS MATERIALIZED (
  SELECT 'default of column' AS kind, attname::pg_catalog.text AS name,
         'pg_catalog.pg_attrdef'::pg_catalog.regclass AS class,
         CASE WHEN attgenerated OPERATOR(pg_catalog.=) 'v' THEN 'read' ELSE 'write' END AS use, made.oid,
         adbin::pg_catalog.text AS tree
    FROM pg_catalog.pg_attrdef AS made JOIN pg_catalog.pg_attribute
      ON attrelid OPERATOR(pg_catalog.=) adrelid AND attnum OPERATOR(pg_catalog.=) adnum
   WHERE adrelid OPERATOR(pg_catalog.=) %(oid)s
   UNION ALL
  SELECT 'check constraint', conname::pg_catalog.text, 'pg_catalog.pg_constraint'::pg_catalog.regclass, 'read', oid,
         conbin::pg_catalog.text
    FROM pg_catalog.pg_constraint WHERE conrelid OPERATOR(pg_catalog.=) %(oid)s AND contype OPERATOR(pg_catalog.=) 'c'
   UNION ALL
  SELECT 'index', relname::pg_catalog.text, 'pg_catalog.pg_class'::pg_catalog.regclass, 'read', indexrelid,
         pg_catalog.concat(indexprs::pg_catalog.text, indpred::pg_catalog.text)
    FROM pg_catalog.pg_index JOIN pg_catalog.pg_class ON oid OPERATOR(pg_catalog.=) indexrelid
   WHERE indrelid OPERATOR(pg_catalog.=) %(oid)s
   UNION ALL
  SELECT 'statistics', stxname::pg_catalog.text, 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, 'read', oid,
         stxexprs::pg_catalog.text
    FROM pg_catalog.pg_statistic_ext WHERE stxrelid OPERATOR(pg_catalog.=) %(oid)s
), needed AS (
  SELECT kind, name, use, refclassid, refobjid FROM own JOIN pg_catalog.pg_depend AS link
    ON link.classid OPERATOR(pg_catalog.=) own.class AND link.objid OPERATOR(pg_catalog.=) own.oid
), called AS (
  SELECT kind, name, use, found[1]::pg_catalog.oid AS function
    FROM own, pg_catalog.regexp_matches(tree, ':(?:funcid|opfuncid|aggfnoid|winfnoid) (\d+)', 'g') AS found
   UNION
  SELECT kind, name, use, oprcode::pg_catalog.oid
    FROM own, pg_catalog.regexp_matches(tree, ':opno (\d+)', 'g') AS found
    JOIN pg_catalog.pg_operator AS operator ON operator.oid OPERATOR(pg_catalog.=) found[1]::pg_catalog.oid
   UNION
  SELECT kind, name, use, refobjid
    FROM needed WHERE refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
   UNION
  SELECT kind, name, use, oprcode::pg_catalog.oid
    FROM needed JOIN pg_catalog.pg_operator AS operator ON operator.oid OPERATOR(pg_catalog.=) refobjid
   WHERE refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_operator'::pg_catalog.regclass
), functions AS (
  SELECT called.*, proc.oid::pg_catalog.regprocedure AS calls, owner.rolsuper AS trusted,
         CASE WHEN proc.oid OPERATOR(pg_catalog.<) 16384
              THEN provolatile OPERATOR(pg_catalog.=) 'i'
                   OR proname::pg_catalog.text OPERATOR(pg_catalog.=) ANY (%(harmless)s)
              ELSE provolatile OPERATOR(pg_catalog.=) 'i' AND owner.rolsuper END AS harmless
    FROM called JOIN pg_catalog.pg_proc AS proc ON proc.oid OPERATOR(pg_catalog.=) function
    JOIN pg_catalog.pg_roles AS owner ON owner.oid OPERATOR(pg_catalog.=) proowner
), columns AS (
  SELECT attname, COALESCE(element.oid, own.oid) AS oid
    FROM pg_catalog.pg_attribute JOIN pg_catalog.pg_type AS own ON own.oid OPERATOR(pg_catalog.=) atttypid
    LEFT JOIN pg_catalog.pg_type AS element
      ON own.typcategory OPERATOR(pg_catalog.=) 'A' AND element.oid OPERATOR(pg_catalog.=) own.typelem
   WHERE attrelid OPERATOR(pg_catalog.=) %(oid)s AND attnum OPERATOR(pg_catalog.>) 0 AND NOT attisdropped
), types AS (
  SELECT pg_catalog.concat(kind, ' ', name, ', which uses') AS what, use, refobjid AS oid
    FROM needed WHERE refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass
   UNION ALL
  SELECT pg_catalog.concat('column ', attname, ' of'), 'write', columns.oid FROM columns
)
SELECT pg_catalog.concat(kind, ' ', name, ', which calls ', calls), use, trusted FROM functions WHERE NOT harmless
 UNION ALL
SELECT pg_catalog.concat(what, ' the type ', pg_catalog.format_type(types.oid, NULL)), use, owner.rolsuper
  FROM types JOIN pg_catalog.pg_type AS typ ON typ.oid OPERATOR(pg_catalog.=) types.oid
  JOIN pg_catalog.pg_roles AS owner ON owner.oid OPERATOR(pg_catalog.=) typowner
 WHERE types.oid OPERATOR(pg_catalog.>=) 16384 AND typtype OPERATOR(pg_catalog.<>) 'e'
   AND NOT owner.rolsuper
 UNION ALL
SELECT pg_catalog.concat('column ', attname, ', whose cast calls ', castfunc::pg_catalog.regprocedure), 'cast', false
  FROM columns JOIN pg_catalog.pg_cast
    ON castsource OPERATOR(pg_catalog.=) columns.oid OR casttarget OPERATOR(pg_catalog.=) columns.oid
  JOIN pg_catalog.pg_proc AS proc ON proc.oid OPERATOR(pg_catalog.=) castfunc
  JOIN pg_catalog.pg_roles AS owner ON owner.oid OPERATOR(pg_catalog.=) proowner
 WHERE columns.oid OPERATOR(pg_catalog.>=) 16384 AND NOT owner.rolsuper
 UNION ALL
SELECT pg_catalog.concat('trigger ', tgname, ', which calls ', tgfoid::pg_catalog.regprocedure), 'fire', owner.rolsuper
  FROM pg_catalog.pg_trigger JOIN pg_catalog.pg_proc AS proc ON proc.oid OPERATOR(pg_catalog.=) tgfoid
  JOIN pg_catalog.pg_roles AS owner ON owner.oid OPERATOR(pg_catalog.=) proowner
 WHERE tgrelid OPERATOR(pg_catalog.=) %(oid)s AND NOT tgisinternal AND tgenabled OPERATOR(pg_catalog.<>) 'D'
 UNION ALL
SELECT pg_catalog.concat('rule ', rulename), 'write', true
  FROM pg_catalog.pg_rewrite WHERE ev_class OPERATOR(pg_catalog.=) %(oid)s
 UNION ALL
SELECT pg_catalog.concat('policy ', polname), 'policy', true
  FROM pg_catalog.pg_policy WHERE polrelid OPERATOR(pg_catalog.=) %(oid)s
 UNION ALL
SELECT pg_catalog.concat('parent ', inhparent::pg_catalog.regclass), 'children', true
  FROM pg_catalog.pg_inherits WHERE inhrelid OPERATOR(pg_catalog.=) %(oid)s
 UNION ALL
SELECT pg_catalog.concat('child ', inhrelid::pg_catalog.regclass), 'children', true
  FROM pg_catalog.pg_inherits WHERE inhparent OPERATOR(pg_catalog.=) %(oid)s
"""
# Foreign keys: their checks run in the other table as its owner, and their actions change rows of the other.
_KEYS = """
SELECT conname::pg_catalog.text, space.nspname::pg_catalog.text, other.relname::pg_catalog.text,
       confrelid OPERATOR(pg_catalog.=) %(oid)s
         AND (confdeltype OPERATOR(pg_catalog.=) ANY ('{c,n,d}'::pg_catalog."char"[])
              OR confupdtype OPERATOR(pg_catalog.=) ANY ('{c,n,d}'::pg_catalog."char"[]))
  FROM pg_catalog.pg_constraint JOIN pg_catalog.pg_class AS other ON other.oid OPERATOR(pg_catalog.=)
       CASE WHEN conrelid OPERATOR(pg_catalog.=) %(oid)s THEN confrelid ELSE conrelid END
  JOIN pg_catalog.pg_namespace AS space ON space.oid OPERATOR(pg_catalog.=) other.relnamespace
 WHERE contype OPERATOR(pg_catalog.=) 'f' AND other.oid OPERATOR(pg_catalog.<>) %(oid)s
   AND (conrelid OPERATOR(pg_catalog.=) %(oid)s OR confrelid OPERATOR(pg_catalog.=) %(oid)s)
"""
COUNTS = frozenset({"read", "children"})
COPIES = frozenset({"read", "cast"})
FILLS = COUNTS | COPIES | {"write"}
READS = frozenset({"read", "policy"})
READS_ALL = READS | {"children"}
WRITES = FILLS | {"fire", "policy"}
KINDS = {
    "v": "view", "m": "materialized view", "f": "foreign table", "p": "partitioned table", "S": "sequence",
    "i": "index", "I": "partitioned index", "c": "composite type", "t": "TOAST table",
}  # fmt: skip
_RUNS_NOTHING = frozenset("rSiIct")  # the kinds whose use runs no code by itself
_SHOWN = 3


class RelationUnsafe(JournalError):
    """Using the relation would run code of its owner with rights that the owner lacks."""

    code = "relation-unsafe"


@dataclass(frozen=True)
class Relation:
    """A relation that may be used. `kind` is pg_class.relkind; `owned`: the session has only its owner's rights."""

    oid: int
    kind: str
    owner: str
    owned: bool


def check_relation(
    connection: "Connection[Any]", schema: str, table: str, uses: frozenset[str] = READS
) -> Relation | None:
    """Return the relation, or None without one, in the transaction that uses it. Raises RelationUnsafe.

    `uses`: READS (`ONLY` this relation), READS_ALL or WRITES for our own tables; COUNTS, COPIES (values as text) or
    FILLS (no trigger fires) for others, whose policies do not apply to our sessions. Lock it before a write.
    """
    row = connection.execute(_RELATION, (schema, table)).fetchone()
    if row is None:
        return None
    oid, kind, owner, is_superusers, is_super, owns = row
    relation = Relation(oid, kind, owner, owns and not is_super)
    if not relation.owned:
        # A superuser may do everything here already: only code that others can replace counts.
        rows = connection.execute(_CODE, {"oid": oid, "harmless": list(_HARMLESS)}).fetchall()
        found = [f"it has the {what}" for what, use, trusted in rows if use in uses and not (is_superusers and trusted)]
        found += _behind_keys(connection, oid) if "write" in uses else ()
        if kind in "vf" or (kind not in _RUNS_NOTHING and not is_superusers):
            found.insert(0, f"it is a {KINDS.get(kind, kind)}")
        if found:
            more = f", and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
            raise RelationUnsafe(
                f"{schema}.{table} is not used, because {' and '.join(found[:_SHOWN])}{more}. Using it would run code "
                "of another role with the rights of your role.",
                hint=f"Connect as its owner, {owner}: then the code runs with the owner's rights. Or drop it first.",
            )
    return relation


def _behind_keys(connection: "Connection[Any]", oid: int) -> Iterator[str]:
    """Yield what a foreign key would run in the other table."""
    for key, schema, table, acts in connection.execute(_KEYS, {"oid": oid}).fetchall():
        try:
            other = check_relation(connection, schema, table)
        except RelationUnsafe as unsafe:
            yield f"it has the foreign key {key}, and {unsafe.message.partition('. Using it')[0]}"
        else:
            if acts and other and not other.owned:
                yield f"it has the foreign key {key}, whose action changes {schema}.{table}"
