"""ALTER TABLE and its likes: the way back from each of its commands, as far as the command itself tells it."""

from collections.abc import Callable, Mapping
from typing import Any

from journal.authoring.derive.archives import with_values
from journal.authoring.derive.difference import by_difference
from journal.authoring.derive.refs import former, of_relation, schema_of, written
from journal.authoring.derive.values import NOTHING, Fate, ForwardStatement, Ref, Undo, before_too, said, together
from journal.authoring.sql_names import spelt
from journal.catalog.values import Column, Constraint, Table
from journal.escape import comment
from journal.sql.tree import choice

_Way = Callable[[ForwardStatement, Ref, Any], Undo | None]
_HEADS = {
    "OBJECT_TABLE": "TABLE", "OBJECT_INDEX": "INDEX", "OBJECT_VIEW": "VIEW", "OBJECT_MATVIEW": "MATERIALIZED VIEW",
    "OBJECT_SEQUENCE": "SEQUENCE", "OBJECT_FOREIGN_TABLE": "FOREIGN TABLE", "OBJECT_TYPE": "TYPE",
}  # fmt: skip


def alter_table(step: ForwardStatement) -> Undo | None:
    """The commands' ways back, last first; by what the statement changed where one of them has none of its own."""
    ref = of_relation(step.node.relation)
    if step.is_made(ref):
        return NOTHING
    commands = [one.alter_table_cmd for one in step.node.cmds]
    ways = [_of_command(step, ref, command) for command in commands]
    if all(way is not None for way in ways):
        return together(way for way in reversed(ways) if way is not None)
    if step.states is None:
        return None
    undo = by_difference(step.states)
    for command in commands:
        if choice(command, "subtype") == "AT_DropColumn":
            undo = with_values(step, undo, ref, command.name)
    return undo


def _of_command(step: ForwardStatement, ref: Ref, command: Any) -> Undo | None:
    kind = choice(command, "subtype")
    if kind in _ON_COLUMNS and step.is_made(ref, command.name):
        return NOTHING
    way = _WAYS.get(kind)
    return way(step, ref, command) if way else None


def head(step: ForwardStatement, ref: Ref) -> str:
    """`ALTER TABLE users`, or whatever the statement alters."""
    kind = _HEADS.get(choice(step.node, "objtype"), "TABLE")
    return f"ALTER {kind} {written(ref, step)}"


def _add_column(step: ForwardStatement, ref: Ref, command: Any) -> Undo | None:
    name = getattr(command, "def").column_def.colname
    if choice(step.node, "objtype") == "OBJECT_TYPE":
        return Undo((f"{head(step, ref)} DROP ATTRIBUTE IF EXISTS {spelt(name)};",))
    if former(step, "column", ref, name):
        return NOTHING
    lost = said(Fate.LOST, f"the values of {ref.name}.{name}{before_too(step, guarded=command.missing_ok)}")
    return Undo((f"{head(step, ref)} DROP COLUMN IF EXISTS {spelt(name)};",), lost)


def _set_not_null(step: ForwardStatement, ref: Ref, command: Any) -> Undo | None:
    column = former(step, "column", ref, command.name)
    if isinstance(column, Column) and column.not_null:
        return NOTHING
    return Undo((f"{_column(step, ref, command)} DROP NOT NULL;",))


def _drop_not_null(step: ForwardStatement, ref: Ref, command: Any) -> Undo | None:
    column = former(step, "column", ref, command.name)
    if isinstance(column, Column) and column.not_null != "NOT NULL":
        return None if column.not_null else NOTHING
    note = comment(f"Rows without a {command.name} that came since stop this: give them one first.")
    return Undo((f"{note}\n{_column(step, ref, command)} SET NOT NULL;",))


def _default(step: ForwardStatement, ref: Ref, command: Any) -> Undo | None:
    column = former(step, "column", ref, command.name)
    if isinstance(column, Column) and not column.default and getattr(command, "def").WhichOneof("node"):
        return Undo((f"{_column(step, ref, command)} DROP DEFAULT;",))
    return None


def _column(step: ForwardStatement, ref: Ref, command: Any) -> str:
    return f"{head(step, ref)} ALTER COLUMN {spelt(command.name)}"


def _add_identity(step: ForwardStatement, ref: Ref, command: Any) -> Undo | None:
    return Undo((f"{_column(step, ref, command)} DROP IDENTITY IF EXISTS;",))


def _add_constraint(step: ForwardStatement, ref: Ref, command: Any) -> Undo | None:
    constraint = getattr(command, "def").constraint
    kind = choice(constraint, "contype")
    if constraint.indexname or kind == "CONSTR_NOTNULL" or (kind == "CONSTR_PRIMARY" and step.states):
        return None  # an index, or a column's NOT NULL, came or went with it
    name = constraint.conname or _made_up(step, ref)
    return Undo((f"{head(step, ref)} DROP CONSTRAINT IF EXISTS {spelt(name)};",)) if name else None


