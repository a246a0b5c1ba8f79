"""ALTER TABLE and ALTER POLICY: the texts of what a statement changes. RENAME and SET SCHEMA are in `moved.py`."""

from typing import Any

from journal.catalog.values import Key
from journal.snapshot.source_texts.create import policy_texts
from journal.snapshot.source_texts.source import SourceStatement
from journal.snapshot.source_texts.tables import NOT_NULL, column, constraint, type_texts
from journal.snapshot.source_texts.text_registry import Relation, TextRegistry
from journal.sql.tree import choice


def table(source: SourceStatement, held: TextRegistry) -> None:
    """ALTER TABLE, command by command."""
    on = held.found(source.node.relation.schemaname, source.node.relation.relname)
    for number, cmd in enumerate(source.node.cmds):
        _command(cmd.alter_table_cmd, number, on, (source, held))


def _command(node: Any, number: int, on: Relation, at: tuple[SourceStatement, TextRegistry]) -> None:
    source, held = at
    kind, key = choice(node, "subtype"), ("column", *on, node.name)
    if kind == "AT_AddColumn":
        if not (node.missing_ok and ("column", *on, getattr(node, "def").column_def.colname) in held.objects):
            _add(getattr(node, "def").column_def, on, source, held)
    elif kind == "AT_AddConstraint":
        constraint(getattr(node, "def").constraint, on, source, held)
    elif kind == "AT_ColumnDefault":
        held.say(key, on, "default", _after(number, source, "SET", "DEFAULT") if node.HasField("def") else None)
    elif kind in ("AT_SetNotNull", "AT_DropNotNull"):
        held.say(key, on, "not_null", NOT_NULL if kind == "AT_SetNotNull" else "")
    elif kind == "AT_SetExpression":
        held.say(key, on, "generated", _expression(number, source))
    elif kind == "AT_DropExpression":
        held.say(key, on, "generated", None)
    elif kind == "AT_AlterColumnType":
        _retype(key, on, type_texts(getattr(node, "def").column_def, source), held)
    elif kind == "AT_EnableRowSecurity":
        held.enable_row_security(on)
    elif kind in ("AT_DropColumn", "AT_DropConstraint"):
        _drop(("column" if kind == "AT_DropColumn" else "constraint", *on, node.name), on, held)


def _drop(key: Key, on: Relation, held: TextRegistry) -> None:
    """A column or a constraint. The server leaves the columns of a primary key NOT NULL; drizzle-kit does not know."""
    for name in held.of(key).get("key", "").split("\n"):
        if ("column", *on, name) in held.objects:
            held.say(("column", *on, name), on, "was_key", "yes")
    held.objects.pop(key, None)
    held.dropped.add(key)


def _add(node: Any, on: Relation, source: SourceStatement, held: TextRegistry) -> None:
    """A new column. One that the same file has dropped drizzle-kit makes anew, and means it to keep its indexes."""
    column(node, on, source, held)
    key = ("column", *on, node.colname)
    if source.is_drizzles and key in held.dropped:
        held.say(key, on, "anew", "\n".join(held.standing(on)))


def _retype(key: tuple[str, ...], on: Relation, texts: dict[str, str], held: TextRegistry) -> None:
    """A new type. To an enum, drizzle-kit casts the default before, and means it without the cast."""
    for facet in ("type", "hand"):
        held.say(key, on, facet, texts.get(facet))
    default, cast = held.of(key).get("default", ""), f"::{texts['type']}"
    if default.endswith(cast):
        held.say(key, on, "default", default.removesuffix(cast))


def _part(number: int, source: SourceStatement) -> tuple[int, int]:
    """The n-th command: they stand between commas, the first from the statement's beginning on."""
    scanned, start = source.scanned, source.start
    for _ in range(number):
        start = scanned.end(start) + 1
    return start, scanned.end(start)


def _after(number: int, source: SourceStatement, *words: str) -> str:
    start, end = _part(number, source)
    place = source.scanned.find(start, *words)
    return source.scanned.text(end if place is None else place + len(words), end)


def _expression(number: int, source: SourceStatement) -> str | None:
    place = source.scanned.find(_part(number, source)[0], "EXPRESSION", "AS", "(")
    return None if place is None else source.scanned.inside(place + 2)


def policy(source: SourceStatement, held: TextRegistry) -> None:
    """ALTER POLICY: what it says anew, the rest stays."""
    on = held.found(source.node.table.schemaname, source.node.table.relname)
    key = ("policy", *on, source.node.policy_name)
    held.put(key, on, {**held.of(key), **policy_texts(source)})


_ALL_OF_IT = ("increment", "minvalue", "maxvalue", "start", "cache")


def sequence(source: SourceStatement, held: TextRegistry) -> None:
    """ALTER SEQUENCE. drizzle-kit says all options of it but never NO CYCLE, where it means that one too."""
    node = source.node
    on = held.found(node.sequence.schemaname, node.sequence.relname)
    options = tuple(one.def_elem.defname for one in node.options)
    if options == _ALL_OF_IT:
        held.say(("sequence", *on), on, "cycle", "no")
    elif "cycle" in options:
        held.say(("sequence", *on), on, "cycle", None)
