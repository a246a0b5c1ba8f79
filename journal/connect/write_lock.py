"""Lock a table against changes of its definition before our writes, and look what runs when it is written to.

The look that every write begins with is one cheap query, sent with the lock: is it a table that runs nothing at all?
Only one that may run something is examined in detail, by `check_relation`.

The lock does not keep the name: the owner of the schema may rename it, and another one to its name. So each write is
one statement that also looks whether the schema's row in pg_namespace is the one from before the lock.
"""

from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from journal.connect.message import send_at_once
from journal.connect.relation_safety import WRITES, RelationUnsafe, check_relation
from journal.dataclass import dataclass

if TYPE_CHECKING:
    from psycopg import Connection

# Such a table runs only PostgreSQL's own code: no triggers (so no foreign keys either), rules, policies, children or
# parents, no check constraints, no expressions in indexes or statistics, only types of PostgreSQL's. A default is
# now(), or nextval() of one sequence, perhaps cast from bigint to integer or smallint. No view is asked, and nothing is
# joined: it runs for each file, and PostgreSQL takes longer to plan it than to run it. OFFSET 0 keeps the planner from
# making joins of the conditions, whose order it would search for.
_RUNS_NOTHING = r"""
SELECT FROM pg_catalog.pg_class AS class
 WHERE class.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass({name})::pg_catalog.oid
   AND relkind OPERATOR(pg_catalog.=) 'r' AND reloftype OPERATOR(pg_catalog.=) 0 AND relchecks OPERATOR(pg_catalog.=) 0
   AND NOT (relhasrules OR relhastriggers OR relrowsecurity OR relforcerowsecurity OR relhassubclass OR relispartition)
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid OPERATOR(pg_catalog.=) class.oid OFFSET 0)
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_statistic_ext WHERE stxrelid OPERATOR(pg_catalog.=) class.oid OFFSET 0)
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indrelid OPERATOR(pg_catalog.=) class.oid
         AND (indexprs IS NOT NULL OR indpred IS NOT NULL) OFFSET 0)
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute
        WHERE attrelid OPERATOR(pg_catalog.=) class.oid AND attnum OPERATOR(pg_catalog.>) 0 AND NOT attisdropped
          AND (atttypid OPERATOR(pg_catalog.>=) 16384 OR attgenerated OPERATOR(pg_catalog.<>) '') OFFSET 0)
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_attrdef WHERE adrelid OPERATOR(pg_catalog.=) class.oid
         AND adbin::pg_catalog.text OPERATOR(pg_catalog.!~) {harmless} OFFSET 0)
"""
# Any change of the row has another xmin. Our statements find the row only if they see what was committed by now.
_NAMED = """
SELECT oid, xmin, pg_catalog.current_setting('transaction_isolation')
  FROM pg_catalog.pg_namespace WHERE nspname OPERATOR(pg_catalog.=) {schema}
"""
# PostgreSQL finds and locks the table of the write before it runs anything, and runs the condition before the write.
# The cast fails, so that the write and its triggers do not run; `concat` keeps the planner from evaluating it earlier.
_GUARDED = """
WITH written AS ({write} RETURNING 1)
SELECT FROM written WHERE CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_namespace
   WHERE oid OPERATOR(pg_catalog.=) {oid} AND xmin OPERATOR(pg_catalog.=) {xmin}::pg_catalog.xid
     AND nspname OPERATOR(pg_catalog.=) {schema})
  THEN true ELSE pg_catalog.concat({renamed})::pg_catalog.bool END
"""
# Besides rules, with which no such statement works: who may change what a write runs, or which table its name finds.
# Members stand for roles that cannot log in.
_DETAILS = """
SELECT pg_catalog.current_setting('transaction_isolation'), class.relhasrules, ARRAY(
  SELECT pg_catalog.quote_ident(other.rolname::pg_catalog.text) FROM pg_catalog.pg_roles AS other
   WHERE other.rolcanlogin AND NOT other.rolsuper AND other.rolname OPERATOR(pg_catalog.<>) SESSION_USER
     AND (pg_catalog.pg_has_role(other.oid, class.relowner, 'MEMBER')
          OR pg_catalog.pg_has_role(other.oid, space.nspowner, 'MEMBER')
          OR EXISTS (SELECT FROM pg_catalog.aclexplode(class.relacl) AS given
              WHERE given.privilege_type OPERATOR(pg_catalog.=) ANY ('{TRIGGER,REFERENCES}'::pg_catalog.text[])
                AND (given.grantee OPERATOR(pg_catalog.=) 0
                     OR pg_catalog.pg_has_role(other.oid, given.grantee, 'MEMBER'))))
   ORDER BY other.rolname LIMIT 3)
  FROM pg_catalog.pg_class AS class
  JOIN pg_catalog.pg_namespace AS space ON space.oid OPERATOR(pg_catalog.=) class.relnamespace
 WHERE space.nspname OPERATOR(pg_catalog.=) %s AND class.relname OPERATOR(pg_catalog.=) %s
"""
_NOW = r"\{FUNCEXPR :funcid 1299 [^{}]*\}"
_NEXTVAL = r"\{FUNCEXPR :funcid 1574 [^{}]*\{CONST :consttype 2205 [^{}]*\}[^{}]*\}"
_SHORTER = r"\{FUNCEXPR :funcid (?:480|714) [^{}]*" + _NEXTVAL + r"[^{}]*\}"
_HARMLESS = rf"^(?:{_NOW}|{_NEXTVAL}|{_SHORTER})$"
Mode = Literal["ROW EXCLUSIVE", "SHARE ROW EXCLUSIVE"]
"""Either excludes new triggers, rules, indexes and columns. Only the second excludes other writers."""


