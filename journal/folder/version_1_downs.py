"""Down files in the layout of drizzle 1.0: `down.sql` in the folder of a migration, and those that 0.x had beside.

drizzle-kit makes neither and reads neither. Its `up` renames `0001_invoices` to `20150101000002_invoices`, and leaves
`0001_invoices.down.sql` where it is: what follows the prefix is then all that pairs the two.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from journal.folder.down_names import down_tags, forward_name, reverted_names
from journal.folder.file_names import Kind
from journal.folder.migrations import FoundFile, Migration, read_migration
from journal.project.settings import Settings

FILE_NAME = "down.sql"


def read_downs(settings: Settings, found: Sequence[FoundFile], names: Collection[str]) -> Iterator[Migration]:
    """Yield the down files of these folders, then those beside them; `reverts` is empty where no one folder fits.

    `found`: all SQL files. One beside the folders is a down file by its spelling alone, or because it has the name of a
    folder.
    """
    for file in found:
        name = file.name.removesuffix(f"/{FILE_NAME}")
        if name in names and name != file.name:
            yield replace(_read(settings, file), folder=name, reverts=name)
    beside = [file for file in found if file.name.partition("/")[0] not in names]
    reverted, spelt = reverted_by({file.tag for file in beside}, names), down_tags([file.tag for file in beside])
    for file in beside:
        if file.is_file and (file.tag in reverted or file.tag in spelt):
            yield replace(_read(settings, file), reverts=reverted.get(file.tag, ""))


def _read(settings: Settings, file: FoundFile) -> Migration:
    return read_migration(settings.migrations, file, Kind.DOWN, settings.no_transaction)


def reverted_by(tags: Collection[str], names: Collection[str]) -> dict[str, str]:
    """Return the folder that each file beside the folders reverts, by what follows its number or date.

    Of two folders with that name, or two numbers for one folder, none is certain.
    """
    folders: dict[str, list[str]] = defaultdict(list)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for name in names:
        folders[_rest(forward_name(name))].append(name)
    for tag in tags:
        for old in reverted_names(tag):
            rest = _rest(PurePosixPath(old).name)
            if rest and len(folders[rest]) == 1:
                found[folders[rest][0]][tag] = old
    return {tag: name for name, olds in found.items() if len(set(olds.values())) == 1 for tag in olds}


def _rest(name: str) -> str:
    """Return what `drizzle-kit up` keeps of a name."""
    return name.partition("_")[2]
