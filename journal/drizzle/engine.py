"""Replay by the project's drizzle-orm, with failures explained like those of our replay."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from journal.drizzle.bridge import Address, migrate
from journal.drizzle.find import DrizzleOrm
from journal.drizzle.orm_folder import private_folders, stage
from journal.errors import EngineFailed
from journal.folder.entries import Journal
from journal.folder.migrations import Migration
from journal.project.settings import Ledger
from journal.replay.explain import AppliedMigration, Explanation, MigrationFailed, explain, outside_statements
from journal.replay.send import ServerError
from journal.sql.statements import statements_of


def replay_by_drizzle(
    orm: DrizzleOrm, conninfo: str, journal: Journal, migrations: Mapping[str, Migration], ledger: Ledger
) -> tuple[AppliedMigration, ...]:
    """Let drizzle-orm migrate the empty database of `conninfo`. Raises MigrationFailed, EngineFailed."""
    if not orm.reads_journals:
        raise EngineFailed(
            f"drizzle-orm {orm.version} no longer reads a journal; --engine drizzle needs 0.x.",
            hint="Use --engine native.",
        )
    steps = [migrations[entry.tag] for entry in journal.entries]
    with private_folders() as (home, place):
        migrated = migrate(orm, Address.of(conninfo), ledger, stage(place, journal, migrations), home)
    if migrated.refused:
        raise _failure(migrated.refused.number, migrated.refused.refusal, steps)
    return tuple(AppliedMigration(migration.tag) for migration in steps)


def _failure(number: int, refusal: ServerError, steps: Sequence[Migration]) -> MigrationFailed | EngineFailed:
    """Find the piece by its number: after BEGIN, drizzle-orm sends each file's pieces, then its ledger row."""
    applied = tuple(AppliedMigration(migration.tag) for migration in steps)
    for index, migration in enumerate(steps):
        pieces = migration.pieces
        if 0 < number <= len(pieces):
            return MigrationFailed(migration, _explained(migration, number, refusal), applied[:index])
        if number == len(pieces) + 1:
            return MigrationFailed(migration, outside_statements(migration, refusal), applied[:index])
        number -= len(pieces) + 1
    if steps and number == 1:
        at_commit = replace(refusal, message=f"The COMMIT at the end failed: {refusal.message}")
        return MigrationFailed(steps[-1], outside_statements(steps[-1], at_commit), applied)
    return EngineFailed(f"drizzle-orm's migrate() failed: {refusal.message} [{refusal.sqlstate}]")


def _explained(migration: Migration, number: int, refusal: ServerError) -> Explanation:
    """Name the statement where PostgreSQL gives its position, or where the piece has only one."""
    *earlier, piece = migration.pieces[:number]
    inside = len(list(statements_of(piece)))
    passed = sum(1 for other in earlier for _ in statements_of(other))
    explanation = explain(migration, piece, refusal, earlier=passed, passed=0)
    return explanation if refusal.position or inside == 1 else replace(explanation, number=0)
