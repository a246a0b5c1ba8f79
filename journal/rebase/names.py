"""The new `idx`, `when` and tag of the branch's own entries, behind the last entry of the other branch. Pure."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from journal.dataclass import dataclass
from journal.folder.entries import Entry
from journal.folder.snapshots import prefix_of
from journal.folder.version_1 import by_locale, moment_of

_SECOND = 1000
_PREFIXED = re.compile(r"(\d{4,})_(.+)", re.DOTALL)
_TIME = "%Y%m%d%H%M%S"


def is_same_name(one: str, other: str) -> bool:
    """Tell whether two tags differ at most by their numbers."""
    names = [found[2] if (found := _PREFIXED.fullmatch(tag)) else tag for tag in (one, other)]
    return names[0] == names[1]


def moved_entries(base: Sequence[Entry], own: Sequence[Entry]) -> Iterator[Entry]:
    """Yield each own entry as it is behind those of the base; one that is behind them already stays as it is.

    Every `when` is in a second of its own, above all before it: `migrate` of 0.x skips what is not above the highest
    recorded one, and 1.0 knows seconds alone.
    """
    behind = _Behind.the_last_of(base)
    for entry in own:
        moved = behind.moved(entry)
        yield moved
        behind = behind.followed_by(moved)


def moved_folders(base: Sequence[Entry], own: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the same for folders of drizzle 1.0, which sort by their names."""
    names, last, idx = {one.tag for one in base}, max((one.when for one in base), default=0), len(base)
    for entry in own:
        rises = all(by_locale(entry.tag) > by_locale(name) for name in names)
        if not (rises and entry.when > last and moment_of(entry.tag) is not None):
            second = _second_after(last) if entry.when // _SECOND <= last // _SECOND else entry.when
            moment = datetime.fromtimestamp(second // _SECOND, UTC).strftime(_TIME)
            entry = replace(entry, tag=f"{moment}{entry.tag[14:]}", when=second)  # noqa: PLW2901
        yield replace(entry, idx=idx)
        names.add(entry.tag)
        last, idx = max(last, entry.when), idx + 1


def _second_after(when: int) -> int:
    return (when // _SECOND + 1) * _SECOND


@dataclass(frozen=True)
class _Behind:
    """What the next entry has to come after: an `idx`, the highest `when`, and the prefixes and tags so far."""

    idx: int
    when: int
    tags: Collection[str]

    @classmethod
    def the_last_of(cls, entries: Sequence[Entry]) -> "_Behind":
        last = entries[-1].idx if entries else -1
        return cls(last + 1, max((one.when for one in entries), default=-1), [one.tag for one in entries])

    def followed_by(self, entry: Entry) -> "_Behind":
        return _Behind(entry.idx + 1, max(self.when, entry.when), [*self.tags, entry.tag])

    def moved(self, entry: Entry) -> Entry:
        rises = entry.when // _SECOND > self.when // _SECOND
        when = entry.when if rises else _second_after(self.when)
        return replace(entry, idx=self.idx, when=when, tag=self._tag(entry.tag, when, rises=rises))

    def _tag(self, tag: str, when: int, *, rises: bool) -> str:
        """Return the tag with a prefix of the same kind: a number, a date and time, or unix time."""
        found = _PREFIXED.fullmatch(tag)
        if not found:
            return self._free(tag)
        prefix, name = found[1], found[2]
        last = max((one for one in map(prefix_of, self.tags) if len(one) == len(prefix) and one.isdigit()), default="")
        if len(prefix) >= 10 and prefix > last and rises:
            return self._free(tag)
        if len(prefix) == 14:
            return f"{_later(last, datetime.fromtimestamp(when / _SECOND, UTC).strftime(_TIME))}_{name}"
        if len(prefix) == 10:
            return f"{max(when // _SECOND, int(last or 0) + 1):010}_{name}"
        return f"{max(self.idx, int(last or -1) + 1):0{len(prefix)}}_{name}"

    def _free(self, tag: str) -> str:
        number, free = 2, tag
        while free in self.tags:
            number, free = number + 1, f"{tag}_{number}"
        return free


def _later(last: str, wanted: str) -> str:
    """Return the date and time, or the second after the last one where it is not later."""
    if wanted > last:
        return wanted
    try:
        moment = datetime.strptime(last, _TIME).replace(tzinfo=UTC)
    except ValueError:
        return f"{int(last) + 1:014}"
    return (moment + timedelta(seconds=1)).strftime(_TIME)
