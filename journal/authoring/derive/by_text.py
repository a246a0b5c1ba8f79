"""The undo of a statement by its text alone, where nothing was replayed: CREATE, ADD COLUMN and a few others."""

from collections.abc import Container, Iterator, Sequence
from typing import Any

from journal.authoring.derive.difference import KINDS_BY_DIFFERENCE, KINDS_THAT_LEAVE_NOTHING
from journal.authoring.derive.renames import relation_name, schema_to_add
from journal.authoring.derive.rows import RULES
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


def by_text(steps: Sequence[ForwardStep], file: ForwardFile) -> Iterator[Undo]:
    """Yield the undo of each statement, the last one first; a `todo` where only the schema before it tells it."""
    later: set[str] = set()
    for step in reversed(steps):
        kind = step.statement.kind
        rule = RULES.get(kind)
        undo = (rule(step, file) if rule else None) or _undo(step, file, later)
        if undo is None and kind in KINDS_THAT_LEAVE_NOTHING:
            undo = NOTHING
        reason = "what was there before is not known without a replay"
        if not (rule or kind in KINDS_BY_DIFFERENCE):
            reason = "there is no rule for this kind of statement"
        yield undo or Undo(todo=(f"{step.beginning}: {reason}",))
        later.add(_drop_sql(step.statement))


def _undo(step: ForwardStep, file: ForwardFile, later: Container[str]) -> Undo | None:
    """Return the undo, or None. A DROP IF EXISTS of what a `later` statement creates is taken for a guard."""
    kind, node = step.statement.kind, step.statement.node
    if kind == "variable_set_stmt" and node.name == "search_path":
        return Undo(todo=(f"statement {step.number} sets search_path: without a replay, no name is known for sure",))
    if kind == "alter_enum_stmt":
        text = f"the value '{node.new_val}' of an enum: PostgreSQL cannot remove an enum value"
        return Undo(remarks=remark(Fate.STAYS, text))
    if kind == "alter_table_stmt":
        return _altered(step, file)
    if kind == "drop_stmt":
        return NOTHING if node.missing_ok and _drop_sql(step.statement) in later else None
    drop = "" if getattr(node, "replace", False) else _drop_sql(step.statement)
    return _drop_created(step, file, drop) if drop else None


def _drop_created(step: ForwardStep, file: ForwardFile, drop: str) -> Undo:
    kind, node = step.statement.kind, step.statement.node
    if not drop.startswith("DROP TABLE"):
        table = {"index_stmt": "relation", "create_trig_stmt": "relation", "create_policy_stmt": "table"}.get(kind)
        is_on_new = table is not None and file.is_new(step.number, relation_name(getattr(node, table)))
        return NOTHING if is_on_new else Undo((drop,))
    relation = node.relation if kind == "create_stmt" else node.into.rel
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
    contypes = [choice(getattr(command, "def").constraint, "contype") for command in commands]
    # A foreign key keeps the other table from being dropped.
    if file.is_new(step.number, table) and "CONSTR_FOREIGN" not in contypes:
        return NOTHING
    head = f"ALTER TABLE {spelt(schema_to_add(table, step), table.name)}"
    undos = [_command(head, table.name, command) for command in commands]
    found = [undo for undo in undos if undo is not None]
    return together(reversed(found)) if len(found) == len(undos) else None


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
