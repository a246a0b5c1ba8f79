"""carriage-return-alone: a file has a carriage return that no line feed follows.

Why: PostgreSQL ends a `--` comment there, while most editors show one line: half a comment becomes SQL. An old Mac or a
conversion done twice (CR CR LF) makes such files, and every tool that repairs them changes the hash.
Instead: save the file with LF alone, as long as no database has recorded its hash.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.script import ParsedMigration

SEVERITY = Severity.WARNING


def check(script: ParsedMigration) -> Iterator[Finding]:
    """A finding at the first."""
    if "\r" not in script.text:
        return
    at = next((at for at, char in enumerate(script.text) if char == "\r" and script.text[at + 1 : at + 2] != "\n"), -1)
    if at >= 0:
        what = "a CR CR LF" if script.text.startswith("\r\r\n", at) else "a carriage return without a line feed"
        yield Finding(
            f"{script.migration.path.name} has {what}; PostgreSQL ends a -- comment at the first CR.",
            "Save the file with LF alone, as long as no database has recorded its hash.",
            script.at(at),
        )
