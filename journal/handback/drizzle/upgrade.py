"""The rehearsal of the upgrade: `up`, `check`, `generate` and `migrate` of drizzle-kit 1.0, each beside a control.

The control is a folder that drizzle-kit 0.31 itself made of the same `schema.ts`: what 1.0 does wrong there, too, is
its own affair.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journal.connect.temporary import connect
from journal.drizzle.bridge import Address
from journal.drizzle.find import find_drizzle_kit
from journal.drizzle.kit import Kit, KitOutput
from journal.drizzle.other_generation import shadow_project
from journal.drizzle.variables import variables_of
from journal.errors import EngineFailed
from journal.handback.folder.complete import CompletedCopy
from journal.handback.folder.workspace import Workspace, copied
from journal.handback.item import Item, ItemVerdict, go, no_go
from journal.ledger.drizzle import LedgerRow, LiveLedger, read_ledger
from journal.ledger.predict import local_migrations, pending_v1
from journal.project.files import FileKind, read_file
from journal.sql.statements import MARKER

if TYPE_CHECKING:
    from psycopg import Connection

_QUIET = {"TZ": "UTC", "JITI_FS_CACHE": "false", "JITI_CACHE": "false"}
"""rc.4 and rc.5 take the folder's year from local time and the rest from UTC; jiti would leave files behind."""
_NAMES = re.compile(r"\d{14}_|The newest migration is \S+ ?")


@dataclass(frozen=True)
class Upgraded:
    """What 1.0 made of a folder: the folders, what `up` and `check` said, and the statements that `generate` wants."""

    folders: tuple[str, ...]
    said: str
    checked: str
    statements: frozenset[str]


def newer_kit(work: Workspace, packages: Path) -> Kit:
    """drizzle-kit 1.0 of that folder, on a copy of the project's sources. Raises EngineFailed where there is none."""
    if work.original.engine == "native":
        raise EngineFailed("--v1 runs drizzle-kit, and the engine is native.", hint="Leave out --v1, or that setting.")
    found = find_drizzle_kit(packages)
    if found is None or found.reads_journals or not work.original.config:
        version = f"drizzle-kit {found.version}" if found else "no drizzle-kit"
        place = "DIR" if found else packages  # never over the project's own
        raise EngineFailed(
            f"--v1 {packages}: there is {version} in its node_modules, and 1.0 is wanted.",
            hint=f"In a folder of its own: npm install --prefix {place} drizzle-kit@rc drizzle-orm@rc",
        )
    root = work.original.root
    base = next((one for one in (root, *root.parents) if (one / "node_modules").is_dir()), root)
    theirs = work.original.config.resolve()
    if not theirs.is_relative_to(base):
        raise EngineFailed(
            f"--v1: {theirs} is not below {base}, of which a copy is made for the rehearsal.",
            hint="Name the folder of the config as the project, with --project.",
        )
    shadow = shadow_project(base, packages, work.folder / "shadow")
    place = shadow / root.relative_to(base)
    config = shadow / theirs.relative_to(base)
    script = shadow / "node_modules" / "drizzle-kit" / "bin.cjs"
    variables = variables_of(work.original)
    return Kit(replace(found, script=script), place, config, work.folder, variables, _QUIET)


def upgrade_items(kit: Kit, work: Workspace, whole: CompletedCopy, live: LiveLedger | None) -> Iterator[Item]:
    """The proofs, in order; after one that fails the next says nothing. `live`: the ledger as it will be, if any."""
    version, entries = kit.package.version, whole.folder.journal.entries
    out = copied(work.out, work.folder / "upgraded")
    ours = _upgraded(kit, out)
    if len(ours.folders) != len(entries) or (out / "meta" / "_journal.json").exists():
        way = f"Two tags with one number, or two entries in one second? {work.original.command('check')}"
        message = f"drizzle-kit {version} up converts {len(ours.folders)} of {len(entries)} entries: {ours.said}"
        yield no_go("v1-up", message, way)
        return
    yield go("v1-up", f"drizzle-kit {version} up converts all {len(entries)} entries.")
    control = _control(kit, work, len(entries))
    if control:
        yield _compared(version, ours, control)
    yield from _refused(whole, live)
    yield _migrated(kit, out, whole, live)


