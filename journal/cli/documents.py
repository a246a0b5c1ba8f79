"""The documents of the running command: the envelope, and JSON without passwords and control characters."""

import sys
from collections.abc import Mapping
from pathlib import Path
from shlex import join
from typing import Any

import orjson

from journal.connect.secrets import without_typed
from journal.dataclass import dataclass
from journal.escape import json as harmless_json
from journal.escape import unicode, unicode_in


@dataclass
class Running:
    """The command that this process runs, such as `backup list`, and the file of its --output, once both are known.

    `pages`: the setting of that name of the last project that was found.
    """

    command: str | None = None
    file: Path | None = None
    pages: str = ""


RUNNING = Running()


def enveloped(value: Mapping[str, Any], code: int) -> dict[str, Any]:
    """Return a document of the running command in the envelope."""
    from journal.report.envelope import in_envelope

    return in_envelope(value, RUNNING.command, code)


def as_json(value: Mapping[str, Any]) -> bytes:
    """Return a document as it is written: UTF-8, without control characters, passwords and commands for GitHub."""
    try:
        text = orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
    except TypeError:  # a text that UTF-8 does not have, or a number that is longer than 64 bits
        import json

        text = json.dumps(unicode_in(value), indent=2, ensure_ascii=False) + "\n"
    return harmless_json(without_passwords(text)).encode()


def file_bytes(content: str | Mapping[str, Any]) -> bytes:
    """Return a result as a file has it, without passwords."""
    return unicode(without_passwords(content)).encode() if isinstance(content, str) else as_json(content)


def typed_again(*more: str) -> str:
    """Return the command line as it was typed, with further options; `URL` is for an argument that has a password."""
    words = [_without_password(word) for word in sys.argv[1:]]
    end = words.index("--") if "--" in words else len(words)
    return join(["drizzle-journal", *words[:end], *more, *words[end:]])


def _without_password(word: str) -> str:
    option, equals, _ = word.partition("=") if word.startswith("--") else ("", "", word)
    return word if without_passwords(word) == word else f"{option}{equals}URL"


def without_passwords(text: str) -> str:
    """Return text without the passwords that were typed."""
    return without_typed(text, sys.argv[1:])
