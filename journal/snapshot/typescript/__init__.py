"""Write `schema.ts` from the last snapshot and the catalog: what drizzle-kit reads back as the same snapshot. Pure.

Source: the builders of drizzle-orm 0.45 and 1.0, and generatePgSnapshot of drizzle-kit 0.31, reversed.
"""

from collections.abc import Mapping

from journal.dataclass import dataclass
from journal.snapshot.typescript.head import head, untold
from journal.snapshot.typescript.module import ModuleOptions, SchemaModule, SchemaSource
from journal.snapshot.typescript.objects import enums, policies, roles, schemas, sequences, views
from journal.snapshot.typescript.relations import relations
from journal.snapshot.typescript.tables import tables, tables_elsewhere
from journal.snapshot.typescript.unexpressed import unexpressed_in

__all__ = ["ModuleOptions", "SchemaSource", "SchemaTs", "schema_ts"]


@dataclass(frozen=True)
class SchemaTs:
    """The text of the file. `unexpressed`: the names, by kind, of what drizzle cannot express.

    `untold`: a sentence for each thing that SQL does not tell.
    """

    text: str
    unexpressed: Mapping[str, tuple[str, ...]]
    untold: tuple[str, ...]


def schema_ts(source: SchemaSource, options: ModuleOptions, origin: str) -> SchemaTs:
    """Return the file. `origin`: the sentence at its head on where the schema comes from."""
    module = SchemaModule(source, options)
    groups = [schemas(module), roles(module), enums(module), sequences(module)]
    rest = [*tables_elsewhere(module), *tables(module), *views(module), *policies(module)]
    rest += relations(module) if options.relations else []
    groups += [module.custom_types(), *([text] for text in rest)]
    unexpressed = unexpressed_in(source, module.lost)
    sentences = untold(module.untold)
    parts = [head(origin, unexpressed, sentences), "\n".join(module.imports()), *("\n".join(one) for one in groups)]
    body = "\n\n".join(part for part in parts if part)
    # drizzle-kit loads only what is a module.
    text = f"{body}\n" if any(groups) else f"{body}\n\nexport {{}};\n"
    return SchemaTs(text, unexpressed, sentences)
