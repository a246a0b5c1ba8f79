"""Step 5 and 6: the files and the rows of every database are written together, after all have been looked at."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from journal.backup.inspect import names_in
from journal.backup.source import BackupSource, copy_name
from journal.connect.session import snapshot
from journal.connect.timeouts import ledger_timeouts
from journal.dataclass import dataclass
from journal.errors import JournalError, OutcomeUnknown
from journal.folder.read import Folder
from journal.handback.ledger_conversion import Converting, LedgerState, not_as_planned
from journal.handback.request import Database, Landing
from journal.ledger.backup_name import backup_name
from journal.ledger.columns import LedgerRow
from journal.ledger.manual_table import read_manual_table
from journal.ledger.predict import local_migrations
from journal.ledger.privileges import Privileges, read_privileges
from journal.ledger.read import LiveLedger, read_ledger
from journal.ledger.rehash import FileChanges, Rehash, plan_rehash
from journal.ledger.scripts import LedgerPlace, LedgerScript, change_scripts
from journal.ledger.write import ledger_session, written_at_end
from journal.project.settings import Ledger
from journal.rebuild.schemas import Prove
from journal.verbs.stamp import plan_in_session

if TYPE_CHECKING:
    from psycopg import Connection

_NOTHING = " Nothing was written."


@dataclass(frozen=True)
class LandingWork:
    """What is written to each database: rows up to `to`, proved by `prove`, and `changes` of rows that are there.

    `folder`: the files and the journal as they will be. `converting`: the change of the columns of a ledger. `undoes`:
    the files are those from before a handback, whose record is removed. `again`: what writes the rows, where that is
    not the same command.
    """

    folder: Folder
    changes: FileChanges
    prove: Callable[[Database], Prove] | None = field(default=None, repr=False)
    converting: Converting | None = field(default=None, repr=False)
    undoes: bool = False
    again: str = ""


def land(work: LandingWork, landings: Sequence[Landing], write_files: Callable[[], object]) -> tuple[Landing, ...]:
    """Write the rows of all databases, then the files, then commit in this order. Raises what `stamp` raises.

    Nothing is written to any of them before all are planned and proved under their locks. An error that comes before
    the files are written leaves everything as it was.
    """
    done, commits = list[Landing](), _Commits()
    written = False
    try:
        with ExitStack() as stack:
            sessions = [stack.enter_context(_session(work, one)) for one in landings]
            for one in reversed(sessions):
                stack.enter_context(_committed(work, one, commits))
            write_files()
            written = True
        done += (replace(one.landing, undo=one.undo, copies=one.copies, written=one.script is not None)
                 for one in sessions)  # fmt: skip
    except JournalError as error:
        if written:
            _explain(error, work, landings, commits)
        raise
    return tuple(done)


@dataclass(frozen=True)
class _Commits:
    """The databases whose COMMIT was sent, and those where it was answered, as they may be shown."""

    sent: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)


def _explain(error: JournalError, work: LandingWork, landings: Sequence[Landing], commits: _Commits) -> None:
    """Say in an error what is written all the same."""
    names = [one.database.target.shown for one in landings]
    unknown = [name for name in commits.sent if name not in commits.done and isinstance(error, OutcomeUnknown)]
    groups = {
        "Committed": commits.done,
        "Not known": unknown,
        "Not committed": [name for name in names if name not in (*commits.done, *unknown)],
    }
    ended = " ".join(f"{word}: {', '.join(found)}." for word, found in groups.items() if found)
    error.message = f"{error.message.removesuffix(_NOTHING)} The files are written. {ended}"
    again = "The same databases with --undo restore the files and their rows."
    if work.undoes:
        again = "To undo the rest: first the same handback as before with the same databases, then --undo with them."
    elif work.again:
        again = f"To write the rest: {work.again}. {again}"
    elif not work.converting:
        again = f"The same command writes the rest; t{again[1:]}"
    error.hint = f"{error.hint.rstrip('.')}. {again}" if error.hint else again


@dataclass(frozen=True)
class _OpenLanding:
    """A database with its lock, and what is to be written; `script` is None where that is nothing."""

    landing: Landing
    connection: "Connection[Any]"
    ledger: LiveLedger
    rehash: Rehash
    after: tuple[LedgerRow, ...] = ()
    script: LedgerScript | None = None
    undo: LedgerScript | None = None
    copies: tuple[str, ...] = ()


@contextmanager
def _session(work: LandingWork, landing: Landing) -> Iterator[_OpenLanding]:
    """Lock a database, then plan and prove what is written there. Raises LedgerChanged where the plan fits no more."""
    database = landing.database
    with ledger_session(database.target, database.lock_seconds, write=True) as connection:
        yield _planned(work, landing, connection)


def _planned(work: LandingWork, landing: Landing, connection: "Connection[Any]") -> _OpenLanding:
    database, settings = landing.database, work.folder.settings
    place, seconds = settings.ledger, database.lock_seconds
    with snapshot(connection, ledger_timeouts(seconds)):
        ledger, manual = read_ledger(connection, place), read_manual_table(connection, settings.manual)
        names = names_in(connection, place.schema)
    rehash = plan_rehash(local_migrations(work.folder), ledger, manual, work.changes)
    rows, tags = tuple[LedgerRow, ...](), tuple[str, ...]()
    if landing.plan.to and landing.plan.stamped:
        prove = work.prove(database) if work.prove else None
        stamped = plan_in_session(
            connection, database.target, work.folder, landing.plan.to, prove, seconds, seen=rehash.applied
        )
        tags, rows = stamped.plan.tags, stamped.plan.rows
        if not stamped.passed or stamped.ledger != ledger:
            raise not_as_planned(database.target.shown)
    if rehash.count != landing.rehash.count or rehash.refused:
        raise not_as_planned(database.target.shown)
    found = _OpenLanding(landing, connection, ledger, rehash)
    backup, converted = backup_name(names), None
    if work.converting and (ledger.exists or rows):
        new, shown = tuple(zip(tags, rows, strict=True)), database.target.shown
        with snapshot(connection, ledger_timeouts(seconds)):
            where = LedgerPlace(place, read_privileges(connection, place).schema, ledger.exists, ledger.named)
            converted = work.converting(LedgerState(connection, shown, where, ledger, backup, rehash, new))
    if not (rows or rehash.count or converted):
        return found
    with snapshot(connection, ledger_timeouts(seconds)):
        rehash = _with_copy(connection, rehash)
        standing = _standing(connection, place, rehash, has_rows=bool(rows), copied=bool(rehash.rows or converted))
    standing.refuse()
    where = LedgerPlace(place, standing.schema, ledger.exists, ledger.named)
    script, undo = change_scripts(where, rehash.rows, rows, backup, seconds)
    if converted:
        script, undo = replace(script, changes=converted.done), replace(undo, changes=converted.undone)
    copies = [f"{place.schema}.{backup}"] if rehash.rows or converted else []
    if rehash.manual:
        script, undo = rehash.manual.added_to(script, undo)
        copies.append(f"{rehash.manual.table.schema}.{rehash.manual.backup}")
    after = converted.after if converted else (*rehash.applied(ledger).rows, *rows)
    return replace(found, rehash=rehash, after=after, script=script, undo=undo, copies=tuple(copies))


def _with_copy(connection: "Connection[Any]", rehash: Rehash) -> Rehash:
    """Return it with the name of the copy of the manual ledger."""
    if not rehash.manual:
        return rehash
    table = rehash.manual.table
    taken = names_in(connection, table.schema)
    name = copy_name(BackupSource(table.schema, table.table), datetime.now(UTC), taken)
    return replace(rehash, manual=replace(rehash.manual, backup=name))


def _standing(
    connection: "Connection[Any]", place: Ledger, rehash: Rehash, *, has_rows: bool, copied: bool
) -> Privileges:
    """Return the privileges on both tables, as those of one. `copied`: rows of Drizzle's ledger change."""
    needed = ("SELECT", "INSERT", "UPDATE") if has_rows or copied else ()
    standing = read_privileges(connection, place, needed, makes_a_table=copied)
    if not rehash.manual:
        return standing
    manual = Ledger(rehash.manual.table.schema, rehash.manual.table.table)
    more = read_privileges(connection, manual, ("SELECT", "UPDATE"), makes_a_table=True).grants
    return replace(standing, grants=tuple(dict.fromkeys((*(standing.grants if needed else ()), *more))))


@contextmanager
def _committed(work: LandingWork, one: _OpenLanding, commits: _Commits) -> Iterator[None]:
    """Write the rows, and commit after the block."""
    if one.script is None:
        yield
        return
    place, shown = work.folder.settings.ledger, one.landing.database.target.shown
    with written_at_end(one.connection, one.script, place, one.ledger, one.after, also=one.rehash.manual):
        yield
        commits.sent.append(shown)
    commits.done.append(shown)
