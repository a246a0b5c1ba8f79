"""The command line: its commands, and the one place that tells an explained failure from a bug."""

import atexit
import gc
import os
import signal
import sys
import threading
import traceback
from functools import cache
from importlib import import_module
from io import StringIO
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info
from typer.models import CommandInfo

from journal import __version__
from journal.cli.commands import COMMANDS, SUBCOMMANDS, SUMMARIES
from journal.cli.documents import RUNNING, enveloped, file_bytes
from journal.cli.loudness import loudness_options
from journal.cli.output import (
    ExitCode,
    Output,
    add_to_step_summary,
    annotate,
    leave,
    talk,
    usable_streams,
)
from journal.cli.verb import Verb, refused
from journal.connect.secrets import without_secrets
from journal.errors import JournalError, SystemRefused
from journal.escape import cut, one_line
from journal.project.system import signals

# More objects than imports and a folder make: to look through them for garbage takes 5 % of a run.
_RARELY = 1_000_000
_SOON = 0.01  # seconds
_ENDS = signals("SIGTERM", "SIGHUP", "SIGINT")


@cache
def load(name: str) -> TyperCommand | TyperGroup:
    """Import a command. What it raises is explained by Verb."""
    module = import_module(f"journal.cli.{name}")
    if name not in SUBCOMMANDS:
        return _made(name, getattr(module, name))
    functions = {word: getattr(module, function) for word, function in SUBCOMMANDS[name].items()}
    commands: dict[str, Any] = {word: _made(word, function) for word, function in functions.items()}
    kind = getattr(module, "MakeByDefault", TyperGroup)
    group: TyperGroup = kind(
        name=name,
        commands=commands,
        help=SUMMARIES[name],
        short_help=SUMMARIES[name],
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    return group


def _made(name: str, function: Any) -> TyperCommand:
    summary = (function.__doc__ or "").partition("\n")[0]  # Typer cuts one that it takes itself
    info = CommandInfo(name=name, cls=Verb, callback=function, short_help=summary)
    command = get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
    command.renamed = function.renamed  # type: ignore[attr-defined]
    command.params += loudness_options()
    return command  # type: ignore[return-value]


class LazyGroup(TyperGroup):
    """Lists the commands without importing them."""

    listing = False

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words: `help COMMAND` is `COMMAND --help`."""
        return super().parse_args(ctx, [*args[1:], "--help"] if args[:1] == ["help"] else args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; without one, the doctor."""
        ctx._protected_args = ctx._protected_args or ["doctor"]
        return super().invoke(ctx)

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands.update({name: TyperCommand(name, short_help=text) for name, text in SUMMARIES.items()})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command; while all are listed, only its name and summary."""
        return self.commands.get(cmd_name) if self.listing or cmd_name not in SUMMARIES else load(cmd_name)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the table of `--help`, group by group."""
        width = max(map(len, SUMMARIES))
        for heading, summaries in COMMANDS.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(width), summary) for name, summary in summaries.items()])

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Complete the names of commands, and the options of the program."""
        self.listing = True
        try:
            return super().shell_complete(ctx, incomplete)
        finally:
            self.listing = False


app = typer.Typer(
    name="drizzle-journal",
    cls=LazyGroup,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: importing Rich for it takes as long as everything else
    help="Keep Drizzle's migration journal correct, and prove it on a temporary PostgreSQL. Without a command: doctor.",
    epilog="Exit codes: 0 yes, 1 the answer is no, 2 could not answer, 3 a bug, 130 interrupted. "
    "The options of a command: drizzle-journal help COMMAND.",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        Output().text(f"drizzle-journal {__version__}\n")
        raise typer.Exit


@app.callback()
def _options(
    ctx: typer.Context,
    path: Annotated[
        str, typer.Option("--project", "-C", help="The project's folder, for every command.", metavar="DIR")
    ] = "",
    version: Annotated[
        bool,
        typer.Option("--version", "-V", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    if path:
        folder = {"path": path}
        ctx.default_map = {name: folder | dict.fromkeys(SUBCOMMANDS.get(name, ()), folder) for name in SUMMARIES}


def main() -> NoReturn:
    """Run the command line and exit; see ExitCode."""
    codes = list[int]()
    atexit.register(leave, codes)  # before all others, so that it is called after them
    gc.set_threshold(_RARELY)
    usable_streams()
    os.umask(os.umask(0o077) & 0o077)  # never take from the user the right to read what we write
    for number in _ENDS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    sys.unraisablehook = _end_again
    form = _format_word()
    is_json = form == "json" or "--json" in sys.argv[1:]
    codes.append(_bounded(Output(json=is_json, form="json" if is_json else form)))
    sys.exit(codes[0])


def _format_word() -> str:
    """Return the value of --format as it was typed; empty without one."""
    words = sys.argv[1:]
    found = [word for name, word in pairwise(words) if name == "--format"]
    return next(iter([*found, *(word.partition("=")[2] for word in words if word.startswith("--format="))]), "")


def _bounded(out: Output) -> int:
    """Return the exit code. No exception passes, neither of the command nor of its explanation."""
    try:
        try:
            return _run(out)
        except JournalError as error:
            return _explain(error, out)
    except KeyboardInterrupt:
        return _interrupted(out)
    except OSError as error:  # Verb explains those of a command
        return _explain(refused(error), out)
    except Exception as error:  # anything unexplained is a bug
        if isinstance(error.__cause__, KeyboardInterrupt):  # Python wraps one that comes while a class is made
            return _interrupted(out)
        talk(without_secrets("".join(traceback.format_exception(error))))
        what = without_secrets(" ".join(f"{type(error).__name__}: {error}".split()))
        message = f"This is a bug in drizzle-journal {__version__}. Please report it with the lines above ({cut(what)})"
        return _end_with(out, "bug", message, ExitCode.BUG)


def _run(out: Output) -> int:
    encoding = sys.getfilesystemencoding()
    if encoding.lower() not in ("utf-8", "utf8"):
        raise SystemRefused(
            f"Python takes file names for {encoding} here, so names of migrations would be read as other ones.",
            hint="Unset PYTHONUTF8 and PYTHONCOERCECLOCALE, or set LC_ALL=C.UTF-8.",
        )
    try:
        # Not standalone: Typer would end the process itself, without a word on an interrupt.
        code = int(app(prog_name="drizzle-journal", standalone_mode=False) or ExitCode.YES)
    except Exception as error:
        if not hasattr(error, "format_message"):  # Typer's own, about the words
            raise
        shown = StringIO()
        error.show(file=shown)  # type: ignore[attr-defined]
        message = without_secrets(error.format_message())
        return _end_with(out, "usage", message, ExitCode.COULD_NOT, without_secrets(shown.getvalue()))
    return _interrupted(out) if code == ExitCode.INTERRUPTED else code


def _end(number: int, frame: FrameType | None) -> NoReturn:
    """End as Ctrl-C does, also for SIGTERM and SIGHUP: every `with` block cleans up."""
    raise KeyboardInterrupt


def _end_again(found: "sys.UnraisableHookArgs") -> None:
    """Repeat an interrupt that came inside a callback of the garbage collector or of a lock, which drops exceptions."""
    if issubclass(found.exc_type, KeyboardInterrupt):
        threading.Timer(_SOON, os.kill, (os.getpid(), signal.SIGTERM)).start()
    else:
        sys.__unraisablehook__(found)


def _interrupted(out: Output) -> int:
    for number in _ENDS:
        signal.signal(number, signal.SIG_IGN)
    return _end_with(out, "interrupted", "Interrupted.", ExitCode.INTERRUPTED)


def _explain(error: JournalError, out: Output) -> int:
    from journal.report.failure import failure_json, failure_text

    try:
        root = Path.cwd()
    except OSError:  # the working folder is gone
        root = Path("/")
    document, text = failure_json(error, root, RUNNING.pages), failure_text(error, root, RUNNING.pages)
    _fail(out, document, text, error.exit_code)
    if RUNNING.file or not out.json:
        annotate("error", error.message)
    return error.exit_code


def _end_with(out: Output, code: str, message: str, exit_code: int, text: str = "") -> int:
    document = {"status": "error", "error": {"code": code, "message": message, "help": ""}}
    _fail(out, document, text or f"{one_line(message)}\n", exit_code)
    return exit_code


def _fail(out: Output, document: dict[str, Any], text: str, exit_code: int) -> None:
    """Write a failure: the whole document that `--format` promised, else text to stderr; both with `--output`."""
    from journal.report.failure import failure_in, failure_summary

    whole, file = failure_in(out.form, enveloped(document, exit_code), text), RUNNING.file
    if whole is not None and file:
        _write_failure(file, file_bytes(whole))
    elif whole is not None:
        out.whole(whole)
    if file or not out.json:
        talk(text)
        add_to_step_summary(lambda: failure_summary(document["error"]))


def _write_failure(path: Path, content: bytes) -> None:
    """Write what --output promised, but through no link: which project it may lead out of is not known."""
    from journal.cli.formats import write_file

    try:
        if path.is_symlink():
            raise SystemRefused(f"{path} is a symbolic link, and is not written.")
        write_file(path, content, Path.cwd())
    except (JournalError, OSError) as error:
        talk(f"warning: {error.message if isinstance(error, JournalError) else error}\n")
