"""The keys that every JSON document has: which program, version and command made it, and how the command ended."""

from collections.abc import Mapping
from typing import Any

from journal import __version__


def in_envelope(value: Mapping[str, Any], command: str | None, exit_code: int) -> dict[str, Any]:
    """Return a document of `--json`: the envelope, then the keys of the command.

    `code` is what a program decides by: that of the error, else the status. `schemas/envelope.json` documents both.
    """
    return {
        "tool": "drizzle-journal",
        "version": __version__,
        "command": command,
        "exit": exit_code,
        "status": value["status"],
        "code": value["error"]["code"] if "error" in value else value["status"],
        **value,
    }
