"""carriage-return-alone (warning): a migration has a carriage return without a line feed.

Why: PostgreSQL ends a `--` comment there, while most editors show one line: half of a comment becomes SQL. Such files
come from a double conversion (CR CR LF) or an old Mac, and every tool that repairs them changes the hash.
Instead: save the file with LF only, if no database has recorded its hash.
"""

import re

from journal.rules.support.subject import Findings, ParsedMigration

_ALONE = re.compile(r"\r(?!\n)")


def check(script: ParsedMigration) -> Findings:
    first = _ALONE.search(script.text)
    if first:
        is_doubled = script.text.startswith("\r\r\n", first.start())
        what = "a CR CR LF" if is_doubled else "a carriage return without a line feed"
        message = f"{script.name} has {what}; PostgreSQL ends a -- comment at the first CR."
        help_ = "Save the file with LF only, if no database has recorded its hash."
        yield script.finding(first.start(), message, help_)
