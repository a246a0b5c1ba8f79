"""drop-without-note (note): a hand-written migration drops or renames a table or column without saying why.

Why: the running release may still use it: until the last old process ends, every query on it fails. A comment shows
that its use has been checked.
Instead: stop using it in one release, drop it in the next, and say so in a comment (such as "unused since 1.4").
"""

from journal.rules.destructive_without_count import drops_column
from journal.rules.support.not_sql import comments
from journal.rules.support.subject import Findings, ParsedMigration
from journal.sql.parsed import Parsed
from journal.sql.tree import choice

_NOTES = ("deprecat", "renam", "obsolete", "unused", "legacy", "no longer", "replaced", "superseded")
_RENAMES = {"OBJECT_COLUMN": "RENAME COLUMN", "OBJECT_TABLE": "RENAME of a table"}


def check(script: ParsedMigration) -> Findings:
    if ("drop" not in script.lower and "rename" not in script.lower) or not script.is_handwritten:
        return
    found = ((statement.offset, words) for statement in script.statements if (words := _removes(statement)))
    offset, words = next(found, (0, ""))
    if words and not any(note in comment.text.lower() for comment in comments(script.text) for note in _NOTES):
        message = f"{words} in {script.name} removes what the running release may still use, without a comment."
        help_ = "Say in a comment since when it is deprecated or unused, or why it is renamed."
        yield script.finding(offset, message, help_)


def _removes(statement: Parsed) -> str:
    """Return what a statement that drops or renames a table or column is called; of others, nothing."""
    node = statement.node
    if statement.kind == "drop_stmt":
        return "DROP TABLE" if choice(node, "remove_type") == "OBJECT_TABLE" else ""
    if statement.kind == "rename_stmt":
        return _RENAMES.get(choice(node, "rename_type"), "")
    is_drop = statement.kind == "alter_table_stmt" and any(map(drops_column, node.cmds))
    return "DROP COLUMN" if is_drop else ""
