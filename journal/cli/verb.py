"""A command of the command line: it explains what it raises in a sentence that names its own options."""

import errno
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typer.core import TyperCommand

from journal.cli.documents import RUNNING
from journal.cli.output import talk
from journal.connect.secrets import without_secrets
from journal.errors import DatabaseRefused, JournalError, SettingsInvalid, SystemRefused
from journal.project.os_errors import way_out

# Classes of SQLSTATE that are about a server, its limits and privileges, and not about what a statement says.
_ABOUT_THE_SERVER = (
    "08", "25", "28", "2F", "38", "39", "3D", "40", "42501", "53", "54", "55", "57", "58", "F0", "XX",
)  # fmt: skip


HEADINGS = {
    "Project": ("path", "migrations", "meta", "config"),
    "Live database": ("url", "env_var", "targets"),
    "Temporary server": ("temp", "pg_bin", "before", "platform", "superuser", "cache", "engine"),
    "Limits": ("statement_timeout", "lock_timeout", "ledger_lock_timeout", "disk_quota", "max_size"),
    "Output": ("json", "format_", "output", "report_", "quiet", "verbose", "help"),
}
"""The groups of `--help`, below the options that belong to one command."""


class Verb(TyperCommand):
    """A command whose failures are explained. `renamed`: old spellings of options, and the new ones."""

    renamed: Mapping[str, str] = {}

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments and the options of `--help`, in groups."""
        groups: dict[str, list[tuple[str, str]]] = {title: [] for title in ("Arguments", "Options", *HEADINGS)}
        for option in self.get_params(ctx):
            if record := option.get_help_record(ctx):
                title = next((title for title, names in HEADINGS.items() if option.name in names), "Options")
                groups["Arguments" if option.param_type_name == "argument" else title].append(record)
        for title, records in groups.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words, with old spellings of options replaced; each is noted on stderr."""
        RUNNING.command = ctx.command_path.partition(" ")[2]
        words = []
        for word in args:
            option, equals, value = word.partition("=")
            if option == "--apply" and any("--yes" in one.opts for one in self.params):  # for one more version
                raise SettingsInvalid("--apply is gone: the plan is shown first, and --yes writes it without asking.")
            new = self.renamed.get(option)
            if new:
                talk(f"note: {option} is called {new} now; the old spelling works for one more version.\n")
            words.append(f"{new}{equals}{value}" if new else word)
        rest = super().parse_args(ctx, words)
        output = ctx.params.get("output")
        RUNNING.file = Path(output) if output else None
        return rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command. Raises JournalError also for what the system or a server refuses."""
        try:
            os.getcwd()  # noqa: PTH109 - what `Path.cwd` calls
        except OSError as error:  # nothing relative is found from there, and no program starts in it
            raise SystemRefused(
                f"The working folder cannot be entered any more: {error.strerror}.",
                hint="Change to another one: cd DIR",
            ) from None
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as interrupt:
            talk("".join(f"{note}\n" for note in getattr(interrupt, "__notes__", ())))
            raise
        except JournalError as error:
            error.name_option({option.name or "": option.opts[0] for option in self.params})
            raise
        except Exception as error:
            failure = explained(error)
            if failure is None:
                raise
            raise failure from error


def explained(error: Exception) -> JournalError | None:
    """Return what the system or a server refused; an error in one of our statements stays a bug."""
    if isinstance(error, OSError | MemoryError):
        return refused(error)
    if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
        return SystemRefused("The system starts no further thread.", hint=way_out(errno.EAGAIN))
    driver = sys.modules.get("psycopg")
    if driver is None or not isinstance(error, driver.Error):
        return None
    sqlstate = error.sqlstate or ""
    if not (sqlstate.startswith(_ABOUT_THE_SERVER) or (not sqlstate and isinstance(error, driver.OperationalError))):
        return None
    message = " ".join(without_secrets(error.diag.message_primary or str(error)).split()).rstrip(".")
    return DatabaseRefused(f"The database stopped this: {message}{f' [{sqlstate}]' if sqlstate else ''}.")


def refused(error: OSError | MemoryError) -> SystemRefused:
    """Return a failure that says what the system refused, about which file."""
    if isinstance(error, MemoryError):
        return SystemRefused("There is not enough memory for this.", hint=way_out(errno.ENOMEM))
    about = f": {error.filename}" if error.filename is not None else ""
    reason = error.strerror or " ".join(str(error).split()) or type(error).__name__
    return SystemRefused(f"The system refused: {reason}{about}.", hint=way_out(error.errno))
