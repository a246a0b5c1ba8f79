"""What new files are called: by the form that the folder's names have, after the newest of them."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

from journal.errors import JournalError
from journal.folder.migrations import Migration
from journal.folder.names import Clue, Kind, bare, kind_of, looks_like_baseline, order_of
from journal.folder.read import Folder

_LONGEST = 100
_PREFIX = re.compile(r"(?:\d{4}[-_]\d{2}[-_]\d{2}(?:[-_tT]\d{6}|[-_tT]\d{4})?|\d{8}[tT_-]\d{6}|[vV]?\d+)(?=[^0-9]|$)")
_MOMENTS = {8: "%Y%m%d", 10: "%Y%m%d%H", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_LONG = "%Y%m%d%H%M%S"
_Spelling = Callable[[str], str]


class NameUnusable(JournalError):
    """The name given cannot become a file's name here."""

    code = "name-unusable"


def slug(name: str) -> str:
    """The name as part of a file's name: small letters, digits and underscores. Raises NameUnusable."""
    text = name.removesuffix(".sql")
    if "/" in text or "\\" in text or not text.isprintable():
        raise NameUnusable(f"{name!r} is no name but a path.", hint="Give words, such as: journal new add_user_email")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if not found or found.isdigit():
        raise NameUnusable(f"{name!r} has no letters that a file name can have.", hint="Give words: add_user_email")
    if len(found) > _LONGEST:
        raise NameUnusable(f"The name has {len(found)} characters, and {_LONGEST} are the most.")
    if _PREFIX.match(found) and found[0].isdigit():
        raise NameUnusable(f"{name!r} begins with a number; the number is put before it by itself.",
                           hint=f"Type: journal new {_PREFIX.sub('', found).strip('_') or 'NAME'}")  # fmt: skip
    if kind_of(f"0001_{found}") is Kind.DOWN:
        raise NameUnusable(f"{name!r} would be read as the name of a down file.", hint="Leave out down and rollback.")
    if looks_like_baseline(found):
        raise NameUnusable(f"{name!r} would be read as the name of a baseline.", hint="Say what it changes.")
    return found


def next_tag(folder: Folder, name: str, now: datetime) -> str:
    """The tag of a new forward file: the form of the newest name, and an order after it. `name` is a slug.

    Raises NameUnusable where no such name can be found.
    """
    newest = _newest(folder)
    after = max((order_of(one.tag) for one in _ordered(folder)), default=None)
    taken = {one.tag.lower() for one in folder.migrations}
    for prefix in _prefixes(newest, now.astimezone(UTC)):
        tag = f"{prefix}{_separator(newest)}{name}" if prefix else name
        order = order_of(tag)
        is_later = after is None or (order.clue, order.millis) > (after.clue, after.millis)
        if (is_later or (not prefix and after is not None and order > after)) and tag.lower() not in taken:
            return tag
    assert newest is not None  # noqa: S101 - without any, the first prefix does
    raise NameUnusable(f"{name} would sort before {newest}, the newest file, or is taken.", hint="Choose another name.")


def _ordered(folder: Folder) -> list[Migration]:
    return [one for one in folder.forwards if one.kind is not Kind.BASELINE]


def _newest(folder: Folder) -> str | None:
    """The name that sorts last; a baseline's only where it counts as the others would."""
    found = max(_ordered(folder), key=lambda one: order_of(one.tag), default=None)
    if found:
        return PurePosixPath(found.tag).name
    first = next((PurePosixPath(one.tag).name for one in folder.forwards), None)
    return first if first and re.match(r"0{1,5}_", first) else None


def _separator(newest: str | None) -> str:
    found = _PREFIX.match(newest or "")
    return "-" if found and newest and newest[found.end() : found.end() + 1] == "-" else "_"


def _prefixes(newest: str | None, now: datetime) -> Iterator[str]:
    """What may stand first, the best first."""
    if newest is None:
        yield now.strftime(_LONG)
        return
    order, found = order_of(newest), _PREFIX.match(newest)
    if order.clue is Clue.NUMBER and found:
        digits = found[0].lstrip("vV")
        yield found[0][: len(found[0]) - len(digits)] + str(int(digits) + 1).zfill(len(digits))
    elif order.clue is Clue.MOMENT and found:
        last = datetime.fromtimestamp(order.millis / 1000, UTC)
        yield from _moments(found[0], now, last)
    else:
        yield ""


def _moments(prefix: str, now: datetime, last: datetime) -> Iterator[str]:
    """Now in the same form, now to the second, or the second after the newest."""
    later = max(now, last + timedelta(seconds=1))
    if prefix.isdigit() and not prefix.startswith(("199", "20")) and len(prefix) in (10, 13):
        factor = 1 if len(prefix) == 10 else 1000
        yield str(int(now.timestamp()) * factor)
        yield str(int(later.timestamp()) * factor)
        return
    if prefix.isdigit():
        yield now.strftime(_MOMENTS.get(len(prefix), _LONG))
        yield later.strftime(_LONG)
        return
    dashes = re.findall(r"[^0-9]", prefix)
    date = dashes[0].join(("%Y", "%m", "%d")) if len(dashes) > 1 else "%Y%m%d"
    time = dashes[-1] if len(dashes) != 2 else "_"
    yield now.strftime(date if len(dashes) == 2 else f"{date}{time}%H%M%S")
    yield later.strftime(f"{date}{time}%H%M%S")


def renamed(tag: str, name: str) -> str:
    """A tag with another name after its number or date."""
    path, found = PurePosixPath(tag), _PREFIX.match(PurePosixPath(tag).name)
    separator = path.name[found.end() : found.end() + 1] if found else ""
    return str(path.with_name(f"{found[0]}{separator}{name}" if found else name))


def down_tag(folder: Folder, forward: str) -> str:
    """What the down file of a forward one is called: spelt as the folder's newest pair is."""
    forwards = {bare(one.tag): one.tag for one in folder.forwards}
    pairs = [(forwards[bare(one.tag)], one.tag) for one in folder.downs if bare(one.tag) in forwards]
    for up, down in sorted(pairs, key=lambda pair: order_of(pair[0]), reverse=True):
        for spelling in _SPELLINGS:
            if spelling(up) == down and _is_down_of(spelling(forward), forward):
                return spelling(forward)
    return next(text for text in (one(forward) for one in _SPELLINGS) if _is_down_of(text, forward))


def _is_down_of(tag: str, forward: str) -> bool:
    return kind_of(tag) is Kind.DOWN and bare(tag) == bare(forward)


def _inside(forward: str) -> str:
    """`0007_down_add_users`."""
    path, name = PurePosixPath(forward), PurePosixPath(forward).name
    found = _PREFIX.match(name)
    end = found.end() if found else 0
    separator = name[end : end + 1] or "_"
    named = f"{name[:end]}{separator}down{separator}{name[end + 1 :]}" if end else f"down_{name}"
    return str(path.with_name(named))


def _ended(ending: str) -> _Spelling:
    return lambda forward: re.sub(r"\.up$", "", forward) + ending


_SPELLINGS: Sequence[_Spelling] = (
    _inside,
    _ended(".down"),
    _ended("_down"),
    _ended("-down"),
    _ended(".rollback"),
    _ended("_rollback"),
    lambda forward: f"down/{forward}",
)
