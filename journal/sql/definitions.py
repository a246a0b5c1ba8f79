"""The objects that SQL creates, drops and renames: where to look for one that is missing, or there twice."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import chain
from typing import Any, NamedTuple

from journal.sql.parsed import Parsed, ParsedPiece, parsed_at_once
from journal.sql.statements import Piece, cut
from journal.sql.tree import choice, inner, names


class Family(StrEnum):
    """The names that can collide with each other: a table, an index, a view and a sequence are all relations."""

    RELATION = "relation"
    TYPE = "type"
    FUNCTION = "function"
    SCHEMA = "schema"
    ROLE = "role"
    EXTENSION = "extension"
    COLUMN = "column"
    CONSTRAINT = "constraint"
    TRIGGER = "trigger"
    POLICY = "policy"
    LABEL = "enum value"
    OTHER = "object"

    __hash__ = str.__hash__  # that of Enum is written in Python


class Definition(NamedTuple):
    """An object that a statement creates, or drops where `gone`; a rename is one of each.

    `within` is the schema that the statement names, for a column, constraint, trigger or policy the table; None where
    it names none. `sure` is False inside a DO block, whose statements may not have run, and for a temporary table.
    `offset` is the statement's, in characters of the file. `table` is what it belongs to: the schema, if named, and
    the table of a column, constraint, trigger, policy or index, or the enum of a value. `guarded`: it is created only
    if it is missing, or replaced. `renamed`: it is gone because the next definition is its new name or schema.
    `cascade`: what depends on it is gone with it. `shape` is, of a constraint, its letter in pg_constraint.contype and
    its columns, as far as the statement names them there, of a foreign key what it does ON DELETE and ON UPDATE before
    them; of an index "i" and its columns, with "" for an expression; of an enum ENUM and its values; SEQUENCE or VIEW.
    """

    family: Family
    name: str
    within: str | None
    offset: int
    gone: bool = False
    sure: bool = True
    table: tuple[str | None, str] | None = None
    guarded: bool = False
    renamed: bool = False
    cascade: bool = False
    shape: tuple[str, ...] = ()


def definitions(pieces: Iterable[Piece]) -> Iterator[Definition]:
    """Yield what the statements of a file define, in their order; nothing of a piece that does not parse."""
    return defined_by(_defining(pieces))


def statements_of_file(text: str) -> Iterable[Parsed]:
    """Return the statements of a file that may define something, faster where it can be parsed at once."""
    found = parsed_at_once(text) if _DEFINES.search(text) else ()
    return _defining(cut(text)) if found is None else found


def _defining(pieces: Iterable[Piece]) -> Iterator[Parsed]:
    parsed = (ParsedPiece(piece) for piece in pieces if _DEFINES.search(piece.text))
    return chain.from_iterable(piece.statements for piece in parsed)


def defined_by(statements: Iterable[Parsed]) -> Iterator[Definition]:
    """Yield what statements define, in their order."""
    for statement in statements:
        if statement.kind in _CREATED:
            node, (family, parts) = statement.node, _CREATED[statement.kind](statement.node)
            if parts[-1]:
                table = None
                shape: tuple[str, ...] = _SHAPES.get(statement.kind, ())
                if statement.kind == "index_stmt":
                    table, shape = _table(node.relation), ("i", *(part.index_elem.name for part in node.index_params))
                elif statement.kind == "create_enum_stmt":
                    shape = ENUM, *names(node.vals)
                found = _named(family, parts, statement.offset)
                yield found._replace(guarded=_is_guarded(node), table=table or found.table, shape=shape)
        elif statement.kind in _SEVERAL:
            yield from _SEVERAL[statement.kind](statement.node, statement.offset)
        elif statement.kind == "do_stmt":
            for block in _IN_BLOCK.finditer(statement.text):
                family = _BLOCK_FAMILIES[block["what"].lower()]
                yield Definition(family, block["name"], block["within"], statement.offset + block.start(), sure=False)


_DEFINES = re.compile(r"\b(create|alter|drop)\b", re.IGNORECASE)
_IN_BLOCK = re.compile(
    r"\bcreate\s+(?:or\s+replace\s+)?(?:unique\s+)?"
    r"(?P<what>table|type|domain|view|index|sequence|function|schema|role|extension)\s+"
    r'(?:if\s+not\s+exists\s+)?(?:"?(?P<within>\w+)"?\.)?"?(?P<name>\w+)"?',
    re.IGNORECASE,
)
_BLOCK_FAMILIES = {
    "table": Family.RELATION, "view": Family.RELATION, "index": Family.RELATION, "sequence": Family.RELATION,
    "type": Family.TYPE, "domain": Family.TYPE, "function": Family.FUNCTION, "schema": Family.SCHEMA,
    "role": Family.ROLE, "extension": Family.EXTENSION,
}  # fmt: skip
_DROPPED = {
    "OBJECT_TABLE": Family.RELATION, "OBJECT_VIEW": Family.RELATION, "OBJECT_MATVIEW": Family.RELATION,
    "OBJECT_INDEX": Family.RELATION, "OBJECT_SEQUENCE": Family.RELATION, "OBJECT_FOREIGN_TABLE": Family.RELATION,
    "OBJECT_TYPE": Family.TYPE, "OBJECT_DOMAIN": Family.TYPE, "OBJECT_FUNCTION": Family.FUNCTION,
    "OBJECT_PROCEDURE": Family.FUNCTION, "OBJECT_ROUTINE": Family.FUNCTION, "OBJECT_AGGREGATE": Family.FUNCTION,
    "OBJECT_SCHEMA": Family.SCHEMA, "OBJECT_EXTENSION": Family.EXTENSION, "OBJECT_TRIGGER": Family.TRIGGER,
    "OBJECT_POLICY": Family.POLICY, "OBJECT_COLUMN": Family.COLUMN, "OBJECT_TABCONSTRAINT": Family.CONSTRAINT,
    "OBJECT_ROLE": Family.ROLE,
}  # fmt: skip
_OF_TABLE = (Family.TRIGGER, Family.POLICY)
_LETTERS = {
    "CONSTR_PRIMARY": "p", "CONSTR_UNIQUE": "u", "CONSTR_EXCLUSION": "x", "CONSTR_FOREIGN": "f", "CONSTR_CHECK": "c"
}  # fmt: skip
ENUM, FOREIGN_KEY = "e", "f"
SEQUENCE, VIEW = ("s",), ("v",)
_SHAPES = {"create_seq_stmt": SEQUENCE, "view_stmt": VIEW, "create_table_as_stmt": VIEW}
_CASCADE = "DROP_CASCADE"
_PASSES = {
    "AT_DropColumn": 0, "AT_DropConstraint": 0, "AT_DropNotNull": 0, "AT_DropIdentity": 0, "AT_DropExpression": 0,
    "AT_AlterColumnType": 1, "AT_AddColumn": 2, "AT_AddConstraint": 3, "AT_SetNotNull": 4, "AT_AddIdentity": 5,
}  # fmt: skip
_LAST_PASS = 6
_TEMPORARY = "t"


def _relation(range_var: Any) -> tuple[Family, tuple[str, ...]]:
    return Family.RELATION, (range_var.schemaname, range_var.relname)


def _named(family: Family, parts: tuple[str, ...], at: int, *, gone: bool = False) -> Definition:
    """Return the definition of a name of one part or more; the one before the last is what it is within."""
    *within, name = parts or ("",)
    table = None
    if family in _OF_TABLE and within:
        table = (within[-2] or None) if len(within) > 1 else None, within[-1]
    return Definition(family, name, (within[-1] or None) if within else None, at, gone, table=table)


def _table(range_var: Any) -> tuple[str | None, str]:
    return range_var.schemaname or None, range_var.relname


def _is_guarded(node: Any) -> bool:
    """Tell whether a CREATE has IF NOT EXISTS or OR REPLACE."""
    return bool(getattr(node, "if_not_exists", False) or getattr(node, "replace", False))


def _of_table(node: Any, at: int) -> Iterator[Definition]:
    table = getattr(node, "base_stmt", node)
    sure, guarded = table.relation.relpersistence != _TEMPORARY, _is_guarded(table)
    of = _table(table.relation)
    yield Definition(Family.RELATION, of[1], of[0], at, sure=sure, guarded=guarded)
    for element in map(inner, table.table_elts):
        if hasattr(element, "colname"):
            yield Definition(Family.COLUMN, element.colname, of[1], at, sure=sure, table=of, guarded=guarded)
        elif getattr(element, "conname", ""):
            yield from (one._replace(sure=sure, guarded=guarded) for one in _of_constraint(element, table.relation, at))


def _of_constraint(constraint: Any, table: Any, at: int) -> Iterator[Definition]:
    """Yield the constraint, and the index of its name where it has one."""
    name, of = constraint.conname, _table(table)
    letter = _LETTERS.get(choice(constraint, "contype"), "")
    columns = names(constraint.keys)
    if letter == FOREIGN_KEY:
        columns = constraint.fk_del_action + constraint.fk_upd_action, *names(constraint.fk_attrs)
    yield Definition(Family.CONSTRAINT, name, table.relname, at, table=of, shape=(letter, *columns))
    if letter in ("p", "u", "x"):
        yield Definition(Family.RELATION, name, table.schemaname or None, at, table=of, shape=("i", *columns))


def commands_of(alter_table: Any) -> Sequence[Any]:
    """Return the commands of an ALTER TABLE in the order in which PostgreSQL runs them: it drops before it adds."""
    return alter_table.cmds if len(alter_table.cmds) == 1 else sorted(alter_table.cmds, key=_pass)


def _pass(node: Any) -> int:
    """Return the pass of a command: AlterTablePass, and what ATPrepCmd gives it, in PostgreSQL's tablecmds.c."""
    command = inner(node)
    what = choice(command, "subtype")
    if what == "AT_ColumnDefault":
        return _PASSES["AT_AddIdentity"] if command.HasField("def") else 0
    return _PASSES.get(what, _LAST_PASS)


