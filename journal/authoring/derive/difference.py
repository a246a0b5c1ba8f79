"""The way back by what a statement changed: the schemas before and after it, compared."""

from collections.abc import Collection, Iterator

from journal.authoring.derive.taking import take_away
from journal.authoring.derive.values import NOTHING, Fate, SchemaBeforeAfter, Undo, said, together
from journal.authoring.sql_names import guarded, plain, spelt
from journal.catalog.compare import compare
from journal.catalog.ddl.tables import alter_column, create_column, default_of
from journal.catalog.difference import Difference, Weight
from journal.catalog.exclusions import without
from journal.catalog.values import Column, Constraint, Key, Object, Schema, Sequence, Table, Trigger
from journal.escape import comment

_ANEW = ("view", "materialized view", "function")
"""What is dropped and made again where nothing changes it in place; no rows of the user's are in it."""


def by_difference(states: SchemaBeforeAfter) -> Undo:
    """What brings the schema after the statement back to the one before. What it cannot say, it leaves open."""
    differences = [one for one in compare(states.before, states.after) if one.weight is not Weight.ORDER]
    stuck = [_object(states.after, one) for one in differences if one.kind in _ANEW and _is_stuck(one)]
    if any(stuck):
        return _anew(states, [one.key for one in stuck if one])
    retyped = {one.name for one in differences if (one.kind, one.facet) == ("column", "type") and not one.sql}
    return together(
        _undo(states, one) for one in differences if not (one.facet == "default" and one.name in retyped)
    )  # fmt: skip


def _is_stuck(one: Difference) -> bool:
    return not one.sql and one.expected is not None and one.actual is not None


def _anew(states: SchemaBeforeAfter, keys: Collection[Key]) -> Undo:
    """Drop these and what needs them, and make again all that was there before."""
    gone = list(_with_dependents(states.after, keys))
    drops = [take_away(states.after.objects[key]) for key in gone]
    rest = SchemaBeforeAfter(states.before, without(states.after, lambda one: one.key in gone))
    return together([*drops, by_difference(rest)])


def _with_dependents(schema: Schema, keys: Collection[Key]) -> Iterator[Key]:
    """First what needs others. Only what can be dropped without loss: the rest stands in the way, and says so."""
    found: list[Key] = []
    waiting = list(keys)
    while waiting:
        key = waiting.pop(0)
        found = [one for one in found if one != key] + [key]
        waiting += [one for one, needed in schema.needs.items() if key in needed and one[0] in _ANEW and one != key]
    return reversed(found)


def _undo(states: SchemaBeforeAfter, one: Difference) -> Undo:
    before, after = _object(states.before, one), _object(states.after, one)
    if one.expected is None and after is not None:
        return take_away(after)
    if before is None:
        return Undo(open=(f"{one.kind} {one.name}: {one.hazard or 'it changed'}",))
    if one.actual is None:
        return _back(states, before, one)
    if isinstance(before, Trigger) and one.facet == "enabled":
        head = f"ALTER TABLE {spelt(before.schema, before.table)}"
        return Undo((f"{head} {before.enabled} TRIGGER {spelt(before.name)};",))
    if one.sql:
        return Undo((_said(one),))
    return _stuck(states, (before, after), one)


def _stuck(states: SchemaBeforeAfter, objects: tuple[Object, Object | None], one: Difference) -> Undo:
    """What a comparison has no statement for, since it could lose something."""
    before, after = objects
    if isinstance(before, Column) and isinstance(after, Column):
        return _column(states, (before, after), one)
    if (one.kind, one.facet) == ("enum", "labels"):
        text = f"the values of the type {one.name} that are new: PostgreSQL cannot take one away"
        return Undo(told=said(Fate.STAYS, text), explained=frozenset([before.key]))
    return Undo(open=(f"{one.kind} {one.name}: {one.facet} was {one.expected}, and {one.hazard}",))


def _back(states: SchemaBeforeAfter, one: Object, difference: Difference) -> Undo:
    """What was dropped, as it was."""
    if isinstance(one, Constraint) and ("table", one.schema, one.table) in states.after.objects:
        return Undo((*take_away(one).sql, _said(difference)))
    if isinstance(one, Table):
        return Undo((_said(difference),), said(Fate.GONE, f"the rows of {one.title}: it comes back empty"))
    if isinstance(one, Sequence) and one.identity:
        return NOTHING  # its column makes it
    if not isinstance(one, Column) or difference.facet:
        return Undo((_said(difference),)) if difference.sql else NOTHING
    gone = () if one.generated else said(Fate.GONE, f"the values of {one.title}: the column comes back empty")
    if "NOT NULL" in one.not_null and not (one.default or one.generated or one.identity):
        return Undo(_filled_first(one, states.before), gone)
    return Undo((_said(difference),), gone)


def _filled_first(one: Column, schema: Schema) -> tuple[str, ...]:
    from dataclasses import replace  # noqa: PLC0415

    made = create_column(replace(one, not_null=""), schema)
    note = comment(f"Every row needs a value in {one.title} first; where one has none, this stops.")
    return guarded(plain(made)), f"{note}\n{plain(f'{alter_column(one)} SET NOT NULL;')}"


def _column(states: SchemaBeforeAfter, columns: tuple[Column, Column], difference: Difference) -> Undo:
    before, after = columns
    if difference.facet == "type":
        return retyped(states.before, before, after)
    if difference.facet == "collation":
        collation = before.collation or 'pg_catalog."default"'
        return Undo((plain(f"{alter_column(before)} TYPE {before.type} COLLATE {collation};"),))
    if difference.facet == "storage":
        return Undo((plain(f"{alter_column(before)} SET STORAGE {_own_storage(before.type)};"),))
    if difference.facet in ("default", "generated"):
        made = plain(create_column(before, states.before))
        values = said(Fate.LOST, f"the values of {after.title}: they are computed again, or begin anew")
        return Undo((*take_away(after).sql, made), values)
    return Undo(open=(f"column {before.title}: {difference.facet} was {difference.expected}, and {difference.hazard}",))


def _own_storage(type_: str) -> str:
    """The storage that the type has by itself: DEFAULT is only known from PostgreSQL 16 on."""
    base = type_.removesuffix("[]").partition("(")[0]
    if type_.endswith("[]") or base in ("text", "character varying", "character", "bytea", "jsonb", "json", "xml"):
        return "EXTENDED"
    return "MAIN" if base in ("numeric", "inet", "cidr") else "DEFAULT"


def retyped(schema: Schema, before: Column, after: Column) -> Undo:
    """ALTER COLUMN … TYPE back. Into a text of limited length without USING: a cast would cut, without it stops."""
    head = alter_column(before)
    using = "" if before.type.startswith(("character", "text")) else f' USING "{before.name}"::{before.type}'
    lines = [f"{head} DROP DEFAULT;"] if after.default else []
    lines += [f"{head} TYPE {before.type}{using};"]
    lines += [f"{head} SET DEFAULT {default_of(before, schema)};"] if before.default else []
    text = (
        f"of {before.title} what {before.type} cannot hold as {after.type} does: it is rounded where a cast does that, "
        f"else this stops. To keep the old values beside the new ones: journal new NAME --transform "
        f"{before.table}.{before.name} --to TYPE"
    )
    return Undo((plain("\n".join(lines)),), said(Fate.LOST, text))


def _said(one: Difference) -> str:
    return guarded(plain(one.sql or ""))


def _object(schema: Schema, difference: Difference) -> Object | None:
    return next(
        (one for one in schema.by_kind.get(difference.kind, ()) if one.title == difference.name), None
    )  # fmt: skip
