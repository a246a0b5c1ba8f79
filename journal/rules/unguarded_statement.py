"""unguarded-statement: a migration written by hand cannot be run twice.

Why: a file that psql runs has no ledger before it: after a failure in the middle it is run again, and stops at the
first thing that is there already, or is gone.
Instead: CREATE ... IF NOT EXISTS, ADD COLUMN IF NOT EXISTS, DROP ... IF EXISTS; before what has no such guard, a
DROP ... IF EXISTS of the same name; for a type, a DO block that looks into pg_type.
"""

from collections.abc import Callable, Iterator
from typing import Any

from journal.errors import Severity
from journal.rules.support.by_hand import is_by_hand
from journal.rules.support.finding import Finding
from journal.rules.support.script import ParsedMigration
from journal.sql.parsed import Parsed
from journal.sql.tree import choice, names

SEVERITY = Severity.NOTE
_COMMANDS = {"AT_AddColumn": "ADD COLUMN", "AT_DropColumn": "DROP COLUMN", "AT_DropConstraint": "DROP CONSTRAINT"}


def check(script: ParsedMigration) -> Iterator[Finding]:
    """A finding at the first of them, which says how many there are."""
    if not _has_any(script) or not is_by_hand(script):
        return
    found = list(_unguarded(script))
    if found:
        first, words = found[0]
        more = f", the first of {len(found)}" if len(found) > 1 else ""
        yield Finding(
            f"{words} in {script.migration.path.name} has no guard{more}: run again, the file stops there.",
            "Write IF NOT EXISTS or IF EXISTS; where there is none, ask pg_catalog in a DO block.",
            script.at(first.offset),
        )


def _has_any(script: ParsedMigration) -> bool:
    lower = script.text.lower()
    return "create" in lower or "drop" in lower or "add" in lower


def _unguarded(script: ParsedMigration) -> Iterator[tuple[Parsed, str]]:
    dropped: set[str] = set()
    for statement in script.statements:
        if statement.kind == "drop_stmt" and statement.node.missing_ok:
            dropped |= _dropped(statement.node)
        elif statement.kind == "alter_table_stmt":
            yield from ((statement, words) for words in _commands(statement.node))
        elif statement.kind in _MAKES:
            words, name, guarded = _MAKES[statement.kind](statement.node)
            if not guarded and name not in dropped:
                yield statement, words


def _dropped(node: Any) -> set[str]:
    parts = (names(one.list.items) or names(one.type_name.names) or names([one]) for one in node.objects)
    return {part[-1] for part in parts if part}


def _commands(node: Any) -> Iterator[str]:
    for one in node.cmds:
        words = _COMMANDS.get(choice(one.alter_table_cmd, "subtype"))
        if words and not one.alter_table_cmd.missing_ok:
            yield words


def _drop(node: Any) -> tuple[str, str, bool]:
    what = choice(node, "remove_type").removeprefix("OBJECT_").replace("MATVIEW", "MATERIALIZED VIEW")
    return f"DROP {what}", "", node.missing_ok


_MAKES: dict[str, Callable[[Any], tuple[str, str, bool]]] = {
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