def _of_alteration(node: Any, at: int) -> Iterator[Definition]:
    table = node.relation
    for command in map(inner, commands_of(node)):
        what, definition = choice(command, "subtype"), inner(getattr(command, "def"))
        if what == "AT_AddColumn":
            guarded, of = command.missing_ok, _table(table)
            yield Definition(Family.COLUMN, definition.colname, table.relname, at, table=of, guarded=guarded)
        elif what == "AT_AddConstraint" and definition.conname:
            yield from _of_constraint(definition, table, at)
        elif what in ("AT_DropColumn", "AT_DropConstraint"):
            family = Family.COLUMN if what == "AT_DropColumn" else Family.CONSTRAINT
            cascade = choice(command, "behavior") == _CASCADE
            yield Definition(family, command.name, table.relname, at, gone=True, table=_table(table), cascade=cascade)


def _of_rename(node: Any, at: int) -> Iterator[Definition]:
    family, table = _DROPPED.get(choice(node, "rename_type")), None
    if family in (Family.COLUMN, Family.CONSTRAINT, *_OF_TABLE):
        old, within, table = node.subname, node.relation.relname, _table(node.relation)
    elif node.relation.relname:
        old, within = node.relation.relname, node.relation.schemaname or None
    else:
        parts = _parts(inner(node.object))
        old, within = (parts or (node.subname,))[-1], parts[-2] if len(parts) > 1 else None
    if family:
        yield Definition(family, old, within, at, gone=True, table=table, renamed=True)
        yield Definition(family, node.newname, within, at, table=table)


