"""Texts and values as TypeScript writes them. Pure."""

import json
import re
from collections.abc import Iterable, Mapping

from journal.escape import one_line
from journal.snapshot.write import printed

_UNSEEN = re.compile("(?![ -~\n]|[\xa1-\xac\xae-\u05ff\u3040-\ud7ff])[^\n]")
"""Characters that an editor may not show, and those beyond the common scripts: they are written by number."""
_IN_TEMPLATE = re.compile(r"[\\`]|\$(?=\{)")
_COMMAND = re.compile(r"\n(?=[^\S\n]*::)")  # a line that GitHub's runner would execute
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)
_MOST_EXACT = 2**53 - 1


def string(text: str) -> str:
    """Return a string literal."""
    return _by_number(json.dumps(text, ensure_ascii=False).replace("\x7f", r"\u007f"))


def template(text: str) -> str:
    """Return drizzle's tagged template of an SQL text that has no parameters. Its line breaks stay."""
    escaped = _IN_TEMPLATE.sub(lambda found: "\\" + found[0], text)
    escaped = _COMMAND.sub(lambda found: r"\n", escaped)
    return f"sql`{_by_number(escaped)}`"


def _by_number(text: str) -> str:
    return _UNSEEN.sub(lambda found: _escape(ord(found[0])), text)


def _escape(code: int) -> str:
    return rf"\u{code:04x}" if code < 0x10000 else rf"\u{{{code:x}}}"


def key(name: str) -> str:
    """Return a key of an object, in quotes where it is no identifier."""
    return name if _IDENTIFIER.fullmatch(name) or name.isidentifier() else string(name)


def member(owner: str, name: str) -> str:
    """Return the access to a property: `users.id`, `users["first name"]`."""
    found = key(name)
    return f"{owner}[{found}]" if found.startswith('"') else f"{owner}.{found}"


def number(value: float) -> str:
    """Return a number as JavaScript prints it."""
    return printed(value)


def exact(text: str) -> str:
    """Return a whole number that is kept as text: a number where JavaScript can hold it, else a string."""
    return text if abs(int(text)) <= _MOST_EXACT else string(text)


def value(given: object) -> str:
    """Return a text, a boolean or a number."""
    if isinstance(given, bool):
        return "true" if given else "false"
    return number(given) if isinstance(given, int | float) else string(str(given))


def fields(found: Mapping[str, str]) -> str:
    """Return an object in one line, of values that are TypeScript already; empty without any."""
    return f"{{ {', '.join(f'{key(name)}: {text}' for name, text in found.items())} }}" if found else ""


def array(parts: Iterable[str]) -> str:
    """Return an array in one line, of values that are TypeScript already."""
    return f"[{', '.join(parts)}]"


def comment(text: str) -> str:
    """Return a line of a comment, which no character of the text ends."""
    return f"// {one_line(text)}".rstrip()
