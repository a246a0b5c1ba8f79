"""Statements with a rule of their own: row changes and blocks of code, of which no schema tells what the rows were."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from journal.authoring.derive.difference import by_difference
from journal.authoring.derive.renames import move_back, relation_name, rename_back, value_back
from journal.authoring.derive.values import (
    NOTHING,
    Fate,
    ForwardFile,
    ForwardStep,
    SchemaChange,
    Undo,
    remark,
    together,
)
from journal.authoring.sql_names import spelt
from journal.catalog.quoting import readable
from journal.catalog.values import Column, Key
from journal.sql.tree import kind_of, walk

_CHANGES_ROWS = re.compile(
    r"\b(insert\s+into|update\s+(?!of\b|skip\b|nowait\b)\w+|delete\s+from|truncate|merge\s+into|copy|execute|call|perform)\b",
    re.IGNORECASE,
)
_CHANGES_SCHEMA = re.compile(r"\b(create|alter|drop|comment\s+on|grant|revoke|execute|rename)\b", re.IGNORECASE)
_RENAMES_A_TABLE = re.compile(r"\brename\s+to\b", re.IGNORECASE)
_COMMENTS = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_HARMLESS_FUNCTIONS = frozenset(
    ["set_config", "current_setting", "pg_sleep", "pg_advisory_lock", "pg_advisory_unlock", "pg_advisory_xact_lock",
     "count", "max", "min", "sum", "coalesce", "now", "to_regclass", "to_regtype", "version", "exists", "lower",
     "upper", "length", "pg_get_serial_sequence"]
)  # fmt: skip


def row_change(step: ForwardStep, file: ForwardFile) -> Undo:
    """INSERT, UPDATE, DELETE, MERGE: nothing where the table or columns are new, else for a person."""
    node = step.statement.node
    changes = [
        change for kind in ("InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt") for change in walk(node, kind)
    ]
    named = [(relation_name(change.relation), _columns_set(change)) for change in changes]  # those in its WITH, too
    if all(
        file.is_new(step.number, table)
        or table.name.startswith("_backup_")
        or (columns and all(file.is_new(step.number, table, column) for column in columns))
        for table, columns in named
    ):
        return NOTHING
    table, word = relation_name(node.relation), step.statement.kind.removesuffix("_stmt").upper()
    kept = [column for column in _columns_set(node) if not file.is_new(step.number, table, column)]
    listed = f" ({', '.join(kept)})" if kept else ""
    text = f"the {word} of {table.name}{listed}, statement {step.number}, changed rows, and what they were is not known"
    if len(kept) == 1:
        text += f"; drizzle-journal new NAME --transform {table.name}.{kept[0]} would keep the old values"
    return _not_reverted(file, text)


def truncation(step: ForwardStep, file: ForwardFile) -> Undo:
    """TRUNCATE: nothing where all tables are new, else for a person."""
    tables = [relation_name(relation.range_var) for relation in step.statement.node.relations]
    if all(file.is_new(step.number, table) for table in tables):
        return NOTHING
    return _not_reverted(file, f"the TRUNCATE of {', '.join(table.name for table in tables)} removed rows")


def _not_reverted(file: ForwardFile, text: str) -> Undo:
    return Undo(remarks=remark(Fate.STAYS, text)) if file.data_stays else Undo(todo=(text,))


def _columns_set(node: Any) -> list[str]:
    """Return the columns that an UPDATE sets."""
    return [target.res_target.name for target in node.target_list] if kind_of(node) == "UpdateStmt" else []


def block(step: ForwardStep, file: ForwardFile) -> Undo | None:
    """DO and CALL: the schema by difference, with a rename found in it; rows only where its text has none."""
    text = _COMMENTS.sub("", step.statement.text)
    touches_rows = bool(_CHANGES_ROWS.search(text)) or step.statement.kind == "call_stmt"
    if step.change is None:
        return None if touches_rows or _CHANGES_SCHEMA.search(text) else NOTHING
    schema = NOTHING if step.change.is_empty else _block_schema(step, step.change, text)
    if not touches_rows:
        return schema
    rows = _not_reverted(file, f"the block of code, statement {step.number}, may have changed rows")
    return together([rows, schema or by_difference(step.change, file.archives)])


def _block_schema(step: ForwardStep, change: SchemaChange, text: str) -> Undo | None:
    """Return the undo of a block that renames something, such as a column at the same place; None for others."""
    renamed: dict[Key, str] = {}
    for table, names in change.before.positions.items():
        now = change.after.positions.get(table, ())
        for old, new in zip(names, now, strict=False):
            key = ("column", *table[1:], new)
            pair = change.before.objects.get((*key[:3], old)), change.after.objects.get(key)
            types = {column.type for column in pair if isinstance(column, Column)}
            if old != new and old not in now and new not in names and len(types) == 1 and None not in pair:
                renamed[key] = old
    if _RENAMES_A_TABLE.search(text):
        return Undo(todo=(f"the block of code, statement {step.number}, renames something: rename it back",))
    moved = _looks_renamed(change, renamed)
    if moved:
        return Undo(todo=(f"a block of code has {moved}; if it was renamed, rename it back",))
    sql = tuple(
        f"ALTER TABLE {spelt(*new[1:3])} RENAME COLUMN {spelt(new[3])} TO {spelt(old)};" for new, old in renamed.items()
    )
    return together([Undo(sql), by_difference(change, renamed=renamed)]) if renamed else None


def _looks_renamed(change: SchemaChange, renamed: dict[Key, str]) -> str:
    """Say what in a block looks like a rename: a table gone and another new, a new column that is not the last one."""
    before, after = change.before.objects, change.after.objects
    gone = {key for key in before.keys() - after.keys() if key[0] == "table"}
    new = {key for key in after.keys() - before.keys() if key[0] == "table" and not key[2].startswith("_backup_")}
    if gone and new:
        return f"dropped a table and created another ({', '.join(sorted(readable(key[1:]) for key in gone | new))})"
    for table, names in change.before.positions.items():
        now = change.after.positions.get(table, ())
        restored = [renamed.get(("column", *table[1:], name), name) for name in now]
        added = [name for name in restored if name not in names]
        dropped = [name for name in names if name not in restored] if now else []
        if added and (dropped or restored[-len(added) :] != added):
            return f"changed the columns of {readable(table[1:])} ({', '.join([*dropped, *added])})"
    return ""


def publication(step: ForwardStep, file: ForwardFile) -> Undo:
    """CREATE PUBLICATION: no schema has it."""
    return Undo((f"DROP PUBLICATION IF EXISTS {spelt(step.statement.node.pubname)};",))


def query(step: ForwardStep, file: ForwardFile) -> Undo | None:
    """SELECT: nothing, unless it made a table or a function in it did something."""
    into = step.statement.node.into_clause.rel
    if into.relname:
        name = spelt(into.schemaname, into.relname)
        text = Undo((f"DROP TABLE IF EXISTS {name};",), remark(Fate.LOST, f"the rows of {name}"))
        return text if step.change is None else None
    called = {call.funcname[-1].string.sval for call in walk(step.statement.node, "FuncCall")} - _HARMLESS_FUNCTIONS
    if called - {"setval"}:
        text_of_call = f"{', '.join(sorted(called))}(), called by statement {step.number}, may have changed rows"
        undo = _not_reverted(file, text_of_call)
        return together([undo, by_difference(step.change)]) if step.change else undo
    if called:
        return Undo(remarks=remark(Fate.STAYS, f"the value that statement {step.number} gave a sequence"))
    return None if step.change and not step.change.is_empty else NOTHING


RULES: Mapping[str, Callable[[ForwardStep, ForwardFile], Undo | None]] = {
    "rename_stmt": rename_back,
    "alter_object_schema_stmt": move_back,
    "alter_enum_stmt": value_back,
    "insert_stmt": row_change,
    "update_stmt": row_change,
    "delete_stmt": row_change,
    "merge_stmt": row_change,
    "truncate_stmt": truncation,
    "do_stmt": block,
    "call_stmt": block,
    "select_stmt": query,
    "create_publication_stmt": publication,
}
"""The rule of each kind of statement; where it returns None, the schemas around the statement tell."""
