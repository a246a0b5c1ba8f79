"""Catalog values and the texts of the files -> what drizzle-kit's `generate` would have said of the same schema. Pure.

One file a family. What version 7 has no word for (functions, triggers, grants, domains, EXCLUDE) is left out.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from journal.catalog.exclusions import own_objects, without
from journal.catalog.values import Role, Schema
from journal.catalog.values import Table as Found
from journal.project.settings import Ledger
from journal.snapshot.render.enums_sequences_roles import by_name, enums_of, roles_of, schemas_of, sequences_of
from journal.snapshot.render.policies import standing_alone
from journal.snapshot.render.source_schema import Names, SchemaTexts, Texts, told
from journal.snapshot.render.tables import is_drizzles, table_of
from journal.snapshot.render.views import views_of
from journal.snapshot.values import Snapshot, Table

__all__ = ["Since", "Texts", "snapshot_of"]


@dataclass(frozen=True, slots=True)
class Since:
    """The snapshot a migration ago, and the tables that it changed, by schema and name; None where any may be.

    `renamed`: what tables were called then, those that it renamed.
    """

    snapshot: Snapshot
    changed: Collection[Names] | None = None
    renamed: Mapping[Names, Names] = field(default_factory=dict)

    def table(self, one: Found) -> Table | None:
        """What the snapshot has of a table."""
        names = (one.schema, one.name)
        return self.snapshot.tables.get(".".join(self.renamed.get(names, names)))


def snapshot_of(
    schema: Schema,
    texts: Texts,
    *,
    ledger: Ledger | None = None,
    roles: Iterable[Role] = (),
    since: Since | None = None,
) -> Snapshot:
    """The snapshot of a schema; drizzle's ledger, our own tables and backups are not in it.

    `texts`: what the files say, where it means what the catalog says. `roles`: those that migrations made. `since`:
    where the last snapshot stands; tables that have not changed since are taken over as the same values.
    """
    kept = _less_own(schema, ledger or Ledger())
    last = since or Since(Snapshot())
    changed = None if last.changed is None else {*last.changed, *_new(kept, last.snapshot)}
    found = told(kept, texts, changed)
    return Snapshot(
        tables=dict(_tables(found, last, changed)),
        enums=enums_of(kept),
        schemas=schemas_of(kept),
        sequences=sequences_of(found),
        roles=roles_of(roles),
        policies=standing_alone(found, last.snapshot.tables),
        views=views_of(found),
    )


def _less_own(schema: Schema, ledger: Ledger) -> Schema:
    """The schema less what is not the project's; as it is where nothing is, which is quick to see."""
    is_own = own_objects(ledger)
    is_there = any(is_own(one) for kind in ("schema", "table") for one in schema.by_kind.get(kind, ()))
    return without(schema, is_own) if is_there else schema


def _drizzles(schema: Schema) -> Iterator[tuple[str, Found]]:
    for one in sorted(schema.by_kind.get("table", ()), key=by_name):
        if isinstance(one, Found) and is_drizzles(one):
            yield f"{one.schema}.{one.name}", one


def _new(schema: Schema, last: Snapshot) -> Iterator[Names]:
    return ((one.schema, one.name) for key, one in _drizzles(schema) if key not in last.tables)


def _tables(found: SchemaTexts, last: Since, changed: set[Names] | None) -> Iterator[tuple[str, Table]]:
    for key, one in _drizzles(found.schema):
        held = last.table(one)
        is_same = held and changed is not None and (one.schema, one.name) not in changed
        yield key, held if held and is_same else table_of(found, one, held)
