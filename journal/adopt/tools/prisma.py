"""Prisma: a folder for each migration, `20240101120000_name/migration.sql`, in the order of their names.

Source: prisma.io, "Prisma Migrate: about the migration history" and "the _prisma_migrations table".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from journal.adopt.history import ForeignFolder, ForeignMigration, Found, NotSql, Recorded, TheirLedger, Tool, words_of
from journal.project.layout import SQL_OF_1

_LOCK = "migration_lock.toml"
_NAME = re.compile(rf"([^/]+)/{re.escape(SQL_OF_1)}")
_PROVIDER = re.compile(r'^\s*provider\s*=\s*"([^"]*)"', re.MULTILINE)
_DOWN = "down.sql"


def fits(listing: ForeignFolder) -> bool:
    """Tell whether there are folders with a script, and Prisma's lock file, or the folder is below `prisma`."""
    is_prisma = _LOCK in listing.names or listing.folder.parent.name == "prisma"
    return is_prisma and any(map(_NAME.fullmatch, listing.names))


def read(listing: ForeignFolder) -> Iterator[Found]:
    """Yield a migration for each folder with a script."""
    provider = _PROVIDER.search(listing.text(_LOCK)) if _LOCK in listing.names else None
    if provider and provider[1] not in ("postgresql", "postgres", "cockroachdb"):
        yield NotSql(_LOCK, f"is for {provider[1]}, and drizzle-journal is for PostgreSQL only")
    for name in listing.names:
        if found := _NAME.fullmatch(name):
            folder = found[1]
            down = f"{folder}/{_DOWN}"
            has_down = down in listing.names
            yield ForeignMigration(
                name, folder, words_of(re.sub(r"^\d+[_-]*", "", folder)), listing.bytes_of(name),
                listing.bytes_of(down) if has_down else None, others=(down,) if has_down else (),
            )  # fmt: skip


def applied(rows: Sequence[Mapping[str, str | None]]) -> Recorded:
    """A row that is rolled back does not count; one that is neither finished nor rolled back has failed."""
    alive = [row for row in rows if row["rolled_back_at"] is None]
    failed = [f"{row['migration_name']} has failed" for row in alive if row["finished_at"] is None]
    done = {str(row["migration_name"]): row["checksum"] or "" for row in alive if row["finished_at"]}
    undone = dict.fromkeys(str(row["migration_name"]) for row in rows if row["rolled_back_at"] is not None)
    return Recorded(
        tuple(done), tuple(failed), undone=tuple(name for name in undone if name not in done), checksums=done
    )  # fmt: skip


def checksums(content: bytes) -> set[str]:
    """Return the SHA-256 of a file, also with other line ends, and as old versions wrote it: without leading zeros.

    Source: prisma-engines, `checksum.rs`.
    """
    plain = content.replace(b"\r\n", b"\n")
    texts = (content, plain, plain.replace(b"\n", b"\r\n"))
    digests = [sha256(text).digest() for text in texts]
    return {one.hex() for one in digests} | {"".join(f"{byte:x}" for byte in one) for one in digests}


TOOL = Tool(
    "prisma", "Prisma", fits, read,
    TheirLedger(
        "_prisma_migrations", ("migration_name", "finished_at", "rolled_back_at", "started_at", "checksum"),
        "started_at", applied,
    ),
    checksums=checksums,
)  # fmt: skip
