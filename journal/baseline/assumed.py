"""What a database has before its first migration, by the seed SQL: no baseline has it."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from journal.baseline.dumper import DumpScope, dumper_of_server, pg_dump_for
from journal.catalog.read import read_schema
from journal.connect.temporary import connect
from journal.rebuild.database import Recipe
from journal.server.provider import Provider
from journal.server.seed import furnish, texts_of

_OF_PLATFORM = re.compile(r"^-- schemas of the platform: (.+)$", re.MULTILINE)


def without_assumed_objects(
    scope: DumpScope, recipe: Recipe, provider: Callable[[], Provider], folder: Path
) -> DumpScope:
    """Return a scope without what the seed SQL creates, and without the other schemas of its platform.

    `folder`: where a dump may be. Raises what starting a server, its seed SQL, and pg_dump raise.
    """
    texts = texts_of(recipe.seed)
    if not texts:
        return scope
    with provider().start() as server:
        furnish(server, texts)
        with connect(server.conninfo) as connection:
            found = read_schema(connection).by_kind.get("schema", ())
        entries = dumper_of_server(server, pg_dump_for(server.version), scope).schema(folder)
    made = tuple(one.key[1] for one in found if one.key[1] != "public")
    others = [name for _, text in texts for listed in _OF_PLATFORM.findall(text) for name in listed.split(", ")]
    return replace(
        scope,
        exclude_schema=(*scope.exclude_schema, *(f'"{name}"' for name in (*made, *others))),
        seeded=frozenset(one.key for one in entries),
        seeded_schemas=made,
    )
