"""Where text goes: results to stdout, talk to stderr, and with --json exactly one document on stdout."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import orjson


class ExitCode(IntEnum):
    """What the exit code says, for every verb."""

    YES = 0
    NO = 1
    COULD_NOT = 2
    BUG = 3
    INTERRUPTED = 130


@dataclass(frozen=True)
class Output:
    """How to write: `json` for one document, `terminal` for colours and a table."""

    json: bool = False

    @property
    def terminal(self) -> bool:
        """Whether a person looks at stdout."""
        return not self.json and sys.stdout.isatty()

    def document(self, value: Mapping[str, Any]) -> None:
        """Write the one JSON document."""
        self.text(as_json(value).decode())

    def text(self, text: str) -> None:
        """Write a result. Where it cannot be, end at once; a reader who went away needs no word."""
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            if not isinstance(error, BrokenPipeError):
                sys.stderr.write(f"error: the result cannot be written: {error.strerror}.\n")
            sys.exit(ExitCode.COULD_NOT)

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], good: frozenset[str]) -> None:
        """Write a table in colours; the last column is green where its word is a good one."""
        from rich.console import Console  # noqa: PLC0415 - only on a terminal
        from rich.table import Table  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        table = Table(*heads, box=None, header_style="bold", pad_edge=False)
        for row in rows:
            style = "green" if row[-1] in good else "bold red"
            table.add_row(*map(Text, row[:-1]), Text(row[-1], style=style))
        Console().print(table)


def as_json(value: Mapping[str, Any]) -> bytes:
    """A document as it is written."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