def _of_move(node: Any, at: int) -> Iterator[Definition]:
    """Yield what ALTER … SET SCHEMA does: the object is gone from one schema, and there in the other."""
    family, parts = _DROPPED.get(choice(node, "object_type")), _parts(inner(node.object))
    if node.relation.relname:
        family, parts = _relation(node.relation)
    if family and parts:
        yield _named(family, parts, at, gone=True)._replace(renamed=True)
        yield Definition(family, parts[-1], node.newschema, at)


def _of_labels(node: Any, at: int) -> Iterator[Definition]:
    """Yield the value that ALTER TYPE … ADD VALUE or RENAME VALUE gives an enum; `table` is the type."""
    *within, name = names(node.type_name)
    of = within[-1] if within else None, name
    if node.old_val:
        yield Definition(Family.LABEL, node.old_val, name, at, gone=True, table=of, renamed=True)
    yield Definition(Family.LABEL, node.new_val, name, at, table=of, guarded=node.skip_if_new_val_exists)


def _of_dropped_roles(node: Any, at: int) -> Iterator[Definition]:
    for role in map(inner, node.roles):
        yield Definition(Family.ROLE, role.rolename, None, at, gone=True)


def _of_drop(node: Any, at: int) -> Iterator[Definition]:
    family = _DROPPED.get(choice(node, "remove_type"), Family.OTHER)
    for target in map(inner, node.objects):
        found = _named(family, _parts(target) or (str(getattr(target, "sval", "")),), at, gone=True)
        yield found._replace(cascade=choice(node, "behavior") == _CASCADE)


