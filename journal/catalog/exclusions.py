"""What a comparison skips: our own tables, what existed before the migrations, and what the user excludes. Pure."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase, translate

from journal.catalog.dependencies import parent_of
from journal.catalog.types_functions_grants import Comment, Grant
from journal.catalog.values import EMPTY, Key, Namespace, Object, Schema, Table
from journal.project.settings import Ledger

_OWN = ("_manual_migrations", "_manual_migrations_position", "_backup_*", "*__drizzle_migrations_backup_*")
"""The tables of the runner and of our backups, in any schema."""

_IS_OWN = re.compile("|".join(map(translate, _OWN)))
_PUBLIC = ("schema", "public")


def without(schema: Schema, is_excluded: Callable[[Object], bool]) -> Schema:
    """Return the schema without the excluded objects and everything that belongs to them."""
    excluded = {key for key, item in schema.objects.items() if is_excluded(item)}
    if not excluded:
        return schema
    gone: set[Key] = set()
    for key in schema.objects:  # a parent comes before what belongs to it
        if key in excluded or parent_of(key, schema) in gone:
            gone.add(key)
    return replace(schema, objects={key: item for key, item in schema.objects.items() if key not in gone})


def own_objects(ledger: Ledger, ledgers: Collection[tuple[str, str]] = ()) -> Callable[[Object], bool]:
    """Return the predicate for Drizzle's ledger, other `ledgers`, the tables of the runner and the backups."""

    def is_own(item: Object) -> bool:
        if isinstance(item, Namespace):
            return item.name == ledger.schema != "public"
        if not isinstance(item, Table):
            return False
        is_ledger = (item.schema, item.name) in {(ledger.schema, ledger.table), *ledgers}
        return is_ledger or _IS_OWN.match(item.name) is not None

    return is_own


def matching(patterns: Sequence[str]) -> Callable[[Object], bool]:
    """Return the predicate for objects that a pattern names: `public.audit_*`, `index:public.*`, `grant:*`."""

    def is_named(item: Object) -> bool:
        if not patterns:
            return False
        texts = [item.title, f"{item.kind}:{item.title}"]
        return any(fnmatchcase(text, pattern) for pattern in patterns for text in texts)

    return is_named


def unused_patterns(patterns: Sequence[str], schemas: Sequence[Schema]) -> Iterator[str]:
    """Yield the patterns that name nothing in any of these schemas."""
    for pattern in patterns:
        is_named = matching([pattern])
        if not any(is_named(item) for schema in schemas for item in schema.objects.values()):
            yield pattern


def without_assumed(before: Schema, expected: Schema, actual: Schema) -> tuple[Schema, Schema]:
    """Return both sides without what existed before the first migration and no migration has changed.

    Additional objects of a live database in a schema of the platform, one that existed before, are skipped, too.
    """
    if before.objects == EMPTY.objects:
        return expected, actual
    untouched = {key for key, item in before.objects.items() if expected.objects.get(key) == item} - {_PUBLIC}
    platform = {item.key[1] for item in before.by_kind.get("schema", ())} - {"public"}
    wanted = {key: item for key, item in expected.objects.items() if key not in untouched}
    found = {
        key: item
        for key, item in actual.objects.items()
        if key not in untouched
        and (key in wanted or (item.on if isinstance(item, Comment | Grant) else item.key)[1] not in platform)
    }
    return replace(expected, objects=wanted), replace(actual, objects=found)