def _upgraded(kit: Kit, out: Path) -> Upgraded:
    up = kit.run("up", out)
    folders = tuple(sorted(path.parent.name for path in out.glob("*/snapshot.json")))
    check, said = kit.run("check", out), KitOutput("")
    if folders:
        said = kit.run("generate", out, "--name=after_handback")
    texts = [
        read_file(path, FileKind.SQL).decode("utf-8", "replace") for path in out.glob("*_after_handback/migration.sql")
    ]
    wanted = frozenset(piece.strip() for text in texts for piece in text.split(MARKER))
    for path in out.glob("*_after_handback"):
        shutil.rmtree(path)  # `migrate` is to run what was there
    return Upgraded(folders, up.gist, _plain(check.gist, out) + ("" if texts else _plain(said.gist, out)), wanted)


def _plain(text: str, out: Path) -> str:
    """Without what is another in each folder."""
    return _NAMES.sub("", text.replace(out.name, "out"))


def _control(kit: Kit, work: Workspace, count: int) -> Upgraded | None:
    """The same for what drizzle-kit 0.31 itself makes of `schema.ts`; None where it could not."""
    made = work.folder / f"schema-{count}"
    return _upgraded(kit, copied(made, work.folder / "control")) if made.is_dir() else None


def _compared(version: str, ours: Upgraded, control: Upgraded) -> Item:
    more, less = sorted(ours.statements - control.statements), sorted(control.statements - ours.statements)
    if more or less or ours.checked != control.checked:
        return Item(
            "v1-generate",
            ItemVerdict.NO_GO,
            f"After it, drizzle-kit {version} says other than of a folder that drizzle-kit made itself: {ours.checked}",
            "Where generate of 0.31 has a difference to write, write that first.",
            (*more, *(f"missing: {one}" for one in less)),
        )
    if ours.statements:
        said = f"drizzle-kit {version} generate then wants what it wants of drizzle-kit's own folder, too:"
        return Item("v1-generate", ItemVerdict.SAID, said, "That is its own oddity.", tuple(sorted(ours.statements)))
    return go("v1-generate", f"drizzle-kit {version} check and generate then say of it what they say of its own.")


def _refused(whole: CompletedCopy, live: LiveLedger | None) -> Iterator[Item]:
    """The rows that 1.0 can match with no folder: it stops at the first."""
    plan = pending_v1(local_migrations(whole.folder), live) if live else None
    if plan and plan.refused:
        rows = ", ".join(map(str, plan.refused))
        way = f"Type: {whole.folder.settings.command('repair')}"
        yield no_go("v1-ledger", f"drizzle 1.0 refuses to start: it can match row {rows} with no migration.", way)


def _migrated(kit: Kit, out: Path, whole: CompletedCopy, live: LiveLedger | None) -> Item:
    """`migrate` on a clone of the ledger: every row gets its name, and no row comes."""
    rows = live.rows if live and live.rows else None
    entries = whole.folder.journal.entries
    ran = len([one for one in entries if rows is None or one.when in {row.created_at for row in rows}])
    ledger = whole.folder.settings.ledger
    replays = replace(whole.replays, recipe=replace(whole.replays.recipe, worth_seconds=None))
    with replays.running(entries[:ran]) as database, connect(database.server.conninfo) as connection:
        if rows is not None:
            _put(connection, ledger.schema, ledger.table, rows)
        before = read_ledger(connection, ledger)
        said = kit.run("migrate", out, database=Address.of(database.server.conninfo))
        after = read_ledger(connection, ledger)
    pending = len(entries) - ran
    if len(after.rows) != len(before.rows) + pending or not all(row.name for row in after.rows):
        message = f"drizzle-kit {kit.package.version} migrate: {said.gist}"
        return no_go("v1-migrate", message, f"Type: {whole.folder.settings.command('status')}")
    added = f"runs the {pending} pending" if pending else "runs nothing"
    return go("v1-migrate", f"drizzle-kit {kit.package.version} migrate then knows every row by name, and {added}.")


def _put(connection: "Connection[Any]", schema: str, table: str, rows: tuple[LedgerRow, ...]) -> None:
    """The live ledger's rows in place of the replay's."""
    from psycopg import sql  # noqa: PLC0415 - the server boots meanwhile

    name = sql.Identifier(schema, table)
    connection.execute(sql.SQL("DELETE FROM {}").format(name))
    insert = sql.SQL("INSERT INTO {} (id, hash, created_at) VALUES (%s, %s, %s)").format(name)
    for row in rows:
        connection.execute(insert, (row.id, row.hash, row.created_at))
