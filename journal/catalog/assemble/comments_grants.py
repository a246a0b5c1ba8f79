"""Comments, grants, and what each object needs to be created first."""

from journal.catalog.assemble.draft import Catalog, Draft
from journal.catalog.types_functions_grants import Comment, DefaultPrivilege, Grant
from journal.catalog.values import Column, Key, Table

_OBJECTS = {"r": "TABLES", "S": "SEQUENCES", "f": "FUNCTIONS", "T": "TYPES", "n": "SCHEMAS", "L": "LARGE OBJECTS"}
_PUBLIC: Key = ("schema", "public")


def add_comments(draft: Draft) -> None:
    """Add comments, except those of extensions, and that which the schema public has in a new database.

    A missing comment on the schema public counts as an empty one.
    """
    texts: dict[Key, str] = {}
    for catalog, oid, column, text, schema, index in draft.rows["comments"]:
        on = ("index", schema, index) if index else _key(draft, catalog, oid, column)
        if on and catalog != Catalog.EXTENSION:
            texts[on] = text
    if texts.setdefault(_PUBLIC, "") == "standard public schema" or _PUBLIC not in draft.objects:
        del texts[_PUBLIC]
    for on, text in texts.items():
        comment = Comment(on, text)
        draft.objects[comment.key] = comment


def _key(draft: Draft, catalog: int, oid: int, column: int) -> Key | None:
    return draft.columns.get((oid, column)) if column else draft.keys.get((catalog, oid))


def add_grants(draft: Draft) -> None:
    """Add the grants to others than the owner. Of two equal ones, that with the grant option counts."""
    has_column_grants = any(row[-1] and row[-1][-1] for row in draft.rows["columns"])
    column_grants = draft.rows["column_grants"] if has_column_grants else []
    for catalog, oid, column, grantee, privilege, grantable in (*draft.rows["grants"], *column_grants):
        on = _key(draft, catalog, oid, column)
        if on:
            grant = Grant(on, grantee, privilege, grantable)
            before = draft.objects.get(grant.key)
            draft.objects[grant.key] = before if isinstance(before, Grant) and before.grantable else grant
    for schema, kind, grantee, privilege, grantable in draft.rows["default_privileges"]:
        default = DefaultPrivilege(schema, _OBJECTS[kind], grantee, privilege, grantable)
        draft.objects[default.key] = default


def needs(draft: Draft) -> dict[Key, frozenset[Key]]:
    """Return the objects that each object refers to."""
    elements = {row[0]: row[1:] for row in draft.rows["elements"]}
    views: dict[int, int] = dict(draft.rows["view_rules"])
    found: dict[Key, set[Key]] = {}
    for catalog, oid, to_catalog, to_oid, table, number in draft.rows["needs"]:
        target = _target(draft, to_catalog, to_oid, elements)
        source = views[oid] if catalog == Catalog.REWRITE and oid in views else oid
        for key in _sources(draft, catalog, source, (table, number)):
            if target and target != key:
                found.setdefault(key, set()).add(target)
    for key, item in draft.objects.items():
        if isinstance(item, Table) and item.parents:
            found.setdefault(key, set()).update(("table", *parent) for parent in item.parents)
    return {key: frozenset(keys) for key, keys in found.items()}


def _target(draft: Draft, catalog: int, oid: int, elements: dict[int, tuple[int, int]]) -> Key | None:
    """Return the object that is needed: the element in place of an array, the table in place of its row type."""
    if catalog == Catalog.TYPE and oid in elements:
        element, relation = elements[oid]
        if relation:
            return draft.keys.get((Catalog.CLASS, relation))
        return _target(draft, catalog, element, elements)
    return draft.keys.get((catalog, oid))


def _sources(draft: Draft, catalog: int, oid: int, column_of_default: tuple[int, int]) -> list[Key]:
    """Return the objects that need it. A default belongs to its column, a generated one to the table, too.

    `oid`: that of the view in place of its rule. `column_of_default`: the OID of the table and the column's number.
    """
    if catalog != Catalog.ATTRDEF:
        key = draft.keys.get((Catalog.CLASS if catalog == Catalog.REWRITE else catalog, oid))
        return [key] if key else []
    column = draft.columns.get(column_of_default)
    if column is None:
        return []
    item = draft.objects.get(column)
    is_generated = isinstance(item, Column) and item.generated
    return [column, draft.keys[Catalog.CLASS, column_of_default[0]]] if is_generated else [column]
