"""What stands beside tables: enums, schemas, sequences. Pure."""

from journal.catalog.values import Enum as FoundEnum
from journal.catalog.values import Namespace, Schema
from journal.catalog.values import Sequence as FoundSequence
from journal.snapshot.values import Enum, Sequence


def enums_of(schema: Schema) -> dict[str, Enum]:
    """Enums, by schema and name."""
    found = (one for one in schema.by_kind.get("enum", ()) if isinstance(one, FoundEnum))
    return {f"{one.schema}.{one.name}": Enum(one.name, one.schema, one.labels) for one in found}


def schemas_of(schema: Schema) -> dict[str, str]:
    """Schemas, but for `public`."""
    found = (one.name for one in schema.by_kind.get("schema", ()) if isinstance(one, Namespace))
    return {name: name for name in found if name != "public"}


def sequences_of(schema: Schema) -> dict[str, Sequence]:
    """Sequences, but for those that go with a column: drizzle has them with it."""
    found = (one for one in schema.by_kind.get("sequence", ()) if isinstance(one, FoundSequence))
    return {f"{one.schema}.{one.name}": _sequence(one) for one in found if one.owner is None}


def _sequence(one: FoundSequence) -> Sequence:
    return Sequence(
        name=one.name,
        schema=one.schema,
        increment=str(one.increment),
        start_with=str(one.start),
        min_value=str(one.minimum),
        max_value=str(one.maximum),
        cache=str(one.cache),
        cycle=one.cycles,
    )
