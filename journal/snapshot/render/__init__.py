"""Catalog values and texts of the files -> the snapshot that drizzle-kit's `generate` would have of the schema. Pure.

What version 7 cannot express is skipped: functions, triggers, grants, domains, EXCLUDE.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field

from journal.catalog.exclusions import own_objects, without
from journal.catalog.types_functions_grants import Role
from journal.catalog.values import Schema
from journal.catalog.values import Table as CatalogTable
from journal.dataclass import dataclass
from journal.project.settings import Ledger
from journal.snapshot.model import Snapshot, Table
from journal.snapshot.render.enums_sequences_roles import enums_of, roles_of, schemas_of, sequences_of
from journal.snapshot.render.schema_texts import Names, SchemaTexts, Texts
from journal.snapshot.render.tables import policies_elsewhere, table_of
from journal.snapshot.render.views import views_of

__all__ = ["Previous", "Texts", "snapshot_of"]


@dataclass(frozen=True, slots=True)
class Previous:
    """The snapshot before a migration. `renamed`: the names that its tables had then, by their names now."""

    snapshot: Snapshot = field(default_factory=Snapshot)
    renamed: Mapping[Names, Names] = field(default_factory=dict)

    def table(self, table: CatalogTable) -> Table | None:
        """Return the table as it was then."""
        names = (table.schema, table.name)
        return self.snapshot.tables.get(".".join(self.renamed.get(names, names)))


def snapshot_of(
    schema: Schema,
    texts: Texts,
    *,
    ledger: Ledger | None = None,
    roles: Iterable[Role] = (),
    previous: Previous | None = None,
) -> Snapshot:
    """Return the snapshot of a schema, without Drizzle's ledger, our own tables and backups.

    `texts`: those of the files that have the same meaning as the catalog. `roles`: those that migrations created.
    """
    before = previous or Previous()
    is_own = own_objects(ledger or Ledger())
    if any(is_own(item) for kind in ("schema", "table") for item in schema.by_kind.get(kind, ())):  # quick to see
        schema = without(schema, is_own)
    source = SchemaTexts(schema, texts)
    # schema.ts names no partition, which belongs to its parent, and drizzle knows no foreign tables.
    tables = (table for table in source.of_kind(CatalogTable) if table.bound is None and not table.foreign)
    return Snapshot(
        tables={f"{table.schema}.{table.name}": table_of(source, table, before.table(table)) for table in tables},
        enums=enums_of(source),
        schemas=schemas_of(source),
        sequences=sequences_of(source),
        roles=roles_of(roles),
        policies=policies_elsewhere(source, before.snapshot.tables),
        views=views_of(source),
    )
