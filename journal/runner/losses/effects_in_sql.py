"""Find what a migration does to a database in its SQL, by PostgreSQL's own parser. Pure.

A DO block is searched for words; what a called function does is not seen.
"""

import re
from collections.abc import Iterator
from typing import Any

from journal.errors import place_at
from journal.folder.migrations import Migration
from journal.runner.losses.effects import Effect, EffectKind, Name
from journal.sql.parsed import ParsedPiece
from journal.sql.tree import choice, inner, names, walk

_Found = tuple[EffectKind, Name, tuple[str, ...]]

_WITH_ROWS = ("insert_stmt", "update_stmt", "delete_stmt", "merge_stmt", "select_stmt")
_ROWS = {"InsertStmt": EffectKind.INSERT, "UpdateStmt": EffectKind.UPDATE, "DeleteStmt": EffectKind.DELETE}
_MERGES = {"CMD_INSERT": EffectKind.INSERT, "CMD_UPDATE": EffectKind.UPDATE, "CMD_DELETE": EffectKind.DELETE}
_HARMLESS = ("set_config", "setval", "count", "now", "to_regclass", "coalesce", "exists", "pg_notify")
_COMMANDS = {
    "AT_AddColumn": EffectKind.ADD_COLUMN,
    "AT_DropColumn": EffectKind.DROP_COLUMN,
    "AT_AlterColumnType": EffectKind.CHANGE_TYPE,
}
_DROPS = {"OBJECT_TABLE": EffectKind.DROP_TABLE, "OBJECT_FOREIGN_TABLE": EffectKind.DROP_TABLE}
_DROPS_WITH_ALL = {
    "OBJECT_SCHEMA": EffectKind.DROP_SCHEMA,
    "OBJECT_TYPE": EffectKind.DROP_WITH_ALL,
    "OBJECT_DOMAIN": EffectKind.DROP_WITH_ALL,
    "OBJECT_EXTENSION": EffectKind.DROP_WITH_ALL,
}
_PART = re.compile(r'"(?:[^"]|"")+"|[\w$]+')
_NAME = rf"((?:{_PART.pattern})(?:\.(?:{_PART.pattern}))?)"
_TABLE = rf"alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?{_NAME}"
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_WORDS = {
    EffectKind.ADD_VALUE: rf"alter\s+type\s+{_NAME}\s+add\s+value",
    EffectKind.CREATE_TABLE: rf"create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?{_NAME}",
    EffectKind.ADD_COLUMN: rf"{_TABLE}\s+add\s+column\s+(?:if\s+not\s+exists\s+)?{_NAME}",
    EffectKind.DROP_COLUMN: rf"{_TABLE}\s+drop\s+column\s+(?:if\s+exists\s+)?{_NAME}",
    EffectKind.DROP_TABLE: rf"drop\s+table\s+(?:if\s+exists\s+)?{_NAME}",
    EffectKind.TRUNCATE: rf"\btruncate\s+(?:table\s+)?(?:only\s+)?{_NAME}",
    EffectKind.DELETE: rf"delete\s+from\s+(?:only\s+)?{_NAME}",
    EffectKind.UPDATE: rf"\bupdate\s+(?:only\s+)?{_NAME}\s+(?:(?:as\s+)?\w+\s+)?set\b",
    EffectKind.INSERT: rf"insert\s+into\s+{_NAME}",
}
"""The words of each effect in a DO block, also in texts that it executes."""


def effects_of(migration: Migration) -> tuple[Effect, ...]:
    """Return all effects of a file, in its order. A piece that does not parse is UNSEEN."""
    text, effects = migration.text, []
    for piece in map(ParsedPiece, migration.pieces):
        if piece.problem:
            effects.append(Effect(EffectKind.UNSEEN, (), place_at(migration.path, text, piece.problem.offset).line))
        for statement in piece.statements:
            line = place_at(migration.path, text, statement.offset).line
            found = list(_effects(statement.kind, statement.node))
            found += _on_rows(statement.node) if statement.kind in _WITH_ROWS else []
            in_code = statement.kind == "do_stmt"
            effects += [
                Effect(kind, name, line, columns, in_code)
                for kind, name, columns in found or [(EffectKind.SHAPE, (), ())]
            ]
    return tuple(effects)


