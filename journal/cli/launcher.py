"""How this program was started, so that a command that it prints can be typed as it is."""

import os
import re
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import PurePath

from journal.cli.commands import COMMANDS

PROGRAM = "drizzle-journal"
_NAMES = "|".join(name for group in COMMANDS.values() for name in group)
_COMMAND = re.compile(rf"(?<![\w/.@-])(?<!npx )(?<!uvx )(?<!pipx run ){PROGRAM}(?= (?:{_NAMES}|--help)\b)")


def launcher(prefix: str, environment: Mapping[str, str]) -> str:
    """Return what comes before the program's name where it is not on PATH: `npx`, `uvx`, `pipx run`, or nothing.

    `prefix`: that of the interpreter. The npm package names itself in JOURNAL_LAUNCHER. uv and pipx run a program that
    is not installed from a folder of their cache.
    """
    if environment.get("JOURNAL_LAUNCHER") == "npx":
        return "npx"
    parts = PurePath(prefix).parts
    if "archive-v0" in parts and "uv" in parts:
        return "uvx"
    return "pipx run" if "pipx" in parts and "venvs" not in parts else ""


def as_typed(text: str) -> str:
    """Return a text for people with every command of this program as it has to be typed here."""
    before = _own()
    return _COMMAND.sub(f"{before} {PROGRAM}", text) if before and PROGRAM in text else text


@cache
def _own() -> str:
    return launcher(sys.prefix, os.environ)
