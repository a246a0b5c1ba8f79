"""What of a schema is left out of a comparison: our own tables, what was assumed, and what the user names. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase, translate

from journal.catalog.parents import parent_of
from journal.catalog.values import EMPTY, Comment, Grant, Key, Namespace, Object, Schema, Table
from journal.project.settings import Ledger

_OWN = ("_manual_migrations", "_manual_migrations_position", "_backup_*", "*__drizzle_migrations_backup_*")
"""The tables of the manual runner and of our backups, in whatever schema."""

_IS_OWN = re.compile("|".join(map(translate, _OWN)))


def without(schema: Schema, leaves_out: Callable[[Object], bool]) -> Schema:
    """The schema less what is named so, and less all that hangs on it."""
    named_ = {key for key, one in schema.objects.items() if leaves_out(one)}
    if not named_:
        return schema
    gone: set[Key] = set()
    for key in schema.objects:  # what others hang on comes before them
        if key in named_ or parent_of(key, schema) in gone:
            gone.add(key)
    return replace(schema, objects={key: one for key, one in schema.objects.items() if key not in gone})


def own_objects(ledger: Ledger) -> Callable[[Object], bool]:
    """Whether an object is Drizzle's ledger, `_manual_migrations` or a backup that was made beside them."""

    def is_own(one: Object) -> bool:
        if isinstance(one, Namespace):
            return one.name == ledger.schema != "public"
        if not isinstance(one, Table):
            return False
        is_ledger = (one.schema, one.name) == (ledger.schema, ledger.table)
        return is_ledger or _IS_OWN.match(one.name) is not None

    return is_own


def matching(patterns: Sequence[str]) -> Callable[[Object], bool]:
    """Whether one of these patterns names an object: `public.audit_*`, `index:public.*`, `grant:*`."""

    def is_named(one: Object) -> bool:
        if not patterns:
            return False
        texts = [one.title, f"{one.kind}:{one.title}"]
        return any(fnmatchcase(text, pattern) for pattern in patterns for text in texts)

    return is_named


def unused_patterns(patterns: Sequence[str], schemas: Sequence[Schema]) -> Iterator[str]:
    """The patterns that name nothing in any of these schemas."""
    for pattern in patterns:
        is_named = matching([pattern])
        if not any(is_named(one) for schema in schemas for one in schema.objects.values()):
            yield pattern


def without_assumed(before: Schema, expected: Schema, actual: Schema) -> tuple[Schema, Schema]:
    """Both sides less what was there before the first migration and what no migration has changed.

    What a live database has beyond it in a schema that was there, other than `public`, is the platform's as well.
    """
    if before.objects == EMPTY.objects:
        return expected, actual
    untouched = {key for key, one in before.objects.items() if expected.objects.get(key) == one} - {_PUBLIC}
    spaces = {one.key[1] for one in before.by_kind.get("schema", ())} - {"public"}
    wanted = {key: one for key, one in expected.objects.items() if key not in untouched}
    found = {
        key: one
        for key, one in actual.objects.items()
        if key not in untouched and (key in wanted or _space(one) not in spaces)
    }
    return replace(expected, objects=wanted), replace(actual, objects=found)


_PUBLIC = ("schema", "public")


def _space(one: Object) -> str:
    """The schema it is in."""
    on = one.on if isinstance(one, Comment | Grant) else one.key
    return on[1]
