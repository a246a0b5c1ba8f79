"""Write results to stdout and diagnostics to stderr; with --json, exactly one document to stdout.

Nothing else in this package writes to a terminal. All text is escaped here for terminals, logs and GitHub.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

from journal.cli.colour import painted, shows_colours
from journal.cli.documents import as_json, enveloped, without_passwords
from journal.cli.launcher import as_typed
from journal.cli.wrap import at_words, columns
from journal.dataclass import dataclass
from journal.escape import (
    ascii_json,
    coloured,
    command,
    one_line,
    plain_log,
    visible,
    with_short_paths,
)
from journal.project.files import append_text
from journal.project.project import Result

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


class ExitCode(IntEnum):
    """The exit codes of every command."""

    YES = 0
    NO = 1
    COULD_NOT = 2
    BUG = 3
    INTERRUPTED = 130


@dataclass(frozen=True)
class Output:
    """How a result is written: `json` as one document, `terminal` with colours and a table.

    `form` is the word of `--format`; empty without one.
    """

    json: bool = False
    form: str = ""

    @property
    def terminal(self) -> bool:
        """Tell whether stdout is a terminal, and the result is text."""
        return not self.json and sys.stdout.isatty()

    def answer(self, value: Mapping[str, Any], code: int) -> None:
        """Write the one document of --json, in the envelope of all commands."""
        self.document(enveloped(value, code))

    @property
    def colours(self) -> bool:
        """Tell whether stdout shows colours, and the result is text."""
        return not self.json and shows_colours(sys.stdout)

    def document(self, value: Mapping[str, Any]) -> None:
        """Write one JSON document as it is."""
        document = as_json(value).decode()
        try:
            document.encode(sys.stdout.encoding or "ascii")
        except (LookupError, UnicodeError):
            document = ascii_json(document)
        _result(document)

    def whole(self, content: str | Mapping[str, Any]) -> None:
        """Write a result that a program reads: a document, or a text such as XML."""
        if isinstance(content, str):
            self.text(content)
        else:
            self.document(content)

    def text(self, text: str) -> None:
        """Write a result as it is. Where that fails, end at once; silently if the reader closed the pipe."""
        _result(_harmless(text))

    def report(self, text: str) -> None:
        """Write a result for people: in colours, where stdout shows them."""
        text = at_words(_for_people(text), columns(sys.stdout))
        _result(painted(text) if self.colours else text)

    def paged(self, text: str) -> None:
        """Write a result; on a terminal through the user's pager, which ends at once where the text fits."""
        if not self.terminal:
            return self.text(text)
        from pydoc import pager

        os.environ.setdefault("LESS", "FRX")
        _write_or_end(lambda: pager(_harmless(text)))

    def painted(self, text: str) -> None:
        """Write a result with colours, whose parts from outside have been through `one_line`."""
        _result(at_words(plain_log(coloured(as_typed(_near(without_passwords(text))))), columns(sys.stdout)))

    def commands(self, text: str) -> None:
        """Write commands for GitHub's runner. The text must have no other ones."""
        _result(visible(without_passwords(text)))

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], good: frozenset[str]) -> None:
        """Write a table in colours; the last column is green where its word is a good one."""
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(*heads, box=None, header_style="bold", pad_edge=False)
        for row in rows:
            style = "green" if row[-1] in good else "bold red"
            table.add_row(*map(Text, map(one_line, row[:-1])), Text(one_line(row[-1]), style=style))
        console = Console()
        widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
        width = max(console.width, sum(widths) + 2 * len(widths))  # a cell is never broken
        _write_or_end(lambda: console.print(table, width=width, crop=False, soft_wrap=True))


def tell(
    result: Result,
    text: Callable[[], str],
    *,
    json: bool,
    sql: Callable[[], str] | None = None,
    code: ExitCode | None = None,
    as_it_is: bool = False,
) -> ExitCode:
    """Write a result as a document or as text, and return the exit code: that of its verdict, unless `code` is given.

    With `sql`, only that is written to stdout; where there is none, the text is written to stderr. `as_it_is`: the text
    is a file of its own, and never has colours.
    """
    out, code = Output(json=json), exit_code(result) if code is None else code
    if json:
        out.answer(result.to_json(), code)
    elif sql is None:
        (out.text if as_it_is else out.report)(text())
    elif script := sql():
        out.text(script)
    else:
        talk(text())
    return code


