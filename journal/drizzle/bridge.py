"""Two questions to the project's own drizzle-orm: what would you hash, and: migrate this database."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson

from journal.connect.private import clean_environment
from journal.drizzle.find import DrizzleOrm
from journal.errors import EngineFailed
from journal.folder.config import Ledger
from journal.replay.send import Refusal

DEADLINE_SECONDS = 600.0


@dataclass(frozen=True)
class Seen:
    """What drizzle-orm made of one entry: the hash and the `when` it would store."""

    hash: str
    when: int


class Confirmation:
    """drizzle-orm, loaded in the background. `read` gives it a staged folder, `wait` gives what it read."""

    def __init__(self, orm: DrizzleOrm, process: "subprocess.Popen[bytes]") -> None:
        self.orm = orm
        self.process = process

    def read(self, staged_folder: Path) -> None:
        """Let it read; it does so beside the replay, on a core of its own."""
        stdin, self.process.stdin = self.process.stdin, None  # communicate() would flush it
        if stdin:
            with suppress(BrokenPipeError), stdin:  # `wait` has what it said when it ended
                stdin.write(os.fsencode(staged_folder))

    def wait(self) -> tuple[Seen, ...]:
        """Wait for the answer. Raises EngineFailed with what node said."""
        read = _answer(self.orm, self.process)
        return tuple(Seen(one["hash"], int(one["when"])) for one in read)


@contextmanager
def loaded(orm: DrizzleOrm) -> Iterator[Confirmation]:
    """Start node and let it load drizzle-orm, while we find out what it is to read."""
    with _node(orm, "confirm.cjs", [], stdin=subprocess.PIPE) as process:
        yield Confirmation(orm, process)


@dataclass(frozen=True)
class Address:
    """Where the temporary database is. `host` may be a socket's folder; `options` are as libpq has them."""

    host: str
    port: int
    user: str
    database: str
    password: str | None = field(default=None, repr=False)
    options: str = ""

    @classmethod
    def of(cls, conninfo: str) -> "Address":
        """The address that libpq's text gives."""
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


@dataclass(frozen=True)
class RefusedPiece:
    """PostgreSQL's error as the driver reported it. `number` counts what drizzle-orm had sent since its BEGIN."""

    refusal: Refusal
    number: int


@dataclass(frozen=True)
class Migrated:
    """How `migrate()` ended: through which driver, and what was refused, if anything."""

    driver: str
    refused: RefusedPiece | None


def migrate(orm: DrizzleOrm, address: Address, ledger: Ledger, staged_folder: Path) -> Migrated:
    """Let drizzle-orm apply a staged folder to the database. Raises EngineFailed when it could not even try."""
    # The password goes by the environment: everybody on the machine can read a command line.
    target = {"JOURNAL_TARGET": orjson.dumps(asdict(address)).decode()}
    with _node(orm, "migrate.cjs", [str(staged_folder), ledger.schema, ledger.table], target) as process:
        answer = _answer(orm, process)
    error = answer.get("error")
    if error and error.get("code") == "no-driver":
        raise EngineFailed(
            f"drizzle-orm {orm.version} is there, but no driver it could use: {error['message']}.",
            hint="npm install --save-dev pg, or use --engine native.",
        )
    return Migrated(answer["driver"], _refused(error) if error else None)


def _refused(error: Mapping[str, Any]) -> RefusedPiece:
    position = error.get("position")
    refusal = Refusal(
        sqlstate=error.get("code") or "",
        message=error.get("message") or "no message",
        detail=error.get("detail") or "",
        hint=error.get("hint") or "",
        context=error.get("where") or "",
        position=int(position) if position else None,
    )
    return RefusedPiece(refusal, int(error.get("number") or 0))


@contextmanager
def _node(
    orm: DrizzleOrm,
    script: str,
    words: Sequence[str],
    environment: Mapping[str, str] | None = None,
    *,
    stdin: int = subprocess.DEVNULL,
) -> Iterator["subprocess.Popen[bytes]"]:
    path = files("journal.drizzle") / script
    process = subprocess.Popen(
        [orm.node, str(path), str(orm.project), *words],
        stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=orm.project,
        env=clean_environment() | dict(environment or {}),
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _answer(orm: DrizzleOrm, process: "subprocess.Popen[bytes]") -> Any:
    try:
        out, err = process.communicate(timeout=DEADLINE_SECONDS)
    except subprocess.TimeoutExpired:
        raise EngineFailed(
            f"drizzle-orm {orm.version} did not answer in {DEADLINE_SECONDS:g} s.", hint="Use --engine native."
        ) from None
    try:
        return orjson.loads(out)
    except orjson.JSONDecodeError:
        said = next((line for line in err.decode("utf-8", "replace").splitlines() if "Error" in line), "no message")
        raise EngineFailed(f"drizzle-orm {orm.version} failed: {said.strip()}", hint="Use --engine native.") from None
