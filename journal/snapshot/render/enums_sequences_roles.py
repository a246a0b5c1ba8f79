"""What stands beside tables: enums, schemas, sequences, roles. Pure."""

from collections.abc import Iterable

from journal.catalog.values import Enum as FoundEnum
from journal.catalog.values import Namespace, Object, Schema
from journal.catalog.values import Role as FoundRole
from journal.catalog.values import Sequence as FoundSequence
from journal.snapshot.render.source_schema import SchemaTexts
from journal.snapshot.values import Enum, Role, Sequence


def by_name(one: Object) -> tuple[str, ...]:
    """The order of things in a snapshot. drizzle-kit's is that of the names that a schema.ts exports them by."""
    return one.key[:0:-1]


def enums_of(schema: Schema) -> dict[str, Enum]:
    """Enums, by schema and name."""
    found = sorted((one for one in schema.by_kind.get("enum", ()) if isinstance(one, FoundEnum)), key=by_name)
    return {f"{one.schema}.{one.name}": Enum(one.name, one.schema, one.labels) for one in found}


def schemas_of(schema: Schema) -> dict[str, str]:
    """Schemas, but for `public`."""
    found = sorted(one.name for one in schema.by_kind.get("schema", ()) if isinstance(one, Namespace))
    return {name: name for name in found if name != "public"}


def sequences_of(told: SchemaTexts) -> dict[str, Sequence]:
    """Sequences, but for those that go with a column: drizzle has them with it."""
    found = sorted(
        (one for one in told.schema.by_kind.get("sequence", ()) if isinstance(one, FoundSequence)), key=by_name
    )
    return {f"{one.schema}.{one.name}": _sequence(told, one) for one in found if one.owner is None}


def _sequence(told: SchemaTexts, one: FoundSequence) -> Sequence:
    return Sequence(
        name=one.name,
        schema=one.schema,
        increment=str(one.increment),
        start_with=str(one.start),
        min_value=str(one.minimum),
        max_value=str(one.maximum),
        cache=str(one.cache),
        cycle=one.cycles and told.text(one.key, "cycle") is None,
    )


def roles_of(roles: Iterable[FoundRole]) -> dict[str, Role]:
    """Roles, as far as drizzle knows them: other attributes of CREATE ROLE it has no word for."""
    return {one.name: Role(one.name, one.creates_databases, one.creates_roles, one.inherits) for one in roles}
