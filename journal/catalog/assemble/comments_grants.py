"""What is said about objects: comments, grants, and what each of them needs to be made first."""

from journal.catalog.assemble.draft import Catalog, Draft
from journal.catalog.values import Column, Comment, DefaultPrivilege, Grant, Key, Statistics, Table

_OBJECTS = {"r": "TABLES", "S": "SEQUENCES", "f": "FUNCTIONS", "T": "TYPES", "n": "SCHEMAS", "L": "LARGE OBJECTS"}
_PUBLIC: Key = ("schema", "public")


def statistics(draft: Draft) -> None:
    """Extended statistics."""
    for oid, schema, name, owner, definition, target in draft.rows["statistics"]:
        draft.add(Statistics(schema, name, definition, target), Catalog.STATISTIC, oid, owner)


def comments(draft: Draft) -> None:
    """Comments. That on an extension is its author's; that on the schema public is there unless it was taken away."""
    found: dict[Key, str] = {}
    for catalog, oid, part, text, space, index in draft.rows["comments"]:
        on = ("index", space, index) if index else _named(draft, catalog, oid, part)
        if on and catalog != Catalog.EXTENSION:
            found[on] = text
    if found.setdefault(_PUBLIC, "") == "standard public schema" or _PUBLIC not in draft.objects:
        del found[_PUBLIC]
    for on, text in found.items():
        one = Comment(on, text)
        draft.objects[one.key] = one


def _named(draft: Draft, catalog: int, oid: int, part: int) -> Key | None:
    return draft.columns.get((oid, part)) if part else draft.keys.get((catalog, oid))


def grants(draft: Draft) -> None:
    """Grants to others than the owner; of two that give the same, the one that may be passed on."""
    on_columns = draft.rows["column_grants"] if any(row[-1] and row[-1][-1] for row in draft.rows["columns"]) else []
    for catalog, oid, part, grantee, privilege, grantable in (*draft.rows["grants"], *on_columns):
        on = _named(draft, catalog, oid, part)
        if on:
            one = Grant(on, grantee, privilege, grantable)
            before = draft.objects.get(one.key)
            draft.objects[one.key] = before if isinstance(before, Grant) and before.grantable else one
    for schema, kind, grantee, privilege, grantable in draft.rows["default_privileges"]:
        default = DefaultPrivilege(schema, _OBJECTS[kind], grantee, privilege, grantable)
        draft.objects[default.key] = default


def needs(draft: Draft) -> dict[Key, frozenset[Key]]:
    """What each object refers to. A column's default is the column's, a generated one the table's as well."""
    views: dict[int, int] = {row[0]: row[1] for row in draft.rows["view_rules"]}
    elements = {row[0]: row[1:] for row in draft.rows["elements"]}
    found: dict[Key, set[Key]] = {}
    for catalog, oid, to_catalog, to_oid, table, number in draft.rows["needs"]:
        target = _target(draft, to_catalog, to_oid, elements)
        source = views[oid] if catalog == Catalog.REWRITE and oid in views else oid
        for key in _sources(draft, catalog, source, (table, number)):
            if target and target != key:
                found.setdefault(key, set()).add(target)
    for key, one in draft.objects.items():
        if isinstance(one, Table) and one.parents:
            found.setdefault(key, set()).update(("table", *parent) for parent in one.parents)
    return {key: frozenset(keys) for key, keys in found.items()}


def _target(draft: Draft, catalog: int, oid: int, elements: dict[int, tuple[int, int]]) -> Key | None:
    """An array stands for its element, a row type for its table."""
    if catalog == Catalog.TYPE and oid in elements:
        element, relation = elements[oid]
        if relation:
            return draft.keys.get((Catalog.CLASS, relation))
        return _target(draft, catalog, element, elements)
    return draft.keys.get((catalog, oid))


def _sources(draft: Draft, catalog: int, oid: int, default: tuple[int, int]) -> list[Key]:
    """`oid`: a view's where it is that of its rule. `default`: the table's OID and the column's number of a default."""
    if catalog == Catalog.ATTRDEF:
        column = draft.columns.get(default)
        if column is None:
            return []
        one = draft.objects.get(column)
        table = draft.keys[Catalog.CLASS, default[0]]
        return [column, *([table] if isinstance(one, Column) and one.generated else [])]
    key = draft.keys.get((Catalog.CLASS if catalog == Catalog.REWRITE else catalog, oid))
    return [key] if key else []
