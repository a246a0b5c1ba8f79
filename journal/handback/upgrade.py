"""The rehearsal of the upgrade: `up`, `check`, `generate` and `migrate` of drizzle-kit 1.0, each beside a control.

The control is a folder that drizzle-kit 0.31 made itself of the same `schema.ts`: what 1.0 does wrong there as well is
not caused by the handback.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from journal.connect.temporary import connect
from journal.dataclass import dataclass
from journal.drizzle.kit import Kit, KitOutput
from journal.drizzle.migrate import Address
from journal.drizzle.packages import find_drizzle, shadow_project
from journal.drizzle.variables import variables_of
from journal.errors import EngineFailed
from journal.handback.checklist import Item, go, no_go, note
from journal.handback.complete import CompletedCopy
from journal.handback.copy import ProjectCopy, second_copy
from journal.ledger.columns import LedgerRow
from journal.ledger.predict import local_migrations, pending_v1
from journal.ledger.read import LiveLedger, read_ledger
from journal.project.files import FileKind, read_file
from journal.sql.statements import MARKER

_ENVIRONMENT = {"TZ": "UTC", "JITI_FS_CACHE": "false", "JITI_CACHE": "false"}
"""rc.4 and rc.5 take the folder's year from local time and the rest from UTC; jiti would leave files behind."""
_BREAKS_1_0 = ("when-in-the-same-second", "when-does-not-rise", "shared-prefix", "tag-without-underscore")
"""Rules of `drizzle-journal check` whose findings break drizzle-kit 1.0: it tells entries by second and name."""
_NAMES = re.compile(r"\d{14}_|The newest migration is \S+ ?")


@dataclass(frozen=True)
class Upgraded:
    """The result of 1.0 in a folder: migration folders, the output of `up` and `check`, generated statements."""

    folders: tuple[str, ...]
    up: str
    check: str
    statements: frozenset[str]


def newer_kit(copy: ProjectCopy, packages: Path) -> Kit:
    """Return the drizzle-kit 1.0 of that folder, on a copy of the project's sources. Raises EngineFailed."""
    settings = copy.original
    if settings.engine == "native":
        raise EngineFailed("--v1 runs drizzle-kit, but the engine is native.", hint="Remove --v1, or that setting.")
    found = find_drizzle(packages, "drizzle-kit")
    if found is None or found.reads_journals or not settings.config:
        version = f"drizzle-kit {found.version}" if found else "no drizzle-kit"
        place = "DIR" if found else packages  # never over the project's own packages
        raise EngineFailed(
            f"--v1 {packages}: its node_modules has {version}, but drizzle-kit 1.0 is needed.",
            hint=f"In a folder of its own: npm install --prefix {place} drizzle-kit@rc drizzle-orm@rc",
        )
    root, config = settings.root, settings.config.resolve()
    base = next((folder for folder in (root, *root.parents) if (folder / "node_modules").is_dir()), root)
    if not config.is_relative_to(base):
        raise EngineFailed(
            f"--v1: {config} is not below {base}, which is copied for the rehearsal.",
            hint="Name the folder of the config as the project: --project DIR",
        )
    shadow = shadow_project(base, packages, copy.folder / "shadow")
    package = replace(found, folder=shadow / "node_modules" / "drizzle-kit")
    place, config = shadow / root.relative_to(base), shadow / config.relative_to(base)
    return Kit(package, place, config, copy.folder, variables_of(settings), _ENVIRONMENT)


def upgrade_items(kit: Kit, copy: ProjectCopy, completed: CompletedCopy, live: LiveLedger | None) -> Iterator[Item]:
    """Yield the findings that break 1.0, and the proofs in order. `live`: the ledger once it is stamped."""
    yield from (no_go(f"v1-{one.rule}", one.message, one.help) for one in completed.findings if one.rule in _BREAKS_1_0)
    version, count = kit.package.version, len(completed.folder.journal.entries)
    out = second_copy(copy.out, copy.folder / "upgraded")
    ours = _upgrade(kit, out)
    if len(ours.folders) != count or (out / "meta" / "_journal.json").exists():
        way = f"Two tags with one number, or two entries in one second? {copy.original.command('check')}"
        yield no_go(
            "v1-up", f"drizzle-kit {version} up converts {len(ours.folders)} of {count} entries: {ours.up}", way
        )
        return
    yield go("v1-up", f"drizzle-kit {version} up converts all {count} entries.")
    control = copy.folder / f"schema-{count}"
    if control.is_dir():
        yield _compared(version, ours, _upgrade(kit, second_copy(control, copy.folder / "control")))
    plan = pending_v1(local_migrations(completed.folder), live) if live else None
    if plan and plan.refused:
        message = f"drizzle 1.0 refuses to start: no migration matches row {', '.join(map(str, plan.refused))}."
        yield no_go("v1-ledger", message, f"Run: {completed.folder.settings.command('repair')}")
    yield _migrate(kit, out, completed, live.rows if live and live.rows else None)


