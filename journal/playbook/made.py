"""READ which transaction made the objects that a migration creates: what shows that it ran, and when.

A row of pg_catalog keeps the transaction that wrote it. A later ALTER writes it anew, so of a table its columns are
read as well: the oldest of these rows is as old as the table.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from journal.dataclass import dataclass
from journal.folder.migrations import Migration
from journal.runner.losses.effects import REWRITES, TAKES_AWAY
from journal.runner.losses.effects_in_sql import effects_of
from journal.sql.definitions import Definition, Family

if TYPE_CHECKING:
    from psycopg import Connection

_RELATION = """
SELECT part.xid FROM pg_catalog.pg_class AS o JOIN pg_catalog.pg_namespace AS n ON n.oid = o.relnamespace
 CROSS JOIN LATERAL (SELECT o.xmin AS xid UNION ALL
    SELECT xmin FROM pg_catalog.pg_attribute WHERE attrelid = o.oid AND attnum > 0 AND NOT attisdropped) AS part
 WHERE o.relname = %(name)s::name AND (%(within)s::text IS NULL OR n.nspname = %(within)s::name)
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = o.oid AND NOT indisvalid)
"""
_NAMED = """
SELECT o.xmin AS xid FROM pg_catalog.{0} AS o JOIN pg_catalog.pg_namespace AS n ON n.oid = o.{1}namespace
 WHERE o.{1}name = %(name)s::name AND (%(within)s::text IS NULL OR n.nspname = %(within)s::name)
"""
_ON_TABLE = """
SELECT o.xmin AS xid FROM pg_catalog.{} AS o JOIN pg_catalog.pg_class AS c ON c.oid = o.{}
 WHERE o.{} = %(name)s::name AND (%(within)s::text IS NULL OR c.relname = %(within)s::name)
"""
_QUERIES = {
    Family.RELATION: _RELATION,
    Family.TYPE: _NAMED.format("pg_type", "typ"),
    Family.FUNCTION: _NAMED.format("pg_proc", "pro"),
    Family.COLUMN: _ON_TABLE.format("pg_attribute", "attrelid", "attname") + " AND NOT o.attisdropped",
    Family.CONSTRAINT: _ON_TABLE.format("pg_constraint", "conrelid", "conname"),
    Family.TRIGGER: _ON_TABLE.format("pg_trigger", "tgrelid", "tgname"),
    Family.POLICY: _ON_TABLE.format("pg_policy", "polrelid", "polname"),
}
_AGES = "SELECT xid::text, pg_catalog.age(xid) FROM ({}) AS found"
# `repair` copies the ledger in the transaction in which it rewrites rows.
_REPAIRS = """
SELECT class.xmin::text FROM pg_catalog.pg_class AS class
 WHERE relkind = 'r' AND relname OPERATOR(pg_catalog.~) '__drizzle_migrations_backup_'
"""


@dataclass(frozen=True)
class MadeObjects:
    """What a migration creates and is looked up: how much, how much is there, and the names of what is missing.

    `xids` are the transactions that made the others. `age`: how many transactions ago the youngest of them was made;
    None where none is there. `shows`: that age shows when the file ran. It does not where IF NOT EXISTS may have made
    nothing, and the file does something else as well.
    """

    looked: int
    there: int
    missing: tuple[str, ...]
    xids: frozenset[str]
    age: int | None
    shows: bool = True

    @property
    def all_there(self) -> bool:
        """Whether it creates something that is looked up, and all of it is there."""
        return 0 < self.looked == self.there

    @property
    def all_missing(self) -> bool:
        """Whether it creates something that is looked up, and none of it is there."""
        return self.looked > 0 and not self.there


def read_made(connection: "Connection[Any]", migration: Migration) -> MadeObjects:
    """Look up what a migration creates, in every schema if it names none. It locks nothing but pg_catalog.

    An index that is not valid is not there.
    """
    missing, xids, ages = list[Definition](), set[str](), list[int]()
    looked = [one for one in _lasting(migration) if one.family in _QUERIES]
    for one in looked:
        found = _rows(connection, one)
        xids |= {xid for xid, _ in found}
        ages += [max(age for _, age in found)] if found else []
        missing += [] if found else [one]
    tables = {one.name for one in missing if one.family is Family.RELATION}
    names = tuple(f"{one.family} {one.name}" for one in missing if one.within not in tables)
    shows = any(not one.guarded for one in looked) or not any(
        effect.kind in TAKES_AWAY | REWRITES for effect in effects_of(migration)
    )
    age = min(ages, default=None)
    return MadeObjects(len(looked), len(looked) - len(missing), names, frozenset(xids), age, shows)


def _lasting(migration: Migration) -> list[Definition]:
    """Return what a file surely creates and does not drop or rename itself."""
    found = migration.definitions
    gone = [one for one in found if one.gone]

    def is_taken(one: Definition) -> bool:
        return any(
            drop.offset > one.offset and (
                (drop.family, drop.name) == (one.family, one.name)
                or (drop.family is Family.RELATION and drop.name == one.within)
            )
            for drop in gone
        )  # fmt: skip

    return [one for one in found if one.sure and not one.gone and not is_taken(one)]


def read_repairs(connection: "Connection[Any]") -> frozenset[str]:
    """Return the transactions in which `drizzle-journal repair` rewrote rows of the ledger."""
    return frozenset(xid for (xid,) in connection.execute(_REPAIRS).fetchall())


def _rows(connection: "Connection[Any]", one: Definition) -> Sequence[tuple[str, int]]:
    query = _AGES.format(_QUERIES[one.family])
    return connection.execute(query.encode(), {"name": one.name, "within": one.within}).fetchall()
