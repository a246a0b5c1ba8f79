"""unguarded-statement (note): a hand-written migration cannot be run twice.

Why: psql records nothing in a ledger: after a failure in the middle the file is run again, and stops at the first
object that exists already, or no longer.
Instead: IF NOT EXISTS or IF EXISTS; where there is none, DROP ... IF EXISTS before it, or a DO block for a type.
"""

from collections.abc import Callable
from typing import Any

from journal.rules.support.subject import Findings, ParsedMigration
from journal.sql.parsed import Parsed
from journal.sql.tree import choice, names

_COMMANDS = {"AT_AddColumn": "ADD COLUMN", "AT_DropColumn": "DROP COLUMN", "AT_DropConstraint": "DROP CONSTRAINT"}


def check(script: ParsedMigration) -> Findings:
    """Find the first such statement, and say how many there are."""
    if not any(word in script.lower for word in ("create", "drop", "add")) or not script.is_handwritten:
        return
    found: list[tuple[Parsed, str]] = []
    dropped: set[str] = set()
    for statement in script.statements:
        node = statement.node
        if statement.kind == "drop_stmt" and node.missing_ok:
            for item in node.objects:
                dropped |= set((names(item.list.items) or names(item.type_name.names) or names([item]))[-1:])
        elif statement.kind == "alter_table_stmt":
            commands = [part.alter_table_cmd for part in node.cmds if not part.alter_table_cmd.missing_ok]
            added = [_COMMANDS.get(choice(command, "subtype")) for command in commands]
            found += [(statement, words) for words in added if words]
        elif statement.kind in _CREATES:
            words, name, is_guarded = _CREATES[statement.kind](node)
            found += [(statement, words)] if not is_guarded and name not in dropped else []
    if found:
        statement, words = found[0]
        more = f", the first of {len(found)}" if len(found) > 1 else ""
        message = f"{words} in {script.name} has no guard{more}: a second run of the file stops there."
        help_ = "Write IF NOT EXISTS or IF EXISTS; where there is none, query pg_catalog in a DO block."
        yield script.finding(statement.offset, message, help_)


def _drop(node: Any) -> tuple[str, str, bool]:
    kind = choice(node, "remove_type").removeprefix("OBJECT_").replace("MATVIEW", "MATERIALIZED VIEW")
    return f"DROP {kind}", "", node.missing_ok


_CREATES: dict[str, Callable[[Any], tuple[str, str, bool]]] = {
    "drop_stmt": _drop,
    "create_stmt": lambda node: ("CREATE TABLE", node.relation.relname, node.if_not_exists),
    "create_table_as_stmt": lambda node: ("CREATE TABLE AS", node.into.rel.relname, node.if_not_exists),
    "index_stmt": lambda node: ("CREATE INDEX", node.idxname, node.if_not_exists),
    "create_schema_stmt": lambda node: ("CREATE SCHEMA", node.schemaname, node.if_not_exists),
    "create_seq_stmt": lambda node: ("CREATE SEQUENCE", node.sequence.relname, node.if_not_exists),
    "create_extension_stmt": lambda node: ("CREATE EXTENSION", node.extname, node.if_not_exists),
    "create_enum_stmt": lambda node: ("CREATE TYPE", names(node.type_name)[-1], False),
    "composite_type_stmt": lambda node: ("CREATE TYPE", node.typevar.relname, False),
}
