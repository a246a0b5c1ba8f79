"""drop-without-note (note): a hand-written migration drops or renames a table or column without saying why.

Why: the running release may still use it: until the last old process ends, every query on it fails. A comment shows
that its use has been checked.
Instead: stop using it in one release, drop it in the next, and say so in a comment (such as "unused since 1.4").
"""

from journal.rules.destructive_without_count import deleted_by
from journal.rules.support.not_sql import comments
from journal.rules.support.subject import Findings, ParsedMigration
from journal.sql.tree import choice

_NOTES = ("deprecat", "renam", "obsolete", "unused", "legacy", "no longer", "replaced", "superseded")
_RENAMES = {"OBJECT_COLUMN": "RENAME COLUMN", "OBJECT_TABLE": "RENAME of a table"}


def check(script: ParsedMigration) -> Findings:
    if ("drop" not in script.lower and "rename" not in script.lower) or not script.is_handwritten:
        return
    for statement in script.statements:
        words = ""
        if statement.kind == "rename_stmt":
            words = _RENAMES.get(choice(statement.node, "rename_type"), "")
        elif statement.kind in ("drop_stmt", "alter_table_stmt"):
            words, _ = deleted_by(statement)
        if words and not any(note in comment.text.lower() for comment in comments(script.text) for note in _NOTES):
            message = f"{words} in {script.name} removes something that the running release may still use, and no "
            message += "comment explains it."
            help_ = "Add a comment: since when the object is deprecated or unused, or why it is renamed."
            yield script.finding(statement.offset, message, help_)
        if words:
            return
