"""The trial of the upgrade to drizzle 1.0 on a copy: what breaks it, and what its commands and the ledger do then."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from journal.catalog.quoting import quoted
from journal.dataclass import dataclass
from journal.drizzle.generation import find_kit
from journal.drizzle.kit import ENVIRONMENT_OF_1, Kit
from journal.drizzle.packages import DrizzlePackage, find_drizzle, shadow_project
from journal.drizzle.variables import variables_of
from journal.errors import EngineFailed
from journal.handback.checklist import Again, Item, counted_words, go, no_go, note, renaming, unknown
from journal.handback.compare import Scope
from journal.handback.complete import CompletedCopy
from journal.handback.copy import ProjectCopy, second_copy
from journal.handback.request import Landing
from journal.handback.upgrade_proofs import Upgraded, generate_item, migrate_item, upgrade
from journal.handback.version_1 import NewFolders
from journal.ledger.predict import local_migrations, pending_v1
from journal.ledger.scripts import TwoColumns

BREAKS_1_0 = ("when-in-the-same-second", "when-does-not-rise", "shared-prefix", "tag-without-underscore")
"""Rules of `drizzle-journal check` whose findings break drizzle-kit 1.0: it tells entries by second and name."""
_NAMES = ("shared-prefix", "tag-without-underscore")
"""The rules of these whose findings `--renumber` removes."""


def newer_kit(copy: ProjectCopy, packages: Path | None) -> Kit:
    """Return the drizzle-kit 1.0 of that folder, on a copy of the project's sources; without one, the project's own.

    Raises EngineFailed.
    """
    settings = copy.original
    if settings.engine == "native":
        raise EngineFailed("The upgrade runs drizzle-kit 1.0, but the engine is native.", hint="Remove that setting.")
    own = find_kit(settings, copy.folder) if packages is None else None
    if own and not own.package.reads_journals:
        return replace(own, environment=ENVIRONMENT_OF_1)
    found = find_drizzle(packages, "drizzle-kit") if packages else None
    if packages is None or found is None or found.reads_journals or not settings.config:
        version = f"drizzle-kit {found.version}" if found else "no drizzle-kit"
        place = packages if packages and not found else "DIR"  # never over the project's own packages
        where = f"--v1 {packages}: its node_modules has {version}" if packages else "The project has no drizzle-kit 1.0"
        named = ". Then add: --v1 DIR" if packages is None else ""
        install = f"npm install --prefix {place} drizzle-kit@rc drizzle-orm@rc"
        raise EngineFailed(
            f"{where}, but drizzle-kit 1.0 is needed.", hint=f"Install both in a separate folder: {install}{named}"
        )
    return replace(shadowed(copy, found, packages, "--v1"), environment=ENVIRONMENT_OF_1)


def shadowed(copy: ProjectCopy, found: DrizzlePackage, packages: Path, option: str) -> Kit:
    """Return the drizzle-kit of a folder of packages, on a copy of the project's sources. Raises EngineFailed."""
    settings = copy.original
    assert settings.config  # noqa: S101 - the caller has looked
    root, config = settings.root, settings.config.resolve()
    base = next((folder for folder in (root, *root.parents) if (folder / "node_modules").is_dir()), root)
    if not config.is_relative_to(base):
        raise EngineFailed(
            f"{option}: {config} is not below {base}, which is copied for the rehearsal.",
            hint="Name the folder of the config as the project: --project DIR",
        )
    shadow = shadow_project(base, packages, copy.folder / "shadow")
    package = replace(found, folder=shadow / "node_modules" / "drizzle-kit")
    place, config = shadow / root.relative_to(base), shadow / config.relative_to(base)
    return Kit(package, place, config, copy.folder, variables_of(settings))


