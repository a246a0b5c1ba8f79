"""CREATE of what was not there before: DROP … IF EXISTS."""

from collections.abc import Callable, Mapping
from typing import Any

from journal.authoring.derive.difference import by_difference
from journal.authoring.derive.refs import of_names, of_relation, written
from journal.authoring.derive.taking import take_away
from journal.authoring.derive.values import NOTHING, Fate, ForwardStatement, Ref, Undo, before_too, said, together
from journal.authoring.sql_names import spelt
from journal.catalog.values import Object
from journal.sql.tree import choice

_RELATIONS = ("table", "view", "materialized view", "sequence")
_TYPES = ("enum", "composite type", "range type", "domain")


def table(step: ForwardStatement) -> Undo | None:
    """CREATE TABLE, also AS and of a partition."""
    node = step.node
    into = node.into.rel if step.statement.kind == "create_table_as_stmt" else node.relation
    ref = of_relation(into)
    if into.relpersistence == "t":
        return NOTHING
    name = written(ref, step)
    if step.statement.kind == "create_table_as_stmt" and choice(node, "objtype") == "OBJECT_MATVIEW":
        return Undo((f"DROP MATERIALIZED VIEW IF EXISTS {name};",))
    if ref.name.startswith("_backup_"):
        news = _news(step, "table")
        return together(map(take_away, news)) if news else Undo(told=said(Fate.STAYS, f"the archive {ref.name}"))
    return Undo(
        (f"DROP TABLE IF EXISTS {name};",),
        said(Fate.LOST, f"the rows of {ref.name}{before_too(step, guarded=node.if_not_exists)}"),
    )


def foreign_table(step: ForwardStatement) -> Undo | None:
    """CREATE FOREIGN TABLE; its rows are elsewhere."""
    return Undo((f"DROP FOREIGN TABLE IF EXISTS {written(of_relation(step.node.base_stmt.relation), step)};",))


def index(step: ForwardStatement) -> Undo | None:
    """CREATE INDEX; one without a name is found by what is new."""
    node = step.node
    on = of_relation(node.relation)
    if step.is_made(on):
        return NOTHING
    name = node.idxname or _new(step, "index")
    if not name:
        return None
    concurrently = "CONCURRENTLY " if node.concurrent else ""
    schema = on.schema or written(on, step).rpartition(".")[0].strip('"')
    return Undo((f"DROP INDEX {concurrently}IF EXISTS {spelt(schema, name)};",))


def _new(step: ForwardStatement, kind: str) -> str:
    new = _news(step, kind)
    return new[0].key[-1] if len(new) == 1 else ""


def _news(step: ForwardStatement, *kinds: str) -> list[Object]:
    """What is there since the statement and was not before."""
    if not step.states:
        return []
    before, after = step.states.before.objects, step.states.after
    return [one for kind in kinds for one in after.by_kind.get(kind, ()) if one.key not in before]


def simple(
    word: str, ref_of: Callable[[Any], Ref], kinds: tuple[str, ...] = _RELATIONS
) -> Callable[[ForwardStatement], Undo]:
    """`DROP WORD IF EXISTS name`."""

    def undo(step: ForwardStatement) -> Undo:
        return Undo((f"DROP {word} IF EXISTS {written(ref_of(step.node), step, kinds)};",))

    return undo


def of_no_schema(word: str, field: str) -> Callable[[ForwardStatement], Undo]:
    """The same for what is in no schema."""
    return lambda step: Undo((f"DROP {word} IF EXISTS {spelt(getattr(step.node, field))};",))


def on_table(word: str, name_field: str) -> Callable[[ForwardStatement], Undo | None]:
    """`DROP WORD IF EXISTS name ON table`, for what was not there before."""

    def undo(step: ForwardStatement) -> Undo | None:
        node = step.node
        ref = of_relation(getattr(node, "table" if hasattr(node, "table") else "relation"))
        if step.is_made(ref):
            return NOTHING
        if getattr(node, "replace", False):
            return replaced(step)
        return Undo((f"DROP {word} IF EXISTS {spelt(getattr(node, name_field))} ON {written(ref, step)};",))

    return undo


