"""The command line: its verbs, and the one boundary that tells an explained failure from a bug."""

import gc
import os
import signal
import sys
import traceback
from io import StringIO
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer

from journal import __version__
from journal.cli import backup, cache
from journal.cli.bootstrap import bootstrap
from journal.cli.check import check
from journal.cli.down import down
from journal.cli.handback import handback
from journal.cli.locate import locate
from journal.cli.new import new
from journal.cli.output import ExitCode, Output, annotate, talk, usable_streams
from journal.cli.rehearse import rehearse
from journal.cli.repair import repair
from journal.cli.rollback import rollback
from journal.cli.rules import rules
from journal.cli.run import run
from journal.cli.scaffold import scaffold
from journal.cli.snapshot import snapshot
from journal.cli.stamp import stamp
from journal.cli.status import status
from journal.cli.verb import Verb, refused
from journal.cli.verify import verify
from journal.connect.secrets import without_secrets
from journal.errors import JournalError, SystemRefused
from journal.escape import cut, one_line

# Objects more than there were, before garbage is looked for: imports and a folder make many that stay, and looking
# through them costs 5 %.
_RARELY = 1_000_000
_ENDS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)

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
    app.command(cls=Verb)(verb)
app.add_typer(backup.app, name="backup", help="Copy a table or a column before a risky step, and bring it back.")
app.add_typer(cache.app, name="cache", help="Show or clear what is kept to make runs faster.")


def _print_version(wanted: bool) -> None:
    if wanted:
        Output().text(f"drizzle-journal {__version__}\n")
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
    usable_streams()
    os.umask(os.umask(0o077) & 0o077)  # what we write is ours to read, whatever is taken from others
    for number in _ENDS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _ended)
    code = _bounded(Output(json=_wants_json(sys.argv[1:])))
    gc.freeze()  # what lives to the end is not looked through once more: 30 ms
    sys.exit(code)


def _wants_json(words: list[str]) -> bool:
    """Whether a failure is to be a document, too."""
    return bool({"--json", "--format=json"} & {*words}) or ("--format", "json") in pairwise(words)


def _bounded(out: Output) -> int:
    """The exit code. Nothing that is raised passes, whether at work or while what was raised is explained."""
    try:
        try:
            return _run(out)
        except JournalError as error:
            return _explain(error, out)
    except KeyboardInterrupt:
        return _interrupted(out)
    except OSError as error:  # a verb's own are explained by the verb
        return _explain(refused(error), out)
    except Exception as error:  # whatever was not explained is a bug
        return _bug(error, out)


def _run(out: Output) -> int:
    _refuse_other_encodings()
    try:
        # Not standalone: Typer would end us itself, and say nothing of an interrupt.
        code = int(app(standalone_mode=False) or ExitCode.YES)
    except Exception as error:
        if hasattr(error, "format_message"):  # Typer's: how the words were put, not what they ask for
            return _usage(error, out)
        raise
    return _interrupted(out) if code == ExitCode.INTERRUPTED else code


def _refuse_other_encodings() -> None:
    """Raise where a file name that is not ASCII would be another one, or none, to us."""
    encoding = sys.getfilesystemencoding()
    if encoding.lower() not in ("utf-8", "utf8"):
        raise SystemRefused(
            f"Python takes file names for {encoding} here, so names of migrations would be read as other ones.",
            hint="Unset PYTHONUTF8 and PYTHONCOERCECLOCALE, or set LC_ALL=C.UTF-8.",
        )


def _usage(error: Any, out: Output) -> int:
    if out.json:
        return _say(out, "usage", without_secrets(error.format_message()), ExitCode.COULD_NOT)
    shown = StringIO()
    error.show(file=shown)
    talk(without_secrets(shown.getvalue()))
    return ExitCode.COULD_NOT


def _ended(number: int, frame: FrameType | None) -> NoReturn:
    """SIGTERM and SIGHUP end us as Ctrl-C does: every `with` block cleans up behind itself."""
    raise KeyboardInterrupt


def _interrupted(out: Output) -> int:
    for number in _ENDS:
        signal.signal(number, signal.SIG_IGN)  # one was enough
    return _say(out, "interrupted", "Interrupted.", ExitCode.INTERRUPTED)


def _explain(error: JournalError, out: Output) -> int:
    from journal.report.failure import failure_json, failure_text  # noqa: PLC0415 - `--help` does not pay for it

    root = _here()
    if out.json:
        out.document(failure_json(error, root))
    else:
        talk(failure_text(error, root))
        annotate("error", error.message)
    return error.exit_code


def _here() -> Path:
    """The folder that paths are shown relative to; where it is gone, they are shown as they are."""
    try:
        return Path.cwd()
    except OSError:
        return Path("/")


def _say(out: Output, code: str, message: str, exit_code: int) -> int:
    if out.json:
        out.document({"status": "error", "error": {"code": code, "message": message, "help": ""}})
    else:
        talk(f"{one_line(message)}\n")
    return exit_code


def _bug(error: Exception, out: Output) -> int:
    talk(without_secrets("".join(traceback.format_exception(error))))
    what = without_secrets(" ".join(f"{type(error).__name__}: {error}".split()))
    message = f"This is a bug in drizzle-journal {__version__}. Please report it with the lines above ({cut(what)})"
    return _say(out, "bug", message, ExitCode.BUG)
