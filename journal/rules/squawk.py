"""squawk, where it is installed: what a linter knows of locks, NOT VALID and types, shown as findings like ours."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from journal.errors import Place, Severity
from journal.folder.migrations import Migration
from journal.project.files import shown_size
from journal.project.programs import find_program
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

_SECONDS = 120
_LARGEST = 256 * 1024  # its time grows with the square of some files
_AT_ONCE = 500  # a command line has an end
_OURS = frozenset({"syntax-error"})


def squawk_findings(subject: Subject) -> Iterator[Finding]:
    """Its findings, as advice, on the files that are not merged yet, or on all without a base. None without squawk.

    Its own settings, `.squawk.toml`, hold. Source: `squawk --reporter Json`.
    """
    program = _program(subject.settings.root)
    merged = subject.base.blobs if subject.base else {}
    fresh = [one for one in subject.folder.forwards if one.tag not in merged]
    if program:
        yield from (_too_large(one) for one in fresh if len(one.raw) > _LARGEST)
    fresh = [one for one in fresh if len(one.raw) <= _LARGEST]
    for number in range(0, len(fresh), _AT_ONCE) if program else ():
        yield from _asked(str(program), subject, fresh[number : number + _AT_ONCE])


def _program(root: Path) -> str | None:
    """The one on PATH, or the one that is installed beside us; one among the files of the project is not run."""
    return find_program("squawk", root) or find_program("squawk", path=str(Path(sys.executable).parent))


def _too_large(migration: Migration) -> Finding:
    message = f"squawk was not asked: {migration.path.name} has {shown_size(len(migration.raw))}."
    return Finding(message, place=Place(migration.path), tag=migration.tag, rule="squawk", severity=Severity.NOTE)


def _asked(program: str, subject: Subject, files: Sequence[Migration]) -> Iterator[Finding]:
    tags = {str(one.path): one for one in files}
    command = [program, "--reporter", "Json", "--assume-in-transaction", *tags]
    try:
        done = subprocess.run(
            command, cwd=subject.settings.root, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS,
            check=False,
        )  # fmt: skip
        said = orjson.loads(done.stdout or b"[]")
    except (OSError, subprocess.SubprocessError, orjson.JSONDecodeError) as error:
        yield Finding(f"squawk could not be asked: {error}", "--no-squawk does without.", rule="squawk")
        return
    for one in said if isinstance(said, list) else ():
        if not isinstance(one, dict):
            continue
        migration = tags.get(str(one.get("file")))
        if migration and one.get("rule_name") not in _OURS:
            yield _finding(migration, one)


def _finding(migration: Migration, one: dict[str, Any]) -> Finding:
    line, column = (number + 1 if isinstance(number := one.get(key), int) else 1 for key in ("line", "column"))
    return Finding(
        " ".join(str(one.get("message", "")).split()),
        " ".join(str(one.get("help") or "").split()),
        Place(migration.path, line, column),
        migration.tag,
        f"squawk/{one.get('rule_name')}",
        Severity.NOTE,
    )
