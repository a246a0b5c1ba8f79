"""READ what happens in the database right now, and what is unfinished: the top of an emergency page."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import literal, readable
from journal.connect.relation_safety import READS_ALL, check_relation
from journal.connect.search_path import found_by
from journal.connect.session import LOCK_KEY
from journal.dataclass import dataclass
from journal.folder.read import Folder
from journal.project.settings import Ledger
from journal.runner.resume import POSITION_TABLE as POSITION
from journal.sql.statements import statements

if TYPE_CHECKING:
    from psycopg import Connection

# Not every role may see what another one's session does, but each sees which lock it waits for.
_SESSIONS = """
SELECT pid, usename::text, application_name, state, xact_start, query,
       CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_locks AS wanted WHERE wanted.pid = activity.pid AND NOT granted)
            THEN pg_catalog.pg_blocking_pids(pid) ELSE '{}' END
  FROM pg_catalog.pg_stat_activity AS activity
 WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid()
   AND (backend_type = 'client backend' OR backend_type IS NULL)
 ORDER BY xact_start NULLS LAST, pid
"""
_OURS = """
SELECT pid FROM pg_catalog.pg_locks AS held
 WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND (classid::bigint << 32 | objid::bigint) = %s
   AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
"""
# A session that changes a table holds one of the strong modes; one that writes the ledger holds the weakest of them.
# A table that another transaction is creating has no name here yet.
_STRONG = """
SELECT held.pid, held.mode, space.nspname::text, class.relname::text FROM pg_catalog.pg_locks AS held
  LEFT JOIN pg_catalog.pg_class AS class ON class.oid = held.relation
  LEFT JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE held.locktype = 'relation' AND held.granted AND held.pid <> pg_catalog.pg_backend_pid()
   AND held.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
   AND COALESCE(space.nspname, '') NOT IN ('pg_catalog', 'pg_toast')
   AND (held.mode IN ('AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock')
        OR held.mode = 'RowExclusiveLock' AND space.nspname = %s AND class.relname = %s)
 ORDER BY held.pid, space.nspname, class.relname
"""
_HIDDEN = """
SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity
 WHERE datname = pg_catalog.current_database() AND query = '<insufficient privilege>'
"""
_PREPARED = """
SELECT gid, owner::text, prepared FROM pg_catalog.pg_prepared_xacts
 WHERE database = pg_catalog.current_database() ORDER BY prepared
"""
# A session that builds an index holds this lock on its table; not every role can read pg_stat_progress_create_index.
_INVALID = """
SELECT space.nspname::text, class.relname::text, valid.indrelid::pg_catalog.regclass::text
  FROM pg_catalog.pg_index AS valid JOIN pg_catalog.pg_class AS class ON class.oid = valid.indexrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE NOT valid.indisvalid AND class.relkind = 'i' AND space.nspname <> 'pg_toast'
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_locks AS held WHERE held.relation = valid.indrelid AND held.granted
         AND held.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
         AND held.mode = 'ShareUpdateExclusiveLock')
 ORDER BY 1, 2
