"""When a stream shows colours, and the words of a text that have one."""

import os
import re
from typing import TextIO

from journal.escape import paint

_LABEL = re.compile(r"^( *)(error|warning|note)(\[[^\]\n]*\])?(?=[: ])", re.MULTILINE)
_NEXT = re.compile(r"\b(?:Next|To write it): .*$", re.MULTILINE)


def shows_colours(stream: TextIO) -> bool:
    """Tell whether a stream shows colours.

    NO_COLOR, and CLICOLOR=0, switch them off; FORCE_COLOR and CLICOLOR_FORCE, if not 0, on. Else a terminal has them
    that TERM does not call dumb.
    """
    named = os.environ.get
    if named("NO_COLOR"):
        return False
    if any(named(name, "0") not in ("", "0", "false") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return named("CLICOLOR") != "0" and named("TERM") != "dumb" and stream.isatty()


def painted(text: str) -> str:
    """Return a text without control characters in colours: the severities that begin a line, and the next command."""
    text = _LABEL.sub(lambda found: found[1] + paint(found[0][len(found[1]) :], found[2]), text)
    return _NEXT.sub(lambda found: f"\x1b[1m{found[0]}\x1b[0m", text)