@dataclass(frozen=True)
class UpgradeTrial:
    """What 1.0 made of the copy, in `out`; `folders`: the names that were given to it, None for those of plain `up`."""

    again: Again
    kit: Kit
    copy: ProjectCopy
    completed: CompletedCopy
    folders: NewFolders | None
    scope: Scope

    @cached_property
    def upgraded(self) -> Upgraded:
        """Run `up`, `check` and `generate`, once."""
        place = self.copy.folder / "upgraded"
        return upgrade(self.kit, self.folders.scratch(place) if self.folders else second_copy(self.copy.out, place))

    @property
    def is_whole(self) -> bool:
        """Tell whether `up` made a folder of every entry."""
        names = {*self.folders.names.values()} if self.folders else None
        has_all = len(self.upgraded.folders) == len(self.completed.folder.journal.entries)
        is_left = (self.upgraded.out / "meta" / "_journal.json").exists()
        return has_all and not is_left and names in (None, {*self.upgraded.folders})

    def items(self, landings: Sequence[Landing]) -> Iterator[Item]:
        """Yield what breaks 1.0, what `up`, `check` and `generate` do, and what `migrate` does with each ledger."""
        breaks = [] if self.folders else [*self._breaks()]
        yield from breaks
        if breaks:
            message = "An upgrade by handback itself gives such entries other seconds and names, on the way."
            yield note("v1-upgrade", message, f"To do that: {self.again('--to', '1.0')}")
        version, ours, settings = self.kit.package.version, self.upgraded, self.copy.original
        count = len(self.completed.folder.journal.entries)
        if not self.is_whole:
            way = f"First fix {', '.join(dict.fromkeys(one.name for one in breaks))}, above." if breaks else ""
            way = way or f"Run: {settings.command('check')}"
            yield no_go(
                "v1-up",
                f"drizzle-kit {version} up converts {len(ours.folders)} of {count} entries: {ours.up.gist}",
                way,
            )
            return
        yield go("v1-up", f"drizzle-kit {version} up converts all {count} entries.")
        yield generate_item(version, ours, settings, self.completed, self.scope)
        if self.folders:
            yield from _name_items(self.folders)
        if not landings and not (self.folders and self.folders.confused):
            yield migrate_item(self.kit, self.upgraded.out, self.completed, None, "")
        for one in landings:
            found = self._ledger_items(one)
            yield from (item.of(one.database.target.shown) if len(landings) > 1 else item for item in found)

    def _breaks(self) -> Iterator[Item]:
        repair = self.copy.original.command("repair", "--url", "URL")
        for one in (*self.completed.findings, *self.completed.accepted):
            if one.rule not in BREAKS_1_0:
                continue
            write, _, _ = one.help.partition(", if no database has recorded it")
            help_ = f"{write}. Before you deploy that, change the row of each database that has recorded it: {repair}"
            if one.rule in _NAMES:
                help_ = f"To rename all: {self.again(*renaming(one.rule))}"
            yield no_go(f"v1-{one.rule}", one.message, help_)

    def _ledger_items(self, landing: Landing) -> Iterator[Item]:
        """Yield what `migrate` does with a ledger, once it is stamped and, with `folders`, has names."""
        plan, target = landing.plan, landing.database.target
        ledger, settings = plan.ledger, replace(self.completed.folder.settings, typed=target.option)
        place, way = f"{settings.ledger.schema}.{settings.ledger.table}", ""
        refused = plan.naming.refused
        nameless = list[str]()
        if ledger and not self.folders:
            refused = pending_v1(local_migrations(self.completed.folder), ledger).refused
            nameless = [str(row.id) for row in ledger.rows if not row.name and ledger.named]
        if refused or nameless:
            way = f"Run: {settings.command('repair')}"
        if refused:
            message = f"drizzle 1.0 refuses to start: no migration matches row {', '.join(map(str, refused))}."
            yield no_go("v1-ledger", message, way)
        elif nameless:
            message = "The ledger has the column name of 1.0, which runs again what has no name there"
            yield no_go("v1-ledger", f"{message}: row {', '.join(nameless)}.", way)
        elif plan.naming.columns is TwoColumns.ADDED and ledger and "applied_at" in ledger.shape.by_name:
            table = quoted(settings.ledger.schema, settings.ledger.table)
            way = f"If nothing needs it: ALTER TABLE {table} DROP COLUMN applied_at"
            yield no_go("v1-ledger", f"{place} has a column applied_at, but no name: it is none of 0.x.", way)
        elif plan.naming.columns is TwoColumns.ADDED and ledger and not ledger.shape.rights.alter:
            yield no_go("v1-ledger", f"The role does not own {place}, which gets two columns.", "Name its owner's URL.")
        elif plan.naming.rows:
            what = f"of {place}"
            rows = counted_words(len(plan.naming.rows), f"row {what} gets", f"rows {what} get")
            yield go("v1-ledger", f"{rows} the name of a folder, after a copy, with undo.")
        if ledger or plan.is_empty:  # the position of others is not known
            yield migrate_item(self.kit, self.upgraded.out, self.completed, ledger.rows if ledger else (), way)


def _name_items(folders: NewFolders) -> Iterator[Item]:
    """Yield which folders have other seconds than their entries, and whether `migrate` finds every migration then."""
    if not folders.moved:
        return
    lines = [f"{tag} -> {folders.names[tag]}" for tag in folders.moved]
    count = counted_words(len(lines), "folder gets", "folders get")
    message = f"{count} another second than the `when`, so that the names sort as the entries do."
    yield note("v1-moments", message, "", *lines)
    if folders.confused:
        tags = ", ".join(folders.confused)
        message = f"`migrate` of 1.0 takes the row of {tags} for one of another migration with that SQL."
        way = "Name every database: its ledger then gets the right names here. If you have named all: --unproved"
        yield unknown("v1-alike", message, way)
