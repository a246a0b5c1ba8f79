"""`drizzle-journal backup make --file`: write tables to a file by pg_dump, for what is too large for a copy."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from journal.backup.inspect import SourceTable, find
from journal.backup.pg_dump import DumpFailed, has_other_secrets, plain_words, run_pg_dump
from journal.backup.session import transaction
from journal.backup.source import BackupRefused, BackupSource
from journal.catalog.quoting import quoted
from journal.connect.session import READ_ONLY
from journal.connect.target import Target, connected, server_version
from journal.connect.timeouts import RunTimeouts
from journal.dataclass import dataclass
from journal.folder.rewrite.temporary import clear, temporary_file
from journal.project.os_errors import reason
from journal.project.project import Result
from journal.server.embedded.binaries import Client, find_client

if TYPE_CHECKING:
    from psycopg import Connection

_PARTITIONS = """
SELECT space.nspname::text, class.relname::text FROM pg_catalog.pg_partition_tree(%s) AS part
  JOIN pg_catalog.pg_class AS class ON class.oid = part.relid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
"""


@dataclass(frozen=True)
class Dumped(Result):
    """The tables in the file; `bytes`: its size, None in a dry run."""

    document: ClassVar[str] = "dump.dump_json"

    target: Target
    database: str
    server_version: str
    client: Client
    found: tuple[SourceTable, ...]
    path: Path
    bytes: int | None = None


def dump(
    target: Target, sources: Sequence[BackupSource], path: Path, patience: RunTimeouts, *, dry_run: bool = False
) -> Dumped:
    """Write the tables, with their partitions, to a new file that only its owner can read, whole or not at all.

    Raises BackupRefused, ClientNotFound, DumpFailed, and what connecting and reading raise.
    """
    _refuse(sources, path, target)
    with connected(target) as connection, transaction(connection, patience, READ_ONLY):
        found = tuple(find(connection, source, to_file=True) for source in sources)
        names = [name for table in found for name in _tables(connection, table)]
        version, database = server_version(connection), connection.info.dbname
    client = find_client("pg_dump", major=int(version.split(".")[0]))
    dumped = Dumped(target, database, version, client, found, path)
    if dry_run:
        return dumped
    try:
        free, wanted = shutil.disk_usage(path.parent).free, sum(table.bytes for table in found)
    except OSError as error:
        raise DumpFailed(f"{path.parent}: {error.strerror}.", hint="Name a file in an existing folder.") from None
    if free < wanted:  # a dump is seldom larger than its tables
        message = f"{path.parent} has {free / 1e9:.1f} GB free, and the tables take {wanted / 1e9:.1f} GB."
        raise DumpFailed(message, hint="Name a file on a larger disk.")
    with _new_file(path) as file:
        words = [*_words(client, path, names, patience), f"--file={file}"]
        run_pg_dump(client, target, words, file.parent)
    return replace(dumped, bytes=path.stat().st_size)


def _refuse(sources: Sequence[BackupSource], path: Path, target: Target) -> None:
    for source in sources:
        if source.column:
            raise BackupRefused(
                f"{source.shown}: pg_dump writes whole tables.",
                hint=f"Omit :{source.column}, or omit --file for a copy of the column in the database.",
            )
    if path.exists():
        raise BackupRefused(f"{path} exists already and is not overwritten.", hint="Name a new file.")
    if has_other_secrets(target):
        raise BackupRefused(
            "The URL has a secret other than its password, and none is put on a command line.",
            hint="Put it into a service of ~/.pg_service.conf, and name that: --url 'service=NAME'.",
        )


def _tables(connection: "Connection[Any]", found: SourceTable) -> Sequence[tuple[str, str]]:
    """Return the table, and its partitions where it has any."""
    if found.kind != "p":
        return [(found.source.schema, found.source.table)]
    return [(space, table) for space, table in connection.execute(_PARTITIONS, (found.oid,)).fetchall()]


@contextmanager
def _new_file(path: Path) -> Iterator[Path]:
    """Yield a temporary file beside `path`; give it that name when the block succeeds and no other file has it."""
    try:
        clear(path.parent)
        descriptor, temporary = temporary_file(path)
        try:
            yield temporary
            os.link(temporary, path)  # unlike a rename, it overwrites nothing
        finally:
            temporary.unlink(missing_ok=True)
            os.close(descriptor)
    except OSError as error:
        raise DumpFailed(f"{path} cannot be written: {reason(error, path)}.", hint="Name another file.") from None


def _words(client: Client, path: Path, tables: Sequence[tuple[str, str]], patience: RunTimeouts) -> list[str]:
    """Return the options of pg_dump, in the format that the name of the file asks for."""
    kind = plain_words(client) if path.suffix == ".sql" else ["--format=custom"]
    waiting = [f"--lock-wait-timeout={max(1, round(patience.lock * 1000))}"] if patience.lock else []
    return [*kind, *waiting, *(f"--table={quoted(*table)}" for table in tables)]
