"""The replay by the project's own drizzle-orm, with its failures told like ours."""

from collections.abc import Mapping, Sequence

from journal.drizzle.bridge import Address, RefusedPiece, migrate
from journal.drizzle.find import DrizzleOrm
from journal.drizzle.stage import staged
from journal.errors import EngineFailed
from journal.folder.config import Ledger
from journal.folder.entries import Journal
from journal.folder.migrations import Migration
from journal.replay.explain import Applied, MigrationFailed, explain


def replay_by_drizzle(
    orm: DrizzleOrm, conninfo: str, journal: Journal, migrations: Mapping[str, Migration], ledger: Ledger
) -> tuple[Applied, ...]:
    """Let drizzle-orm migrate the empty database of `conninfo`. Raises MigrationFailed or EngineFailed."""
    if not orm.reads_journals:
        raise EngineFailed(
            f"drizzle-orm {orm.version} no longer reads a journal; --engine drizzle needs 0.x.",
            hint="Use --engine native.",
        )
    steps = [migrations[entry.tag] for entry in journal.entries]
    with staged(journal, migrations) as folder:
        migrated = migrate(orm, _address(conninfo), ledger, folder)
    if migrated.refused:
        raise _failure(migrated.refused, steps)
    return tuple(Applied(migration.tag) for migration in steps)


def _address(conninfo: str) -> Address:
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 - the server boots meanwhile

    words = conninfo_to_dict(conninfo)
    return Address(str(words["host"]), str(words["user"]), str(words["dbname"]))


def _failure(refused: RefusedPiece, steps: Sequence[Migration]) -> MigrationFailed | EngineFailed:
    """Find the file by the piece that drizzle-orm had sent: the first that holds the same text."""
    for number, migration in enumerate(steps):
        piece = next((piece for piece in migration.pieces if piece.text == refused.text), None)
        if piece:
            before = tuple(Applied(one.tag) for one in steps[:number])
            return MigrationFailed(migration, explain(migration, piece, 0, refused.refusal), before)
    return EngineFailed(f"drizzle-orm's migrate() failed: {refused.refusal.message} [{refused.refusal.sqlstate}]")
