"""Find what a migration does to a database in its SQL, by PostgreSQL's own parser. Pure.

A DO block is searched for words; what a called function does is not seen.
"""

from collections.abc import Callable, Iterator
from typing import Any

from journal.errors import place_at
from journal.folder.migrations import Migration
from journal.losses.do_blocks import effects_in_code
from journal.losses.effects import Effect, EffectKind, Name
from journal.sql.parsed import ParsedPiece
from journal.sql.tree import choice, inner, names, walk

_Found = tuple[EffectKind, Name, tuple[str, ...], bool]


def effects_of(migration: Migration) -> tuple[Effect, ...]:
    """Return all effects of a file, in its order. A piece that does not parse is UNSEEN."""
    text, effects = migration.text, []
    for piece in map(ParsedPiece, migration.pieces):
        if piece.problem:
            effects.append(Effect(EffectKind.UNSEEN, (), place_at(migration.path, text, piece.problem.offset).line))
        for statement in piece.statements:
            line = place_at(migration.path, text, statement.offset).line
            by_kind = _KINDS.get(statement.kind)
            found = list(by_kind(statement.node)) if by_kind else []
            found += _on_rows(statement.node) if statement.kind in _WITH_ROWS else []
            found = found or [(EffectKind.SHAPE, (), (), False)]
            effects += [Effect(kind, name, line, columns, in_code) for kind, name, columns, in_code in found]
    return tuple(effects)


def _relation(node: Any) -> Name:
    return tuple(word for word in (node.schemaname, node.relname) if word)


def _create(node: Any) -> Iterator[_Found]:
    yield EffectKind.CREATE_TABLE, _relation(node.relation), (), False


def _create_as(node: Any) -> Iterator[_Found]:
    if choice(node, "objtype") == "OBJECT_TABLE":
        yield EffectKind.CREATE_TABLE, _relation(node.into.rel), (), False


def _select(node: Any) -> Iterator[_Found]:
    """SELECT INTO creates a table; a called function may do anything, except for those of PostgreSQL."""
    if node.into_clause.rel.relname:
        yield EffectKind.CREATE_TABLE, _relation(node.into_clause.rel), (), False
    for call in walk(node, "FuncCall"):
        parts = names(call.funcname)
        if parts[0] != "pg_catalog" and parts[-1] not in _HARMLESS:
            yield EffectKind.UNSEEN, parts, (), False


def _alter(node: Any) -> Iterator[_Found]:
    for command in (item.alter_table_cmd for item in node.cmds):
        kind = _COMMANDS.get(choice(command, "subtype"))
        if kind:
            column = command.name or getattr(command, "def").column_def.colname
            yield kind, _relation(node.relation), (column,), False


def _drop(node: Any) -> Iterator[_Found]:
    object_type, cascade = choice(node, "remove_type"), choice(node, "behavior") == "DROP_CASCADE"
    kind = _DROPS.get(object_type) or (_DROPS_WITH_ALL.get(object_type) if cascade else None)
    if kind:  # other objects have nodes of other kinds, and no rows
        yield from ((kind, _dropped(inner(each)), (), False) for each in node.objects)


_DROPS = {"OBJECT_TABLE": EffectKind.DROP_TABLE, "OBJECT_FOREIGN_TABLE": EffectKind.DROP_TABLE}
_DROPS_WITH_ALL = {
    "OBJECT_SCHEMA": EffectKind.DROP_SCHEMA,
    "OBJECT_TYPE": EffectKind.DROP_WITH_ALL,
    "OBJECT_DOMAIN": EffectKind.DROP_WITH_ALL,
    "OBJECT_EXTENSION": EffectKind.DROP_WITH_ALL,
}


def _dropped(node: Any) -> Name:
    if hasattr(node, "items"):
        return names(node.items)
    return names(node.names) if hasattr(node, "names") else (node.sval,)


def _enum(node: Any) -> Iterator[_Found]:
    if not node.old_val:
        yield EffectKind.ADD_VALUE, names(node.type_name), (node.new_val,), False


def _truncate(node: Any) -> Iterator[_Found]:
    for relation in node.relations:
        yield EffectKind.TRUNCATE, _relation(relation.range_var), (), False


def _do(node: Any) -> Iterator[_Found]:
    body = " ".join(item.def_elem.arg.string.sval for item in node.args if item.def_elem.defname == "as")
    yield EffectKind.UNSEEN, ("DO",), (), True
    yield from ((kind, name, columns, True) for kind, name, columns in effects_in_code(body))


def _call(node: Any) -> Iterator[_Found]:
    yield EffectKind.UNSEEN, names(node.funccall.funcname), (), False


def _owned(node: Any) -> Iterator[_Found]:
    yield EffectKind.DROP_WITH_ALL, ("OWNED",), (), False


def _on_rows(node: Any) -> Iterator[_Found]:
    """Yield what a statement does to rows, also in WITH."""
    for node_kind, kind in (
        ("InsertStmt", EffectKind.INSERT),
        ("UpdateStmt", EffectKind.UPDATE),
        ("DeleteStmt", EffectKind.DELETE),
    ):
        for found in walk(node, node_kind):
            targets = found.target_list if kind is EffectKind.UPDATE else ()
            yield kind, _relation(found.relation), tuple(target.res_target.name for target in targets), False
            if kind is EffectKind.INSERT and found.on_conflict_clause.target_list:
                changed = tuple(target.res_target.name for target in found.on_conflict_clause.target_list)
                yield EffectKind.UPDATE, _relation(found.relation), changed, False
    for merge in walk(node, "MergeStmt"):
        commands = {choice(clause.merge_when_clause, "command_type") for clause in merge.merge_when_clauses}
        for command in sorted(commands & _MERGES.keys()):
            yield _MERGES[command], _relation(merge.relation), (), False


_KINDS: dict[str, Callable[[Any], Iterator[_Found]]] = {
    "create_stmt": _create, "create_table_as_stmt": _create_as, "select_stmt": _select, "alter_table_stmt": _alter,
    "drop_stmt": _drop, "alter_enum_stmt": _enum, "truncate_stmt": _truncate, "do_stmt": _do, "call_stmt": _call,
    "drop_owned_stmt": _owned,
}  # fmt: skip
_WITH_ROWS = ("insert_stmt", "update_stmt", "delete_stmt", "merge_stmt", "select_stmt")
_COMMANDS = {
    "AT_AddColumn": EffectKind.ADD_COLUMN,
    "AT_DropColumn": EffectKind.DROP_COLUMN,
    "AT_AlterColumnType": EffectKind.CHANGE_TYPE,
}
_MERGES = {"CMD_INSERT": EffectKind.INSERT, "CMD_UPDATE": EffectKind.UPDATE, "CMD_DELETE": EffectKind.DELETE}
_HARMLESS = ("set_config", "setval", "count", "now", "to_regclass", "coalesce", "exists", "pg_notify")
