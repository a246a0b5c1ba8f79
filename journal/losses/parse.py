"""What a file does to a database, found in its SQL by PostgreSQL's own parser. Pure.

A DO block is searched for the words that count; what a function does that is called is not seen.
"""

from collections.abc import Callable, Iterator
from typing import Any

from journal.errors import place_at
from journal.folder.migrations import Migration
from journal.losses.do_blocks import found_in
from journal.losses.effects import Effect, EffectKind, Name
from journal.sql.parsed import Parsed, ParsedPiece
from journal.sql.tree import choice, inner, names, walk


def deeds_of(migration: Migration) -> tuple[Effect, ...]:
    """All of a file, in its order. What does not parse is UNSEEN."""
    text, found = migration.text, []
    for piece in map(ParsedPiece, migration.pieces):
        if piece.problem:
            found.append(Effect(EffectKind.UNSEEN, (), place_at(migration.path, text, piece.problem.offset).line))
        for one in piece.statements:
            line = place_at(migration.path, text, one.offset).line
            found += [Effect(what, name, line, columns, in_code) for what, name, columns, in_code in _deeds(one)]
    return tuple(found)


_Found = tuple[EffectKind, Name, tuple[str, ...], bool]


def _deeds(statement: Parsed) -> Iterator[_Found]:
    special = _KINDS.get(statement.kind)
    found = list(special(statement.node)) if special else []
    found += _rows(statement.node) if statement.kind in _WITH_ROWS else []
    yield from found or [(EffectKind.SHAPE, (), (), False)]


def _relation(node: Any) -> Name:
    return tuple(word for word in (node.schemaname, node.relname) if word)


def _create(node: Any) -> Iterator[_Found]:
    yield EffectKind.CREATE_TABLE, _relation(node.relation), (), False


def _create_as(node: Any) -> Iterator[_Found]:
    if choice(node, "objtype") == "OBJECT_TABLE":
        yield EffectKind.CREATE_TABLE, _relation(node.into.rel), (), False


def _select(node: Any) -> Iterator[_Found]:
    """SELECT INTO makes a table; a function that is called may do anything, and those of PostgreSQL do nothing here."""
    if node.into_clause.rel.relname:
        yield EffectKind.CREATE_TABLE, _relation(node.into_clause.rel), (), False
    for call in walk(node, "FuncCall"):
        parts = names(call.funcname)
        if parts[0] != "pg_catalog" and parts[-1] not in _HARMLESS:
            yield EffectKind.UNSEEN, parts, (), False


def _alter(node: Any) -> Iterator[_Found]:
    for command in (one.alter_table_cmd for one in node.cmds):
        what = _COMMANDS.get(choice(command, "subtype"))
        if what:
            column = command.name or getattr(command, "def").column_def.colname
            yield what, _relation(node.relation), (column,), False


def _drop(node: Any) -> Iterator[_Found]:
    kind, cascade = choice(node, "remove_type"), choice(node, "behavior") == "DROP_CASCADE"
    what = _DROPS.get(kind) or (_DROPS_WITH_ALL.get(kind) if cascade else None)
    if what:  # the nodes of what else is dropped are of other kinds, and it takes no rows with it
        yield from ((what, _dropped(inner(one)), (), False) for one in node.objects)


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
    for one in node.relations:
        yield EffectKind.TRUNCATE, _relation(one.range_var), (), False


def _do(node: Any) -> Iterator[_Found]:
    body = " ".join(one.def_elem.arg.string.sval for one in node.args if one.def_elem.defname == "as")
    yield EffectKind.UNSEEN, ("DO",), (), True
    yield from ((what, name, columns, True) for what, name, columns in found_in(body))


def _call(node: Any) -> Iterator[_Found]:
    yield EffectKind.UNSEEN, names(node.funccall.funcname), (), False


def _owned(node: Any) -> Iterator[_Found]:
    yield EffectKind.DROP_WITH_ALL, ("OWNED",), (), False


def _rows(node: Any) -> Iterator[_Found]:
    """What a statement does to rows, also in WITH."""
    for kind, what in (
        ("InsertStmt", EffectKind.INSERT),
        ("UpdateStmt", EffectKind.UPDATE),
        ("DeleteStmt", EffectKind.DELETE),
    ):
        for one in walk(node, kind):
            columns = tuple(target.res_target.name for target in one.target_list) if what is EffectKind.UPDATE else ()
            yield what, _relation(one.relation), columns, False
            if what is EffectKind.INSERT and one.on_conflict_clause.target_list:
                changed = tuple(target.res_target.name for target in one.on_conflict_clause.target_list)
                yield EffectKind.UPDATE, _relation(one.relation), changed, False
    for one in walk(node, "MergeStmt"):
        kinds = {choice(clause.merge_when_clause, "command_type") for clause in one.merge_when_clauses}
        yield from ((_MERGES[kind], _relation(one.relation), (), False) for kind in sorted(kinds & _MERGES.keys()))


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
