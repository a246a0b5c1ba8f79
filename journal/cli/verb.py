"""A verb of the command line: whatever it raises is made a sentence that names its own options."""

import errno
import os
import sys
from typing import Any

from typer.core import TyperCommand

from journal.connect.secrets import without_secrets
from journal.errors import DatabaseRefused, JournalError, SystemRefused
from journal.project.os_errors import way_out

# Classes of SQLSTATE that are about the state of a server, its limits and rights, and not about what a statement says.
_OF_THE_SERVER = (
    "08", "25", "28", "2F", "38", "39", "3D", "40", "42501", "53", "54", "55", "57", "58", "F0", "XX",
)  # fmt: skip


class Verb(TyperCommand):
    """A command whose failures are explained."""

    def invoke(self, ctx: Any) -> Any:
        """Run the verb. Raises JournalError for what the system refuses, too."""
        try:
            _need_working_folder()
            return super().invoke(ctx)
        except JournalError as error:
            error.name_option({one.name or "": one.opts[0] for one in self.params})
            raise
        except Exception as error:
            explained = _of_system(error) or _of_server(error)
            if explained is None:
                raise
            raise explained from error


def _of_system(error: Exception) -> SystemRefused | None:
    """What the operating system refused, if it is that."""
    if isinstance(error, OSError | MemoryError):
        return refused(error)
    if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
        return SystemRefused("The system starts no further thread.", hint=way_out(errno.EAGAIN))
    return None


def _of_server(error: Exception) -> DatabaseRefused | None:
    """What a server refused for a reason of its own. An error in a statement of ours stays a bug."""
    driver = sys.modules.get("psycopg")
    if driver is None or not isinstance(error, driver.Error):
        return None
    sqlstate = error.sqlstate or ""
    if not (sqlstate.startswith(_OF_THE_SERVER) or (not sqlstate and isinstance(error, driver.OperationalError))):
        return None
    from journal.connect.session import server_message

    return DatabaseRefused(f"The database stopped this: {without_secrets(server_message(error))}.")


def _need_working_folder() -> None:
    """Raise where it is gone: nothing relative can be found from there, and no program be started in it."""
    try:
        os.getcwd()  # noqa: PTH109 - what `Path.cwd` calls
    except OSError as error:
        raise SystemRefused(
            f"The working folder cannot be entered any more: {error.strerror}.", hint="Go to one that is there: cd DIR"
        ) from None


def refused(error: OSError | MemoryError) -> SystemRefused:
    """What the system said, about which file."""
    if isinstance(error, MemoryError):
        return SystemRefused("There is not enough memory for this.", hint=way_out(errno.ENOMEM))
    about = f": {error.filename}" if error.filename is not None else ""
    reason = error.strerror or " ".join(str(error).split()) or type(error).__name__
    return SystemRefused(f"The system refused: {reason}{about}.", hint=way_out(error.errno))
