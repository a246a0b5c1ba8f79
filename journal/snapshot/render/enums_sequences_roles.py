"""Enums, schemas, sequences and roles. Pure."""

from collections.abc import Iterable

from journal.catalog.types_functions_grants import Enum as CatalogEnum
from journal.catalog.types_functions_grants import Role as CatalogRole
from journal.catalog.values import Namespace
from journal.catalog.values import Sequence as CatalogSequence
from journal.snapshot.model import Enum, Role, Sequence
from journal.snapshot.render.schema_texts import SchemaTexts


def enums_of(source: SchemaTexts) -> dict[str, Enum]:
    """Return the enums, by schema and name."""
    return {f"{it.schema}.{it.name}": Enum(it.name, it.schema, it.labels) for it in source.of_kind(CatalogEnum)}


def schemas_of(source: SchemaTexts) -> dict[str, str]:
    """Return the schemas except `public`."""
    return {namespace.name: namespace.name for namespace in source.of_kind(Namespace) if namespace.name != "public"}


def sequences_of(source: SchemaTexts) -> dict[str, Sequence]:
    """Return the sequences that no column owns, by schema and name."""
    return {
        f"{sequence.schema}.{sequence.name}": Sequence(
            name=sequence.name,
            schema=sequence.schema,
            cycle=sequence.cycles and source.text(sequence.key, "cycle") is None,
            **numbers_of(sequence),
        )
        for sequence in source.of_kind(CatalogSequence)
        if sequence.owner is None
    }


def numbers_of(sequence: CatalogSequence) -> dict[str, str]:
    """Return the numbers of a sequence as texts, by the names of the snapshot."""
    return {
        "increment": str(sequence.increment),
        "start_with": str(sequence.start),
        "min_value": str(sequence.minimum),
        "max_value": str(sequence.maximum),
        "cache": str(sequence.cache),
    }


def roles_of(roles: Iterable[CatalogRole]) -> dict[str, Role]:
    """Return the roles, with the attributes that drizzle has."""
    return {role.name: Role(role.name, role.creates_databases, role.creates_roles, role.inherits) for role in roles}
