"""destructive-without-count (note): a hand-written migration deletes data without checking it first.

Why: DROP TABLE, DROP COLUMN, TRUNCATE and DELETE without WHERE delete every row, also unexpected rows.
Instead: count first, in a DO block that raises an exception, or at least in a SELECT count(*) for the log.
"""

from journal.rules.support.subject import Findings, ParsedMigration
from journal.sql.parsed import Parsed
from journal.sql.tree import choice, names, walk


def check(script: ParsedMigration) -> Findings:
    """Find the first such statement, unless the file counts before it."""
    if not any(word in script.lower for word in ("drop", "delete", "truncate")) or not script.is_handwritten:
        return
    created: set[str] = set()
    for statement in script.statements:
        if _counts(statement):
            return
        if statement.kind == "create_stmt":
            created.add(statement.node.relation.relname)
        words, tables = deleted_by(statement)
        if tables - created:
            message = f"{words} in {script.name} deletes data, and no statement before it counts the rows."
            help_ = "Count first, in a DO block that raises an exception if there are rows that must not be lost."
            yield script.finding(statement.offset, message, help_)
            return


def _counts(statement: Parsed) -> bool:
    if statement.kind == "select_stmt":
        return any(names(call.funcname)[-1] == "count" for call in walk(statement.node, "FuncCall"))
    return statement.kind == "do_stmt"


def deleted_by(statement: Parsed) -> tuple[str, set[str]]:
    """Return what a statement that deletes data is called, and the tables that it deletes data of."""
    node = statement.node
    if statement.kind == "drop_stmt" and choice(node, "remove_type") == "OBJECT_TABLE":
        return "DROP TABLE", {names(table.list.items)[-1] for table in node.objects}
    if statement.kind == "alter_table_stmt":
        drops = any(choice(part.alter_table_cmd, "subtype") == "AT_DropColumn" for part in node.cmds)
        return ("DROP COLUMN", {node.relation.relname}) if drops else ("", set())
    if statement.kind == "delete_stmt" and not node.HasField("where_clause"):
        return "DELETE without WHERE", {node.relation.relname}
    if statement.kind == "truncate_stmt":
        return "TRUNCATE", {table.range_var.relname for table in node.relations}
    return "", set()
