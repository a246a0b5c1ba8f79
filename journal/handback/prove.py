"""Step 4, prove: `drizzle-kit check`, `generate` and `migrate` on copies, judged by their effect."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from journal.connect.temporary import connect
from journal.drizzle.bridge import Address
from journal.drizzle.kit import Kit
from journal.drizzle.kit_output import FINE
from journal.folder.hashing import drizzle_hash
from journal.handback.complete import CompletedCopy, ReplayOptions
from journal.handback.copy import ProjectCopy, second_copy
from journal.handback.item import Again, Item, go, no_go, unknown
from journal.handback.proofs.generate import generate_proof, run_generate
from journal.ledger.drizzle import read_ledger
from journal.rebuild.database import prepare_server
from journal.rebuild.schemas import Replays


def prove(again: Again, copy: ProjectCopy, completed: CompletedCopy, options: ReplayOptions) -> Iterator[Item]:
    """Run the three commands at the same time; yield nothing without a drizzle-kit that reads the journal."""
    kit = options.reading_kit
    if kit is None or completed.chain.misfits:
        return
    folders = [second_copy(copy.out, copy.folder / name) for name in ("checked", "generated", "migrated")]
    with ThreadPoolExecutor(2) as pool:  # drizzle-kit takes most of its time to load
        check, generation = pool.submit(_check, kit, folders[0]), pool.submit(run_generate, kit, folders[1])
        migrate = _migrate(kit, folders[2], completed.replays)
    yield check.result()
    yield generate_proof(
        generation.result(), completed.comparison, completed.replays, options.scope, help_=again("--replace-all")
    )
    yield migrate


def _check(kit: Kit, out: Path) -> Item:
    output = kit.run("check", out)
    if FINE in output.text:
        return go("drizzle-kit-check", f"drizzle-kit {kit.package.version} check: {FINE.lower()}.")
    return no_go("drizzle-kit-check", f"drizzle-kit check: {output.gist}", "Fix what it names in meta/.")


def _migrate(kit: Kit, out: Path, replays: Replays) -> Item:
    """Run `migrate` twice on an empty database: the first run records every entry, the second adds no row."""
    folder, ledgers = replays.folder, []
    with replays.provider.start() as started:
        server = prepare_server(started, replays.recipe, folder.migrations)
        outputs = []
        for _ in range(2):
            outputs.append(kit.run("migrate", out, database=Address.of(server.conninfo)))
            with connect(server.conninfo) as connection:
                rows = read_ledger(connection, folder.settings.ledger).rows
            ledgers.append([(row.hash, row.created_at) for row in rows])
    gist, (first, second) = outputs[0].gist, ledgers
    expected = [(drizzle_hash(folder.by_tag[entry.tag].raw), entry.when) for entry in folder.journal.entries]
    if not first and "install" in outputs[0].text:
        return unknown("migrate", f"drizzle-kit migrate has no driver: {gist}", "npm install --save-dev pg")
    if first != expected:
        message = f"drizzle-kit migrate records {len(first)} of {len(expected)} entries on an empty database: {gist}"
        return no_go("migrate", message, f"Run: {folder.settings.command('bootstrap', '--dry-run')}")
    if second != first:
        return no_go("migrate", "A second drizzle-kit migrate adds rows.", f"Run: {folder.settings.command('check')}")
    return go(
        "migrate", f"drizzle-kit migrate applies all {len(expected)} to an empty database, and none the next time."
    )
