"""destructive-without-count: a migration written by hand destroys data without looking at it first.

Why: DROP TABLE, DROP COLUMN, TRUNCATE and DELETE without WHERE take whatever is there, also rows that nobody expected.
Instead: count before: a DO block that raises an exception where there are rows that must not be lost, or at least a
SELECT count(*) for the log.
"""

from collections.abc import Iterator
from typing import Any

from journal.errors import Severity
from journal.rules.support.by_hand import is_by_hand
from journal.rules.support.finding import Finding
from journal.rules.support.script import ParsedMigration
from journal.sql.parsed import Parsed
from journal.sql.tree import choice, names, walk

SEVERITY = Severity.NOTE
_WORDS = ("drop", "delete", "truncate")


def check(script: ParsedMigration) -> Iterator[Finding]:
    """A finding at the first of them, as long as nothing has been counted before."""
    lower = script.text.lower()
    if not any(word in lower for word in _WORDS) or not is_by_hand(script):
        return
    made: set[str] = set()
    for statement in script.statements:
        if _counts(statement):
            return
        made |= _made(statement)
        words = _destroys(statement, made)
        if words:
            yield Finding(
                f"{words} in {script.migration.path.name} destroys what is there, and nothing has counted it before.",
                "Count first, in a DO block that raises an exception where rows must not be lost.",
                script.at(statement.offset),
            )
            return


def _counts(statement: Parsed) -> bool:
    if statement.kind == "do_stmt":
        return True
    return statement.kind == "select_stmt" and any(
        names(call.funcname)[-1] == "count" for call in walk(statement.node, "FuncCall")
    )


def _made(statement: Parsed) -> set[str]:
    return {statement.node.relation.relname} if statement.kind == "create_stmt" else set()


def _destroys(statement: Parsed, made: set[str]) -> str:
    """What it says, unless it is about tables that the file has made."""
    node = statement.node
    if statement.kind == "drop_stmt" and choice(node, "remove_type") == "OBJECT_TABLE":
        return "DROP TABLE" if {names(one.list.items)[-1] for one in node.objects} - made else ""
    if statement.kind == "alter_table_stmt" and any(map(drops_column, node.cmds)):
        return "DROP COLUMN" if node.relation.relname not in made else ""
    if statement.kind == "delete_stmt" and not node.HasField("where_clause"):
        return "DELETE without WHERE" if node.relation.relname not in made else ""
    if statement.kind == "truncate_stmt":
        return "TRUNCATE" if {one.range_var.relname for one in node.relations} - made else ""
    return ""


def drops_column(command: Any) -> bool:
    """Whether a command of ALTER TABLE does."""
    return choice(command.alter_table_cmd, "subtype") == "AT_DropColumn"
