"""Schemas, extensions, collations and types."""

from journal.catalog.assemble.draft import Catalog, Draft
from journal.catalog.quoting import clauses, literal, readable
from journal.catalog.types_functions_grants import Collation, Composite, Domain, Enum, Extension, Range
from journal.catalog.values import Namespace

_PROVIDERS = {"i": "icu", "c": "libc", "b": "builtin", "d": "default"}


def add_namespaces(draft: Draft) -> None:
    """Add schemas."""
    for oid, name, owner in draft.rows["namespaces"]:
        draft.add(Namespace(name), Catalog.NAMESPACE, oid, owner)


def add_extensions(draft: Draft) -> None:
    """Add extensions, except plpgsql, which every database has."""
    for oid, name, schema, version in draft.rows["extensions"]:
        draft.add(Extension(name, schema, version), Catalog.EXTENSION, oid)


def add_collations(draft: Draft) -> None:
    """Add collations. The last value of their rows is JSON: the names in it depend on the version."""
    for oid, schema, name, owner, row in draft.rows["collations"]:
        collate, ctype, rules = row["collcollate"], row["collctype"], row.get("collicurules")
        locale = row.get("colllocale") or row.get("colliculocale") or (collate if collate == ctype else None)
        definition = clauses(
            f"provider = {_PROVIDERS[row['collprovider']]}",
            locale and f"locale = {literal(locale)}",
            not locale and f"lc_collate = {literal(collate)}, lc_ctype = {literal(ctype)}",
            bool(rules) and f"rules = {literal(rules or '')}",
            not row["collisdeterministic"] and "deterministic = false",
            separator=", ",
        )
        draft.add(Collation(schema, name, definition), Catalog.COLLATION, oid, owner)


def add_types(draft: Draft) -> None:
    """Add enums, domains, ranges and composite types. The row types of tables belong to the tables."""
    ranges = {row[0]: row[1:] for row in draft.rows["ranges"]}
    for oid, schema, name, owner, kind, labels, base, collation, default, not_null, relation in draft.rows["types"]:
        item: Enum | Domain | Composite | Range
        if kind == "e":
            item = Enum(schema, name, tuple(labels))
        elif kind == "d":
            item = Domain(schema, name, base, collation, default, not_null)
        elif kind == "r":
            subtype, *operator_class, is_default, collated, canonical, difference, multirange = ranges[oid]
            definition = clauses(
                f"subtype = {subtype}",
                not is_default and f"subtype_opclass = {readable(operator_class)}",
                collated and f"collation = {collated}",
                canonical and f"canonical = {canonical}",
                difference and f"subtype_diff = {difference}",
                f"multirange_type_name = {multirange}",
                separator=", ",
            )
            item = Range(schema, name, definition)
        else:
            rows = draft.columns_by_relation.get(relation, [])
            suffixes = [f" COLLATE {row[8][0]}" if row[8] and row[8][0] else "" for row in rows]
            attributes = tuple((row[2], row[3] + suffix) for row, suffix in zip(rows, suffixes, strict=True))
            item = Composite(schema, name, attributes)
            draft.columns.update({row[:2]: ("column", schema, name, row[2]) for row in rows})
            draft.keys[Catalog.CLASS, relation] = item.key
        draft.add(item, Catalog.TYPE, oid, owner)
