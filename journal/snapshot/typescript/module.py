"""The module that is written: what it is made from, the names in it, and what it imports."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field

from journal.catalog.types_functions_grants import Domain
from journal.catalog.values import Column as CatalogColumn
from journal.catalog.values import Key, Schema
from journal.dataclass import dataclass
from journal.snapshot.model import Enum, Sequence, Snapshot, Table, View
from journal.snapshot.typescript.literals import string
from journal.snapshot.typescript.names import RESERVED, Identifiers, property_names
from journal.snapshot.typescript.types import data_of_custom

PG_CORE = (
    "AnyPgColumn", "PgTableExtraConfigValue", "bigint", "bigserial", "bit", "boolean", "bytea", "char", "check", "cidr",
    "customType", "date", "doublePrecision", "foreignKey", "geometry", "halfvec", "index", "inet", "integer",
    "interval", "json", "jsonb", "line", "macaddr", "macaddr8", "numeric", "pgEnum", "pgMaterializedView", "pgPolicy",
    "pgRole", "pgSchema", "pgSequence", "pgTable", "pgView", "point", "primaryKey", "real", "serial", "smallint",
    "smallserial", "sparsevec", "text", "time", "timestamp", "unique", "uniqueIndex", "uuid", "varchar", "vector",
)  # fmt: skip
"""What is imported from `drizzle-orm/pg-core`."""
ORM = ("defineRelations", "relations", "sql")
"""What is imported from `drizzle-orm`."""
_TYPES = ("AnyPgColumn", "PgTableExtraConfigValue")


@dataclass(frozen=True)
class SchemaSource:
    """What a module is made from: the last snapshot, and the whole catalog after the last entry.

    `before`: what the platform has created before the first one. `by_kit`: the columns whose types drizzle-kit wrote.
    `deviations`: where the snapshot has drizzle-kit's model and not the database's state.
    """

    snapshot: Snapshot
    catalog: Schema
    before: Schema
    by_kit: frozenset[Key] = frozenset()
    deviations: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModuleOptions:
    """`is_v1`: for drizzle-orm 1.0, not for 0.45. `keep_names`: as in the database, not in camelCase."""

    is_v1: bool = False
    keep_names: bool = False
    relations: bool = False


@dataclass
class SchemaModule:
    """The module while it is written. Names are given before any text, so that every part can refer to every other."""

    source: SchemaSource
    options: ModuleOptions
    identifiers: Mapping[Key, str] = field(default_factory=dict)
    properties: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    elsewhere: tuple[str, ...] = ()
    custom: dict[str, tuple[str, str]] = field(default_factory=dict)
    untold: set[str] = field(default_factory=set)
    lost: list[tuple[str, str]] = field(default_factory=list)
    _used: set[str] = field(default_factory=set)
    _names: Identifiers = field(init=False)

    def __post_init__(self) -> None:
        self._names = Identifiers({*RESERVED, *PG_CORE, *ORM}, keep_names=self.options.keep_names)
        self.elsewhere = tuple(sorted(self._tables_elsewhere()))
        named = [*self._named()]
        # The schema is a part of the identifier only where two schemas have the same name.
        wanted = Counter(self._names.plain(short) for _, _, short, _ in named)
        is_clear = {short: wanted[plain] == 1 and plain not in RESERVED for _, _, short, _ in named
                    for plain in [self._names.plain(short)]}  # fmt: skip
        self.identifiers = {
            (kind.lower(), name): self._names.take(short, kind, "" if is_clear[short] else scope)
            for kind, name, short, scope in named
        }
        keep = self.options.keep_names
        tables = {name: table.columns for name, table in self.source.snapshot.tables.items()}
        outside = {name: [column.name for column in self.columns_elsewhere(name)] for name in self.elsewhere}
        self.properties = {
            name: property_names(columns, keep_names=keep) for name, columns in [*tables.items(), *outside.items()]
        }

    def _named(self) -> Iterable[tuple[str, str, str, str]]:
        """Yield the kind, the full name, the name and the schema of what gets an identifier, in the order of claims."""
        found = self.source.snapshot
        parts: tuple[tuple[str, Mapping[str, Table | View | Enum | Sequence]], ...] = (
            ("Table", found.tables), ("View", found.views), ("Enum", found.enums), ("Sequence", found.sequences),
        )  # fmt: skip
        for kind, items in parts:
            for name, item in items.items():
                yield kind, name, item.name, "" if item.schema in ("", "public") else item.schema
        yield from (("Schema", name, name, "") for name in (*found.schemas, *self._schemas_elsewhere()))
        yield from (("Role", name, name, "") for name in found.roles)
        for name in self.elsewhere:
            schema, _, short = name.partition(".")
            yield "Table", name, short, schema if schema != "public" else ""
        yield from (("Policy", name, name, "") for name in found.policies)

    def _tables_elsewhere(self) -> set[str]:
        """Return the tables, as `schema.name`, that the snapshot names and does not have."""
        snapshot = self.source.snapshot
        keys = (key for table in snapshot.tables.values() for key in table.foreign_keys.values())
        named = {f"{key.schema_to or 'public'}.{key.table_to}" for key in keys}
        policies = snapshot.policies.values()
        return (named | {table_of_policy(one.on or "") for one in policies}) - snapshot.tables.keys()

    def _schemas_elsewhere(self) -> list[str]:
        """Return the schemas of what the snapshot has, which it does not have themselves."""
        found = self.source.snapshot
        named = {item.schema for items in (found.tables, found.views) for item in items.values()}
        named |= {item.schema for items in (found.enums, found.sequences) for item in items.values()}
        named |= {name.partition(".")[0] for name in self.elsewhere}
        return sorted(named - {"", "public", *found.schemas})

    @property
    def schemas_elsewhere(self) -> list[str]:
        """The schemas that are named and not exported, because no migration creates them."""
        return self._schemas_elsewhere()

    def columns_elsewhere(self, table: str) -> list[CatalogColumn]:
        """Return the columns of a table that the snapshot does not have."""
        schema, _, name = table.partition(".")
        catalog = self.source.catalog
        order = catalog.positions.get(("table", schema, name), ())
        found = (catalog.objects.get(("column", schema, name, column)) for column in order)
        return [column for column in found if isinstance(column, CatalogColumn)]

    def table(self, name: str) -> Table:
        """Return a table of the snapshot."""
        return self.source.snapshot.tables[name]

    def use(self, name: str) -> str:
        """Return a name of drizzle, which is then imported."""
        self._used.add(name)
        return name

    def name(self, kind: str, name: str) -> str:
        """Return the identifier of an object."""
        return self.identifiers[kind, name]

    def take(self, name: str, kind: str) -> str:
        """Return an identifier for what is no object of the database."""
        return self._names.take(name, kind)

    def custom_type(self, text: str) -> str:
        """Return the function of a customType with this text in SQL, which is defined once."""
        if text not in self.custom:
            self.custom[text] = self._names.take(text, "Type"), data_of_custom(self._base_of(text))
        self.use("customType")
        return self.custom[text][0]

    def _base_of(self, text: str) -> str:
        """Return the type below a domain, or the text itself."""
        domains = (one for one in self.source.catalog.by_kind.get("domain", ()) if isinstance(one, Domain))
        return next((one.type for one in domains if one.name == text), text)

    def custom_types(self) -> list[str]:
        """Return the definitions of the customTypes."""
        return [
            f"const {name} = customType<{{ data: {data} }}>({{ dataType: () => {string(text)} }});"
            for text, (name, data) in self.custom.items()
        ]

    def imports(self) -> list[str]:
        """Return the imports of what was used."""
        lines = []
        orm, core = ([name for name in names if name in self._used] for names in (ORM, PG_CORE))
        if orm:
            lines.append(f'import {{ {", ".join(orm)} }} from "drizzle-orm";')
        words = [f"type {name}" if name in _TYPES else name for name in core]
        text = f'import {{ {", ".join(words)} }} from "drizzle-orm/pg-core";'
        if words and len(text) > 120:
            text = "import {\n" + "".join(f"  {word},\n" for word in words) + '} from "drizzle-orm/pg-core";'
        return [*lines, *([text] if words else [])]


def table_of_policy(on: str) -> str:
    """Return `schema.name` of a table as a policy of a snapshot names it: `"auth"."users"`."""
    return ".".join(part.strip('"').replace('""', '"') for part in on.split('"."'))
