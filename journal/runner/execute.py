"""Run one file on the user's database: in one transaction of ours, or step by step as it asks."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from journal.folder.migrations import Migration
from journal.replay.explain import AppliedMigration
from journal.runner.position import Positions
from journal.runner.stepwise import Stepwise
from journal.runner.transaction import Transaction
from journal.runner.transaction_mode import script_of

if TYPE_CHECKING:
    from psycopg import Connection

Settle = Callable[[float], None]
"""Writes that a file is through, with the seconds that it took: a `Write` of the file's last transaction."""


def execute(
    connection: "Connection[Any]", migration: Migration, settle: Settle, positions: Positions
) -> AppliedMigration:
    """Run a file to its end. The connection is in autocommit mode, and its session as new.

    Raises Refused with what is kept, CannotGoOn, and whatever `settle` raises; then its transaction is rolled back.
    """
    started = time.perf_counter()

    def through() -> None:
        settle(time.perf_counter() - started)

    script = script_of(migration)
    if script.whole:
        count = Transaction(connection, migration).run(migration.pieces, through)
    else:
        count = Stepwise(connection, migration, script, positions, through).run()
    return AppliedMigration(migration.tag, time.perf_counter() - started, count)