def _made_up(step: ForwardStatement, ref: Ref) -> str:
    """The name that PostgreSQL gave to the one constraint that is new."""
    if not step.states:
        return ""
    schema, (before, after) = schema_of(ref, step), (step.states.before, step.states.after)
    new = [
        one.name
        for one in after.by_kind.get("constraint", ())
        if isinstance(one, Constraint) and (one.schema, one.table) == (schema, ref.name)
        and one.key not in before.objects
    ]  # fmt: skip
    return new[0] if len(new) == 1 else ""


def _validate(step: ForwardStatement, ref: Ref, command: Any) -> Undo | None:
    one = former(step, "constraint", ref, command.name)
    if step.states and isinstance(one, Constraint) and step.file.states:
        if step.file.states.before.objects.get(one.key) != one:
            return NOTHING  # the file made it, or made it anew
        text = f"{ref.name}.{command.name} is validated: that its rows were checked stays true"
        return Undo(told=said(Fate.STAYS, text), explained=frozenset([one.key]))
    return NOTHING


def _row_security(word: str) -> _Way:
    def way(step: ForwardStatement, ref: Ref, command: Any) -> Undo | None:
        return None if step.states else Undo((f"{head(step, ref)} {word} ROW LEVEL SECURITY;",))

    return way


def _switched(word: str, kind: str) -> _Way:
    def way(step: ForwardStatement, ref: Ref, command: Any) -> Undo | None:
        if step.states:
            return NOTHING if _as_before(step, ref, kind.lower(), command.name) else None
        return Undo((f"{head(step, ref)} {word} {kind} {spelt(command.name)};",))

    return way


def _as_before(step: ForwardStatement, ref: Ref, kind: str, name: str) -> bool:
    """Whether the file leaves it as it found it: switched off for a while, say."""
    key = (kind, schema_of(ref, step), ref.name, name)
    first, last = step.file.first, step.file.last
    return bool(first and last and key in first.objects and first.objects[key] == last.objects.get(key))


def _attach(step: ForwardStatement, ref: Ref, command: Any) -> Undo | None:
    part = of_relation(getattr(command, "def").partition_cmd.name)
    return Undo((f"{head(step, ref)} DETACH PARTITION {written(part, step)};",))


def _detach(step: ForwardStatement, ref: Ref, command: Any) -> Undo | None:
    part = of_relation(getattr(command, "def").partition_cmd.name)
    table = former(step, "table", part)
    if not isinstance(table, Table) or table.bound is None:
        return None
    return Undo((f"{head(step, ref)} ATTACH PARTITION {written(part, step)} {table.bound};",))


def _inherit(word: str) -> _Way:
    def way(step: ForwardStatement, ref: Ref, command: Any) -> Undo | None:
        parent = of_relation(getattr(command, "def").range_var)
        return Undo((f"{head(step, ref)} {word} {written(parent, step)};",))

    return way


def _owner(step: ForwardStatement, ref: Ref, command: Any) -> Undo | None:
    if not step.states:
        return None
    schema = schema_of(ref, step)
    owners = step.states.before.owners
    owner = next((owners[key] for key in owners if key[1:] == (schema, ref.name) and key[0] != "function"), None)
    return Undo((f"{head(step, ref)} OWNER TO {spelt(owner)};",)) if owner else None


_ON_COLUMNS = frozenset(
    ["AT_ColumnDefault", "AT_SetNotNull", "AT_DropNotNull", "AT_AlterColumnType", "AT_SetStorage", "AT_SetStatistics",
     "AT_SetCompression", "AT_SetOptions", "AT_ResetOptions", "AT_AddIdentity", "AT_SetIdentity", "AT_DropIdentity",
     "AT_SetExpression", "AT_DropExpression", "AT_DropColumn"]
)  # fmt: skip

_WAYS: Mapping[str, _Way] = {
    "AT_AddColumn": _add_column,
    "AT_SetNotNull": _set_not_null,
    "AT_DropNotNull": _drop_not_null,
    "AT_ColumnDefault": _default,
    "AT_AddIdentity": _add_identity,
    "AT_AddConstraint": _add_constraint,
    "AT_ValidateConstraint": _validate,
    "AT_EnableRowSecurity": _row_security("DISABLE"),
    "AT_DisableRowSecurity": _row_security("ENABLE"),
    "AT_ForceRowSecurity": _row_security("NO FORCE"),
    "AT_NoForceRowSecurity": _row_security("FORCE"),
    "AT_EnableTrig": _switched("DISABLE", "TRIGGER"),
    "AT_DisableTrig": _switched("ENABLE", "TRIGGER"),
    "AT_EnableRule": _switched("DISABLE", "RULE"),
    "AT_DisableRule": _switched("ENABLE", "RULE"),
    "AT_AttachPartition": _attach,
    "AT_DetachPartition": _detach,
    "AT_AddInherit": _inherit("NO INHERIT"),
    "AT_DropInherit": _inherit("INHERIT"),
    "AT_ChangeOwner": _owner,
}
