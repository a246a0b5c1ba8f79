"""Which tool a folder is of: by what is in it. Where several fit, or none, the user has to say it."""

from pathlib import Path

from journal.adopt.history import ForeignFolder, ForeignMigration, History, NotSql, Repeatable, Tool, list_folder
from journal.adopt.tools import TOOLS
from journal.errors import Place, SettingsInvalid, did_you_mean
from journal.project.discovery import USUAL
from journal.project.settings import Settings


def read_history(settings: Settings, source: Path | None, tool: str | None) -> History:
    """Read the history in `source`, or in the only folder with a usual name that has one.

    Raises SettingsInvalid where it is not known which folder or which tool is meant, FolderUnreadable.
    """
    if tool is not None and tool not in TOOLS:
        hint = did_you_mean(tool, TOOLS, f"Known are: {', '.join(TOOLS)}.")
        raise SettingsInvalid(f"--tool {tool}: this tool is not known.", hint=hint)
    listing = list_folder(source, settings.root, settings.boundary) if source else _usual(settings, tool)
    found = TOOLS[tool] if tool else _only(settings, listing)
    pieces = [*found.read(listing)]
    migrations = tuple(one for one in pieces if isinstance(one, ForeignMigration))
    history = History(
        found, listing, migrations,
        tuple(one for one in pieces if isinstance(one, NotSql)),
        tuple(one for one in pieces if isinstance(one, Repeatable)),
    )  # fmt: skip
    if not pieces:
        message = f"{listing.folder} has no migration of {found.title}."
        raise SettingsInvalid(message, hint=f"Known tools are: {', '.join(TOOLS)}.", place=Place(listing.folder))
    return history


def fitting(listing: ForeignFolder) -> list[Tool]:
    """Return the tools whose migrations a folder has; where none is sure, those whose package the project has."""
    sure = [tool for tool in TOOLS.values() if tool.fits(listing)]
    if sure or not listing.ending(".sql"):
        return sure
    return [tool for tool in TOOLS.values() if tool.package and listing.uses(tool.package)]


def _only(settings: Settings, listing: ForeignFolder) -> Tool:
    found = fitting(listing)
    if len(found) == 1:
        return found[0]
    names = [tool.name for tool in found] or list(TOOLS)
    what = f"may be of {' or '.join(names)}" if found else "has no migrations of a known tool"
    words = ("adopt", str(listing.folder), "--tool", names[0])
    ways = f"Name the tool: {settings.command(*words)}" if found else f"Name the tool: --tool {'|'.join(names)}"
    raise SettingsInvalid(f"{listing.folder} {what}.", hint=ways, place=Place(listing.folder))


def _usual(settings: Settings, tool: str | None) -> ForeignFolder:
    """Return the only folder with a usual name that has a history of another tool."""
    places = dict.fromkeys([settings.migrations, *(settings.root / name for name in USUAL)])
    listings = [list_folder(one, settings.root, settings.boundary) for one in places if one.is_dir()]
    fits = [one for one in listings if (TOOLS[tool].fits(one) if tool else fitting(one))]
    if len(fits) == 1:
        return fits[0]
    folders = ", ".join(str(one.folder) for one in fits)
    message = (
        f"{len(fits)} folders have a history of another tool: {folders}."
        if fits
        else f"No folder with a usual name in {settings.root} has a history of another tool."
    )
    way = settings.command("adopt", str(fits[0].folder) if fits else "DIR")
    raise SettingsInvalid(message, hint=f"Name the folder: {way}")
