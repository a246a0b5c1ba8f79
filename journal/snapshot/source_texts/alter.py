"""ALTER TABLE and ALTER SEQUENCE. RENAME and SET SCHEMA are in `rename_and_drop.py`, ALTER POLICY in `create.py`."""

from typing import Any

from journal.catalog.values import Key
from journal.snapshot.source_texts.create import NOT_NULL, read_column, read_constraint, type_texts
from journal.snapshot.source_texts.text_registry import Relation, TextRegistry
from journal.snapshot.source_texts.tokens import SourceStatement
from journal.sql.tree import choice

_SERIALS = ("smallserial", "serial", "bigserial")
_ALL_BUT_CYCLE = ("increment", "minvalue", "maxvalue", "start", "cache")


def read_alter_table(source: SourceStatement, registry: TextRegistry) -> None:
    """Read ALTER TABLE, command by command."""
    on = registry.resolve(source.node.relation.schemaname, source.node.relation.relname)
    start = source.start
    for command in source.node.cmds:
        end = source.scanned.end(start)
        _read_command(command.alter_table_cmd, on, source, registry, (start, end))
        start = end + 1


def _read_command(
    node: Any, on: Relation, source: SourceStatement, registry: TextRegistry, place: tuple[int, int]
) -> None:
    kind, key, definition = choice(node, "subtype"), ("column", *on, node.name), getattr(node, "def")
    if kind == "AT_AddColumn":
        key = ("column", *on, definition.column_def.colname)
        if (node.missing_ok or source.may_fail) and key in registry.objects:
            return
        read_column(definition.column_def, on, source, registry)
        # Where the same file has dropped the column, drizzle-kit's model keeps the indexes of the table.
        if source.by_kit and key in registry.dropped:
            registry.set_text(key, on, "recreated", "\n".join(registry.indexes_and_constraints(on)))
    elif kind == "AT_AddConstraint":
        read_constraint(definition.constraint, on, source, registry)
    elif kind == "AT_ColumnDefault":
        start, end = place
        found = source.scanned.find(start, "SET", "DEFAULT") if node.HasField("def") else None
        registry.set_text(key, on, "default", None if found is None else source.scanned.text(found + 2, end))
        registry.set_text(key, on, "default_by_hand", "yes" if source.by_hand else None)
        registry.set_text(key, on, "was_serial", None)
    elif kind in ("AT_SetNotNull", "AT_DropNotNull"):
        registry.set_text(key, on, "not_null", NOT_NULL if kind == "AT_SetNotNull" else "")
    elif kind in ("AT_SetExpression", "AT_DropExpression"):
        is_set = kind == "AT_SetExpression"
        expression = source.scanned.bracketed(place[0], "EXPRESSION", "AS") if is_set else None
        registry.set_text(key, on, "generated", expression)
    elif kind == "AT_AlterColumnType":
        was_serial = registry.texts_of(key).get("type", "").lower() in _SERIALS and not source.by_hand
        _change_type(key, on, type_texts(definition.column_def, source), registry)
        if was_serial:  # drizzle-kit leaves the default of the old type, which its model never had
            registry.set_text(key, on, "was_serial", "yes")
    elif kind == "AT_EnableRowSecurity":
        registry.enables_row_security.add(on)
    elif kind in ("AT_DropColumn", "AT_DropConstraint"):
        _drop(("column" if kind == "AT_DropColumn" else "constraint", *on, node.name), on, registry)


def _drop(key: Key, on: Relation, registry: TextRegistry) -> None:
    """Drop a column or a constraint. The columns of a primary key stay NOT NULL, which drizzle-kit does not know."""
    for name in registry.texts_of(key).get("key", "").split("\n"):
        if ("column", *on, name) in registry.objects:
            registry.set_text(("column", *on, name), on, "was_key", "yes")
    registry.objects.pop(key, None)
    registry.dropped.add(key)


def _change_type(key: Key, on: Relation, texts: dict[str, str], registry: TextRegistry) -> None:
    """Set a new type. Before a change to an enum, drizzle-kit casts the default; its model has it without the cast."""
    for facet in ("type", "by_kit", "type_by_hand"):
        registry.set_text(key, on, facet, texts.get(facet))
    default, cast = registry.texts_of(key).get("default", ""), f"::{texts['type']}"
    if default.endswith(cast):
        registry.set_text(key, on, "default", default.removesuffix(cast))


def read_alter_sequence(source: SourceStatement, registry: TextRegistry) -> None:
    """Read ALTER SEQUENCE. drizzle-kit writes all options except NO CYCLE, which its model has, too."""
    node = source.node
    on = registry.resolve(node.sequence.schemaname, node.sequence.relname)
    options = tuple(option.def_elem.defname for option in node.options)
    if options == _ALL_BUT_CYCLE:
        registry.set_text(("sequence", *on), on, "cycle", "no")
    elif "cycle" in options:
        registry.set_text(("sequence", *on), on, "cycle", None)
