"""`drizzle-kit up` of 1.0 on a folder of 0.x: the folders that it makes, and a folder that has both layouts.

A killed `up` leaves both, and so does a merge of a branch from before the upgrade. Most commands then do nothing: what
is written for one layout stops the other, and no migrate runs what only the other has.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote

import orjson

from journal.errors import FolderUnreadable, Note, Place, Severity
from journal.folder.entries import Entry, Journal
from journal.project.files import FileKind, read_file
from journal.project.layout import OF_DRIZZLE_1, SQL_OF_1
from journal.project.settings import Settings

MIXED = "mixed-layouts"
SNAPSHOT = "snapshot.json"
_VERSION = "9"
_CYCLE = 400  # years, after which the Gregorian calendar repeats
_SECONDS = 146_097 * 86_400
_SHOWN = 5


class MixedLayouts(FolderUnreadable):
    """Folders of drizzle 1.0 lie beside a journal of 0.x, and what is right for one layout is wrong for the other."""

    code = MIXED


def upgraded_name(tag: str, when: int) -> str:
    """Return the folder that `drizzle-kit up` of 1.0 makes of an entry: the second, and the tag without its prefix.

    A tag without underscore is all prefix. Source: drizzle-kit's `planFoldersV3`.
    """
    cycles, seconds = divmod(when // 1000, _SECONDS)  # JavaScript's years exceed Python's 9999
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment.year + _CYCLE * cycles}{moment:%m%d%H%M%S}_{tag.partition('_')[2]}"


def folders_of_1(names: Collection[str]) -> tuple[str, ...]:
    """Return the folders in the layout of 1.0, by the names of all SQL files below the folder of migrations."""
    found = (name.removesuffix(f"/{SQL_OF_1}") for name in names if name.endswith(f"/{SQL_OF_1}"))
    return tuple(sorted(name for name in found if OF_DRIZZLE_1.fullmatch(name)))


def is_in_folder_of_1(name: str) -> bool:
    """Tell whether a SQL file lies in a folder whose name is one of drizzle 1.0."""
    folder, _, file = name.partition("/")
    return bool(file) and OF_DRIZZLE_1.fullmatch(folder) is not None


def mixed_note(settings: Settings, journal: Journal, names: Collection[str]) -> Note | None:
    """Return an error where folders of 1.0 lie beside a journal. `names` are those of all SQL files below."""
    folders = folders_of_1(names)
    if not folders or not journal.text:
        return None
    made = {
        entry.tag: folder for entry in journal.entries if (folder := upgraded_name(entry.tag, entry.when)) in folders
    }
    lie = f"{len(folders)} folders of drizzle 1.0 lie" if len(folders) > 1 else "1 folder of drizzle 1.0 lies"
    message = f"{lie} beside the journal, {folders[0]}{' first' if len(folders) > 1 else ''}."
    old = [one for one in made if _is_old(settings.migrations / made[one], settings.boundary)]
    if old or any(f"{tag}.sql" not in names for tag in made):
        message += " `drizzle-kit up` did not end: it removes the journal after the last one."
        help_ = f"Move back what it moved, and run it again: {' && '.join(_back(settings, made, names))}"
    else:
        left = [entry for entry in journal.entries if entry.tag not in made]
        message += _without_folder(left, len(made))
        help_ = _of_a_merge(settings, journal, left, names)
    return Note(MIXED, message, help_, Place(journal.path, 1, 1), Severity.ERROR)


def _is_old(folder: Path, boundary: Path) -> bool:
    """Tell whether a folder has the snapshot of 0.x, which `up` first copies and converts when all are there."""
    try:
        snapshot = orjson.loads(read_file(folder / SNAPSHOT, FileKind.SNAPSHOT, within=boundary))
    except (OSError, orjson.JSONDecodeError):
        return False
    return isinstance(snapshot, dict) and snapshot.get("version") != _VERSION


def _back(settings: Settings, made: Mapping[str, str], names: Collection[str]) -> Iterator[str]:
    """Yield the commands that give the folder back the state before `up`, and the one that runs it again."""
    for tag, name in made.items():
        folder, file = settings.migrations / name, settings.migrations / f"{tag}.sql"
        yield f"rm {_word(folder / SQL_OF_1)}" if file.name in names else f"mv {_word(folder / SQL_OF_1)} {_word(file)}"
        yield f"rm -f {_word(folder / SNAPSHOT)}"
        yield f"rmdir {_word(folder)}"
    yield f"TZ=UTC {settings.drizzle_kit('up')}"


def _without_folder(left: Sequence[Entry], made: int) -> str:
    if not left or not made:
        return ""
    tags = ", ".join(entry.tag for entry in left[:_SHOWN])
    return f" {tags}{' …' if len(left) > _SHOWN else ''} of the journal has no folder."


def _of_a_merge(settings: Settings, journal: Journal, left: Sequence[Entry], names: Collection[str]) -> str:
    files = [settings.migrations / f"{tag}.sql" for tag in journal.tags if f"{tag}.sql" in names]
    remove = f"git rm -r -- {' '.join(_word(path) for path in (settings.meta, *sorted(files)))}"
    if not journal.entries:
        return f"The journal lists nothing. Remove it: {remove}"
    if len(left) == len(journal.entries):
        return "No entry of the journal is one of the folders. Move one of the two into another folder."
    if left:
        generate = settings.drizzle_kit("generate")
        return f"Keep the SQL of what has no folder elsewhere. Then: {remove}. Then: {generate}"
    return f"Every entry of the journal is one of the folders. Remove what is left of 0.x: {remove}"


def _word(path: Path) -> str:
    """Return a path as a word of a command."""
    return quote(str(path))
