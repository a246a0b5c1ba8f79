"""DROP: what it took comes back as it was before."""

import re

from journal.authoring.derive.archives import with_rows
from journal.authoring.derive.difference import by_difference
from journal.authoring.derive.refs import of_object
from journal.authoring.derive.values import NOTHING, ForwardStatement, Ref, Undo, together
from journal.sql.tree import choice, inner, kind_of


def drop(step: ForwardStatement) -> Undo | None:
    """Every DROP but that of a role, a database or a tablespace."""
    refs = dropped(step)
    is_table = choice(step.node, "remove_type") == "OBJECT_TABLE"
    if is_table and all(step.is_made(ref) for ref in refs):
        return NOTHING
    if step.states is None:
        return None
    if passes(step):
        return NOTHING
    undo = by_difference(step.states)
    if step.node.concurrent:
        undo = Undo(tuple(_concurrently(sql) for sql in undo.sql), undo.told, undo.open, undo.explained)
    return together([with_rows(step, undo, ref) for ref in refs]) if is_table else undo


def passes(step: ForwardStatement) -> bool:
    """Whether all it drops came with this very file: nothing of it was there before, so nothing has to come back."""
    first = step.file.first
    if step.states is None or first is None or step.file.renames:
        return False
    gone = step.states.before.objects.keys() - step.states.after.objects.keys()
    return not any(key in first.objects for key in gone)


def dropped(step: ForwardStatement) -> list[Ref]:
    """What it names."""
    named = ("List", "ObjectWithArgs", "TypeName")
    return [of_object(one) for one in step.node.objects if kind_of(inner(one)) in named]


def _concurrently(sql: str) -> str:
    return re.sub(r"^(CREATE (?:UNIQUE )?INDEX) ", r"\1 CONCURRENTLY ", sql)
