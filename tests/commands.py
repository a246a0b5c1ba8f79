"""Every command of the command line, by its words."""

from collections.abc import Sequence
from typing import Any

from journal.cli.commands import SUMMARIES
from journal.cli.main import load


def all_commands() -> dict[str, Any]:
    """Return the commands as Typer made them: `status`, `backup list`."""
    found = {}
    for name in SUMMARIES:
        command: Any = load(name)
        below = getattr(command, "commands", None)
        found |= {f"{name} {word}": one for word, one in below.items()} if below else {name: command}
    return found


def dry_unless_agreed(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a command that writes: a dry run, unless they agree to the write or ask for its SQL."""
    return (*words, *(() if {"--yes", "--sql"} & {*words} else ("--dry-run",)))