def routine(step: ForwardStatement) -> Undo | None:
    """CREATE FUNCTION or PROCEDURE, or another body for one."""
    if step.states:
        return replaced(step)
    import postgast  # noqa: PLC0415

    return None if step.node.replace else Undo((_guarded(postgast.to_drop(step.statement.text)) + ";",))


def _guarded(drop: str) -> str:
    first, kind, rest = drop.split(" ", 2)
    return f"{first} {kind} IF EXISTS {rest}"


def view(step: ForwardStatement) -> Undo | None:
    """CREATE VIEW, or another query for one."""
    if step.node.replace:
        return replaced(step)
    return Undo((f"DROP VIEW IF EXISTS {written(of_relation(step.node.view), step)};",))


def replaced(step: ForwardStatement) -> Undo | None:
    """CREATE OR REPLACE: what is new goes, what was there is as it was."""
    return by_difference(step.states) if step.states else None


def by_kind(step: ForwardStatement) -> Undo | None:
    """CREATE AGGREGATE, COLLATION, TYPE and OPERATOR …: what is new goes, by its kind."""
    news = _news(step, "function", "collation", "range type", "composite type", "domain")
    return together(map(take_away, news)) if news else (by_difference(step.states) if step.states else None)


def schema(step: ForwardStatement) -> Undo | None:
    """CREATE SCHEMA, with or without what is in it: RESTRICT, for others may have put something there."""
    if step.node.schema_elts:
        return by_difference(step.states) if step.states else None
    name = step.node.schemaname or step.node.authrole.rolename
    return Undo((f"DROP SCHEMA IF EXISTS {spelt(name)};",)) if name else None


def extension(step: ForwardStatement) -> Undo | None:
    """CREATE EXTENSION. One that was there already, or that a temporary server has been given before, stays."""
    name = step.node.extname
    if step.states and ("extension", name) in step.states.before.objects:
        text = f"the extension {name}: it may have been there before"
        return Undo(told=said(Fate.STAYS, text), explained=frozenset([("extension", name)]))
    return Undo((f"DROP EXTENSION IF EXISTS {spelt(name)};",))


def statistics(step: ForwardStatement) -> Undo | None:
    """CREATE STATISTICS; those without a name are found by what is new."""
    if step.node.defnames:
        return Undo((f"DROP STATISTICS IF EXISTS {written(of_names(step.node.defnames), step, ('statistics',))};",))
    news = _news(step, "statistics")
    return together(map(take_away, news)) if news else None


_REL, _NAMES = (lambda node: of_relation(node.sequence)), (lambda node: of_names(node.type_name))

MADE: Mapping[str, Callable[[ForwardStatement], Undo | None]] = {
    "create_stmt": table,
    "create_table_as_stmt": table,
    "create_foreign_table_stmt": foreign_table,
    "index_stmt": index,
    "create_seq_stmt": simple("SEQUENCE", _REL),
    "create_enum_stmt": simple("TYPE", _NAMES, _TYPES),
    "create_range_stmt": simple("TYPE", _NAMES, _TYPES),
    "composite_type_stmt": simple("TYPE", lambda node: of_relation(node.typevar), _TYPES),
    "create_domain_stmt": simple("DOMAIN", lambda node: of_names(node.domainname), _TYPES),
    "create_trig_stmt": on_table("TRIGGER", "trigname"),
    "create_policy_stmt": on_table("POLICY", "policy_name"),
    "rule_stmt": on_table("RULE", "rulename"),
    "create_function_stmt": routine,
    "view_stmt": view,
    "define_stmt": by_kind,
    "create_schema_stmt": schema,
    "create_extension_stmt": extension,
    "create_stats_stmt": statistics,
    "create_event_trig_stmt": of_no_schema("EVENT TRIGGER", "trigname"),
    "create_publication_stmt": of_no_schema("PUBLICATION", "pubname"),
}