def _upgrade(kit: Kit, out: Path) -> Upgraded:
    """Run `up`, `check` and `generate`, and remove what `generate` wrote: `migrate` is to run what was there."""
    up = kit.run("up", out)
    folders = tuple(sorted(path.parent.name for path in out.glob("*/snapshot.json")))
    check = kit.run("check", out)
    generate = kit.run("generate", out, "--name=after_handback") if folders else KitOutput("")
    written = sorted(out.glob("*_after_handback/migration.sql"))
    texts = [read_file(path, FileKind.SQL).decode("utf-8", "replace") for path in written]
    for path in out.glob("*_after_handback"):
        shutil.rmtree(path)
    outputs = [check.gist, *([] if texts else [generate.gist])]
    comparable = "".join(_NAMES.sub("", text.replace(out.name, "out")) for text in outputs)
    statements = frozenset(piece.strip() for text in texts for piece in text.split(MARKER))
    return Upgraded(folders, up.gist, comparable, statements)


def _compared(version: str, ours: Upgraded, control: Upgraded) -> Item:
    more, missing = sorted(ours.statements - control.statements), sorted(control.statements - ours.statements)
    if more or missing or ours.check != control.check:
        return no_go(
            "v1-generate",
            f"After up, drizzle-kit {version} treats this folder differently from one of its own: {ours.check}",
            "If generate of 0.31 has a difference to write, write that first.",
            *more,
            *(f"missing: {statement}" for statement in missing),
        )
    if ours.statements:
        message = f"After up, drizzle-kit {version} generate writes the same as for a folder of its own:"
        return note("v1-generate", message, "The handback does not cause it.", *sorted(ours.statements))
    return go("v1-generate", f"After up, drizzle-kit {version} check and generate treat it like a folder of their own.")


def _migrate(kit: Kit, out: Path, completed: CompletedCopy, rows: tuple[LedgerRow, ...] | None) -> Item:
    """Run `migrate` on a copy of the ledger: every row gets its name, and only pending entries are added."""
    from psycopg import sql

    settings, entries, version = completed.folder.settings, completed.folder.journal.entries, kit.package.version
    applied = len([entry for entry in entries if rows is None or entry.when in {row.created_at for row in rows}])
    replays = replace(completed.replays, recipe=replace(completed.replays.recipe, worth_seconds=None))
    with replays.running(entries[:applied]) as database, connect(database.server.conninfo) as connection:
        if rows is not None:  # the live ledger's rows in place of those of the replay
            table = sql.Identifier(settings.ledger.schema, settings.ledger.table)
            connection.execute(sql.SQL("DELETE FROM {}").format(table))
            insert = sql.SQL("INSERT INTO {} (id, hash, created_at) VALUES (%s, %s, %s)").format(table)
            for row in rows:
                connection.execute(insert, (row.id, row.hash, row.created_at))
        before = read_ledger(connection, settings.ledger)
        output = kit.run("migrate", out, database=Address.of(database.server.conninfo))
        after = read_ledger(connection, settings.ledger)
    pending = len(entries) - applied
    if len(after.rows) != len(before.rows) + pending or not all(row.name for row in after.rows):
        way = f"Run: {settings.command('status')}"
        return no_go("v1-migrate", f"drizzle-kit {version} migrate: {output.gist}", way)
    runs = f"runs the {pending} pending" if pending else "runs nothing"
    return go("v1-migrate", f"drizzle-kit {version} migrate then knows every row by name, and {runs}.")
