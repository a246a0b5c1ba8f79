"""`drizzle-journal backup make`: plan the copies, get consent, and make them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from journal.backup.copy import GIGABYTE, Backup, CopyRequest, back_up, free_name, refuse_large
from journal.backup.definition import definition
from journal.backup.inspect import SourceTable, find
from journal.backup.listing import Listing
from journal.backup.listing import list_backups as read_listing
from journal.backup.note import DefinitionStatement
from journal.backup.session import transaction
from journal.backup.source import BackupSource, parse_source
from journal.catalog.read import read_schema
from journal.connect.session import READ_ONLY, database_lock, writing
from journal.connect.target import Target, connected, server_version
from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT, LOCK_TIMEOUT, RunTimeouts
from journal.dataclass import dataclass
from journal.ledger.privileges import Privileges, read_privileges
from journal.project.project import Project, Result
from journal.project.settings import Ledger
from journal.verbs.arguments import find_database
from journal.verbs.backup_dump import Dumped, dump

if TYPE_CHECKING:
    from psycopg import Connection


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

    target: Target
    database: str
    server_version: str
    planned: tuple[Planned, ...]
    max_bytes: int
    made: tuple[Backup, ...] = ()

    @property
    def too_large(self) -> bool:
        """Whether the size exceeds the limit."""
        return 0 < self.max_bytes < sum(each.found.bytes for each in self.planned)


def backup(
    project: Project,
    sources: Sequence[str],
    *,
    url: str | None = None,
    env_var: str | None = None,
    file: str | Path | None = None,
    max_size: float = 1.0,
    lock_timeout: float = LOCK_TIMEOUT,
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT,
    statement_timeout: float = 300.0,
    dry_run: bool = False,
    agree: Callable[[Backups], None] | None = None,
) -> Backups | Dumped:
    """Copy tables (`users`) or columns (`users:email`) beside the originals, or into a `file` by pg_dump.

    A copy of more than `max_size` is refused. All copies are of one moment. A dry run only reads. Raises BackupRefused,
    TooLarge, RightMissing, DatabaseReadOnly, Locked, TimedOut, WriteRefused, DatabaseUnreachable, PoolerInTheWay.

    >>> _ = journal.run(project, url=url)
    >>> [copy.note.source.shown for copy in journal.backup(project, ["users"], url=url).made]
    ['public.users']
    """
    _, target = find_database(project, url, env_var, writes=file is None and not dry_run)
    named = tuple(dict.fromkeys(map(parse_source, sources)))
    patience = RunTimeouts(lock_timeout, statement_timeout)
    if file is not None:
        return dump(target, named, Path(file), patience, dry_run=dry_run)
    request = CopyRequest(round(max_size * GIGABYTE), patience)
    with (connected if dry_run else writing)(target) as connection:
        if dry_run:
            return _plan(connection, target, named, request)
        with database_lock(connection, seconds=ledger_lock_timeout):
            backups = _plan(connection, target, named, request)
            refuse_large([each.found for each in backups.planned], request.max_bytes)
            for each in backups.planned:
                each.standing.refuse()
            if agree:
                agree(backups)
            return replace(backups, made=back_up(connection, named, request))


def list_backups(project: Project, *, url: str | None = None, env_var: str | None = None) -> Listing:
    """List the copies in a database: of what, when, how many rows (`backup list`).

    >>> journal.list_backups(project, url=url).backups
    ()
    """
    _, target = find_database(project, url, env_var)
    return replace(read_listing(target), target=target)


def _plan(
    connection: "Connection[Any]", target: Target, sources: Sequence[BackupSource], request: CopyRequest
) -> Backups:
    with transaction(connection, request.patience, READ_ONLY):
        found = [find(connection, source) for source in sources]
        schema = read_schema(connection)
        names = [free_name(connection, each.source, request.now) for each in found]
        places = [Ledger(each.source.schema, each.source.table) for each in found]
        standings = [read_privileges(connection, place, ["SELECT"], makes_a_table=True) for place in places]
    planned = tuple(
        Planned(each, name, definition(schema, each.source), standing)
        for each, name, standing in zip(found, names, standings, strict=True)
    )
    version = server_version(connection)
    return Backups(target, connection.info.dbname, version, planned, request.max_bytes)
