"""Schemas, extensions, collations and types."""

from typing import Any

from journal.catalog.assemble.draft import Catalog, Draft
from journal.catalog.quoting import literal, readable
from journal.catalog.values import Collation, Composite, Domain, Enum, Extension, Namespace, Range


def namespaces(draft: Draft) -> None:
    """Schemas."""
    for oid, name, owner in draft.rows["namespaces"]:
        draft.add(Namespace(name), Catalog.NAMESPACE, oid, owner)


def extensions(draft: Draft) -> None:
    """Extensions, but for plpgsql, which every database has."""
    for oid, name, schema, version in draft.rows["extensions"]:
        draft.add(Extension(name, schema, version), Catalog.EXTENSION, oid)


def collations(draft: Draft) -> None:
    """Collations. What their columns are called changes with the version, so they come as documents."""
    for oid, schema, name, owner, row in draft.rows["collations"]:
        draft.add(Collation(schema, name, _collation(row)), Catalog.COLLATION, oid, owner)


_PROVIDERS = {"i": "icu", "c": "libc", "b": "builtin", "d": "default"}


def _collation(row: dict[str, Any]) -> str:
    words = [f"provider = {_PROVIDERS[row['collprovider']]}"]
    locale = row.get("colllocale") or row.get("colliculocale")
    if locale or row["collcollate"] == row["collctype"]:
        words.append(f"locale = {literal(locale or row['collcollate'])}")
    else:
        words += [f"lc_collate = {literal(row['collcollate'])}", f"lc_ctype = {literal(row['collctype'])}"]
    if row.get("collicurules"):
        words.append(f"rules = {literal(row['collicurules'])}")
    return ", ".join([*words, *(["deterministic = false"] if not row["collisdeterministic"] else [])])


def types(draft: Draft) -> None:
    """Enums, domains, ranges and composite types; the row types of tables come with the tables."""
    ranges = {row[0]: row[1:] for row in draft.rows["ranges"]}
    for oid, schema, name, owner, kind, labels, base, collation, default, not_null, relation in draft.rows["types"]:
        one: Enum | Domain | Composite | Range
        if kind == "e":
            one = Enum(schema, name, tuple(labels))
        elif kind == "d":
            one = Domain(schema, name, base, collation, default, not_null)
        elif kind == "r":
            one = Range(schema, name, _range(ranges[oid]))
        else:
            listed = draft.shapes.get(relation, [])
            one = Composite(schema, name, tuple(map(_attribute, listed)))
            draft.columns.update({row[:2]: ("column", schema, name, row[2]) for row in listed})
            draft.keys[Catalog.CLASS, relation] = one.key
        draft.add(one, Catalog.TYPE, oid, owner)


def _attribute(row: tuple[Any, ...]) -> tuple[str, str]:
    collation = row[8][0] if row[8] else ""
    return row[2], f"{row[3]} COLLATE {collation}" if collation else row[3]


def _range(row: tuple[Any, ...]) -> str:
    subtype, space, opclass, is_default, collation, canonical, difference, multirange = row
    words = [f"subtype = {subtype}"]
    words += [] if is_default else [f"subtype_opclass = {readable((space, opclass))}"]
    words += [f"collation = {collation}"] if collation else []
    words += [f"canonical = {canonical}"] if canonical else []
    words += [f"subtype_diff = {difference}"] if difference else []
    return ", ".join([*words, f"multirange_type_name = {multirange}"])
