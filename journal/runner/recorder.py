"""What is written when a file is through: its row in `_manual_migrations`, and Drizzle's where both are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.errors import JournalError
from journal.folder.hashing import drizzle_hash
from journal.folder.migrations import Migration
from journal.folder.names import Kind
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
    """Where files are recorded, on a connection. `locals`: what Drizzle records of each file, where it is to."""

    connection: "Connection[Any]"
    table: ManualTable
    place: LedgerPlace | None = None
    locals: Mapping[str, LocalMigration] | None = None

    def prepare(self) -> None:
        """Make Drizzle's schema and table as Drizzle makes them, where they are to be written to and are missing."""
        if self.place and not self.place.table:
            for statement in create_statements(self.place):
                self.connection.execute(statement.text.encode())

    def write(self, migration: Migration, seconds: float) -> None:
        """Record a file, in the transaction that is open, and be who connected until that ends.

        A down file is not recorded: it takes back, it adds nothing. Raises RunMeanwhile.
        """
        if migration.kind is Kind.DOWN:
            as_ourselves(self.connection)
        else:
            row = self.table.insert_statement(RunRecord(migration.path.name, drizzle_hash(migration.raw), seconds))
            as_ourselves(self.connection)
            self.table.lock(self.connection)
            self.connection.execute(row)
            if self.place and self.locals and migration.tag in self.locals:
                self._write_drizzles(self.place, self.locals[migration.tag])

    def _write_drizzles(self, place: LedgerPlace, local: LocalMigration) -> None:
        """Under a lock that a running migrate has to wait for; what it wrote before that is seen."""
        lock = f"LOCK TABLE {place.name} IN SHARE ROW EXCLUSIVE MODE"
        self.connection.execute(lock.encode())
        check_relation(self.connection, place.ledger.schema, place.ledger.table, WRITES)
        row = LedgerRow(0, local.hash, local.when, local.name if place.named else None)
        insert = insert_statement(LedgerPlace(place.ledger, named=place.named), [row])
        if self.connection.execute(insert.text.encode()).rowcount != 1:
            raise RunMeanwhile(
                f"Drizzle's migrator applied {local.tag} while it ran here; what ran here of it was rolled back.",
                hint="See where both are: journal status. Then run again, and migrate by one of the two at a time.",
            )