def _effects(kind: str, node: Any) -> Iterator[_Found]:
    """Yield what a statement does, beside INSERT, UPDATE, DELETE and MERGE."""
    match kind:
        case "create_stmt":
            yield EffectKind.CREATE_TABLE, _relation(node.relation), ()
        case "create_table_as_stmt" if choice(node, "objtype") == "OBJECT_TABLE":
            yield EffectKind.CREATE_TABLE, _relation(node.into.rel), ()
        case "select_stmt":
            yield from _select(node)
        case "alter_table_stmt":
            for command in (item.alter_table_cmd for item in node.cmds):
                change = _COMMANDS.get(choice(command, "subtype"))
                if change:
                    column = command.name or getattr(command, "def").column_def.colname
                    yield change, _relation(node.relation), (column,)
        case "alter_enum_stmt" if not node.old_val:
            yield EffectKind.ADD_VALUE, names(node.type_name), (node.new_val,)
        case "drop_stmt":
            yield from _drop(node)
        case "drop_owned_stmt":
            yield EffectKind.DROP_WITH_ALL, ("OWNED",), ()
        case "truncate_stmt":
            yield from ((EffectKind.TRUNCATE, _relation(each.range_var), ()) for each in node.relations)
        case "call_stmt":
            yield EffectKind.UNSEEN, names(node.funccall.funcname), ()
        case "do_stmt":
            yield from _in_code(node)


def _relation(node: Any) -> Name:
    return tuple(word for word in (node.schemaname, node.relname) if word)


def _select(node: Any) -> Iterator[_Found]:
    """SELECT INTO creates a table; a called function may do anything, except for those of PostgreSQL."""
    if node.into_clause.rel.relname:
        yield EffectKind.CREATE_TABLE, _relation(node.into_clause.rel), ()
    for call in walk(node, "FuncCall"):
        parts = names(call.funcname)
        if parts[0] != "pg_catalog" and parts[-1] not in _HARMLESS:
            yield EffectKind.UNSEEN, parts, ()


def _drop(node: Any) -> Iterator[_Found]:
    object_type, cascade = choice(node, "remove_type"), choice(node, "behavior") == "DROP_CASCADE"
    kind = _DROPS.get(object_type) or (_DROPS_WITH_ALL.get(object_type) if cascade else None)
    if kind:  # other objects have nodes of other kinds, and no rows
        for dropped in map(inner, node.objects):
            listed = getattr(dropped, "items", getattr(dropped, "names", None))
            yield kind, (names(listed) if listed is not None else (dropped.sval,)), ()


def _in_code(node: Any) -> Iterator[_Found]:
    """Yield the effects of a DO block by its words, without its comments."""
    yield EffectKind.UNSEEN, ("DO",), ()
    body = " ".join(item.def_elem.arg.string.sval for item in node.args if item.def_elem.defname == "as")
    text = _COMMENT.sub(" ", body)
    for kind, words in _WORDS.items():
        for match in re.finditer(words, text, re.IGNORECASE):
            table, *columns = map(_parts, match.groups())
            yield kind, table, tuple(column[-1] for column in columns)


def _parts(text: str) -> Name:
    """Split a name as SQL spells it into its parts."""
    return tuple(part[1:-1].replace('""', '"') if part[0] == '"' else part.lower() for part in _PART.findall(text))


def _on_rows(node: Any) -> Iterator[_Found]:
    """Yield what a statement does to rows, also in WITH."""
    for node_kind, kind in _ROWS.items():
        for found in walk(node, node_kind):
            targets = found.target_list if kind is EffectKind.UPDATE else ()
            yield kind, _relation(found.relation), tuple(target.res_target.name for target in targets)
            if kind is EffectKind.INSERT and found.on_conflict_clause.target_list:
                changed = tuple(target.res_target.name for target in found.on_conflict_clause.target_list)
                yield EffectKind.UPDATE, _relation(found.relation), changed
    for merge in walk(node, "MergeStmt"):
        commands = {choice(clause.merge_when_clause, "command_type") for clause in merge.merge_when_clauses}
        for command in sorted(commands & _MERGES.keys()):
            yield _MERGES[command], _relation(merge.relation), ()
