"""squawk, where it is installed: its findings on locks, NOT VALID and types are shown as notes."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import orjson

from journal.errors import Place, Severity
from journal.folder.migrations import Migration
from journal.project.files import shown_size
from journal.project.programs import find_program
from journal.rules.support.subject import Finding, Findings, Subject

_SECONDS = 120
_LARGEST = 256 * 1024  # its time grows with the square of some files
_BATCH = 500  # files in one command line
_OWN_RULES = frozenset({"syntax-error", "transaction-nesting"})


def squawk_findings(subject: Subject) -> Findings:
    """Yield squawk's findings on the migrations that are not in the base, or on all without one; none without squawk.

    Its own settings, `.squawk.toml`, apply. Source: `squawk --reporter Json`.
    """
    root = subject.settings.root  # a program among the files of the project is not run
    program = find_program("squawk", root) or find_program("squawk", path=str(Path(sys.executable).parent))
    if not program:
        return
    merged = subject.base.blobs if subject.base else {}
    small: list[Migration] = []
    for migration in subject.folder.forwards:
        size = len(migration.raw)
        if migration.tag not in merged and size > _LARGEST:
            message = f"{migration.path.name} was not checked by squawk: it has {shown_size(size)}."
            yield Finding(message, "", Place(migration.path), migration.tag, "squawk", Severity.NOTE)
        elif migration.tag not in merged:
            small.append(migration)
    for start in range(0, len(small), _BATCH):
        yield from _run(str(program), root, small[start : start + _BATCH])


def _run(program: str, root: Path, migrations: Sequence[Migration]) -> Findings:
    by_path = {str(migration.path): migration for migration in migrations}
    command = [program, "--reporter", "Json", "--assume-in-transaction", *by_path]
    try:
        done = subprocess.run(
            command, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False
        )
        results = orjson.loads(done.stdout or b"[]")
    except (OSError, subprocess.SubprocessError, orjson.JSONDecodeError) as error:
        yield Finding(f"squawk failed: {error}", "--no-squawk skips it.", rule="squawk")
        return
    for result in results if isinstance(results, list) else ():
        migration = by_path.get(str(result.get("file"))) if isinstance(result, dict) else None
        if migration and result.get("rule_name") not in _OWN_RULES:
            line, column = (at + 1 if isinstance(at := result.get(key), int) else 1 for key in ("line", "column"))
            message, help_ = (" ".join(str(result.get(key) or "").split()) for key in ("message", "help"))
            place, rule = Place(migration.path, line, column), f"squawk/{result.get('rule_name')}"
            yield Finding(message, help_, place, migration.tag, rule, Severity.NOTE)
