"""Lock a table against changes of its definition before our writes, and look what runs when it is written to.

The look that every write begins with is one cheap query, sent with the lock: is it a table that runs nothing at all?
Only one that may run something is examined in detail, by `check_relation`.

The lock does not keep the name: the owner of the schema may rename it, and another one to its name. So each write is
one statement that also looks whether the schema's row in pg_namespace is the one from before the lock. Every command
that writes to a table of the user's database by its name goes through here.
"""

from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from journal.connect.message import send_at_once
from journal.connect.relation_safety import WRITES, RelationUnsafe, check_relation
from journal.dataclass import dataclass
from journal.errors import JournalError

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.pq.abc import PGresult

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
_TABLE = "SELECT pg_catalog.to_regclass({name})::pg_catalog.oid"
# PostgreSQL finds and locks the table of the write before it runs anything, and runs the condition before the write.
# The cast fails, so that the write and its triggers do not run; `concat` keeps the planner from evaluating it earlier.
_SAME = """ WHERE CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_namespace
   WHERE oid OPERATOR(pg_catalog.=) {oid} AND xmin OPERATOR(pg_catalog.=) {xmin}::pg_catalog.xid
     AND nspname OPERATOR(pg_catalog.=) {schema})
  THEN true ELSE pg_catalog.concat({renamed})::pg_catalog.bool END
"""
_GUARDED = "WITH written AS ({write} RETURNING 1) SELECT pg_catalog.count(*) FROM written"
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
SchemaRow = tuple[int, int]
"""The oid and the xmin of a schema's row in pg_namespace."""
Mode = Literal["ROW EXCLUSIVE", "SHARE ROW EXCLUSIVE"]
"""Either excludes new triggers, rules, indexes and columns. Only the second excludes other writers."""


class SchemaChanged(JournalError):
    """A schema was renamed or changed while a table in it was written to; the transaction was rolled back."""

    code = "schema-changed"


@dataclass(frozen=True)
class LockedTable:
    """A table that is locked and safe to write to, in the open transaction. `oid`: its own; `row`: its schema's.

    `guarded`: that row is looked at in each write, which no table with rules allows.
    """

    connection: "Connection[Any]"
    schema: str
    table: str
    oid: int
    row: SchemaRow
    guarded: bool = True

    def write(self, statement: str) -> int:
        """Send one INSERT, UPDATE or DELETE, and return its number of rows. Raises the driver's error.

        Raises SchemaChanged, and runs nothing, if the name of the schema has become another's.
        """
        if not self.guarded:
            return send_at_once(self.connection, statement)[-1].command_tuples or 0
        return int(self._send(_GUARDED.format(write=statement)).get_value(0, 0) or 0)

    def copy(self, statement: str) -> None:
        """Send a CREATE TABLE … AS SELECT … FROM this table, which has no condition. Raises the same."""
        self._send(statement)

    def require_same_schema(self) -> None:
        """Raise SchemaChanged if what was written by its name may be another table's: before the COMMIT."""
        self._send("SELECT")

    def _send(self, statement: str) -> "PGresult":
        from psycopg.errors import InvalidTextRepresentation
        from psycopg.sql import quote

        renamed = f"The schema {self.schema} was changed by another session while {self.table} was written to"
        words = {"oid": self.row[0], "xmin": quote(str(self.row[1])), "schema": quote(self.schema)}
        try:
            return send_at_once(self.connection, statement + _SAME.format(renamed=quote(renamed), **words))[-1]
        except InvalidTextRepresentation as error:
            if renamed not in str(error):
                raise
            raise _changed(renamed) from None


def look_at_schema(connection: "Connection[Any]", schema: str) -> SchemaRow | None:
    """Return the schema's row as it is now, or None without one."""
    return _row_of(send_at_once(connection, _look_at_schema(schema))[-1])


def lock_for_write(  # noqa: PLR0913 - each is one thing
    connection: "Connection[Any]",
    schema: str,
    table: str,
    mode: Mode = "ROW EXCLUSIVE",
    *,
    uses: frozenset[str] = WRITES,
    oid: int | None = None,
    since: SchemaRow | None = None,
    ahead: str = "",
) -> LockedTable:
    """Lock a table until the open transaction ends, and check what a write to it runs. Raises RelationUnsafe.

    `uses`: FILLS where its triggers do not fire. `oid` and `since`: the table that was read, or its schema before the
    table was created; raises SchemaChanged if its name is another's now. `ahead` is sent before the lock, in the same
    message where the encoding that it sets makes no difference.
    """
    text = _statements(schema, table, mode)
    if ahead and not text.isascii():
        send_at_once(connection, ahead)
        ahead = ""
    *_, named, _, there, found = send_at_once(connection, f"{ahead}; {text}" if ahead else text)
    row, own = _row_of(named) or (0, 0), int(there.get_value(0, 0) or 0)
    if (since or row, oid or own) != (row, own):
        raise _changed(f"The schema {schema} was changed by another session before {table} was written to")
    if found.ntuples and (named.get_value(0, 2) or b"").startswith(b"read"):
        return LockedTable(connection, schema, table, own, row)
    check_relation(connection, schema, table, uses)
    return LockedTable(connection, schema, table, own, row, guarded=not _has_rules(connection, schema, table))


def _row_of(named: "PGresult") -> SchemaRow | None:
    return (int(named.get_value(0, 0) or 0), int(named.get_value(0, 1) or 0)) if named.ntuples else None


def _changed(what: str) -> SchemaChanged:
    return SchemaChanged(
        f"{what}, so its name may be that of another one. This transaction was rolled back.",
        hint="Type the command again.",
    )


def _has_rules(connection: "Connection[Any]", schema: str, table: str) -> bool:
    """Tell whether it has rules. Raises RelationUnsafe if the transaction cannot see what others change meanwhile."""
    level, rules, others = connection.execute(_DETAILS, (schema, table)).fetchone() or ("", False, [])
    if others and not level.startswith("read"):
        raise RelationUnsafe(
            f"{schema}.{table} is not used, because this transaction is {level.upper()}. It does not see later "
            f"changes by {' and '.join(others)}. Their code would run with the rights of your role.",
            hint="Let the file begin its transaction itself: BEGIN ISOLATION LEVEL READ COMMITTED.",
        )
    return bool(rules)


@cache
def _statements(schema: str, table: str, mode: Mode) -> str:
    from psycopg import sql

    name, named = sql.Identifier(schema, table), sql.SQL(_NAMED).format(schema=sql.Literal(schema))
    text = sql.Literal(name.as_string(None))
    look = sql.SQL(_RUNS_NOTHING).format(name=text, harmless=sql.Literal(_HARMLESS))
    lock = sql.SQL("{}; LOCK TABLE ONLY {} IN {} MODE; {}; {}")
    return lock.format(named, name, sql.SQL(mode), sql.SQL(_TABLE).format(name=text), look).as_string(None)


@cache
def _look_at_schema(schema: str) -> str:
    from psycopg import sql

    return sql.SQL(_NAMED).format(schema=sql.Literal(schema)).as_string(None)
