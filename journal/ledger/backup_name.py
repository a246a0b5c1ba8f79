"""The name of the copy that every removal or change of rows of a ledger leaves beside it."""

from collections.abc import Collection
from datetime import UTC, datetime
from itertools import chain, count

BACKUP = "__drizzle_migrations_backup_"
MANUAL_COPY = "drizzle-journal unstamp: the manual ledger as it was before"
"""The comment on a copy of the manual ledger, whose name is that of a `backup`."""


def backup_name(taken: Collection[str]) -> str:
    """Return a free name for a copy of the ledger, made of the present second. `taken` are the names of its schema."""
    name = f"{BACKUP}{datetime.now(UTC):%Y%m%d%H%M%S}"
    return next(free for free in chain([name], (f"{name}_{number}" for number in count(2))) if free not in taken)
