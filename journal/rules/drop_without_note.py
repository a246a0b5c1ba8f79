"""drop-without-note: a migration written by hand drops or renames a table or column and does not say why.

Why: the running release may still use it: between the migration and the last old process every query on it fails. A
note says that someone has made sure, and since when it is unused.
Instead: stop using it in one release and drop it in the next; say so in a comment (deprecated, unused, obsolete,
legacy, no longer, replaced, renamed).
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.destructive_without_count import drops_column
from journal.rules.support.by_hand import is_by_hand
from journal.rules.support.comments import comments
from journal.rules.support.finding import Finding
from journal.rules.support.script import ParsedMigration
from journal.sql.parsed import Parsed
from journal.sql.tree import choice

SEVERITY = Severity.NOTE
_NOTES = ("deprecat", "renam", "obsolete", "unused", "legacy", "no longer", "replaced", "superseded")
_RENAMES = {"OBJECT_COLUMN": "RENAME COLUMN", "OBJECT_TABLE": "RENAME of a table"}


def check(script: ParsedMigration) -> Iterator[Finding]:
    """A finding at the first, where no comment of the file has a word about it."""
    lower = script.text.lower()
    if ("drop" not in lower and "rename" not in lower) or not is_by_hand(script):
        return
    found = next(((one, words) for one in script.statements if (words := _takes_away(one))), None)
    if found and not _has_note(script):
        statement, words = found
        yield Finding(
            f"{words} in {script.migration.path.name} takes away what the running release may use, without a note.",
            "Say in a comment since when it is deprecated or unused, or why it is renamed.",
            script.at(statement.offset),
        )


def _has_note(script: ParsedMigration) -> bool:
    return any(word in comment.text.lower() for comment in comments(script.text) for word in _NOTES)


def _takes_away(statement: Parsed) -> str:
    node = statement.node
    if statement.kind == "drop_stmt":
        return "DROP TABLE" if choice(node, "remove_type") == "OBJECT_TABLE" else ""
    if statement.kind == "rename_stmt":
        return _RENAMES.get(choice(node, "rename_type"), "")
    if statement.kind == "alter_table_stmt" and any(map(drops_column, node.cmds)):
        return "DROP COLUMN"
    return ""
