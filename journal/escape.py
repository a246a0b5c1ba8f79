"""Escape text from outside for the medium it is written to: one function for each medium.

Tags, server messages, ledger rows and reasons may contain anything. A terminal executes control characters, GitHub
Actions executes lines that begin with `::`, and a line break in a name begins a new line.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

LONGEST = 4000
"""The most characters that are shown of one text from outside, such as the DETAIL of a server."""

# Categories Cc, Cf, Cs, Zl and Zp of Unicode: controls, what turns or hides text, lone surrogates, line separators.
_UNSEEN = (
    "\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
_CONTROL = re.compile(f"(?![\n\t])[{_UNSEEN}]")
_IN_A_LINE = re.compile(f"[{_UNSEEN}]")
_CODES = {"error": "1;31", "warning": "1;33", "note": "1;36", "accepted": "2", "path": "1;4", "caret": "1;31"}
_COLOUR = re.compile("(\x1b\\[[0-9;]*m)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # it takes 2 ms to compile
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_MARKS = re.compile(r"([\\`*_\[\]|~$])")
_LINKING = re.compile(r":(?=//)|(?<=www)\.|@|#(?=\d)", re.IGNORECASE)
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_COMMAND = re.compile(r"^([^\S\n]*):(?=:)|#(?=#\[)", re.MULTILINE)

_LABELLED = re.compile(r"\s*[A-Za-z][A-Za-z ]*:(?![:=])")  # neither a cast nor an assignment of PL/pgSQL


def visible(text: str) -> str:
    """Return text for a terminal or a log: line breaks and tabs stay, other control characters are escaped."""
    return _CONTROL.sub(_shown, text)


def one_line(text: object) -> str:
    """Return text in one line: line breaks and tabs are escaped, too, so that nothing from outside begins a line."""
    return _IN_A_LINE.sub(_shown, str(text))


def with_short_paths(text: str, folder: str) -> str:
    """Return text in which the paths below a folder are relative to it. The root of the file system shortens none."""
    start = f"{folder.rstrip('/')}/"
    if len(start) == 1 or start not in text:
        return text
    return re.sub(rf"(?<![\w./~-]){re.escape(start)}(?=[^\s\"'])", "", text)


def coloured(text: str) -> str:
    """Return `visible` text with its colours. Parts from outside must have been through `one_line`."""
    return "".join(part if number % 2 else visible(part) for number, part in enumerate(_COLOUR.split(text)))


def paint(text: str, what: str) -> str:
    """Return text in the colour of its kind."""
    return f"\x1b[{_CODES[what]}m{text}\x1b[0m"


def flat(text: str) -> str:
    """Return a line for a caret below it: each control character except tabs becomes a blank."""
    return text if text.isprintable() else "".join(c if c.isprintable() or c == "\t" else " " for c in text)


def joined(parts: Iterable[str]) -> str:
    """Return lines as one text. A line break inside a line is escaped, so that only the report begins lines."""
    return "".join(f"{one_line(part)}\n" for part in parts)


def block(parts: Iterable[str]) -> str:
    """Return lines as one text, without a line end after the last one."""
    return "\n".join(map(one_line, parts))


def cut(text: str, most: int = LONGEST) -> str:
    """Return the beginning of a long text, and how much more there is."""
    return text if len(text) <= most else f"{text[:most]} … (and {len(text) - most:,} more characters)"


def continued(label: str, text: str) -> Iterator[str]:
    """Yield `label: text`. Further lines of the text are marked, so that none looks like a line of the report."""
    first, *rest = cut(text).split("\n")
    yield f"{label}: {first}"
    yield from (f"  | {line}" for line in rest)


def statement_lines(text: str) -> Iterator[str]:
    """Yield the lines of SQL to copy. A line that looks like one of the report is marked."""
    first, *rest = text.splitlines() or [""]
    yield first
    yield from (f"| {line}" if _LABELLED.match(line) else line for line in rest)


def comment(text: str) -> str:
    """Return an SQL comment of one line, which no character of the text ends."""
    return f"-- {one_line(text)}".rstrip()


def escape_string(text: str) -> str:
    """Return an escape string constant of PostgreSQL, `E'…'`, without control characters."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"E'{_IN_A_LINE.sub(_by_number, escaped)}'"


def plain_log(text: str) -> str:
    """Return text for a terminal or a log in which GitHub Actions finds no command.

    Source: ActionCommand.cs of the runner: `::` counts after any white space, `##[` anywhere in a line.
    """
    return _COMMAND.sub(lambda found: r"\x23" if found[0] == "#" else f"{found[1]}\\x3a", text)


def command(name: str, message: str, properties: Mapping[str, object] = {}) -> str:
    """Return a command of GitHub Actions, in a line. Properties that are None are omitted.

    Source: escapeData and escapeProperty of the toolkit's @actions/core, command.ts.
    """
    named = (f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None)
    head = " ".join(part for part in (name, ",".join(named)) if part)
    return f"::{head}::{_data(message)}\n"


def html(text: str) -> str:
    """Return text for an element or a quoted attribute of HTML."""
    from html import escape  # it loads the names of all characters

    return escape(visible(text))


def markdown(text: str) -> str:
    """Return one line of plain Markdown for a paragraph or a cell: no HTML, no markup, no link.

    GitHub makes links of bare addresses, of names after @ and of numbers after #.
    """
    return _LINKING.sub(lambda found: f"&#{ord(found[0])};", _MARKS.sub(r"\\\1", html(one_line(text))))


def xml(text: str) -> str:
    """Return text in which U+FFFD replaces each character that XML 1.0 forbids."""
    return re.sub(_NOT_XML, "\N{REPLACEMENT CHARACTER}", text)


def unicode(text: str) -> str:
    """Return text that UTF-8 can encode: U+FFFD replaces the broken bytes of a file name."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def unicode_in(value: Any) -> Any:
    """Return a document whose texts UTF-8 can encode."""
    if isinstance(value, str):
        return unicode(value)
    if isinstance(value, Mapping):
        return {unicode(str(key)): unicode_in(item) for key, item in value.items()}
    return [unicode_in(item) for item in value] if isinstance(value, list | tuple) else value


def json(document: str) -> str:
    r"""Return JSON whose strings have no control character and no command of GitHub: each becomes `\u…`."""
    return _CONTROL.sub(_in_json, document).replace("##[", r"#\u0023[")


def ascii_json(document: str) -> str:
    r"""Return the document for a stream that takes ASCII only."""
    return _NOT_ASCII.sub(_in_json, document)


def _shown(found: re.Match[str]) -> str:
    number = ord(found[0])
    return _SHORT.get(found[0]) or (f"\\x{number:02x}" if number < 0x100 else _by_number(found))


def _by_number(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _in_json(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