@dataclass(frozen=True)
class LockedTable:
    """A table that is locked and safe to write to, in the open transaction. `oid` and `xmin`: its schema's row.

    `guarded`: that row is looked at in each write, which no table with rules allows.
    """

    connection: "Connection[Any]"
    schema: str
    table: str
    oid: int
    xmin: int
    guarded: bool = True

    def write(self, statement: str) -> int:
        """Send one INSERT, UPDATE or DELETE, and return its number of rows. Raises the driver's error.

        It fails, and runs nothing, if the name of the schema has become another's.
        """
        from psycopg.sql import quote

        if not self.guarded:
            return send_at_once(self.connection, statement)[-1].command_tuples or 0
        renamed = f"the schema {self.schema} was changed while {self.table} was written to"
        words = {"oid": self.oid, "xmin": quote(str(self.xmin)), "schema": quote(self.schema)}
        text = _GUARDED.format(write=statement, renamed=quote(renamed), **words)
        return send_at_once(self.connection, text)[-1].ntuples


def lock_for_write(
    connection: "Connection[Any]", schema: str, table: str, mode: Mode = "ROW EXCLUSIVE", *, ahead: str = ""
) -> LockedTable:
    """Lock a table until the open transaction ends, and check what a write to it runs. Raises RelationUnsafe.

    `ahead` is sent before the lock, in the same message where the encoding that it sets makes no difference.
    """
    text = _statements(schema, table, mode)
    if ahead and not text.isascii():
        send_at_once(connection, ahead)
        ahead = ""
    *_, named, _, found = send_at_once(connection, f"{ahead}; {text}" if ahead else text)
    oid, xmin = (int(named.get_value(0, column) or 0) for column in (0, 1))
    if found.ntuples and (named.get_value(0, 2) or b"").startswith(b"read"):
        return LockedTable(connection, schema, table, oid, xmin)
    check_relation(connection, schema, table, WRITES)
    return LockedTable(connection, schema, table, oid, xmin, guarded=not _has_rules(connection, schema, table))


def _has_rules(connection: "Connection[Any]", schema: str, table: str) -> bool:
    """Tell whether it has rules. Raises RelationUnsafe if the transaction cannot see what others change meanwhile."""
    level, rules, others = connection.execute(_DETAILS, (schema, table)).fetchone() or ("", False, [])
    if others and not level.startswith("read"):
        raise RelationUnsafe(
            f"{schema}.{table} is not used, because this transaction is {level.upper()}: it does not see later changes "
            f"by {' and '.join(others)}. Their code would run with the rights of this session.",
            hint="Let the file begin its transaction itself: BEGIN ISOLATION LEVEL READ COMMITTED.",
        )
    return bool(rules)


@cache
def _statements(schema: str, table: str, mode: Mode) -> str:
    from psycopg import sql

    name = sql.Identifier(schema, table)
    named = sql.SQL(_NAMED).format(schema=sql.Literal(schema))
    look = sql.SQL(_RUNS_NOTHING).format(name=sql.Literal(name.as_string(None)), harmless=sql.Literal(_HARMLESS))
    lock = sql.SQL("{}; LOCK TABLE ONLY {} IN {} MODE; {}")
    return lock.format(named, name, sql.SQL(mode), look).as_string(None)
