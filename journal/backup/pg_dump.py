"""Run pg_dump on a database, with its secrets in the environment and not on the command line."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from journal.connect.target import Target, secrets_of
from journal.errors import JournalError
from journal.project.os_errors import reason_in
from journal.server.embedded.binaries import Client

_RESTRICT_KEY = "journal"  # without a fixed one, no two dumps of the same tables are equal
_BY_ENVIRONMENT = {"password": "PGPASSWORD", "options": "PGOPTIONS"}


class DumpFailed(JournalError):
    """pg_dump failed, or the file cannot be written. There is no file then."""

    code = "dump-failed"


def has_other_secrets(target: Target) -> bool:
    """Tell whether a URL has a secret that only a command line could give to pg_dump."""
    return any(secrets_of({**target.words, "password": ""}))


def plain_words(client: Client) -> list[str]:
    """Return the options for a dump in SQL that is the same for the same database."""
    output = subprocess.run([client.path, "--help"], capture_output=True, text=True, timeout=30, check=False)
    key = [f"--restrict-key={_RESTRICT_KEY}"] if "--restrict-key" in output.stdout else []
    return ["--format=plain", *key]


def run_pg_dump(
    client: Client, target: Target, words: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> None:
    """Run pg_dump with these options, one of which names a file in `folder`. Raises DumpFailed.

    `environment`: what it inherits, by default ours.
    """
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - `--help` does not pay for it

    shown = {word: text for word, text in target.words.items() if word not in _BY_ENVIRONMENT}
    hidden = {name: target.words[word] for word, name in _BY_ENVIRONMENT.items() if target.words.get(word)}
    command = [
        str(client.path),
        f"--dbname={make_conninfo(**{'application_name': 'drizzle-journal', **shown})}",
        "--no-password",
        *words,
    ]
    inherited = os.environ if environment is None else environment
    done = subprocess.run(
        command, env={**inherited, **hidden}, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        output = " ".join(target.clean(done.stderr).split()) or f"it ended with {done.returncode}"
        output = reason_in(done.stderr, folder) or output
        raise DumpFailed(f"{client.path} stopped: {output}", hint="No file was written.")
