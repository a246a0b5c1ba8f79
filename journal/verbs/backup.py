"""The verb: look what a backup would be and how large, ask, and make it."""

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
from journal.connect.session import READ_ONLY, writing
from journal.connect.target import NOWHERE, Target, connected, server_version
from journal.ledger.lock import database_lock
from journal.ledger.privileges import NeededPrivileges, Privileges, read_privileges
from journal.project.settings import Ledger
from journal.result import Result

if TYPE_CHECKING:
    from psycopg import Connection


@dataclass(frozen=True)
class MakeRequest:
    """What is asked of make. `dry_run`: only look."""

    sources: tuple[BackupSource, ...]
    copy: CopyRequest = field(default_factory=CopyRequest)
    dry_run: bool = False


@dataclass(frozen=True)
class Planned:
    """One copy to be: of what, under which name, and what is noted with it."""

    found: SourceTable
    name: str
    definition: tuple[DefinitionStatement, ...]
    standing: Privileges


@dataclass(frozen=True)
class Backups(Result):
    """The plan, and the copies that were `made`; none in a dry run. `max_bytes` is what was allowed, 0 for all."""

    document: ClassVar[str] = "backup.make_json"

    database: str
    server_version: str
    planned: tuple[Planned, ...]
    max_bytes: int
    made: tuple[Backup, ...] = ()
    target: Target = field(default=NOWHERE, kw_only=True)

    @property
    def too_large(self) -> bool:
        """Whether it would be refused for its size."""
        return 0 < self.max_bytes < sum(one.found.bytes for one in self.planned)


def agreed(backups: Backups) -> None:
    """Who calls wants it."""


def make(target: Target, request: MakeRequest, *, agree: Callable[[Backups], None] = agreed) -> Backups:
    """Make a copy of each source in the database, all as of one moment. A dry run only reads.

    `agree` is called before anything is written, and may raise. Raises BackupRefused, TooLarge, RightMissing,
    DatabaseReadOnly, Locked, TimedOut, WriteRefused, DatabaseUnreachable, PoolerInTheWay.
    """
    with (connected if request.dry_run else writing)(target) as connection:
        if request.dry_run:
            return _look(connection, request)
        with database_lock(connection, seconds=request.copy.patience.ledger_lock):
            backups = _look(connection, request)
            refuse_large([one.found for one in backups.planned], request.copy.max_bytes)
            for one in backups.planned:
                one.standing.refuse()
            agree(backups)
            return replace(backups, made=back_up(connection, request.sources, request.copy))


def _look(connection: "Connection[Any]", request: MakeRequest) -> Backups:
    with transaction(connection, request.copy.patience, READ_ONLY):
        found = [find(connection, source) for source in request.sources]
        schema = read_schema(connection)
        names = [free_name(connection, one.source, request.copy.now) for one in found]
        rights = NeededPrivileges(frozenset({"SELECT"}), makes_a_table=True)
        places = [Ledger(one.source.schema, one.source.table) for one in found]
        standings = [read_privileges(connection, place, rights) for place in places]
    planned = tuple(
        Planned(one, name, definition(schema, one.source), standing)
        for one, name, standing in zip(found, names, standings, strict=True)
    )
    return Backups(connection.info.dbname, server_version(connection), planned, request.copy.max_bytes)
