"""drizzle-kit 0.x for a project that has 1.0: that of `--v0 DIR`, on a copy of the sources, or the project's own."""

from dataclasses import replace
from pathlib import Path

from journal.drizzle.generation import find_kit
from journal.drizzle.kit import Kit
from journal.drizzle.packages import find_drizzle
from journal.errors import EngineFailed
from journal.handback.checklist import Item, no_go, unknown
from journal.handback.copy import ProjectCopy
from journal.handback.schema_ts import SchemaUnusable
from journal.handback.upgrade import shadowed
from journal.project.settings import Settings

_INSTALL = "npm install --prefix {} drizzle-kit@0.31 drizzle-orm@0.45 pg"


def older_kit(copy: ProjectCopy, packages: Path | None) -> Kit | None:
    """Return the drizzle-kit 0.x of that folder, or the project's own. Raises EngineFailed without 0.x there."""
    settings = copy.original
    if packages is None:
        return find_kit(settings, copy.folder)
    if settings.engine == "native":
        raise EngineFailed("--v0 runs drizzle-kit, but the engine is native.", hint="Remove --v0, or that setting.")
    found = find_drizzle(packages, "drizzle-kit")
    if found is None or not found.reads_journals or not settings.config:
        version = f"drizzle-kit {found.version}" if found else "no drizzle-kit"
        raise EngineFailed(
            f"--v0 {packages}: its node_modules has {version}, but drizzle-kit 0.x is needed.",
            hint=f"Install both in a separate folder: {_INSTALL.format('DIR')}",
        )
    return shadowed(copy, found, packages, "--v0")


def unusable_item(error: SchemaUnusable) -> Item:
    """Return the no-go of a `schema.ts` that 0.x cannot read: the project's drizzle-kit 1.0 may well read it."""
    way = "schema.ts has to load with drizzle-orm 0.45. Change what only 1.0 has."
    if "defineRelations" in error.message:
        way = (
            "drizzle-orm 0.x has no defineRelations, and drizzle-kit needs no relations. Move them into a file that "
            "`schema` of drizzle.config does not name, and write them with `relations` of 0.x."
        )
    return no_go("schema", error.message, way)


def about_1_0(item: Item, kit: Kit | None, settings: Settings) -> Item:
    """Return an item as one about a project that has 1.0: its drizzle-kit proves nothing, its names are others."""
    if item.name == "names":
        bridge = settings.command("handback", "--bridge")
        way = f"1.0 gives them other names than 0.x. To rename them in a migration, afterwards: {bridge}"
        return replace(item, help=way)
    if item.name != "drizzle-kit" or kit is None or kit.package.reads_journals:
        return item
    return unknown(
        item.name,
        f"The project has drizzle-kit {kit.package.version}, which reads no journal, so nothing is proved.",
        f"Install 0.x in a folder of its own: {_INSTALL.format('../drizzle-0.x')}. Then add: --v0 ../drizzle-0.x",
    )
