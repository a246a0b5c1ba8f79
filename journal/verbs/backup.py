"""`journal backup make`: plan the copies, get consent, and make them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from journal.backup.copy import Backup, CopyRequest, back_up, free_name, refuse_large
from journal.backup.definition import definition
from journal.backup.inspect import SourceTable, find
from journal.backup.note import DefinitionStatement
from journal.backup.session import transaction
from journal.backup.source import BackupSource
from journal.catalog.read import read_schema
from journal.connect.session import READ_ONLY, database_lock, writing
from journal.connect.target import NOWHERE, Target, connected, server_version
from journal.ledger.privileges import Privileges, read_privileges
from journal.project.project import Result, agreed
from journal.project.settings import Ledger

if TYPE_CHECKING:
    from psycopg import Connection


@dataclass(frozen=True)
class MakeRequest:
    """The input of make. `dry_run`: only plan."""

    sources: tuple[BackupSource, ...]
    copy: CopyRequest = field(default_factory=CopyRequest)
    dry_run: bool = False


@dataclass(frozen=True)
class Planned:
    """One copy of the plan: its source, its name, and the definition in its note."""

    found: SourceTable
    name: str
    definition: tuple[DefinitionStatement, ...]
    standing: Privileges


@dataclass(frozen=True)
class Backups(Result):
    """The plan, and the copies that were `made`, none in a dry run. `max_bytes`: the limit, 0 for none."""

    document: ClassVar[str] = "backup.make_json"

    database: str
    server_version: str
    planned: tuple[Planned, ...]
    max_bytes: int
    made: tuple[Backup, ...] = ()
    target: Target = field(default=NOWHERE, kw_only=True)

    @property
    def too_large(self) -> bool:
        """Whether the size exceeds the limit."""
        return 0 < self.max_bytes < sum(each.found.bytes for each in self.planned)


def make(target: Target, request: MakeRequest, *, agree: Callable[[Backups], None] = agreed) -> Backups:
    """Make a copy of each source in the database, all as of one moment. A dry run only reads.

    `agree` is called before anything is written, and may raise. Raises BackupRefused, TooLarge, RightMissing,
    DatabaseReadOnly, Locked, TimedOut, WriteRefused, DatabaseUnreachable, PoolerInTheWay.
    """
    with (connected if request.dry_run else writing)(target) as connection:
        if request.dry_run:
            return _plan(connection, request)
        with database_lock(connection, seconds=request.copy.patience.ledger_lock):
            backups = _plan(connection, request)
            refuse_large([each.found for each in backups.planned], request.copy.max_bytes)
            for each in backups.planned:
                each.standing.refuse()
            agree(backups)
            return replace(backups, made=back_up(connection, request.sources, request.copy))


def _plan(connection: "Connection[Any]", request: MakeRequest) -> Backups:
    with transaction(connection, request.copy.patience, READ_ONLY):
        found = [find(connection, source) for source in request.sources]
        schema = read_schema(connection)
        names = [free_name(connection, each.source, request.copy.now) for each in found]
        places = [Ledger(each.source.schema, each.source.table) for each in found]
        standings = [read_privileges(connection, place, ["SELECT"], makes_a_table=True) for place in places]
    planned = tuple(
        Planned(each, name, definition(schema, each.source), standing)
        for each, name, standing in zip(found, names, standings, strict=True)
    )
    return Backups(connection.info.dbname, server_version(connection), planned, request.copy.max_bytes)
