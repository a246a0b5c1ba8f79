"""READ what shows when each row of both ledgers was written: the moments in them, and their transactions.

Drizzle's `created_at` does not: it is the entry's `when`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from journal.dataclass import dataclass
from journal.ledger.manual_table import ManualTable
from journal.ledger.read import LiveLedger
from journal.project.settings import Ledger

if TYPE_CHECKING:
    from psycopg import Connection

_CLOCK = "SELECT pg_catalog.now(), pg_catalog.current_setting('track_commit_timestamp')::boolean"
_HAS = """
SELECT class.relkind IN ('r', 'p'), EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = class.oid
         AND attname = 'applied_at' AND NOT attisdropped AND atttypid = 'pg_catalog.timestamptz'::pg_catalog.regtype)
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE space.nspname = %s AND class.relname = %s
"""
_TRANSACTION = "xmin::text, pg_catalog.age(xmin)"
_LATE = "a runner can write it at the end of a file: subtract its duration"
_YOUNG = "a row that was stamped, repaired or loaded from a dump is younger than the migration"


class EvidenceKind(StrEnum):
    """What shows when a row was written; the values are for people."""

    KEPT = "its row in _manual_migrations keeps it"
    APPLIED_AT = "applied_at of drizzle 1.0 says it"
    COMMIT = "the commit of its ledger row, which track_commit_timestamp keeps"
    NOTHING = "nothing says it"


@dataclass(frozen=True)
class Witness:
    """A row of a ledger. `of`: its name in `_manual_migrations`, or its id in Drizzle's ledger.

    `xid` wrote it, `age` transactions ago, at `at`; at `began` nothing of the migration was in the database yet.
    `loose`: why `at` can be wrong.
    """

    of: str | int
    xid: str
    age: int
    how: EvidenceKind
    at: datetime | None = None
    began: datetime | None = None
    loose: str = ""

    @property
    def clock(self) -> datetime | None:
        """The moment that the runner itself wrote into the row."""
        return self.at if self.how is EvidenceKind.KEPT else None

    @property
    def ran(self) -> bool:
        """Tell whether the runner measured how long it took: what is only recorded took no time."""
        return bool(self.clock and self.began and self.began < self.clock)


@dataclass(frozen=True)
class Evidence:
    """All rows, the database's clock, and whether it keeps commit timestamps."""

    now: datetime
    tracked: bool
    manual: tuple[Witness, ...]
    drizzle: tuple[Witness, ...]


def read_evidence(
    connection: "Connection[Any]", ledger: Ledger, found: LiveLedger, table: ManualTable | None
) -> Evidence:
    """Read the evidence, in the snapshot in which both ledgers were read."""
    now, tracked = connection.execute(_CLOCK).fetchone() or (datetime.now(UTC), False)
    manual = [*_manual(connection, table, tracked=tracked)] if table else []
    rows = [*_drizzle(connection, ledger, tracked=tracked)] if found.exists else []
    kept = sorted((row for row in manual if row.how is EvidenceKind.KEPT), key=lambda row: row.at or now)
    others = (row for row in manual if row.how is not EvidenceKind.KEPT)  # in no known order
    return Evidence(now, tracked, (*others, *_without_rewritten(kept)), _without_rewritten(rows))


def _without_rewritten(rows: Sequence[Witness]) -> tuple[Witness, ...]:
    """Return the rows, in the order in which they were inserted; the transaction of a rewritten one shows nothing.

    Such a row is one whose transaction is younger than a later row's. What the row itself keeps stays.
    """
    kept, oldest = [], 0
    for row in reversed(rows):
        keeps = row.how in {EvidenceKind.APPLIED_AT, EvidenceKind.KEPT}
        own = row if keeps else Witness(row.of, "", oldest, EvidenceKind.NOTHING)
        kept.append(replace(own, xid="", age=oldest) if row.age < oldest else row)
        oldest = max(oldest, row.age)
    return tuple(reversed(kept))


def _manual(connection: "Connection[Any]", table: ManualTable, *, tracked: bool) -> Iterator[Witness]:
    from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

    if not _has(connection, table.schema, table.table)[0]:
        return
    names = [table.columns.get(meaning) for meaning in ("name", "moment", "duration")]
    query = sql.SQL("SELECT {}, {}, {}, {}, {} FROM ONLY {}").format(
        *(sql.Identifier(name) if name else sql.NULL for name in names),
        sql.SQL(_TRANSACTION), _commit(tracked=tracked), sql.Identifier(table.schema, table.table),
    )  # fmt: skip
    for name, moment, duration, xid, age, commit in connection.execute(query).fetchall():
        took = duration if isinstance(duration, timedelta) else timedelta(milliseconds=float(duration or 0))
        if name and isinstance(moment, datetime):
            # Our own runner records when a transaction began, other runners when a file was done.
            at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            doubts = [] if moment.tzinfo else ["it has no time zone; UTC is assumed"]
            doubts += [] if duration is not None else [_LATE]
            yield Witness(name, xid, age, EvidenceKind.KEPT, at, at - took, "; ".join(doubts))
        elif name:
            yield Witness(name, xid, age, EvidenceKind.COMMIT if commit else EvidenceKind.NOTHING, commit, commit)


def _drizzle(connection: "Connection[Any]", ledger: Ledger, *, tracked: bool) -> Iterator[Witness]:
    from psycopg import sql  # noqa: PLC0415

    is_table, has_moment = _has(connection, ledger.schema, ledger.table)
    if not is_table:
        return
    query = sql.SQL("SELECT id, {}, {}, {} FROM ONLY {} ORDER BY id").format(
        sql.Identifier("applied_at") if has_moment else sql.NULL,
        sql.SQL(_TRANSACTION), _commit(tracked=tracked), sql.Identifier(ledger.schema, ledger.table),
    )  # fmt: skip
    for id_, applied_at, xid, age, commit in connection.execute(query).fetchall():
        if has_moment and applied_at is None:  # 1.0 rewrites the rows of 0.x on its first run, and leaves this empty
            yield Witness(id_, "", age, EvidenceKind.NOTHING)
        elif applied_at:
            yield Witness(id_, xid, age, EvidenceKind.APPLIED_AT, applied_at, applied_at)
        elif commit:
            yield Witness(id_, xid, age, EvidenceKind.COMMIT, commit, commit, _YOUNG)
        else:
            yield Witness(id_, xid, age, EvidenceKind.NOTHING)


def _commit(*, tracked: bool) -> Any:
    """Return the SQL of the commit time; PostgreSQL refuses it where the setting is off."""
    from psycopg import sql  # noqa: PLC0415

    return sql.SQL("pg_catalog.pg_xact_commit_timestamp(xmin)") if tracked else sql.NULL


def _has(connection: "Connection[Any]", schema: str, table: str) -> tuple[bool, bool]:
    row = connection.execute(_HAS, (schema, table)).fetchone()
    return (bool(row[0]), bool(row[1])) if row else (False, False)
