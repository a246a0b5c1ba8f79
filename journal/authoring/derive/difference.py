"""The statements that bring the schema after a step back to the one before it, from the comparison of both."""

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from journal.authoring.derive.archives import rows_back
from journal.authoring.derive.one_difference import drop_sql, drop_with_remark, object_of, undo_of
from journal.authoring.derive.values import Archive, SchemaChange, Undo, together
from journal.authoring.sql_names import plain, spelt
from journal.catalog.compare import compare
from journal.catalog.ddl.words import drop_target, object_keyword
from journal.catalog.dependencies import PHASE, in_order, parent_of
from journal.catalog.difference import Difference, Weight
from journal.catalog.exclusions import without
from journal.catalog.values import Constraint, Key, Schema, Table
from journal.catalog.values import Sequence as NumberSequence

KINDS_THAT_LEAVE_NOTHING = (
    "variable_set_stmt", "variable_show_stmt", "transaction_stmt", "lock_stmt", "explain_stmt", "vacuum_stmt",
    "refresh_mat_view_stmt", "reindex_stmt", "check_point_stmt", "notify_stmt", "listen_stmt", "unlisten_stmt",
    "discard_stmt", "load_stmt", "constraints_set_stmt", "prepare_stmt", "deallocate_stmt",
)  # fmt: skip
KINDS_BY_DIFFERENCE = frozenset([
    *KINDS_THAT_LEAVE_NOTHING,
    "create_stmt", "create_table_as_stmt", "create_foreign_table_stmt", "index_stmt", "create_seq_stmt",
    "create_enum_stmt", "create_range_stmt", "composite_type_stmt", "create_domain_stmt", "create_trig_stmt",
    "create_policy_stmt", "rule_stmt", "create_function_stmt", "view_stmt", "define_stmt", "create_schema_stmt",
    "create_extension_stmt", "create_stats_stmt", "create_event_trig_stmt",
    "alter_table_stmt", "drop_stmt", "alter_seq_stmt", "alter_function_stmt", "alter_policy_stmt", "alter_type_stmt",
    "alter_stats_stmt", "alter_default_privileges_stmt", "alter_event_trig_stmt", "cluster_stmt", "alter_owner_stmt",
    "alter_enum_stmt", "alter_domain_stmt", "comment_stmt", "grant_stmt",
])  # fmt: skip
"""Statements whose whole effect is seen by comparing the schemas before and after them."""

_REPLACEABLE = ("view", "materialized view", "function")
"""Kinds that are dropped and created again where nothing changes them in place; they hold no rows of their own."""

_USED_BY_OTHERS = ("function", "table", "column", "sequence", "enum", "domain", "composite type", "range type",
                   "collation", "extension")  # fmt: skip
"""Kinds that views, triggers and others may need until these are as they were before."""

_SHAPE, _ROWS, _ON_ROWS, _DATA_DROPS = 1, 2, 3, 4
_NONE: Mapping[Any, Any] = MappingProxyType({})


def by_difference(
    change: SchemaChange, archives: Mapping[str, Archive] = _NONE, renamed: Mapping[Key, str] = _NONE
) -> Undo:
    """Return the undo of a change of the schema. `renamed`: columns that get a former name before the undo runs.

    What a comparison has no statement for becomes a `todo`.
    """
    schemas = change.after.by_kind.get("schema", ())
    new_schemas = {found.key: found for found in schemas if found.key not in change.before.objects}
    # What is in new schemas is dropped before them, one by one.
    change = SchemaChange(replace(change.before, objects={**change.before.objects, **new_schemas}), change.after)
    differences = [
        difference
        for difference in compare(change.before, change.after)
        if difference.weight is not Weight.ORDER and not _comes_with_rename(difference, change, renamed)
    ]
    changed = [one for one in differences if None not in (one.expected, one.actual) and not one.sql]
    replaced = (object_of(change.after, one) for one in changed if one.kind in _REPLACEABLE)
    stuck = [found.key for found in replaced if found]
    if stuck:
        undos = [_created_again(change, stuck, archives)]
    else:
        retyped = {one.name for one in changed if (one.kind, one.facet) == ("column", "type")}
        in_drop_order, undos = _drops_in_order(change, differences)
        wanted = [one for one in in_drop_order if one.facet != "default" or one.name not in retyped]
        parts = [(_rank(change, one), undo_of(change, one, archives)) for one in wanted]
        parts += [(_ROWS, undo) for undo in _rows_and_owners_back(change, archives)]
        undos += [undo for _, undo in sorted(parts, key=itemgetter(0))]
    return together([*undos, *map(drop_with_remark, new_schemas.values())])


