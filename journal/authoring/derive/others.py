"""Comments, rights, values of an enum, a domain's parts."""

from journal.authoring.derive.difference import by_difference
from journal.authoring.derive.moves import rename_enum_value
from journal.authoring.derive.refs import of_names, of_words, schema_of, written
from journal.authoring.derive.values import NOTHING, Fate, ForwardStatement, Undo, said
from journal.authoring.sql_names import plain, spelt
from journal.sql.parser import parse_sql
from journal.sql.tree import choice, names

_TYPES = ("enum", "composite type", "range type", "domain")


def comment(step: ForwardStatement) -> Undo | None:
    """COMMENT ON: the comment it had before. Nothing where the object goes anyway."""
    if _on_what_is_made(step) or _on_what_is_new(step):
        return NOTHING
    if step.states:
        return by_difference(step.states)
    return Undo(told=said(Fate.STAYS, f"the comment of statement {step.number}; the one before it is not known"))


def _on_what_is_new(step: ForwardStatement) -> bool:
    """Whether it is about a function, type or view that was not there before the file."""
    if step.states is None or step.file.first is None or step.file.renames:
        return False
    before, after = step.states.before.objects, step.states.after.objects
    changed = [key for key in after.keys() - before.keys() if key[0] == "comment"]
    kinds = ("function", "enum", "domain", "composite type", "range type", "view", "materialized view")
    return bool(changed) and all(key[1] in kinds and key[1:] not in step.file.first.objects for key in changed)


def _on_what_is_made(step: ForwardStatement) -> bool:
    kind, node = choice(step.node, "objtype"), step.node.object
    words = names(node.list.items) if node.WhichOneof("node") == "list" else ()
    if kind == "OBJECT_TABLE" and words:
        return step.is_made(of_words(words))
    if kind == "OBJECT_COLUMN" and len(words) > 1:
        return step.is_made(of_words(words[:-1]), words[-1])
    on_table = kind in ("OBJECT_TABCONSTRAINT", "OBJECT_TRIGGER", "OBJECT_POLICY") and len(words) > 1
    return on_table and step.is_made(of_words(words[:-1]))


def enum(step: ForwardStatement) -> Undo | None:
    """ALTER TYPE … ADD VALUE, which nothing takes back, or RENAME VALUE."""
    if step.node.old_val:
        return rename_enum_value(step)
    if step.states and step.states.same:
        return NOTHING
    ref = of_names(step.node.type_name)
    schema = schema_of(ref, step, _TYPES)
    if step.file.first and ("enum", schema, ref.name) not in step.file.first.objects and not step.file.renames:
        return NOTHING
    text = f"the value '{step.node.new_val}' of the type {ref.name}: PostgreSQL cannot take one away"
    if not step.node.skip_if_new_val_exists:
        text += "; with ADD VALUE IF NOT EXISTS the forward file could run again"
    return Undo(told=said(Fate.STAYS, text), explained=frozenset([("enum", schema, ref.name)]))


def domain(step: ForwardStatement) -> Undo | None:
    """ALTER DOMAIN: the constraint it adds goes; the rest is by the former state."""
    node = step.node
    constraint = getattr(node, "def").constraint
    if node.subtype == "C" and constraint.conname:
        name = written(of_names(node.type_name), step, _TYPES)
        return Undo((f"ALTER DOMAIN {name} DROP CONSTRAINT IF EXISTS {spelt(constraint.conname)};",))
    return by_difference(step.states) if step.states else None


def grant(step: ForwardStatement) -> Undo | None:
    """GRANT and REVOKE: by what they changed, else the statement turned round."""
    if step.states:
        return by_difference(step.states)
    import postgast  # noqa: PLC0415

    raw = parse_sql(step.statement.text)
    turned = getattr(raw.stmts[0].stmt, step.statement.kind)
    if turned.grant_option:
        return None
    turned.is_grant = not turned.is_grant
    return Undo((plain(f"{postgast.deparse(raw)};"),))


def by_state(step: ForwardStatement) -> Undo | None:
    """What only the former state tells."""
    return by_difference(step.states) if step.states else None


def nothing(step: ForwardStatement) -> Undo | None:
    """What leaves nothing behind."""
    return NOTHING


def setting(step: ForwardStatement) -> Undo | None:
    """SET ends with its session or transaction; but names of the file may be found by it only."""
    if step.states is None and step.node.name == "search_path":
        return Undo(open=(f"statement {step.number} sets search_path, and without a replay no name is known for sure",))
    return NOTHING
