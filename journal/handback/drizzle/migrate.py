"""The proof by `drizzle-kit migrate`: on an empty database it applies every entry, and adds nothing the next time."""

from pathlib import Path

from journal.connect.temporary import connect
from journal.drizzle.bridge import Address
from journal.drizzle.kit import Kit, KitOutput
from journal.folder.hashing import drizzle_hash
from journal.handback.item import Item, go, no_go, unknown
from journal.ledger.drizzle import read_ledger
from journal.rebuild.database import prepare_server
from journal.rebuild.schemas import Replays

Row = tuple[str, int | None]
"""Hash and `created_at`."""


def migrate_proof(kit: Kit, out: Path, replays: Replays) -> Item:
    """Run it twice on a temporary database; judged by the rows of the ledger."""
    folder = replays.folder
    with replays.provider.start() as started:
        server = prepare_server(started, replays.recipe, folder.migrations)
        seen = [_migrated(kit, out, replays, server.conninfo) for _ in range(2)]
    (said, first), (_, second) = seen
    expected = [(drizzle_hash(folder.by_tag[entry.tag].raw), entry.when) for entry in folder.journal.entries]
    if not first and "install" in said.text:
        return unknown("migrate", f"drizzle-kit migrate has no driver: {said.gist}", "npm install --save-dev pg")
    if first != expected:
        message = (
            f"drizzle-kit migrate records {len(first)} of {len(expected)} entries on an empty database: {said.gist}"
        )
        return no_go("migrate", message, f"Type: {folder.settings.command('bootstrap', '--dry-run')}")
    if second != first:
        return no_go("migrate", "A second drizzle-kit migrate adds rows.", f"Type: {folder.settings.command('check')}")
    count = len(expected)
    return go("migrate", f"drizzle-kit migrate applies all {count} to an empty database, and none the next time.")


def _migrated(kit: Kit, out: Path, replays: Replays, conninfo: str) -> tuple[KitOutput, list[Row]]:
    said = kit.run("migrate", out, database=Address.of(conninfo))
    with connect(conninfo) as connection:
        ledger = read_ledger(connection, replays.folder.settings.ledger)
    return said, [(row.hash, row.created_at) for row in ledger.rows]