"""
_POSITIONS = "SELECT filename, done, trying, at FROM {} ORDER BY at"


@dataclass(frozen=True)
class Session:
    """A session that changes tables, holds the lock of this tool, waits for another one or blocks one.

    `runs`: it holds this tool's lock. `holds`: the tables it has locked, each with the mode. `waits_for`: process ids.
    `query` is its last statement; PostgreSQL hides it from other roles.
    """

    pid: int
    role: str
    application: str
    state: str
    since: datetime | None
    query: str
    runs: bool
    holds: tuple[str, ...]
    waits_for: tuple[int, ...]


@dataclass(frozen=True)
class HalfWay:
    """A file that stopped: its first `done` of `total` statements ran. `total` is 0 where the file is missing.

    `trying`: the next statement was sent outside a transaction, and its end was not seen.
    """

    name: str
    done: int
    total: int
    trying: bool
    at: datetime


@dataclass(frozen=True)
class Prepared:
    """A prepared transaction, which holds its locks until its second phase."""

    gid: str
    owner: str
    at: datetime


@dataclass(frozen=True)
class Trouble:
    """What is wrong now. `invalid`: indexes that are not valid, as SQL names them, each with its table.

    `hidden`: how many sessions of other roles there are whose state and statement this role may not see.
    """

    sessions: tuple[Session, ...] = ()
    prepared: tuple[Prepared, ...] = ()
    invalid: tuple[tuple[str, str], ...] = ()
    half_way: tuple[HalfWay, ...] = ()
    hidden: int = 0

    @property
    def any(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.sessions or self.prepared or self.invalid or self.half_way)

    @property
    def waiting(self) -> tuple[Session, ...]:
        """The sessions that wait for a lock."""
        return tuple(session for session in self.sessions if session.waits_for)

    @property
    def first_aid(self) -> tuple[tuple[str, str], ...]:
        """The SQL that ends what waits, what is prepared and what is invalid, each with its purpose."""
        blocking = {pid for session in self.waiting for pid in session.waits_for}
        found = [
            (f"SELECT pg_terminate_backend({session.pid})", f"ends process {session.pid}, which blocks others")
            for session in self.sessions if session.pid in blocking and not session.waits_for
        ] + [
            (f"SELECT pg_cancel_backend({session.pid})", f"or stops process {session.pid}, which waits; it rolls back")
            for session in self.waiting
        ]  # fmt: skip
        for prepared in self.prepared:
            gid = literal(prepared.gid)
            found.append((f"ROLLBACK PREPARED {gid}", f"or COMMIT PREPARED {gid}: ends what holds its locks"))
        for index, _ in () if self.half_way else self.invalid:
            found.append((f"DROP INDEX CONCURRENTLY {index}", "removes it; then build it again"))
        return tuple(found)


def read_sessions(connection: "Connection[Any]", ledger: Ledger) -> tuple[Session, ...]:
    """Read the sessions at work. It locks no table, so it works while a migration holds every lock."""
    ours = {pid for (pid,) in connection.execute(_OURS, (LOCK_KEY,)).fetchall()}
    holds: dict[int, list[str]] = {}
    for pid, mode, *name in connection.execute(_STRONG, (ledger.schema, ledger.table)).fetchall():
        about = readable(name) if name[1] else "a relation that it is creating"
        holds.setdefault(pid, []).append(f"{about} ({mode})")
    rows = connection.execute(_SESSIONS).fetchall()
    blocking = {pid for row in rows for pid in row[6]}
    return tuple(
        Session(
            row[0], row[1] or "", row[2] or "", row[3] or "", row[4], _query(row[5] or ""),
            row[0] in ours, tuple(dict.fromkeys(holds.get(row[0], ()))), tuple(row[6]),
        )
        for row in rows if row[6] or row[0] in ours | blocking | holds.keys()
    )  # fmt: skip


def read_trouble(connection: "Connection[Any]", folder: Folder, schema: str | None, sessions: Any) -> Trouble:
    """Read the rest. `schema` is that of `_manual_migrations`; None where there is none."""
    from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

    prepared = tuple(Prepared(*row) for row in connection.execute(_PREPARED).fetchall())
    invalid = tuple((readable(row[:2]), row[2]) for row in connection.execute(_INVALID).fetchall())
    half_way: list[HalfWay] = []
    place = (schema, POSITION) if schema else found_by(connection, (POSITION,))
    if place is not None and check_relation(connection, *place, READS_ALL) is not None:
        files, query = {migration.record_name: migration for migration in folder.migrations}, sql.SQL(_POSITIONS)
        for filename, done, trying, at in connection.execute(query.format(sql.Identifier(*place))).fetchall():
            total = len(statements(files[filename].text)) if filename in files else 0
            half_way.append(HalfWay(filename, done, total, trying, at))
    (hidden,) = connection.execute(_HIDDEN).fetchone() or (0,)
    return Trouble(sessions, prepared, invalid, tuple(half_way), hidden)


def _query(text: str) -> str:
    """Return the first line; a statement that can contain a password is hidden."""
    line = text.strip().partition("\n")[0]
    return "…" if "password" in text.lower() else line[:80]
