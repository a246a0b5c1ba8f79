"""Write `schema.ts` from the state that the migrations lead to, on a temporary PostgreSQL."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Unpack

from journal.connect.temporary import connect
from journal.dataclass import dataclass
from journal.errors import SettingsInvalid
from journal.folder.read import Folder
from journal.folder.rewrite.store import project_lock, replace_file, unwritable
from journal.folder.version_1 import read_either
from journal.project.files import FileKind, read_file
from journal.project.project import Project, Result
from journal.project.settings import Settings
from journal.rebuild.database import Hooks, Rebuilt, Recipe
from journal.rebuild.schemas import Replays
from journal.rebuild.temporary import TemporaryOptions, TemporaryServer
from journal.replay.explain import AppliedMigration
from journal.replay.watcher import Silence, Watcher
from journal.server.provider import Provider

if TYPE_CHECKING:
    from psycopg import Connection

    from journal.catalog.values import Key
    from journal.snapshot.model import Snapshot
    from journal.snapshot.typescript import SchemaSource


@dataclass(frozen=True)
class WrittenSchema(Result):
    """The text of `schema.ts` after the last entry.

    `unexpressed`: the names, by kind, of what drizzle cannot express. `untold`: what SQL does not tell. `file`: where
    it goes, None where only the text was asked for; `before`: what is there, None without a file. `refused`: that file
    differs, and was left as it is.
    """

    document: ClassVar[str] = "schema.schema_json"

    folder: Folder
    rebuilt: Rebuilt
    text: str
    unexpressed: Mapping[str, tuple[str, ...]]
    untold: tuple[str, ...]
    file: Path | None = None
    before: str | None = None
    refused: bool = False
    written: bool = False

    @property
    def passed(self) -> bool:
        """Tell whether no file was left as it is."""
        return not self.refused


def schema(
    project: Project,
    *,
    to: Literal["0.45", "1.0"] | None = None,
    names: Literal["camel", "database"] = "camel",
    relations: bool = False,
    write: bool = False,
    file: str | Path | None = None,
    overwrite: bool = False,
    dry_run: bool = False,
    watcher: Watcher | None = None,
    **temporary: Unpack[TemporaryOptions],
) -> WrittenSchema:
    """Return `schema.ts` as the migrations make it, from a replay; drizzle-kit generate then has nothing to do.

    `to`: the version of drizzle-orm; None: 1.0 where the folder has its layout, else 0.45. `names`: of exports and
    properties. `relations`: also those of relational queries, inferred from the foreign keys. `write`: into the file
    that drizzle.config names, or into `file`. A file that exists and differs is only replaced with `overwrite`. Raises
    what a replay raises, SettingsInvalid where drizzle.config names no single file, and FileUnwritable.

    >>> "pgTable" in journal.schema(project).text
    True
    """
    settings = project.settings
    path = schema_path(settings, file) if write or file is not None else None
    server, watcher = TemporaryServer(**temporary, cache=False), watcher or Silence()
    provider, recipe = server.provider(watcher), server.recipe(settings)
    with project_lock(settings):
        result = rendered(settings, provider, recipe, watcher, to=to, names=names, relations=relations)
        return _written(result, path, overwrite=overwrite, dry_run=dry_run) if path else result


def rendered(
    settings: Settings,
    provider: Provider,
    recipe: Recipe,
    watcher: Watcher | None = None,
    *,
    to: str | None = None,
    names: str = "camel",
    relations: bool = False,
) -> WrittenSchema:
    """Return the text after a replay, and write nothing. Raises what a replay raises, and SettingsInvalid."""
    from journal.snapshot.typescript import ModuleOptions, schema_ts

    folder = _journaled_folder(settings)
    source, rebuilt = _after_last_entry(Replays(folder, recipe, provider, watcher or Silence()))
    entries = folder.journal.entries
    last = f"the migrations up to {entries[-1].tag}" if entries else "no migration"
    origin = f"Written by drizzle-journal schema from {last}, replayed on PostgreSQL."
    options = ModuleOptions(
        is_v1=folder.is_version_1 if to is None else to == "1.0", keep_names=names == "database", relations=relations
    )
    found = schema_ts(source, options, origin)
    return WrittenSchema(folder, rebuilt, found.text, found.unexpressed, found.untold)


def _journaled_folder(settings: Settings) -> Folder:
    folder = read_either(settings)
    if not folder.journal.text and not folder.is_version_1:
        raise SettingsInvalid(
            f"There is no journal at {folder.journal.path}. schema.ts is written from its entries.",
            hint=f"Type: {settings.command('bootstrap')}",
        )
    return folder


def _after_last_entry(replays: Replays) -> "tuple[SchemaSource, Rebuilt]":
    """Replay the entries; return the snapshot and the catalog after the last one."""
    from journal.catalog.exclusions import own_objects, without
    from journal.catalog.read import read_schema
    from journal.snapshot.follow import Following
    from journal.snapshot.typescript import SchemaSource

    folder, before = replays.folder, replays.before()
    ledger = folder.settings.ledger
    following = Following(ledger, before)

    def after_each(connection: "Connection[Any]", applied: AppliedMigration) -> None:
        following.after(connection, folder.by_tag[applied.tag], ended=applied.ended_transaction)

    with replays.running(folder.journal.entries, Hooks(after_each=after_each)) as rebuilt:
        with connect(rebuilt.server.conninfo) as connection:
            is_own, kept = own_objects(ledger), _referred(following.snapshot)
            catalog = without(read_schema(connection), lambda item: is_own(item) and item.key not in kept)
        by_kit = frozenset(key for key, found in following.texts.objects.items() if "by_kit" in found.texts)
        deviations = tuple(note.message for note in following.notes)
        return SchemaSource(following.snapshot, catalog, before, by_kit, deviations), rebuilt


def _referred(snapshot: "Snapshot") -> "set[Key]":
    """Return the tables that foreign keys name, with their schemas: a table may refer to the ledger."""
    keys = (key for table in snapshot.tables.values() for key in table.foreign_keys.values())
    tables: set[Key] = {("table", key.schema_to or "public", key.table_to) for key in keys}
    return tables | {("schema", key[1]) for key in tables}


def schema_path(settings: Settings, file: str | Path | None) -> Path:
    """Return the named file, else the one of drizzle.config. Raises SettingsInvalid where that is not a single one."""
    if file is not None:
        return settings.root / file
    hint = "Name the file: --file src/schema.ts"
    if settings.drizzle is None:
        raise SettingsInvalid("There is no drizzle.config that names a schema file.", hint=hint)
    value = settings.drizzle.get("schema")
    unread = settings.drizzle.why_not("schema")
    if value is None:
        raise SettingsInvalid(f"drizzle.config names no schema file{f': {unread}' if unread else ''}.", hint=hint)
    paths = value.value if isinstance(value.value, tuple) else (value.value,)
    path = settings.root / str(paths[0])
    if len(paths) != 1 or any(letter in str(paths[0]) for letter in "*?[{") or path.suffix not in _ENDINGS:
        named = ", ".join(map(str, paths))
        raise SettingsInvalid(f"`schema` of drizzle.config is not a single .ts file: {named}.", hint=hint)
    return path


_ENDINGS = (".ts", ".mts", ".cts")


def _written(result: WrittenSchema, path: Path, *, overwrite: bool, dry_run: bool) -> WrittenSchema:
    """Write the file where that is allowed, and return what was done. A replaced file is kept as .bak."""
    from dataclasses import replace

    root = result.folder.settings.root
    try:
        kept = read_file(path, FileKind.SNAPSHOT) if path.exists() else None
    except OSError as error:
        raise unwritable(path, error) from None
    new = result.text.encode()
    refused = kept is not None and kept != new and not overwrite
    changes = kept != new and not refused
    if changes and not dry_run:
        if kept is not None:
            replace_file(path.with_name(f"{path.name}.bak"), kept, root=root)
        replace_file(path, new, root=root, is_new=kept is None)
    before = None if kept is None else kept.decode("utf-8", "replace")
    return replace(result, file=path, before=before, refused=refused, written=changes and not dry_run)