def _rank(change: SchemaChange, difference: Difference) -> int:
    """Return the place of a difference: drops without data, tables, rows, what reads or checks rows, drops of data."""
    if difference.expected is None:
        return _DATA_DROPS if difference.kind in _USED_BY_OTHERS else 0
    found = object_of(change.before, difference)
    is_foreign_key = isinstance(found, Constraint) and found.type == "foreign key"
    phase = PHASE["foreign key" if is_foreign_key else difference.kind] if difference.kind in PHASE else 0
    return _ON_ROWS if phase >= PHASE["materialized view"] else _SHAPE


def _drops_in_order(change: SchemaChange, differences: Sequence[Difference]) -> tuple[list[Difference], list[Undo]]:
    """Return the differences, those of new objects in an order in which they can be dropped.

    Where foreign keys form a circle, those that would be in the way are dropped before, by the second list.
    """
    extras = ((object_of(change.after, extra), extra) for extra in differences if extra.expected is None)
    new = {found.key: extra for found, extra in extras if found}
    tables = {key: f"REFERENCES {spelt(*key[1:])}(" for key in new if key[0] == "table"}
    references = [  # each foreign key of a new table, with the other new table that it refers to
        (found, key)
        for found in change.after.by_kind.get("constraint", ())
        if isinstance(found, Constraint) and found.type == "foreign key" and ("table", *found.key[1:3]) in tables
        for key, words in tables.items()
        if words in found.definition and key[1:] != found.key[1:3]
    ]
    needs = {key: {target for found, target in references if found.key[1:3] == key[1:]} for key in new}
    for key, others in change.after.needs.items():
        owner = _owner(key, change.after, new)
        if owner:
            needs[owner].update(filter(None, (_owner(other, change.after, new) for other in others)))
    ordered = in_order([(PHASE[key[0]], key) for key in new], {key: frozenset(needed) for key, needed in needs.items()})
    order = [key for _, key in reversed(ordered)]
    cuts = [
        Undo((drop_sql(found),))
        for found, target in references
        if order.index(target) < order.index(("table", *found.key[1:3]))
    ]
    rest = [difference for difference in differences if difference not in new.values()]
    return [*(new[key] for key in order), *rest], cuts


def _owner(key: Key | None, schema: Schema, objects: Container[Key]) -> Key | None:
    """Return which of the objects a key belongs to, such as the table of a constraint; None for none of them."""
    while key is not None and key not in objects:
        key = parent_of(key, schema) if key in schema.objects or key[0] == "column" else None
    return key


def _comes_with_rename(difference: Difference, change: SchemaChange, renamed: Mapping[Key, str]) -> bool:
    """Whether a difference goes away when a column gets its former name."""
    found = object_of(change.after, difference) or object_of(change.before, difference)
    if found is None or not renamed:
        return False
    columns = {key for new, old in renamed.items() for key in (new, (*new[:3], old))}
    if found.key in columns or (found.key[0] in ("comment", "grant") and any(
        found.key[1 : len(key) + 1] == key for key in columns)):  # fmt: skip
        return True
    tables = {key[1:3] for key in columns}
    is_on_table = found.kind in ("constraint", "index") and (found.key[1], getattr(found, "table", "")) in tables
    return is_on_table and None not in (difference.expected, difference.actual)


def _created_again(change: SchemaChange, keys: Collection[Key], archives: Mapping[str, Archive]) -> Undo:
    """Drop these and what needs them, and create all that was there before."""
    order: list[Key] = []
    waiting, needs = list(keys), change.after.needs
    while waiting:
        key = waiting.pop(0)
        order = [other for other in order if other != key] + [key]
        waiting += [
            other for other, needed in needs.items() if key in needed and other[0] in _REPLACEABLE and other != key
        ]
    drops = Undo(tuple(drop_sql(change.after.objects[key]) for key in reversed(order)))
    rest = SchemaChange(
        change.before, without(change.after, lambda found: _owner(found.key, change.after, order) is not None)
    )
    return together([drops, by_difference(rest, archives)])


def _rows_and_owners_back(change: SchemaChange, archives: Mapping[str, Archive]) -> Iterator[Undo]:
    """Yield the copies of archived rows into tables that come back, and OWNER TO for what has another owner now."""
    for table in change.before.by_kind.get("table", ()):
        archive = archives.get(table.key[2])
        if isinstance(table, Table) and archive and not archive.columns and table.key not in change.after.objects:
            yield Undo(rows_back(archive, table, change.before))
    for key, owner in change.before.owners.items():
        found = change.after.objects.get(key)
        if found is None or change.after.owners.get(key, owner) == owner or key not in change.before.objects:
            continue
        if not isinstance(found, NumberSequence) or found.owner is None:  # a column's sequence follows its table
            yield Undo((plain(f"ALTER {object_keyword(key[0])} {drop_target(key)} OWNER TO {spelt(owner)};"),))
