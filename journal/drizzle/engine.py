"""The replay by the project's own drizzle-orm, with its failures told like ours."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from journal.drizzle.bridge import Address, RefusedPiece, migrate
from journal.drizzle.find import DrizzleOrm
from journal.drizzle.orm_folder import private_folders, stage
from journal.errors import EngineFailed
from journal.folder.entries import Journal
from journal.folder.migrations import Migration
from journal.project.settings import Ledger
from journal.replay.explain import AppliedMigration, Explanation, MigrationFailed, explain, outside_statements
from journal.replay.send import ServerError
from journal.sql.statements import Piece, statements_of


def replay_by_drizzle(
    orm: DrizzleOrm, conninfo: str, journal: Journal, migrations: Mapping[str, Migration], ledger: Ledger
) -> tuple[AppliedMigration, ...]:
    """Let drizzle-orm migrate the empty database of `conninfo`. Raises MigrationFailed or EngineFailed."""
    if not orm.reads_journals:
        raise EngineFailed(
            f"drizzle-orm {orm.version} no longer reads a journal; --engine drizzle needs 0.x.",
            hint="Use --engine native.",
        )
    steps = [migrations[entry.tag] for entry in journal.entries]
    with private_folders() as (home, place):
        migrated = migrate(orm, Address.of(conninfo), ledger, stage(place, journal, migrations), home)
    if migrated.refused:
        raise _failure(migrated.refused, steps)
    return tuple(AppliedMigration(migration.tag) for migration in steps)


def _failure(refused: RefusedPiece, steps: Sequence[Migration]) -> MigrationFailed | EngineFailed:
    """Find the piece by its number: since BEGIN, drizzle-orm sends each file's pieces, then its ledger row."""
    number = refused.number
    for index, migration in enumerate(steps):
        before = tuple(AppliedMigration(one.tag) for one in steps[:index])
        pieces = migration.pieces
        if 0 < number <= len(pieces):
            return MigrationFailed(migration, _explained(migration, pieces, number, refused.refusal), before)
        if number == len(pieces) + 1:
            return MigrationFailed(migration, outside_statements(migration, refused.refusal), before)
        number -= len(pieces) + 1
    if steps and number == 1:
        told = replace(refused.refusal, message=f"The COMMIT at the end failed: {refused.refusal.message}")
        last = steps[-1]
        return MigrationFailed(last, outside_statements(last, told), tuple(AppliedMigration(one.tag) for one in steps))
    return EngineFailed(f"drizzle-orm's migrate() failed: {refused.refusal.message} [{refused.refusal.sqlstate}]")


def _explained(migration: Migration, pieces: Sequence[Piece], number: int, refusal: ServerError) -> Explanation:
    """Which statement of the piece it was is known when PostgreSQL gives its position, or when there is but one."""
    *earlier, piece = pieces[:number]
    inside = len(list(statements_of(piece)))
    passed = sum(1 for other in earlier for _ in statements_of(other))
    explanation = explain(migration, piece, refusal, earlier=passed, passed=0)
    return explanation if refusal.position or inside == 1 else replace(explanation, number=0)