def _parts(target: Any) -> tuple[str, ...]:
    """Return the parts of a name: PostgreSQL's parser has a list of them, a type or a function with its arguments."""
    return names(getattr(target, "items", ()) or getattr(target, "objname", ()) or getattr(target, "names", ()))


_DEFINED = {"OBJECT_AGGREGATE": Family.FUNCTION, "OBJECT_TYPE": Family.TYPE}
_CREATED: dict[str, Callable[[Any], tuple[Family, tuple[str, ...]]]] = {
    "create_seq_stmt": lambda node: _relation(node.sequence),
    "view_stmt": lambda node: _relation(node.view),
    "create_table_as_stmt": lambda node: _relation(node.into.rel),
    "index_stmt": lambda node: (Family.RELATION, (node.relation.schemaname, node.idxname)),
    "create_enum_stmt": lambda node: (Family.TYPE, names(node.type_name)),
    "create_range_stmt": lambda node: (Family.TYPE, names(node.type_name)),
    "create_domain_stmt": lambda node: (Family.TYPE, names(node.domainname)),
    "composite_type_stmt": lambda node: (Family.TYPE, (node.typevar.schemaname, node.typevar.relname)),
    "create_function_stmt": lambda node: (Family.FUNCTION, names(node.funcname)),
    "define_stmt": lambda node: (_DEFINED.get(choice(node, "kind"), Family.OTHER), names(node.defnames)),
    "create_schema_stmt": lambda node: (Family.SCHEMA, (node.schemaname or node.authrole.rolename,)),
    "create_role_stmt": lambda node: (Family.ROLE, (node.role,)),
    "create_extension_stmt": lambda node: (Family.EXTENSION, (node.extname,)),
    "create_trig_stmt": lambda node: (Family.TRIGGER, (*_relation(node.relation)[1], node.trigname)),
    "create_policy_stmt": lambda node: (Family.POLICY, (*_relation(node.table)[1], node.policy_name)),
    "create_event_trig_stmt": lambda node: (Family.OTHER, (node.trigname,)),
    "create_publication_stmt": lambda node: (Family.OTHER, (node.pubname,)),
}
_SEVERAL: dict[str, Callable[[Any, int], Iterator[Definition]]] = {
    "create_stmt": _of_table,
    "create_foreign_table_stmt": _of_table,
    "alter_table_stmt": _of_alteration,
    "rename_stmt": _of_rename,
    "alter_object_schema_stmt": _of_move,
    "alter_enum_stmt": _of_labels,
    "drop_stmt": _of_drop,
    "drop_role_stmt": _of_dropped_roles,
}
