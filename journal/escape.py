"""Text from outside, made harmless for the medium that it is written to: one function for each medium.

Names, tags, messages of servers and programs, rows and reasons can hold anything. A terminal obeys control characters,
GitHub Actions obeys lines that begin with `::`, and a line break in a name begins a line of its own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

LONGEST = 4000
"""Characters of one text of somebody else's, such as the DETAIL of a server, that are shown."""

# Categories Cc, Cf, Cs, Zl and Zp of Unicode: controls, what turns or hides text, lone surrogates, line separators.
_UNSEEN = (
    "\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
_CONTROL = re.compile(f"(?![\n\t])[{_UNSEEN}]")
_IN_A_LINE = re.compile(f"[{_UNSEEN}]")
_COLOUR = re.compile("(\x1b\\[[0-9;]*m)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_MARKS = re.compile(r"([\\`*_\[\]|~$])")
_LINKING = re.compile(r":(?=//)|(?<=www)\.|@|#(?=\d)", re.IGNORECASE)
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_COMMAND = re.compile(r"^([^\S\n]*):(?=:)|#(?=#\[)", re.MULTILINE)

_LABELLED = re.compile(r"\s*[A-Za-z][A-Za-z ]*:(?![:=])")  # neither a cast nor an assignment of PL/pgSQL


def visible(text: str) -> str:
    """Text of several lines for a terminal or a log: line breaks and tabs stay, other control characters are shown."""
    return _CONTROL.sub(_shown, text)


def one_line(text: object) -> str:
    """The same in one line: line breaks and tabs are shown, too, so that nothing from outside begins a line."""
    return _IN_A_LINE.sub(_shown, str(text))


def coloured(text: str) -> str:
    """`visible`, but for colours. Only for text whose parts from outside have been through `one_line`."""
    return "".join(part if number % 2 else visible(part) for number, part in enumerate(_COLOUR.split(text)))


def flat(text: str) -> str:
    """A line in which a caret points to a column: a blank stands for each control character but tabs."""
    return text if text.isprintable() else "".join(c if c.isprintable() or c == "\t" else " " for c in text)


def joined(parts: Iterable[str]) -> str:
    """Lines as one text. A line break inside one is shown, so every line of a report is one that the report began."""
    return "".join(f"{one_line(part)}\n" for part in parts)


def block(parts: Iterable[str]) -> str:
    """The same without the line end after the last one."""
    return "\n".join(map(one_line, parts))


def cut(text: str, most: int = LONGEST) -> str:
    """The beginning of a long text, and how much more there is."""
    return text if len(text) <= most else f"{text[:most]} … (and {len(text) - most:,} more characters)"


def continued(label: str, text: str) -> Iterator[str]:
    """`label: text`; the further lines of the text are marked, so that none of them passes for one of a report."""
    first, *rest = cut(text).split("\n")
    yield f"{label}: {first}"
    yield from (f"  | {line}" for line in rest)


def statement_lines(text: str) -> Iterator[str]:
    """The lines of SQL to be copied. One that reads like a line of a report, such as out of a name, is marked."""
    first, *rest = text.splitlines() or [""]
    yield first
    yield from (f"| {line}" if _LABELLED.match(line) else line for line in rest)


def comment(text: str) -> str:
    """A comment of SQL in one line, which no character of the text ends."""
    return f"-- {one_line(text)}".rstrip()


def escape_string(text: str) -> str:
    """A text as an escape string constant of PostgreSQL, `E'…'`, with no control character in it."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"E'{_IN_A_LINE.sub(_in_sql, escaped)}'"


def plain_log(text: str) -> str:
    """Text for a terminal or a log, in which GitHub Actions, should it read along, finds no command.

    Source: ActionCommand.cs of the runner: `::` counts after any white space, `##[` anywhere in a line.
    """
    return _COMMAND.sub(lambda found: r"\x23" if found[0] == "#" else f"{found[1]}\\x3a", text)


def command(name: str, message: str, properties: Mapping[str, object] = {}) -> str:
    """A command of GitHub Actions, in a line. Properties that are None are left out.

    Source: escapeData and escapeProperty of the toolkit's @actions/core, command.ts.
    """
    named = (f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None)
    head = " ".join(part for part in (name, ",".join(named)) if part)
    return f"::{head}::{_data(message)}\n"


def html(text: str) -> str:
    """Text for an element or a quoted attribute of HTML."""
    return escape(visible(text))


def markdown(text: str) -> str:
    """One line of Markdown, in a paragraph or a cell, that reads as it is: no HTML, no mark, no link.

    GitHub makes links of bare addresses, of names after @ and of numbers after #.
    """
    return _LINKING.sub(lambda found: f"&#{ord(found[0])};", _MARKS.sub(r"\\\1", html(one_line(text))))


def xml(text: str) -> str:
    """Text without the characters that XML 1.0 forbids; U+FFFD stands for each."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def unicode(text: str) -> str:
    """Text that UTF-8 can hold: what is left of a file name's broken bytes becomes U+FFFD."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def unicode_in(value: Any) -> Any:
    """A document whose texts UTF-8 can hold."""
    if isinstance(value, str):
        return unicode(value)
    if isinstance(value, Mapping):
        return {unicode(str(key)): unicode_in(item) for key, item in value.items()}
    return [unicode_in(item) for item in value] if isinstance(value, list | tuple) else value


def json(document: str) -> str:
    r"""JSON whose strings hold no control character and no command of GitHub: `\u` stands for each, nothing is lost."""
    return _CONTROL.sub(_in_json, document).replace("##[", r"#\u0023[")


def ascii_json(document: str) -> str:
    r"""The same document for a stream that takes ASCII alone."""
    return _NOT_ASCII.sub(_in_json, document)


def _shown(found: re.Match[str]) -> str:
    number = ord(found[0])
    return _SHORT.get(found[0]) or (
        f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
    )


def _in_sql(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _in_json(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
