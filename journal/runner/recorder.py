"""Record a file that was applied: its row in `_manual_migrations`, and Drizzle's row if both ledgers are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.errors import JournalError
from journal.folder.file_names import Kind
from journal.folder.hashing import drizzle_hash
from journal.folder.migrations import Migration
from journal.ledger.drizzle import LedgerRow
from journal.ledger.manual_table import ManualTable, RunRecord
from journal.ledger.predict import LocalMigration
from journal.ledger.relation import WRITES, check_relation
from journal.ledger.script import LedgerPlace, create_statements, insert_statement
from journal.runner.session import as_ourselves

if TYPE_CHECKING:
    from psycopg import Connection


class RunMeanwhile(JournalError):
    """Drizzle's migrator applied a file while it ran here."""

    code = "run-meanwhile"


@dataclass(frozen=True)
class Records:
    """Where files are recorded, on a connection. `locals`: the rows for Drizzle's ledger, by tag, if it is kept."""

    connection: "Connection[Any]"
    table: ManualTable
    place: LedgerPlace | None = None
    locals: Mapping[str, LocalMigration] | None = None

    def prepare(self) -> None:
        """Create Drizzle's schema and table as Drizzle does, if rows are to be written there."""
        for statement in create_statements(self.place) if self.place and not self.place.table else ():
            self.connection.execute(statement.text.encode())

    def write(self, migration: Migration, seconds: float) -> None:
        """Record a file in the open transaction, and stay the role that connected until it ends.

        A down file is not recorded. Raises RunMeanwhile.
        """
        run = RunRecord(migration.path.name, drizzle_hash(migration.raw), seconds)
        as_ourselves(self.connection)
        if migration.kind is not Kind.DOWN:
            self.table.lock(self.connection)
            self.connection.execute(self.table.insert_statement(run))
            if self.place and self.locals and migration.tag in self.locals:
                self._write_to_drizzles(self.place, self.locals[migration.tag])

    def _write_to_drizzles(self, place: LedgerPlace, local: LocalMigration) -> None:
        """Insert under a lock that a running migrate has to wait for, so that its earlier rows are seen."""
        self.connection.execute(f"LOCK TABLE {place.name} IN SHARE ROW EXCLUSIVE MODE".encode())
        check_relation(self.connection, place.ledger.schema, place.ledger.table, WRITES)
        row = LedgerRow(0, local.hash, local.when, local.name if place.named else None)
        insert = insert_statement(LedgerPlace(place.ledger, named=place.named), [row])
        if self.connection.execute(insert.text.encode()).rowcount != 1:
            raise RunMeanwhile(
                f"Drizzle's migrator applied {local.tag} while it ran here; here it was rolled back.",
                hint="Use one of the two at a time. See where both are: journal status",
            )
