"""What a baseline leaves out: by an option, the settings, drizzle.config, or because a platform has it. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import TypeVar

from journal.baseline.dump_text import DumpEntry
from journal.baseline.dumper import DumpScope
from journal.catalog.exclusions import matching
from journal.catalog.quoting import quoted, readable
from journal.catalog.types_functions_grants import EventTrigger, Extension
from journal.catalog.values import MaterializedView, Namespace, Object, Policy, Schema, Table, Trigger, View
from journal.catalog.values import Sequence as NumberSequence

_RELATIONS = (Table, View, MaterializedView, NumberSequence)
_BY_THE_PROJECT = (Trigger, Policy)
"""What a project adds to the tables of its platform."""
_Kind = TypeVar("_Kind", bound=Object)


def excludes_schema(scope: DumpScope, name: str) -> bool:
    """Tell whether a schema is left out: by a pattern of pg_dump, by `schemaFilter`, or because a platform has it."""
    patterns = [word for pattern in scope.exclude_schema for word in pattern.split("|")]
    if any(name == word[1:-1] if word.startswith('"') else fnmatchcase(name, word.lower()) for word in patterns):
        return True
    return bool(scope.only_schema) and not any(fnmatchcase(name, pattern) for pattern in scope.only_schema)


def excluded(scope: DumpScope) -> Callable[[Object], bool]:
    """Return the predicate for objects of the catalog; what belongs to one is excluded with it.

    `ignore_objects` is heeded for schemas, relations, extensions and event triggers.
    """
    is_ignored = matching(scope.ignore)
    is_table = matching([
        f"*table:{pattern if '.' in pattern else f'*.{pattern}'}" for pattern in scope.exclude_table
    ])  # fmt: skip

    def is_excluded(item: Object) -> bool:
        if isinstance(item, Namespace):
            return excludes_schema(scope, item.name) or is_ignored(item)
        if isinstance(item, EventTrigger):
            return excludes_schema(scope, item.function.split(".", 1)[0].strip('"')) or is_ignored(item)
        if isinstance(item, Extension):
            outside = excludes_schema(scope, item.schema) and item.schema not in scope.seeded_schemas
            return outside or is_ignored(item)
        return is_table(item) or (isinstance(item, _RELATIONS) and is_ignored(item))

    return is_excluded


def dump_words(scope: DumpScope, catalog: Schema) -> tuple[str, ...]:
    """Return the options of pg_dump for what no pattern of pg_dump names."""
    is_ignored = matching(scope.ignore)
    schemas = (one.name for one in _items(catalog, Namespace) if excludes_schema(scope, one.name) or is_ignored(one))
    tables = (one for kind in _RELATIONS for one in _items(catalog, kind) if is_ignored(one))
    return (
        *(f"--exclude-schema={quoted(name)}" for name in schemas),
        *(f"--exclude-table={quoted(one.key[1], one.key[2])}" for one in tables),
    )


def kept_entries(entries: Sequence[DumpEntry], scope: DumpScope, catalog: Schema) -> tuple[DumpEntry, ...]:
    """Return the entries of a dump without those that the seed SQL makes, and those that pg_dump cannot leave out."""
    is_excluded = excluded(scope)
    gone = {
        (word, one.key[1])
        for word, kind in (("EXTENSION", Extension), ("EVENT TRIGGER", EventTrigger))
        for one in _items(catalog, kind)
        if is_excluded(one)
    }
    comments = {f"{word} {name}" for word, name in gone} | {f"{word} {quoted(name)}" for word, name in gone}
    return tuple(
        one
        for one in entries
        if one.key not in scope.seeded
        and (one.type, one.name) not in gone
        and not (one.type == "COMMENT" and one.name in comments)
    )


def left_out(scope: DumpScope, catalog: Schema, dropped: Sequence[DumpEntry]) -> tuple[str, ...]:
    """Return what is left out: what a project adds to excluded tables by its name, and schemas with their counts."""
    is_excluded = excluded(scope)
    gone = {one.name for one in _items(catalog, Namespace) if is_excluded(one)}
    added = [one for kind in _BY_THE_PROJECT for one in _items(catalog, kind) if one.key[1] in gone]
    relations = [one for kind in _RELATIONS for one in _items(catalog, kind)]
    counts = Counter(one.key[1] for one in relations)
    return (
        *(f"{one.kind} {one.title}" for one in added),
        *(f"{one.kind} {one.title}" for one in relations if is_excluded(one) and one.key[1] not in gone),
        *dict.fromkeys(map(str, dropped)),
        *(f"schema {readable([name])} ({counts[name]} relation{'s' * (counts[name] != 1)})" for name in sorted(gone)),
    )


def _items(catalog: Schema, kind: type[_Kind]) -> Iterator[_Kind]:
    return (one for one in catalog.objects.values() if isinstance(one, kind))
