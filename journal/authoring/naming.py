"""Names for new files: in the form of the folder's names, and after the newest of them."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

from journal.connect.secrets import names_database
from journal.errors import JournalError
from journal.folder.down_names import down_spellings, is_down_of, reverted_names
from journal.folder.file_names import Clue, Kind, looks_like_baseline, order_of, split_tag
from journal.folder.lookup import downs_by_tag
from journal.folder.read import Folder
from journal.folder.version_1 import by_locale
from journal.folder.version_1_downs import FILE_NAME as DOWN_OF_1
from journal.project.layout import SQL_OF_1

_LONGEST = 100
_DATE_FORMATS = {8: "%Y%m%d", 10: "%Y%m%d%H", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_DATE_AND_TIME = "%Y%m%d%H%M%S"


class NameUnusable(JournalError):
    """The name given cannot become a file's name here."""

    code = "name-unusable"


def slug(name: str, *, for_baseline: bool = False) -> str:
    """Return the name as part of a file name: lower-case letters, digits and underscores. Raises NameUnusable.

    `for_baseline`: it may be read as the name of a baseline.
    """
    text = name.removesuffix(".sql")
    if names_database(text):
        raise NameUnusable("The name is the address of a database, which is not shown.", hint="Give words: add_email")
    if "/" in text or "\\" in text or not text.isprintable():
        raise NameUnusable(f"{name!r} is a path, not a name.", hint="Give words: add_user_email")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if not words or words.isdigit():
        raise NameUnusable(f"{name!r} has no letters that a file name can have.", hint="Give words: add_user_email")
    if len(words) > _LONGEST:
        raise NameUnusable(f"The name has {len(words)} characters; the limit is {_LONGEST}.",
                           hint="Give a shorter one.")  # fmt: skip
    number, _, rest = split_tag(words)
    if number and words[0].isdigit():
        raise NameUnusable(f"{name!r} begins with a number, and the file gets its number without that.",
                           hint=f"Give the name alone: {rest or 'NAME'}")  # fmt: skip
    if reverted_names(f"0001_{words}"):
        hint = "Leave out down, rollback, revert and undo."
        raise NameUnusable(f"{name!r} would be read as the name of a down file.", hint=hint)
    if not for_baseline and looks_like_baseline(words):
        raise NameUnusable(f"{name!r} would be read as the name of a baseline.", hint="Say what it changes.")
    return words


def next_tag(folder: Folder, name: str, now: datetime) -> str:
    """Return the tag of a new forward file: in the form of the newest name, and after it. `name` is a slug.

    Raises NameUnusable where no such name can be found.
    """
    if folder.is_version_1:
        return _next_folder(folder, name, now)
    ordered = [migration.tag for migration in folder.forwards if migration.kind is not Kind.BASELINE]
    after = max(map(order_of, ordered), default=None)
    newest = PurePosixPath(max(ordered, key=order_of)).name if ordered else None
    if newest is None:  # a baseline's form counts where it has an index, as in `0000_baseline`
        names = (PurePosixPath(migration.tag).name for migration in folder.forwards[:1])
        newest = next((first for first in names if re.match(r"0{1,5}_", first)), None)
    taken = {migration.tag.lower() for migration in folder.migrations}
    separator = "-" if newest and split_tag(newest)[1] == "-" else "_"
    for prefix in _prefixes(newest, now.astimezone(UTC)):
        tag = f"{prefix}{separator}{name}" if prefix else name
        order = order_of(tag)
        is_later = after is None or (order.clue, order.millis) > (after.clue, after.millis)
        if (is_later or (not prefix and after is not None and order > after)) and tag.lower() not in taken:
            return tag
    raise NameUnusable(f"{name} would sort before {newest}, the newest file, or is taken.", hint="Choose another name.")


def _next_folder(folder: Folder, name: str, now: datetime) -> str:
    """Return the name of a folder of drizzle 1.0 that its migrator puts after all others."""
    last = max((entry.when for entry in folder.journal.entries), default=0)
    moment = max(now.astimezone(UTC), datetime.fromtimestamp(last / 1000, UTC) + timedelta(seconds=1))
    tag = f"{moment:{_DATE_AND_TIME}}_{name}"
    newest = max((one.tag for one in folder.forwards), key=by_locale, default="")
    if newest and by_locale(tag) <= by_locale(newest):
        raise NameUnusable(f"{tag} would sort before {newest}, the newest folder.", hint="Rename that one first.")
    return tag


def forward_file(folder: Folder, tag: str) -> str:
    """Return the name of a forward file below the folder of migrations."""
    return f"{tag}/{SQL_OF_1}" if folder.is_version_1 else f"{tag}.sql"


def _prefixes(newest: str | None, now: datetime) -> Iterator[str]:
    """Yield what a new name can begin with, the best first: a date as exact as the newest name's, then the second."""
    if newest is None:
        yield now.strftime(_DATE_AND_TIME)
        return
    order, prefix = order_of(newest), split_tag(newest)[0]
    if not prefix or order.clue not in (Clue.NUMBER, Clue.MOMENT):
        yield ""
        return
    if order.clue is Clue.NUMBER:
        digits = prefix.lstrip("vV")
        yield prefix[: len(prefix) - len(digits)] + str(int(digits) + 1).zfill(len(digits))
        return
    later = max(now, datetime.fromtimestamp(order.millis / 1000, UTC) + timedelta(seconds=1))
    if prefix.isdigit() and not prefix.startswith(("199", "20")) and len(prefix) in (10, 13):
        factor = 1 if len(prefix) == 10 else 1000
        yield from (str(int(moment.timestamp()) * factor) for moment in (now, later))
    elif prefix.isdigit():
        yield from (now.strftime(_DATE_FORMATS.get(len(prefix), _DATE_AND_TIME)), later.strftime(_DATE_AND_TIME))
    else:
        separators = re.findall(r"[^0-9]", prefix)
        date = separators[0].join(("%Y", "%m", "%d")) if len(separators) > 1 else "%Y%m%d"
        to_second = f"{date}{separators[-1] if len(separators) != 2 else '_'}%H%M%S"
        yield from (now.strftime(date if len(separators) == 2 else to_second), later.strftime(to_second))


def renamed(tag: str, name: str) -> str:
    """Return a tag with another name after its number or date."""
    prefix, separator, _ = split_tag(tag)
    return str(PurePosixPath(tag).with_name(f"{prefix}{separator}{name}"))


def down_tag(folder: Folder, forward: str) -> str:
    """Return the tag of a forward file's down file, spelt as in the folder's newest pair."""
    if folder.is_version_1:
        return f"{forward}/{DOWN_OF_1.removesuffix('.sql')}"
    pairs = [(up, down.tag) for up, down in downs_by_tag(folder).items()]
    tags = down_spellings(forward)
    for up, down in sorted(pairs, key=lambda pair: order_of(pair[0]), reverse=True):
        for spelling, tag in zip(down_spellings(up), tags, strict=True):
            if spelling == down and is_down_of(tag, forward):
                return tag
    return next(tag for tag in tags if is_down_of(tag, forward))