def exit_code(result: Result) -> ExitCode:
    """Return the exit code of a verdict that is yes or no."""
    return ExitCode.YES if result.passed else ExitCode.NO


def talk(text: str) -> None:
    """Write a diagnostic to stderr. A failure to write it is ignored."""
    with suppress(OSError, ValueError):
        text = at_words(_for_people(text), columns(sys.stderr))
        sys.stderr.write(painted(text) if shows_colours(sys.stderr) else text)
        sys.stderr.flush()


def annotate(name: str, message: str) -> None:
    """Write a command for GitHub's runner to stderr, where there is a runner."""
    if on_github():
        with suppress(OSError, ValueError):
            sys.stderr.write(visible(without_passwords(command(name, message))))


def add_to_step_summary(summary: Callable[[], str]) -> None:
    """Add to the summary of the step on GitHub, where there is a runner."""
    path = os.environ.get("GITHUB_STEP_SUMMARY") if on_github() else None
    try:
        if path:
            append_text(Path(path), summary())
    except OSError as error:
        talk(f"warning: the step summary {one_line(path)} cannot be written: {error.strerror}.\n")


def agreed(question: str) -> bool:
    """Ask a question, and tell whether the answer is yes."""
    return answer(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def answer(question: str) -> str:
    """Ask a question and return the typed line; empty where stdin is at its end or not readable."""
    talk(question)
    try:
        return sys.stdin.readline()
    except (OSError, ValueError):
        return ""


def someone_is_asked() -> bool:
    """Tell whether a person can read a question and answer it."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def someone_follows() -> bool:
    """Tell whether stderr is a terminal."""
    return sys.stderr.isatty()


def console() -> "Console":
    """Return the console on stderr. Only texts of `styled` may be printed there."""
    from rich.console import Console

    return Console(stderr=True)


def styled(text: str, style: str = "") -> "Text":
    """Return text for the `console`, in one line."""
    from rich.text import Text

    return Text(one_line(without_passwords(text)), style)


def on_github() -> bool:
    """Tell whether a runner of GitHub Actions reads the output."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def usable_streams() -> None:
    """Make the three standard streams usable: none raises for a character, and a closed one is replaced."""
    streams: tuple[tuple[str, Literal["r", "w"]], ...] = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))
    for number, (name, mode) in enumerate(streams):
        if getattr(sys, name) is None:
            setattr(sys, name, _replacement(number, mode))
        with suppress(AttributeError, OSError, ValueError):
            getattr(sys, name).reconfigure(errors="replace" if mode == "r" else "backslashreplace")


def leave(codes: list[int]) -> None:
    """End the process without taking its memory apart, which takes 30 ms; where output is left, Python does."""
    with suppress(OSError, ValueError):
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        for code in codes:
            os._exit(code)


def _replacement(number: int, mode: Literal["r", "w"]) -> TextIO:
    """Return a stream for a closed one, so that no other file gets its number. Writing a result there fails."""
    with suppress(OSError):
        os.fstat(number)
        return open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123 - for as long as we run
    descriptor = os.open(os.devnull, os.O_WRONLY if number == 2 else os.O_RDONLY)
    if descriptor != number:
        os.dup2(descriptor, number)
        os.close(descriptor)
    return open(number, mode, encoding="utf-8", closefd=False)


def _harmless(text: str) -> str:
    return plain_log(visible(without_passwords(text)))


def _for_people(text: str) -> str:
    return as_typed(_near(_harmless(text)))


def _near(text: str) -> str:
    """Return text with paths relative to the working directory, where a typed command finds them, too."""
    try:
        return with_short_paths(text, os.getcwd())  # noqa: PTH109 - no Path for one text
    except OSError:  # it was removed
        return text


def _result(text: str) -> None:
    def write() -> None:
        sys.stdout.write(text)
        sys.stdout.flush()

    _write_or_end(write)


def _write_or_end(write: Callable[[], object]) -> None:
    try:
        write()
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            talk(f"error: the result cannot be written: {getattr(error, 'strerror', None) or error}.\n")
        sys.exit(ExitCode.COULD_NOT)
