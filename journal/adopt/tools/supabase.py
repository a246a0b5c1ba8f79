"""The Supabase CLI: `supabase/migrations/20240101120000_name.sql`, in the order of the names.

Source: supabase.com/docs, "Database Migrations", and the CLI's `pkg/migration`.
"""

import re
from collections.abc import Iterator
from functools import partial

from journal.adopt.history import ForeignFolder, ForeignMigration, Found, TheirLedger, Tool, names_in, words_of

_NAME = re.compile(r"(\d{14})_(.*)\.sql")


def fits(listing: ForeignFolder) -> bool:
    """Tell whether the folder is the one of a Supabase project."""
    return listing.folder.parent.name == "supabase" and any(map(_NAME.fullmatch, listing.names))


def read(listing: ForeignFolder) -> Iterator[Found]:
    """Yield a migration for each file with a version; the CLI passes over others."""
    for name in listing.ending(".sql"):
        if found := _NAME.fullmatch(name):
            yield ForeignMigration(name, found[1], words_of(found[2]), listing.bytes_of(name))


TOOL = Tool(
    "supabase", "the Supabase CLI", fits, read,
    TheirLedger(
        "schema_migrations", ("version",), "version", partial(names_in, column="version"), schema="supabase_migrations",
        others=("seed_files",),
    ),
)  # fmt: skip
