"""A verb of the command line: whatever it raises is made a sentence that names its own options."""

import errno
from typing import Any

from typer.core import TyperCommand

from journal.errors import JournalError, SystemRefused

_WAYS_OUT = {
    errno.ENOSPC: "Free some space there, or point TMPDIR at a larger disk.",
    errno.EDQUOT: "Free some of your quota there, or point TMPDIR at another disk.",
    errno.EMFILE: "Allow more open files: ulimit -n 1024",
    errno.ENFILE: "Close other programs: the whole system has no open file left.",
    errno.EAGAIN: "Allow more processes: ulimit -u",
    errno.ENOMEM: "Allow more memory: ulimit -v",
    errno.EFBIG: "Allow larger files: ulimit -f unlimited",
    errno.EROFS: "Mount it so that it can be written to, or work on a copy.",
}


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
            raise SystemRefused("The system starts no further thread.", hint=_WAYS_OUT[errno.EAGAIN]) from error


def refused(error: OSError | MemoryError) -> SystemRefused:
    """What the system said, about which file."""
    if isinstance(error, MemoryError):
        return SystemRefused("There is not enough memory for this.", hint=_WAYS_OUT[errno.ENOMEM])
    about = f": {error.filename}" if error.filename is not None else ""
    reason = error.strerror or " ".join(str(error).split()) or type(error).__name__
    return SystemRefused(f"The system refused: {reason}{about}.", hint=_WAYS_OUT.get(error.errno or 0, ""))
