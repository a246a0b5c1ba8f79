"""The command line: its verbs, and the one boundary that tells an explained failure from a bug."""

import gc
import os
import signal
import sys
import traceback
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer

from journal import __version__
from journal.cli import cache
from journal.cli.bootstrap import bootstrap
from journal.cli.check import check
from journal.cli.handback import handback
from journal.cli.locate import locate
from journal.cli.manual import backup
from journal.cli.manual.down import down
from journal.cli.manual.new import new
from journal.cli.manual.rehearse import rehearse
from journal.cli.manual.rollback import rollback
from journal.cli.manual.run import run
from journal.cli.output import ExitCode, Output
from journal.cli.repair import repair
from journal.cli.rules import rules
from journal.cli.scaffold import scaffold
from journal.cli.snapshot import snapshot
from journal.cli.stamp import stamp
from journal.cli.status import status
from journal.cli.verify import verify
from journal.errors import JournalError

# Objects more than there were, before garbage is looked for: imports and a folder make many that stay, and looking
# through them costs 5 %.
_RARELY = 1_000_000

app = typer.Typer(
    name="journal",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: importing Rich for it takes as long as all the rest
    help="Puts Drizzle's migration journal right, and proves it on a temporary PostgreSQL.",
    epilog="Exit codes: 0 yes, 1 the answer is no, 2 could not answer, 3 a bug, 130 interrupted.",
)
_VERBS = (
    check, rules, scaffold, bootstrap, snapshot, handback, verify, status, locate, stamp, repair, run, down, rehearse,
    new, rollback,
)  # fmt: skip
for verb in _VERBS:
    app.command()(verb)
app.add_typer(backup.app, name="backup", help="Copy a table or a column before a risky step, and bring it back.")
app.add_typer(cache.app, name="cache", help="Show or clear what is kept to make runs faster.")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"drizzle-journal {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


def main() -> NoReturn:
    """Run the command line and exit; see ExitCode."""
    gc.set_threshold(_RARELY)
    signal.signal(signal.SIGTERM, _terminated)
    out = Output(json=_wants_json(sys.argv[1:]))
    try:
        code = _run(out)
    except JournalError as error:
        code = _explain(error, out)
    except Exception as error:  # the boundary: whatever was not explained is a bug
        code = _bug(error, out)
    gc.freeze()  # what lives to the end is not looked through once more: 30 ms
    sys.exit(code)


def _wants_json(words: list[str]) -> bool:
    """Whether a failure is to be a document, too."""
    return bool({"--json", "--format=json"} & {*words}) or ("--format", "json") in pairwise(words)


def _run(out: Output) -> int:
    try:
        # Not standalone: Typer would end us itself, and say nothing of an interrupt.
        code = int(app(standalone_mode=False) or ExitCode.YES)
    except Exception as error:
        if hasattr(error, "format_message"):  # Typer's: how the words were put, not what they ask for
            return _usage(error, out)
        raise
    if code == ExitCode.INTERRUPTED:
        _say(out, "interrupted", "Interrupted.", code)
    return code


def _usage(error: Any, out: Output) -> int:
    if out.json:
        return _say(out, "usage", error.format_message(), ExitCode.COULD_NOT)
    error.show()
    return ExitCode.COULD_NOT


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    """SIGTERM ends us as Ctrl-C does: every `with` block cleans up behind itself."""
    raise KeyboardInterrupt


def _explain(error: JournalError, out: Output) -> int:
    from journal.report.failure import failure_json, failure_text  # noqa: PLC0415 - `--help` does not pay for it

    root = Path.cwd()
    if out.json:
        out.document(failure_json(error, root))
    else:
        sys.stderr.write(failure_text(error, root))
        if os.environ.get("GITHUB_ACTIONS") == "true":
            sys.stderr.write(f"::error::{_one_line(error.message)}\n")
    return error.exit_code


def _one_line(message: str) -> str:
    """As GitHub wants a message that is a command's."""
    return message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _say(out: Output, code: str, message: str, exit_code: int) -> int:
    if out.json:
        out.document({"status": "error", "error": {"code": code, "message": message, "help": ""}})
    else:
        sys.stderr.write(f"{message}\n")
    return exit_code


def _bug(error: Exception, out: Output) -> int:
    traceback.print_exception(error)
    what = " ".join(f"{type(error).__name__}: {error}".split())
    message = f"This is a bug in drizzle-journal {__version__}. Please report it with the lines above ({what})"
    return _say(out, "bug", message, ExitCode.BUG)
