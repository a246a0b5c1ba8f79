"""READ the state of the database for the playbook, in one transaction that cannot write."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import readable
from journal.connect.target import server_version
from journal.dataclass import dataclass
from journal.folder.file_names import Kind
from journal.folder.lookup import downs_by_tag
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.ledger.manual_table import read_manual_table
from journal.ledger.old_names import with_old_names
from journal.ledger.read import read_ledger
from journal.playbook.applied import AppliedRecord, stamps_of, what_was_applied
from journal.playbook.evidence import Evidence, read_evidence
from journal.playbook.made import read_made, read_repairs
from journal.playbook.stamped import LedgerWrites, Made, stamped_last
from journal.playbook.trouble import Session, Trouble, read_trouble
from journal.runner.losses.effects import Effect, what_stays
from journal.runner.losses.effects_in_sql import effects_of
from journal.runner.losses.estimate import Loss, estimate
from journal.runner.recorder import TwoLedgers

if TYPE_CHECKING:
    from psycopg import Connection

_COPIES = """
SELECT space.nspname::text, class.relname::text FROM pg_catalog.pg_class AS class
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE class.relkind IN ('r', 'p') AND class.relpersistence <> 't' AND class.relname OPERATOR(pg_catalog.~) '^_backup_'
 ORDER BY 1, 2
"""

_MOST_PENDING = 50


@dataclass(frozen=True)
class PlaybookState:
    """The state of the database. `applied` has the last one first; `copies` are tables named as `backup` names them.

    `losses` are what the subject's down file would lose, `stays` what it does not revert. `by_hand`: pending files all
    of whose objects are there, `newest_by_hand` the one of them that was run after what was applied last. `gone`: the
    objects of the last one, where the database has none of them. `partly`: pending files with what they lack.
    """

    server_version: str
    known: TwoLedgers
    evidence: Evidence
    trouble: Trouble
    applied: tuple[AppliedRecord, ...]
    copies: tuple[str, ...]
    losses: tuple[Loss, ...] = ()
    stays: tuple[Effect, ...] = ()
    by_hand: tuple[str, ...] = ()
    newest_by_hand: Migration | None = None
    gone: tuple[str, ...] = ()
    partly: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def last(self) -> AppliedRecord | None:
        """The migration applied last: the first one whose row shows that it ran."""
        first = self.applied[0] if self.applied else None
        return first if first and not first.stamped else None

    @property
    def half_way(self) -> Migration | None:
        """The file that stopped half way, the last one where there are several."""
        names = [stopped.name for stopped in self.trouble.half_way[-1:]]
        return next((migration for migration in self.known.folder.migrations if migration.record_name in names), None)

    @property
    def subject(self) -> Migration | None:
        """The migration to revert: the one half way, else the one run by hand since, else the last; None if no file."""
        return self.half_way or self.newest_by_hand or (self.last.migration if self.last else None)

    @property
    def pending(self) -> tuple[str, ...]:
        """The forward files that have not run. A baseline is not pending where another one has run."""
        applied = {record.tag for record in self.applied}
        forwards = self.known.folder.forwards
        return tuple(
            migration.tag
            for migration in forwards
            if migration.tag not in applied and not (applied and migration.kind is Kind.BASELINE)
        )

    @property
    def not_run(self) -> tuple[str, ...]:
        """The pending files of which nothing is there, as far as their objects show."""
        there = {*self.by_hand, *(tag for tag, _ in self.partly)}
        return tuple(tag for tag in self.pending if tag not in there)


def read_seen(connection: "Connection[Any]", folder: Folder, sessions: tuple[Session, ...]) -> PlaybookState:
    """Read the state. What can wait for a lock is read last, and waits only a moment."""
    ledger, table = (
        read_ledger(connection, folder.settings.ledger),
        with_old_names(read_manual_table(connection, folder.settings.manual), folder),
    )
    evidence = read_evidence(connection, folder.settings.ledger, ledger, table)
    trouble = read_trouble(connection, folder, table.schema if table else None, sessions)
    applied = what_was_applied(folder, table, ledger, evidence)
    made = partial(read_made, connection)
    applied = stamped_last(applied, LedgerWrites(read_repairs(connection), stamps_of(applied, evidence)), made)
    copies = tuple(readable(row) for row in connection.execute(_COPIES).fetchall())
    seen = PlaybookState(
        server_version(connection), TwoLedgers(folder, table, ledger), evidence, trouble, applied, copies
    )
    seen = _with_objects(seen, made)
    down = downs_by_tag(folder).get(seen.subject.tag) if seen.subject else None
    if down is None or seen.subject is None:
        return seen
    effects = effects_of(down)
    return replace(seen, losses=estimate(connection, effects), stays=what_stays(effects_of(seen.subject), effects))


def _with_objects(seen: PlaybookState, made: Made) -> PlaybookState:
    """Look for the objects of the last migration, and of the pending ones, the newest of them."""
    last, files = seen.last, seen.known.folder.by_tag
    found = {tag: made(files[tag]) for tag in seen.pending[-_MOST_PENDING:]}
    by_hand = tuple(tag for tag, objects in found.items() if objects.all_there)
    partly = tuple(
        (tag, objects.missing) for tag, objects in found.items() if objects.missing and not objects.all_missing
    )
    ages = {tag: objects.age for tag in by_hand if (objects := found[tag]).age is not None}
    # Of the same age: the last in the journal's order.
    newest = min(reversed(ages), key=lambda tag: ages[tag] or 0, default=None)
    is_newer = newest is not None and (last is None or (ages[newest] or 0) < last.age)
    of_last = made(last.migration) if last and last.migration else None
    gone = of_last.missing if of_last and of_last.all_missing else ()
    by_hand_since = files[newest] if newest and is_newer else None
    return replace(seen, by_hand=by_hand, newest_by_hand=by_hand_since, gone=gone, partly=partly)
