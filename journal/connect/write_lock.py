"""Lock a table against changes of its definition before our writes, and look what runs when it is written to.

The look that every write begins with is one cheap query, sent with the lock: is it a table that runs nothing at all?
Only one that may run something is examined in detail, by `check_relation`.
"""

from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from journal.connect.message import send_at_once
from journal.connect.relation_safety import WRITES, check_relation

if TYPE_CHECKING:
    from psycopg import Connection

# Such a table runs only PostgreSQL's own code: no triggers (so no foreign keys either), rules, policies, children or
# parents, no check constraints, no expressions in indexes or statistics, only types of PostgreSQL's. A default is
# now(), or nextval() of one sequence, perhaps cast from bigint to integer or smallint. No view is asked, and nothing is
# joined: it runs for each file, and PostgreSQL takes longer to plan it than to run it.
_RUNS_NOTHING = r"""
SELECT FROM pg_catalog.pg_class AS class
 WHERE class.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass({name})::pg_catalog.oid
   AND relkind OPERATOR(pg_catalog.=) 'r' AND reloftype OPERATOR(pg_catalog.=) 0 AND relchecks OPERATOR(pg_catalog.=) 0
   AND NOT (relhasrules OR relhastriggers OR relrowsecurity OR relforcerowsecurity OR relhassubclass OR relispartition)
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid OPERATOR(pg_catalog.=) class.oid)
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_statistic_ext WHERE stxrelid OPERATOR(pg_catalog.=) class.oid)
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indrelid OPERATOR(pg_catalog.=) class.oid
         AND (indexprs IS NOT NULL OR indpred IS NOT NULL))
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute
        WHERE attrelid OPERATOR(pg_catalog.=) class.oid AND attnum OPERATOR(pg_catalog.>) 0 AND NOT attisdropped
          AND (atttypid OPERATOR(pg_catalog.>=) 16384 OR attgenerated OPERATOR(pg_catalog.<>) ''))
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_attrdef WHERE adrelid OPERATOR(pg_catalog.=) class.oid
         AND adbin::pg_catalog.text OPERATOR(pg_catalog.!~) {harmless})
"""
_NOW = r"\{FUNCEXPR :funcid 1299 [^{}]*\}"
_NEXTVAL = r"\{FUNCEXPR :funcid 1574 [^{}]*\{CONST :consttype 2205 [^{}]*\}[^{}]*\}"
_SHORTER = r"\{FUNCEXPR :funcid (?:480|714) [^{}]*" + _NEXTVAL + r"[^{}]*\}"
_HARMLESS = rf"^(?:{_NOW}|{_NEXTVAL}|{_SHORTER})$"
Mode = Literal["ROW EXCLUSIVE", "SHARE ROW EXCLUSIVE"]
"""Either excludes new triggers, rules, indexes and columns. Only the second excludes other writers."""


def lock_for_write(
    connection: "Connection[Any]", schema: str, table: str, mode: Mode = "ROW EXCLUSIVE", *, ahead: str = ""
) -> None:
    """Lock a table until the open transaction ends, and check what a write to it runs. Raises RelationUnsafe.

    `ahead` is sent before the lock, in the same message where the encoding that it sets makes no difference.
    """
    text = _statements(schema, table, mode)
    if ahead and not text.isascii():
        send_at_once(connection, ahead)
        ahead = ""
    if send_at_once(connection, f"{ahead}; {text}" if ahead else text)[-1].ntuples == 0:
        check_relation(connection, schema, table, WRITES)


@cache
def _statements(schema: str, table: str, mode: Mode) -> str:
    from psycopg import sql

    name = sql.Identifier(schema, table)
    look = sql.SQL(_RUNS_NOTHING).format(name=sql.Literal(name.as_string(None)), harmless=sql.Literal(_HARMLESS))
    lock = sql.SQL("LOCK TABLE ONLY {} IN {} MODE; {}")
    return lock.format(name, sql.SQL(mode), look).as_string(None)
