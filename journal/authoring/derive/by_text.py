"""The undo of a statement by its text alone, where nothing was replayed: CREATE, ADD COLUMN and a few others."""

from collections.abc import Iterator, Sequence
from typing import Any

from journal.authoring.derive.renames import relation_name, schema_to_add
from journal.authoring.derive.values import NOTHING, Fate, ForwardFile, ForwardStep, Undo, remark, together
from journal.authoring.sql_names import guarded, spelt
from journal.sql.parsed import Parsed
from journal.sql.tree import choice

_NOTHING_WAS_REPLAYED = ", also those from before, where it was there already: nothing was replayed"


def created_names(statement: Parsed) -> Iterator[tuple[str, ...]]:
    """Yield the tables and columns that a statement creates: (schema, table) or (schema, table, column)."""
    if statement.kind == "create_stmt":
        yield _full_name(statement.node.relation)
    elif statement.kind == "create_table_as_stmt":
        yield _full_name(statement.node.into.rel)
    elif statement.kind == "alter_table_stmt":
        for command in (cmd.alter_table_cmd for cmd in statement.node.cmds):
            if choice(command, "subtype") == "AT_AddColumn":
                yield *_full_name(statement.node.relation), getattr(command, "def").column_def.colname


def _full_name(range_var: Any) -> tuple[str, str]:
    return range_var.schemaname or "public", range_var.relname


def by_text(step: ForwardStep, file: ForwardFile, later: Sequence[Parsed]) -> Undo | None:
    """Return the undo, or None where only the schema before the statement tells it.

    A DROP IF EXISTS of what a `later` statement creates is taken for a guard.
    """
    kind, node = step.statement.kind, step.statement.node
    undo = None
    if kind == "variable_set_stmt" and node.name == "search_path":
        undo = Undo(todo=(f"statement {step.number} sets search_path: without a replay, no name is known for sure",))
    elif kind == "alter_enum_stmt":
        text = f"the value '{node.new_val}' of an enum: PostgreSQL cannot remove an enum value"
        undo = Undo(remarks=remark(Fate.STAYS, text))
    elif kind == "drop_stmt":
        is_guard = node.missing_ok and _drop_sql(step.statement) in {*map(_drop_sql, later)}
        undo = NOTHING if is_guard else None
    elif kind == "alter_table_stmt":
        undo = _altered(step, file)
    elif not getattr(node, "replace", False):
        drop = _drop_sql(step.statement)
        undo = _drop_created(step, file, drop) if drop else None
    return undo


def _drop_created(step: ForwardStep, file: ForwardFile, drop: str) -> Undo:
    kind, node = step.statement.kind, step.statement.node
    if kind == "create_stmt" or (kind == "create_table_as_stmt" and drop.startswith("DROP TABLE")):
        return _drop_table(node, node.relation if kind == "create_stmt" else node.into.rel, drop)
    table = {"index_stmt": "relation", "create_trig_stmt": "relation", "create_policy_stmt": "table"}.get(kind)
    is_on_new = table is not None and file.is_new(step.number, relation_name(getattr(node, table)))
    return NOTHING if is_on_new else Undo((drop,))


def _drop_table(node: Any, relation: Any, drop: str) -> Undo:
    if relation.relpersistence == "t":
        return NOTHING
    if relation.relname.startswith("_backup_"):
        return Undo(remarks=remark(Fate.STAYS, f"the archive {relation.relname}"))
    more = _NOTHING_WAS_REPLAYED if node.if_not_exists else ""
    return Undo((drop,), remark(Fate.LOST, f"the rows of {relation.relname}{more}"))


def _drop_sql(statement: Parsed) -> str:
    """Return `DROP … IF EXISTS` of what a statement creates or drops; empty where its text does not tell."""
    import postgast

    node = statement.node
    if statement.kind == "create_policy_stmt":
        return f"DROP POLICY IF EXISTS {spelt(node.policy_name)} ON {spelt(node.table.schemaname, node.table.relname)};"
    if statement.kind == "drop_stmt":
        return f"{postgast.deparse(postgast.parse(statement.text))};"
    is_unnamed = statement.kind == "index_stmt" and not node.idxname
    try:
        drop = "" if is_unnamed else postgast.to_drop(statement.text)
    except (postgast.PgQueryError, ValueError):
        return ""
    concurrently = "CONCURRENTLY " if statement.kind == "index_stmt" and node.concurrent else ""
    return guarded(f"{drop};").replace("DROP INDEX ", f"DROP INDEX {concurrently}", 1) if drop else ""


def _altered(step: ForwardStep, file: ForwardFile) -> Undo | None:
    """Return the undo of ALTER TABLE, where each of its commands tells its own."""
    table = relation_name(step.statement.node.relation)
    if choice(step.statement.node, "objtype") != "OBJECT_TABLE":
        return None
    commands = [command.alter_table_cmd for command in step.statement.node.cmds]
    if file.is_new(step.number, table) and not any(_is_foreign_key(command) for command in commands):
        return NOTHING
    head = f"ALTER TABLE {spelt(schema_to_add(table, step), table.name)}"
    undos = [_command(head, table.name, command) for command in commands]
    found = [undo for undo in undos if undo is not None]
    return together(reversed(found)) if len(found) == len(undos) else None


def _is_foreign_key(command: Any) -> bool:
    """Whether a command adds a foreign key, which keeps the other table from being dropped."""
    constraint = getattr(command, "def").constraint
    return choice(command, "subtype") == "AT_AddConstraint" and choice(constraint, "contype") == "CONSTR_FOREIGN"


def _command(head: str, table: str, command: Any) -> Undo | None:
    kind, definition = choice(command, "subtype"), getattr(command, "def")
    if kind == "AT_AddColumn":
        name = definition.column_def.colname
        more = _NOTHING_WAS_REPLAYED if command.missing_ok else ""
        lost = remark(Fate.LOST, f"the values of {table}.{name}{more}")
        return Undo((f"{head} DROP COLUMN IF EXISTS {spelt(name)};",), lost)
    if kind == "AT_AddConstraint" and definition.constraint.conname and not definition.constraint.indexname:
        return Undo((f"{head} DROP CONSTRAINT IF EXISTS {spelt(definition.constraint.conname)};",))
    if kind == "AT_SetNotNull":
        return Undo((f"{head} ALTER COLUMN {spelt(command.name)} DROP NOT NULL;",))
    if kind == "AT_EnableRowSecurity":
        return Undo((f"{head} DISABLE ROW LEVEL SECURITY;",))
    if kind == "AT_ValidateConstraint":
        return Undo(remarks=remark(Fate.STAYS, f"{table}.{command.name} is validated: its rows stay checked"))
    return None
