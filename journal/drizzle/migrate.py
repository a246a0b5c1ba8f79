"""Replay by the project's drizzle-orm, with failures explained like those of our replay."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from journal.dataclass import dataclass
from journal.drizzle.node import bare_environment, node_at, started
from journal.drizzle.orm import answer_of, private_folders, script_at, stage
from journal.drizzle.packages import DrizzlePackage, packages_of
from journal.errors import EngineFailed
from journal.folder.entries import Journal
from journal.folder.migrations import Migration
from journal.project.settings import Ledger
from journal.replay.explain import AppliedMigration, Explanation, MigrationFailed, explain, outside_statements
from journal.replay.send import ServerError
from journal.sql.statements import statements_of

_DEADLINE_SECONDS = 600.0
_CONNECTING = ("drizzle-orm", "pg", "postgres")


@dataclass(frozen=True)
class Address:
    """The address of a temporary database. `host` may be a socket's folder; `options` have libpq's syntax."""

    host: str
    port: int
    user: str
    database: str
    password: str | None = field(default=None, repr=False)
    options: str = ""

    @classmethod
    def of(cls, conninfo: str) -> "Address":
        """Parse a libpq connection string."""
        from psycopg.conninfo import conninfo_to_dict

        words = {name: str(value) for name, value in conninfo_to_dict(conninfo).items()}
        return cls(
            host=words["host"],
            port=int(words.get("port") or 5432),
            user=words["user"],
            database=words["dbname"],
            password=words.get("password"),
            options=words.get("options", ""),
        )

    @property
    def socket_folders(self) -> tuple[Path, ...]:
        """Return the folder of its socket, or nothing."""
        return (Path(self.host),) if self.host.startswith("/") else ()

    @property
    def url(self) -> str:
        """Return the address as a URL."""
        at = quote(self.user, safe="") + (f":{quote(self.password, safe='')}" if self.password else "")
        by_socket = self.host.startswith("/")
        place = "localhost" if by_socket else f"[{self.host}]" if ":" in self.host else self.host
        query = f"?host={quote(self.host, safe='')}" if by_socket else ""
        return f"postgresql://{at}@{place}:{self.port}/{quote(self.database, safe='')}{query}"


def replay_by_drizzle(
    orm: DrizzlePackage, conninfo: str, journal: Journal, migrations: Mapping[str, Migration], ledger: Ledger
) -> tuple[AppliedMigration, ...]:
    """Let drizzle-orm migrate the empty database of `conninfo`. Raises MigrationFailed, EngineFailed."""
    if not orm.reads_journals:
        raise EngineFailed(
            f"drizzle-orm {orm.version} no longer reads a journal; --engine drizzle needs 0.x.",
            hint="Use --engine native.",
        )
    steps = [migrations[entry.tag] for entry in journal.entries]
    with private_folders() as (home, place):
        error = _migrate(orm, Address.of(conninfo), ledger, stage(place, journal, migrations), home)
    if error is not None:
        raise _failure(error, steps)
    return tuple(AppliedMigration(migration.tag) for migration in steps)


def _migrate(
    orm: DrizzlePackage, address: Address, ledger: Ledger, staged_folder: Path, home: Path
) -> Mapping[str, Any] | None:
    """Run `migrate()` and return the driver's error, or None. `home` is a private folder. Raises EngineFailed."""
    node, script = node_at(orm.node), script_at("migrate.cjs")
    # The password is in the environment, because every user of the machine can read a command line.
    environment = bare_environment(home) | {"JOURNAL_TARGET": orjson.dumps(asdict(address)).decode()}
    project = orm.project.resolve()
    readable = [script, staged_folder, *packages_of(project, _CONNECTING), *address.socket_folders]
    words = [str(script), str(project), str(staged_folder), ledger.schema, ledger.table]
    with started([*node.confined(readable, connects=True), *words], cwd=home, environment=environment) as process:
        value = answer_of(orm, process, _DEADLINE_SECONDS)
    if not isinstance(value, dict):
        message = f"drizzle-orm {orm.version} did not report the result of migrate()."
        raise EngineFailed(message, hint="Use --engine native.")
    error = value.get("error")
    if not isinstance(error, dict):
        return None
    if error.get("code") == "no-driver":
        raise EngineFailed(
            f"drizzle-orm {orm.version} has no driver: {error.get('message')}.",
            hint="npm install --save-dev pg, or use --engine native.",
        )
    return error


def _failure(error: Mapping[str, Any], steps: Sequence[Migration]) -> MigrationFailed | EngineFailed:
    """Find the piece by its number: after BEGIN, drizzle-orm sends each file's pieces, then its ledger row."""
    refusal = ServerError(
        sqlstate=_text(error, "code"),
        message=_text(error, "message") or "no message",
        detail=_text(error, "detail"),
        hint=_text(error, "hint"),
        context=_text(error, "where"),
        position=_number(error.get("position")) or None,
    )
    number, applied = _number(error.get("number")), tuple(AppliedMigration(migration.tag) for migration in steps)
    for index, migration in enumerate(steps):
        rows_number = len(migration.pieces) + 1
        if 0 < number < rows_number:
            return MigrationFailed(migration, _explained(migration, number, refusal), applied[:index])
        if number == rows_number:
            return MigrationFailed(migration, outside_statements(migration, refusal), applied[:index])
        number -= rows_number
    if steps and number == 1:
        at_commit = replace(refusal, message=f"The COMMIT at the end failed: {refusal.message}")
        return MigrationFailed(steps[-1], outside_statements(steps[-1], at_commit), applied)
    return EngineFailed(f"drizzle-orm's migrate() failed: {refusal.message} [{refusal.sqlstate}]")


def _explained(migration: Migration, number: int, refusal: ServerError) -> Explanation:
    """Name the statement where PostgreSQL gives its position, or where the piece has only one."""
    *earlier, piece = migration.pieces[:number]
    passed = sum(len(list(statements_of(other))) for other in earlier)
    explanation = explain(migration, piece, refusal, earlier=passed, passed=0)
    is_clear = refusal.position or len(list(statements_of(piece))) == 1
    return explanation if is_clear else replace(explanation, number=0)


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    return value if isinstance(value, str) else ""


def _number(value: object) -> int:
    """Return a number that is not negative, also where it is in quotes; 0 for anything else."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
