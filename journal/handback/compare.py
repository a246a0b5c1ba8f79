"""Step 3, compare: the database that the entries make with the database that `schema.ts` describes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from fnmatch import fnmatchcase

import orjson

from journal.catalog.compare import compare
from journal.catalog.difference import Difference, Weight
from journal.catalog.exclusions import matching, own_objects, unused_patterns, without
from journal.catalog.read import read_roles, read_schema
from journal.catalog.values import Column, Constraint, Key, Object, Schema
from journal.catalog.values import Sequence as NumberSequence
from journal.connect.temporary import connect
from journal.dataclass import dataclass
from journal.drizzle.kit import Kit
from journal.folder.snapshots import prefix_of, with_defaults
from journal.handback.comparable import with_equal_defaults, with_wanted_key_names
from journal.handback.copy import ProjectCopy
from journal.handback.kit_forms import Document, Form, differing_forms
from journal.handback.schema_ts import ExpectedSchema, ReplayedSchema, build_schema_ts, generate_schema_ts
from journal.project.files import FileKind, read_file
from journal.project.settings import Ledger, Settings
from journal.rebuild.schemas import Replays
from journal.snapshot.expressible import expressible
from journal.snapshot.model import Snapshot
from journal.snapshot.typescript.module import SchemaSource
from journal.snapshot.typescript.unexpressed import unexpressed_in


@dataclass(frozen=True)
class Scope:
    """The objects that drizzle-kit is to know. `ignore` are patterns such as `public.audit_*`.

    `schemas` and `tables` are `schemaFilter` and `tablesFilter` of drizzle.config, where they are set. An object that
    they exclude is not compared unless `schema.ts` has it; `generate` itself ignores both filters.
    """

    ledger: Ledger
    ignore: tuple[str, ...] = ()
    schemas: tuple[str, ...] | None = None
    tables: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Settings, ignore: tuple[str, ...]) -> "Scope":
        """Return the scope of a project."""
        config = settings.drizzle
        schemas, tables = (config.get(key) if config else None for key in ("schemaFilter", "tablesFilter"))
        return cls(settings.ledger, ignore, schemas.value if schemas else None, tables.value if tables else ())

    def applied(self, replayed: Schema, expected: ExpectedSchema) -> tuple[Schema, Schema]:
        """Return both sides, reduced to what `schema.ts` can express and this scope has."""
        excludes = self._exclusion(expected.snapshot)
        ours, theirs = (without(expressible(schema), excludes) for schema in (replayed, expected.schema))
        return with_equal_defaults(with_wanted_key_names(ours, theirs), expected.equal_defaults), theirs

    def beyond(self, replayed: Schema, before: Schema, expected: ExpectedSchema) -> Mapping[str, tuple[str, ...]]:
        """Return what this scope has and `schema.ts` cannot express: the names by kind."""
        catalog = without(replayed, self._exclusion(expected.snapshot))
        return unexpressed_in(SchemaSource(Snapshot(), catalog, before), ())

    def _exclusion(self, snapshot: Document) -> Callable[[Object], bool]:
        is_own, is_ignored = own_objects(self.ledger), matching(self.ignore)
        known = {
            (found.get("schema") or "public", found["name"])
            for part in ("tables", "views", "enums", "sequences")
            for found in snapshot[part].values()
        }
        schemas = {schema for schema, _ in known} | {*snapshot["schemas"]}
        included_schemas = ("*",) if self.schemas is None else self.schemas
        # As push and pull apply `tablesFilter`: `!` excludes; with only such patterns, all others are included.
        excluded = [pattern[1:] for pattern in self.tables if pattern.startswith("!")]
        included = [pattern for pattern in self.tables if not pattern.startswith("!")] or ["*"]

        def excludes(one: Object) -> bool:
            if is_own(one) or is_ignored(one):
                return True
            schema = one.key[1]
            if schema not in schemas and not any(fnmatchcase(schema, pattern) for pattern in included_schemas):
                return True
            if one.kind not in ("table", "view", "materialized view") or one.key[1:] in known:
                return False
            is_in = [any(fnmatchcase(one.key[2], pattern) for pattern in patterns) for patterns in (included, excluded)]
            return is_in != [True, False]

        return excludes


@dataclass(frozen=True)
class SchemaTsComparison:
    """The result. `differences` lead from `replayed` to `wanted`, the two sides within the scope.

    `forms`: how `generate` writes what is equal. `idle`: patterns to ignore that match nothing on either side.
    `beyond`: what `schema.ts` cannot express, by kind, without what was there before the first entry.
    """

    expected: ExpectedSchema
    after_entries: ReplayedSchema
    replayed: Schema
    wanted: Schema
    differences: tuple[Difference, ...]
    forms: tuple[Form, ...]
    idle: tuple[str, ...] = ()
    beyond: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[Difference, ...]:
        """Return the differences that are only a name."""
        return tuple(difference for difference in self.differences if difference.weight is Weight.NAME)

    @property
    def real(self) -> tuple[Difference, ...]:
        """Return all other differences."""
        return tuple(difference for difference in self.differences if difference.weight is Weight.REAL)


def compare_schema_ts(copy: ProjectCopy, kit: Kit, replays: Replays, scope: Scope) -> SchemaTsComparison | None:
    """Replay the entries, build `schema.ts`, and compare the two databases.

    Return None where the last entry has no snapshot. Raises SchemaUnusable, EngineFailed, and what a replay raises.
    """
    entries = replays.folder.journal.entries
    path = copy.settings.meta / f"{prefix_of(entries[-1].tag)}_snapshot.json" if entries else None
    if path is None or not path.exists():
        return None
    last_snapshot: Document = with_defaults(orjson.loads(read_file(path, FileKind.SNAPSHOT)))
    with replays.running(entries) as database, connect(database.server.conninfo) as connection:
        after_entries = ReplayedSchema(read_schema(connection), read_roles(connection))
    empty = copy.folder / f"schema-{len(entries)}"
    empty.mkdir()
    expected = build_schema_ts(generate_schema_ts(kit, empty), replays, after_entries)
    expected = replace(expected, schema=_without_dropped(expected.schema, last_snapshot, expected.snapshot))
    ours, theirs = scope.applied(after_entries.schema, expected)
    return SchemaTsComparison(
        expected,
        after_entries,
        ours,
        theirs,
        tuple(differences_between(ours, theirs)),
        differing_forms(last_snapshot, expected.snapshot, set(_equal_keys(ours, theirs))),
        tuple(unused_patterns(scope.ignore, [after_entries.schema, expected.schema])),
        scope.beyond(after_entries.schema, replays.before(), expected),
    )


def differences_between(ours: Schema, theirs: Schema) -> Iterator[Difference]:
    """Yield what leads from our side to theirs; a schema that only we have counts, because `generate` drops it."""
    for one in compare(theirs, ours):
        if one.weight in (Weight.REAL, Weight.NAME):
            yield one
        elif one.kind == "schema" and one.expected is None:
            yield replace(one, weight=Weight.REAL)


def _without_dropped(schema: Schema, last_snapshot: Document, generated: Document) -> Schema:
    """Return the schema of `schema.ts` without the schemas that it lacks and `generate` drops.

    They were created as prerequisites, because an extension or a function may be in one.
    """
    dropped = {("schema", name) for name in last_snapshot["schemas"].keys() - generated["schemas"].keys()}
    return replace(schema, objects={key: one for key, one in schema.objects.items() if key not in dropped})


def _equal_keys(ours: Schema, theirs: Schema) -> Iterator[Key]:
    """Yield the keys of equal objects, and `("primary key", schema, table)` where primary keys are equal or absent."""
    changed_identities = {
        one.owner
        for one in ours.objects.values()
        if isinstance(one, NumberSequence) and one.owner and theirs.objects.get(one.key) != one
    }
    for key, one in ours.objects.items():
        if theirs.objects.get(key) == one and not (isinstance(one, Column) and key[1:] in changed_identities):
            yield key
    our_keys, their_keys = _primary_keys(ours), _primary_keys(theirs)
    for key in ours.objects:
        if key[0] == "table" and our_keys.get(key[1:]) == their_keys.get(key[1:]):
            yield ("primary key", *key[1:])


def _primary_keys(schema: Schema) -> dict[Key, Constraint]:
    constraints = (one for one in schema.objects.values() if isinstance(one, Constraint))
    return {(one.schema, one.table): one for one in constraints if one.type == "primary key"}


def with_roles(snapshot: Document, comparison: SchemaTsComparison) -> Document:
    """Return the last snapshot with the roles that `schema.ts` names and the server has.

    A DO block or `--before` may have created them, which no snapshot shows: `generate` would create them again.
    """
    roles = {
        role.name: {
            "name": role.name, "createDb": role.creates_databases, "createRole": role.creates_roles,
            "inherit": role.inherits,
        }
        for role in comparison.after_entries.roles
        if role.name in comparison.expected.snapshot["roles"]
    }  # fmt: skip
    return snapshot | {"roles": snapshot["roles"] | {n: roles[n] for n in roles if n not in snapshot["roles"]}}


_KINDS = {
    "tables": ("table",), "enums": ("enum",), "sequences": ("sequence",), "schemas": ("schema",),
    "views": ("view", "materialized view"),
}  # fmt: skip


def pruned(snapshot: Document, comparison: SchemaTsComparison) -> Document:
    """Return the snapshot without the objects that the scope excludes."""
    removed = comparison.after_entries.schema.objects.keys() - comparison.replayed.objects.keys()

    def is_removed(kind: str, name: str) -> bool:
        schema, _, rest = name.partition(".")
        return ((kind, name) if kind == "schema" else (kind, schema, rest)) in removed

    return snapshot | {
        part: {name: one for name, one in snapshot[part].items() if not any(is_removed(kind, name) for kind in kinds)}
        for part, kinds in _KINDS.items()
    }
