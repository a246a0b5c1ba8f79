"""What drizzle.config and the settings say, held against the folder that is handed back."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from journal.drizzle.kit import Kit
from journal.drizzle.node import find_node
from journal.handback.item import Again, Item, ItemVerdict, no_go, unknown
from journal.project.drizzle_config.values import DEFAULT
from journal.project.settings import ENGINE_VARIABLE, Settings


def out_items(settings: Settings) -> Iterator[Item]:
    """Whether drizzle-kit, started as ever, works in this folder: the proofs run with an `out` of their own."""
    drizzle = settings.drizzle
    if drizzle is None or settings.config is None:
        return
    out = _written(settings)
    unread, said = drizzle.why_not("out"), drizzle.get("out")
    if unread:
        message = f"{settings.config.name}: {unread}."
        yield Item("out", ItemVerdict.SAID, message, f"See that it is {out}, a relative path.")
    elif said and Path(said.value).is_absolute():
        yield no_go(
            "out",
            f"`out` of {settings.config.name} is an absolute path, {said.value}, by which drizzle-kit 0.31 finds no "
            "snapshot.",
            f"Write out: '{out}'",
        )
    elif (settings.root / (said.value if said else DEFAULT)).resolve() != settings.migrations.resolve():
        elsewhere = said.value if said else f"{DEFAULT}, since {settings.config.name} says no `out`"
        yield no_go(
            "out",
            f"drizzle-kit works in {elsewhere}, and the migrations are in {settings.migrations}.",
            f"Write out: '{out}' in {settings.config.name}",
        )


def kit_items(settings: Settings, kit: Kit | None) -> Iterator[Item]:
    """Why nothing can be proved by drizzle-kit, where that is so."""
    if settings.config is None:
        yield unknown(
            "drizzle-config",
            f"There is no drizzle.config in {settings.root}, so drizzle-kit knows of no schema.ts.",
            _to_be_named(settings),
        )
    elif settings.drizzle is None:
        message = f"{settings.config.name} is not for PostgreSQL, so that drizzle-kit cannot prove anything by it."
        yield unknown("drizzle-config", message, "Name the one that is with --config.")
    elif settings.engine == "native":
        message = "The engine is native, so drizzle-kit and drizzle.config, which are the project's code, were not run."
        yield unknown("drizzle-kit", message, f"To prove it by them: {ENGINE_VARIABLE}=auto journal handback")
    elif kit is None:
        missing, way = _missing(settings)
        yield unknown(
            "drizzle-kit",
            f"There is no {missing}, so that nothing is proved by drizzle-kit.",
            way,
        )
    elif not kit.package.reads_journals:
        yield unknown(
            "drizzle-kit",
            f"drizzle-kit {kit.package.version} reads no journal: it wants folders, which its `up` makes of one.",
            "To prove the way there: journal handback --v1 DIR, with drizzle-kit 0.31 in the project",
        )


def _to_be_named(settings: Settings) -> str:
    """How drizzle-kit gets a config: by its name, where it has one that drizzle-kit does not look for."""
    others = sorted(path.name for path in settings.root.glob("drizzle.config.*"))
    if others:
        return f"Or name it: {settings.command('handback', '--config', others[0])}"
    return (
        "Write drizzle.config.ts: export default { dialect: 'postgresql', schema: './schema.ts', "
        f"out: './{settings.migrations.name}' }};"
    )


def _missing(settings: Settings) -> tuple[str, str]:
    """What a drizzle-kit lacks, and how to get it."""
    if not find_node():
        return "node on the PATH", "Install Node.js, or add its folder to the PATH."
    return f"drizzle-kit in node_modules from {settings.root} upwards", "npm install --save-dev drizzle-kit"


def meta_item(again: Again, settings: Settings, *, moves: bool) -> Item:
    """A `meta/` that lies beside the folder."""
    place = settings.migrations / "meta"
    if moves:
        way = f"Where the settings or --meta say meta = {settings.meta}, take that out then."
        return Item("meta", ItemVerdict.SAID, f"{settings.meta} is moved to {place}.", way)
    message = f"drizzle-kit looks for meta/ in {settings.migrations.name}/, and it is at {settings.meta}."
    return no_go("meta", message, f"To move it there: {again('--move-meta')}")


def renamed_items(settings: Settings, tags: Mapping[str, str]) -> Iterator[Item]:
    """A tag with a new name that the settings have by its old one. `tags`: old to new."""
    new = tags.get(settings.baseline or "")
    if new and new != settings.baseline:
        message = f"{settings.source} names {settings.baseline} as the baseline, which gets another name."
        yield Item("baseline", ItemVerdict.SAID, message, f'Write there then: baseline = "{new}"')


def _written(settings: Settings) -> str:
    """The folder as a config has it."""
    path = settings.migrations
    return f"./{path.relative_to(settings.root)}" if path.is_relative_to(settings.root) else str(path)
