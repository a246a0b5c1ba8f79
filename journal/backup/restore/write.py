"""Write a restore in the caller's transaction: create what is missing, restore rows and values, check the result."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, LiteralString

from journal.backup.copy import revoke_from_others
from journal.backup.note import CopyNote, DefinitionStatement
from journal.backup.restore.live import CurrentTable, read_live
from journal.backup.restore.plan import RestorePlan
from journal.backup.restore.rows import Pair, compare_rows, insert_missing, pair_of, restore_values
from journal.catalog.queries import SETTINGS
from journal.catalog.read import read_schema
from journal.connect.relation_safety import FILLS
from journal.connect.session import server_message
from journal.connect.write_lock import LockedTable, Mode, SchemaRow, lock_for_write
from journal.dataclass import dataclass
from journal.errors import JournalError

if TYPE_CHECKING:
    from psycopg import Connection

_TRIGGERS = """
SELECT tgname::text, tgenabled::text FROM pg_catalog.pg_trigger
 WHERE tgrelid = %s::pg_catalog.regclass AND NOT tgisinternal AND tgenabled <> 'D'
"""
_GRANTED: Mapping[str, LiteralString] = {
    "table": "TABLE", "view": "TABLE", "materialized view": "TABLE", "sequence": "SEQUENCE"
}  # fmt: skip
_MODE: Mode = "SHARE ROW EXCLUSIVE"
_ENABLE = {"O": "ENABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}
# A sequence that has advanced since keeps its value.
_SET = """
SELECT pg_catalog.setval({regclass}, %s, %s) FROM {name}, pg_catalog.pg_sequence
 WHERE seqrelid = {regclass}::pg_catalog.regclass
   AND (NOT is_called OR (%s - last_value) * pg_catalog.sign(seqincrement::numeric) > 0)
"""


class RestoreIncomplete(JournalError):
    """The restored rows differ from the copy, so nothing was written."""

    code = "restore-incomplete"


@dataclass(frozen=True)
class RestoreResult:
    """What was written. `failed`: the statements that failed, with the server's reason."""

    inserted: int
    updated: int
    failed: tuple[tuple[DefinitionStatement, str], ...]


def write_restore(connection: "Connection[Any]", plan: RestorePlan, since: SchemaRow | None) -> RestoreResult:
    """Execute the plan. `since`: the look at the table's schema from before the plan was made.

    Raises RestoreIncomplete, SchemaChanged, and what the driver raises; the caller then rolls back.
    """
    from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

    note = plan.note
    connection.execute(SETTINGS)
    connection.execute("SET LOCAL check_function_bodies = off")
    _run(connection, plan.before)
    live = read_live(connection, note, read_schema(connection))
    pair = pair_of((plan.backup.schema, plan.backup.name), note, live)
    with _without_triggers(connection, pair.table):
        target = lock_for_write(connection, *pair.table, _MODE, uses=FILLS, oid=plan.oid, since=since)
        inserted, updated = _rows_back(target, pair, live, plan)
    # Before FORCE ROW LEVEL SECURITY may hide rows from the owner.
    rows = compare_rows(connection, pair)
    missing = 0 if note.source.column else rows.missing
    changed = rows.changed if plan.wishes.overwrite or plan.gone is None else 0
    if missing or changed:
        raise RestoreIncomplete(
            f"After the restore {missing} rows would be missing and {changed} different; nothing was written.",
            hint="A rule or a generated value of the table prevents it.",
        )
    _run(connection, plan.after)
    _set_counters(connection, note, fresh=plan.gone is None)
    failed = tuple(_try(connection, plan.tries))
    if plan.gone is None and live.may_give_back and live.role != note.owner:
        owner = sql.Identifier(note.owner)
        connection.execute(sql.SQL("ALTER TABLE {} OWNER TO {}").format(sql.Identifier(*pair.table), owner))
    target.require_same_schema()
    return RestoreResult(inserted, updated, failed)


def _run(connection: "Connection[Any]", statements: Iterable[DefinitionStatement]) -> None:
    for statement in statements:
        _make(connection, statement)


def _make(connection: "Connection[Any]", statement: DefinitionStatement) -> None:
    """Execute a statement, and revoke default privileges: the grants are among the statements."""
    connection.execute(statement.sql.encode())
    if statement.kind in _GRANTED and not statement.facet:
        revoke_from_others(connection, _GRANTED[statement.kind], statement.name)


def _try(
    connection: "Connection[Any]", statements: Iterable[DefinitionStatement]
) -> Iterator[tuple[DefinitionStatement, str]]:
    import psycopg  # noqa: PLC0415 - `--help` does not pay for it

    for statement in statements:
        try:
            with connection.transaction():
                _make(connection, statement)
        except psycopg.errors.QueryCanceled:
            raise
        except psycopg.Error as error:
            if connection.closed:
                raise
            yield statement, server_message(error)


def _rows_back(target: LockedTable, pair: Pair, live: CurrentTable, plan: RestorePlan) -> tuple[int, int]:
    """Return how many rows were inserted and updated. Updates come first: a changed row may hold a missing one's value.

    Where an update refers to a missing row, the inserts come first.
    """
    from psycopg import errors  # noqa: PLC0415

    inserts = not plan.note.source.column
    try:
        with target.connection.transaction():
            updated = _restore_values(target, pair, live, plan)
            return insert_missing(target, pair, live) if inserts else 0, updated
    except errors.ForeignKeyViolation:
        inserted = insert_missing(target, pair, live) if inserts else 0
        return inserted, _restore_values(target, pair, live, plan)


def _restore_values(target: LockedTable, pair: Pair, live: CurrentTable, plan: RestorePlan) -> int:
    updated = restore_values(target, pair, live, plan.gone or ())
    there = [statement for statement in pair.values if statement not in (plan.gone or ())]
    if plan.wishes.overwrite:
        return max(updated, restore_values(target, pair, live, there))
    if plan.note.source.column:
        return max(updated, restore_values(target, pair, live, there, only_null=True))
    return updated


@contextmanager
def _without_triggers(connection: "Connection[Any]", table: tuple[str, str]) -> Iterator[None]:
    """Disable the user's triggers, which would change the restored rows. Foreign keys are still checked."""
    from psycopg import sql  # noqa: PLC0415

    name = sql.Identifier(*table)
    found = connection.execute(_TRIGGERS, (name.as_string(connection),)).fetchall()
    for trigger, _ in found:
        connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER {}").format(name, sql.Identifier(trigger)))
    yield
    # Pending deferred checks would block every ALTER TABLE.
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for trigger, how in found:
        words = sql.SQL(_ENABLE[how])
        connection.execute(sql.SQL("ALTER TABLE {} {} TRIGGER {}").format(name, words, sql.Identifier(trigger)))


def _set_counters(connection: "Connection[Any]", note: CopyNote, *, fresh: bool) -> None:
    """Set the sequences to their noted values; those that do not exist are skipped."""
    from psycopg import sql  # noqa: PLC0415

    for statement in note.counters:
        name = sql.Identifier(statement.schema, statement.name)
        text = sql.Literal(name.as_string(connection))
        there = connection.execute(sql.SQL("SELECT pg_catalog.to_regclass({})").format(text)).fetchone()
        if there is None or there[0] is None:
            continue
        if fresh:
            revoke_from_others(connection, "SEQUENCE", name.as_string(connection))
        query = sql.SQL(_SET).format(regclass=text, name=name)
        connection.execute(query, (statement.last_value, statement.is_called, statement.last_value))
