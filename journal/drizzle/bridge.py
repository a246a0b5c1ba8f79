"""Run the project's drizzle-orm: let it read the hashes of a folder, and let it migrate a database."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from journal.drizzle.find import DrizzleOrm
from journal.drizzle.node import Streams, answer, bare_environment, node_at, packages_of, refuse_links_out, started
from journal.drizzle.orm_folder import private_folders
from journal.errors import EngineFailed
from journal.project.settings import Ledger
from journal.replay.send import ServerError

DEADLINE_SECONDS = 600.0
CONFIRM_SECONDS = 60.0
"""The timeout after the replay, during which it reads; it reads 4,000 files in less than a second."""
_CONNECTING = ("drizzle-orm", "pg", "postgres")
_SHA256_LENGTH = 64


@dataclass(frozen=True)
class OrmMigration:
    """The hash and the `when` that drizzle-orm stores for an entry."""

    hash: str
    when: int


class Confirmation:
    """A drizzle-orm that is loaded in the background. `read` lets it read `folder`, `wait` returns the result.

    `folder` is private: except for its own package it can read only what is there.
    """

    def __init__(self, orm: DrizzleOrm, folder: Path, process: "subprocess.Popen[bytes]", node: str) -> None:
        self.orm, self.folder, self.unconfined_node = orm, folder, node
        self._process = process

    def read(self) -> None:
        """Let it read the folder in the background."""
        stdin, self._process.stdin = self._process.stdin, None
        if stdin:
            with suppress(BrokenPipeError), stdin:  # `wait` has its output where it has ended
                stdin.write(os.fsencode(self.folder))

    def wait(self) -> tuple[OrmMigration, ...]:
        """Wait for the answer, and validate it: a package of the project made it. Raises EngineFailed."""
        value = _answer(self.orm, self._process, CONFIRM_SECONDS)
        try:
            if isinstance(value, list):
                return tuple(OrmMigration(_valid_hash(one["hash"]), _valid_when(one["when"])) for one in value)
        except (KeyError, TypeError, ValueError, OverflowError):
            pass
        raise EngineFailed(
            f"drizzle-orm {self.orm.version} returned something other than a hash and a number for each entry.",
            hint="Use --engine native.",
        )


@contextmanager
def loaded(orm: DrizzleOrm) -> Iterator[Confirmation]:
    """Start node and let it load drizzle-orm, for the duration of the block. Raises EngineFailed."""
    with private_folders() as (home, place):
        node, script = node_at(orm.node), _script("confirm.cjs")
        if node.permissions:
            refuse_links_out(orm.real, orm.project)
        command = [*node.confined([script, orm.real, place]), str(script), str(orm.real)]
        with started(
            command, cwd=home, environment=bare_environment(home), streams=Streams(stdin=subprocess.PIPE)
        ) as process:
            yield Confirmation(orm, place, process, "" if node.permissions else node.name)


def _script(name: str) -> Path:
    return Path(str(files("journal.drizzle") / name)).resolve()


def _valid_hash(value: object) -> str:
    if not isinstance(value, str) or len(value) > _SHA256_LENGTH:
        raise ValueError
    return value


def _valid_when(value: object) -> int:
    """Return the number, also where the journal has it in quotes."""
    if isinstance(value, bool) or not isinstance(value, int | str) or len(str(value)) > _SHA256_LENGTH:
        raise ValueError
    return int(value)


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
        from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 - the server boots meanwhile

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


@dataclass(frozen=True)
class RefusedPiece:
    """PostgreSQL's error as the driver reports it. `number` counts what drizzle-orm has sent since its BEGIN."""

    refusal: ServerError
    number: int


@dataclass(frozen=True)
class Migrated:
    """The result of `migrate()`: the driver, and the refused piece, if any."""

    driver: str
    refused: RefusedPiece | None


def migrate(orm: DrizzleOrm, address: Address, ledger: Ledger, staged_folder: Path, home: Path) -> Migrated:
    """Let drizzle-orm apply a staged folder to the database. `home` is a private folder. Raises EngineFailed."""
    node, script = node_at(orm.node), _script("migrate.cjs")
    # The password is in the environment, because every user of the machine can read a command line.
    environment = bare_environment(home) | {"JOURNAL_TARGET": orjson.dumps(asdict(address)).decode()}
    project = orm.project.resolve()
    readable = [script, staged_folder, *packages_of(project, _CONNECTING), *address.socket_folders]
    words = [str(script), str(project), str(staged_folder), ledger.schema, ledger.table]
    with started([*node.confined(readable, connects=True), *words], cwd=home, environment=environment) as process:
        value = _answer(orm, process, DEADLINE_SECONDS)
    if not isinstance(value, dict):
        raise EngineFailed(
            f"drizzle-orm {orm.version} did not report the result of migrate().", hint="Use --engine native."
        )
    error = value.get("error")
    if isinstance(error, dict) and error.get("code") == "no-driver":
        raise EngineFailed(
            f"drizzle-orm {orm.version} has no driver: {error.get('message')}.",
            hint="npm install --save-dev pg, or use --engine native.",
        )
    return Migrated(_text(value, "driver"), _refused(error) if isinstance(error, dict) else None)


def _refused(error: Mapping[str, Any]) -> RefusedPiece:
    refusal = ServerError(
        sqlstate=_text(error, "code"),
        message=_text(error, "message") or "no message",
        detail=_text(error, "detail"),
        hint=_text(error, "hint"),
        context=_text(error, "where"),
        position=_number(error.get("position")) or None,
    )
    return RefusedPiece(refusal, _number(error.get("number")))


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    return value if isinstance(value, str) else ""


def _number(value: object) -> int:
    """Return a number that is not negative, also where it is in quotes; 0 for anything else."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _answer(orm: DrizzleOrm, process: "subprocess.Popen[bytes]", seconds: float) -> object:
    try:
        output = answer(process, seconds)
    except TimeoutError:
        raise EngineFailed(
            f"drizzle-orm {orm.version} did not answer in {seconds:g} s.", hint="Use --engine native."
        ) from None
    except EngineFailed as error:
        raise EngineFailed(f"drizzle-orm {orm.version}: {error.message}", hint="Use --engine native.") from None
    try:
        return output.value
    except ValueError:
        reason = output.gist if not output.output else "it printed something other than its answer"
        raise EngineFailed(f"drizzle-orm {orm.version} failed: {reason}", hint="Use --engine native.") from None
