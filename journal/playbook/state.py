"""READ the state of the database for the playbook, in one transaction that cannot write."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import readable
from journal.connect.target import server_version
from journal.folder.file_names import Kind
from journal.folder.lookup import downs_by_tag
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.ledger.manual_table import read_manual_table
from journal.ledger.read import read_ledger
from journal.losses.effects import Effect, what_stays
from journal.losses.effects_in_sql import effects_of
from journal.losses.estimate import Loss, estimate
from journal.playbook.applied import AppliedRecord, what_was_applied
from journal.playbook.evidence import Evidence, read_evidence
from journal.playbook.trouble import Session, Trouble, read_trouble
from journal.runner.recorder import TwoLedgers

if TYPE_CHECKING:
    from psycopg import Connection

_COPIES = """
SELECT space.nspname::text, class.relname::text FROM pg_catalog.pg_class AS class
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE class.relkind IN ('r', 'p') AND class.relpersistence <> 't' AND class.relname OPERATOR(pg_catalog.~) '^_backup_'
 ORDER BY 1, 2
"""


@dataclass(frozen=True)
class PlaybookState:
    """The state of the database. `applied` has the last one first; `copies` are tables named as `backup` names them.

    `losses` are what the subject's down file would lose, `stays` what it does not revert.
    """

    server_version: str
    known: TwoLedgers
    evidence: Evidence
    trouble: Trouble
    applied: tuple[AppliedRecord, ...]
    copies: tuple[str, ...]
    losses: tuple[Loss, ...] = ()
    stays: tuple[Effect, ...] = ()

    @property
    def last(self) -> AppliedRecord | None:
        """The migration applied last."""
        return self.applied[0] if self.applied else None

    @property
    def half_way(self) -> Migration | None:
        """The file that stopped half way, the last one where there are several."""
        names = [stopped.name for stopped in self.trouble.half_way[-1:]]
        return next((migration for migration in self.known.folder.migrations if migration.path.name in names), None)

    @property
    def subject(self) -> Migration | None:
        """The migration to revert: the one that stopped half way, else the last applied one. None without its file."""
        return self.half_way or (self.last.migration if self.last else None)

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


def read_seen(connection: "Connection[Any]", folder: Folder, sessions: tuple[Session, ...]) -> PlaybookState:
    """Read the state. What can wait for a lock is read last, and waits only a moment."""
    ledger, table = read_ledger(connection, folder.settings.ledger), read_manual_table(connection)
    evidence = read_evidence(connection, folder.settings.ledger, ledger, table)
    trouble = read_trouble(connection, folder, table.schema if table else None, sessions)
    applied = what_was_applied(folder, table, ledger, evidence)
    copies = tuple(readable(row) for row in connection.execute(_COPIES).fetchall())
    seen = PlaybookState(
        server_version(connection), TwoLedgers(folder, table, ledger), evidence, trouble, applied, copies
    )
    down = downs_by_tag(folder).get(seen.subject.tag) if seen.subject else None
    if down is None or seen.subject is None:
        return seen
    effects = effects_of(down)
    return replace(seen, losses=estimate(connection, effects), stays=what_stays(effects_of(seen.subject), effects))
