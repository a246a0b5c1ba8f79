"""A verb of the command line: whatever it raises is made a sentence that names its own options."""

import errno
from typing import Any

from typer.core import TyperCommand

from journal.errors import JournalError, SystemRefused
from journal.os_errors import way_out


class Verb(TyperCommand):
    """A command whose failures are explained."""

    def invoke(self, ctx: Any) -> Any:
        """Run the verb. Raises JournalError for what the system refuses, too."""
        try:
            return super().invoke(ctx)
        except JournalError as error:
            error.name_option({one.name or "": one.opts[0] for one in self.params})
            raise
        except (OSError, MemoryError) as error:
            raise refused(error) from error
        except RuntimeError as error:
            if "can't start new thread" not in str(error):
                raise
            raise SystemRefused("The system starts no further thread.", hint=way_out(errno.EAGAIN)) from error


def refused(error: OSError | MemoryError) -> SystemRefused:
    """What the system said, about which file."""
    if isinstance(error, MemoryError):
        return SystemRefused("There is not enough memory for this.", hint=way_out(errno.ENOMEM))
    about = f": {error.filename}" if error.filename is not None else ""
    reason = error.strerror or " ".join(str(error).split()) or type(error).__name__
    return SystemRefused(f"The system refused: {reason}{about}.", hint=way_out(error.errno))
