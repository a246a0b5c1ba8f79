"""The items of the go/no-go list about drizzle.config, the settings, and the next file that drizzle-kit writes."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from journal.drizzle.kit import Kit
from journal.drizzle.node import find_node
from journal.folder.entries import Entry
from journal.handback.checklist import Again, Item, go, no_go, note, unknown
from journal.handback.complete import ReplayOptions
from journal.handback.copy import ProjectCopy
from journal.handback.numbering import misfit, mode_of
from journal.project.drizzle_config.read import DEFAULT
from journal.project.settings import ENGINE_VARIABLE, Ledger, Settings


def config_items(
    again: Again, copy: ProjectCopy, entries: Sequence[Entry], options: ReplayOptions, *, move_meta: bool
) -> Iterator[Item]:
    """Yield all items of this module but those of a renumbering."""
    settings, now = copy.original, options.next_generate
    if settings.config:
        yield _prefix_item(again, settings, entries, now)
        place = settings.migrations / "meta"
        if copy.moves_meta and move_meta:
            way = f"If the settings or --meta have meta = {settings.meta}, remove it afterwards."
            yield note("meta", f"{settings.meta} is moved to {place}.", way)
        elif copy.moves_meta:
            message = f"drizzle-kit looks for meta/ in {settings.migrations.name}/, but it is at {settings.meta}."
            yield no_go("meta", message, f"To move it: {again('--move-meta')}")
    yield from out_items(settings)
    yield from ledger_items(settings)
    # `generate` takes the clock for `when`, whatever the last entry has. Source: `writeResult` of drizzle-kit 0.31.
    last = max((entry.when for entry in entries), default=0)
    if last > now.timestamp() * 1000:
        yield note(
            "when-in-the-future",
            f"The last `when` is in the future: {last}. A database that has this entry silently skips every migration "
            "that drizzle-kit generate writes before that time.",
            "If no database has recorded the entry, set its `when` to the time of its creation. Otherwise wait.",
        )
    yield from kit_items(settings, options.kit)


def _prefix_item(again: Again, settings: Settings, entries: Sequence[Entry], now: datetime) -> Item:
    wrong = misfit(mode_of(settings), entries, now)
    if wrong is None:
        return go("prefix", "The next snapshot of drizzle-kit sorts after all others.")
    fitting = f"write migrations: {{ prefix: '{wrong.fitting[0]}' }} in drizzle.config, or " if wrong.fitting else ""
    return no_go(
        "prefix",
        f"drizzle-kit would name its next snapshot {wrong.next}_snapshot.json, which sorts before "
        f"{wrong.last}_snapshot.json: generate would never read it.",
        f"To fix it, {fitting}rename all migrations: {again('--renumber')}",
    )


def out_items(settings: Settings) -> Iterator[Item]:
    """Tell whether drizzle-kit, started by the user, works in this folder; the proofs set an `out` of their own."""
    drizzle, config, folder = settings.drizzle, settings.config, settings.migrations
    if drizzle is None or config is None:
        return
    right = f"./{folder.relative_to(settings.root)}" if folder.is_relative_to(settings.root) else str(folder)
    unread, out = drizzle.why_not("out"), drizzle.get("out")
    if unread:
        yield note("out", f"{config.name}: {unread}.", f"Check that `out` is {right}, a relative path.")
    elif out and Path(out.value).is_absolute():
        message = f"`out` of {config.name} is an absolute path, {out.value}; drizzle-kit 0.31 finds no snapshot by it."
        yield no_go("out", message, f"Write out: '{right}'")
    elif (settings.root / (out.value if out else DEFAULT)).resolve() != folder.resolve():
        actual = out.value if out else f"{DEFAULT}, because {config.name} has no `out`"
        message = f"drizzle-kit works in {actual}, but the migrations are in {folder}."
        yield no_go("out", message, f"Write out: '{right}' in {config.name}")


def ledger_items(settings: Settings) -> Iterator[Item]:
    """Tell where our settings name another ledger than drizzle-kit has."""
    own, its = settings.ledger, kit_ledger(settings)
    if settings.config and own != its:
        message = f"drizzle-kit records in {its.schema}.{its.table}, but the settings name {own.schema}.{own.table}."
        way = f"Write migrations: {{ schema: '{own.schema}', table: '{own.table}' }} in {settings.config.name}"
        yield no_go("ledger", message, f"{way}, or remove [ledger] from {settings.source and settings.source.name}.")


def kit_ledger(settings: Settings) -> Ledger:
    """Return where drizzle-kit records: what only our settings name does not count, unless drizzle.config is unread."""
    config, parts = settings.drizzle, ("migrations.schema", "migrations.table")
    if config is None or any(map(config.why_not, parts)):
        return settings.ledger
    schema, table = (str(one.value) if (one := config.get(part)) else "" for part in parts)
    return Ledger(schema or Ledger.schema, table or Ledger.table)


def kit_items(settings: Settings, kit: Kit | None) -> Iterator[Item]:
    """Yield the reason where drizzle-kit can prove nothing."""
    if settings.config is None:
        message = f"There is no drizzle.config in {settings.root}, so drizzle-kit does not know the schema.ts."
        yield unknown("drizzle-config", message, _config_help(settings))
    elif settings.drizzle is None:
        message = f"{settings.config.name} is not for PostgreSQL, so drizzle-kit can prove nothing with it."
        yield unknown("drizzle-config", message, "Name the right config: --config FILE")
    elif settings.engine == "native":
        message = "The engine is native: drizzle-kit and drizzle.config, which are code of the project, were not run."
        yield unknown("drizzle-kit", message, f"To run them: {ENGINE_VARIABLE}=auto drizzle-journal handback")
    elif kit is None:
        has_node = bool(find_node())
        missing = f"drizzle-kit in node_modules from {settings.root} upwards" if has_node else "node on the PATH"
        way = "npm install --save-dev drizzle-kit" if has_node else "Install Node.js, or add its folder to the PATH."
        yield unknown("drizzle-kit", f"There is no {missing}, so nothing is proved by drizzle-kit.", way)
    elif not kit.package.reads_journals:
        yield unknown(
            "drizzle-kit",
            f"drizzle-kit {kit.package.version} does not read a journal. Its `up` converts a journal into folders.",
            "To prove the upgrade: drizzle-journal handback --v1 DIR, with drizzle-kit 0.31 in the project",
        )


def _config_help(settings: Settings) -> str:
    """Return the option that names a config with an unusual name, or the content of a new one."""
    others = sorted(path.name for path in settings.root.glob("drizzle.config.*"))
    if others:
        return f"Name it: {settings.command('handback', '--config', others[0])}"
    return (
        "Write drizzle.config.ts: export default { dialect: 'postgresql', schema: './schema.ts', "
        f"out: './{settings.migrations.name}' }};"
    )
