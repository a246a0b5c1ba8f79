"""The folders of drizzle 1.0 that the entries of a journal become: their names sort in the journal's order.

`migrate` of 1.0 finds the migration of an old row by its second where one folder has it, else by its hash. So a second
belongs to the entries that had it, all of them, or to nobody: then their rows are found by the hash. Pure.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice

from journal.folder.entries import Entry
from journal.folder.upgrade import upgraded_name
from journal.folder.version_1 import by_locale

_LAST_SECOND = 253_402_300_799  # of the year 9999: a name has four digits for the year


def folder_names(entries: Sequence[Entry], now: int) -> tuple[str, ...]:
    """Return a name for each entry, whose tag has an underscore. `now`: seconds since 1970.

    An entry keeps its second if the names then sort as the entries do, under the rules of drizzle-kit's `up` as well as
    of `migrate`, and if it is not in the future, where the next `generate` would sort before it.
    """
    own = [entry.when // 1000 for entry in entries]
    kept = _kept_seconds(entries, now)
    while True:
        placed = _placed([second if second in kept else None for second in own], {*own}, now)
        if not isinstance(placed, int):
            return tuple(_name(entry, second) for entry, second in zip(entries, placed, strict=True))
        kept.remove(placed)  # there is no room before it


def _name(entry: Entry, second: int) -> str:
    return upgraded_name(entry.tag.replace("/", "_"), second * 1000)


def _kept_seconds(entries: Sequence[Entry], now: int) -> set[int]:
    """Return the seconds that all of their entries may keep: the longest rising row of them."""
    groups: dict[int, list[int]] = {}
    for index, entry in enumerate(entries):
        groups.setdefault(entry.when // 1000, []).append(index)
    fitting = [
        second
        for second, indices in groups.items()  # in the order of the entries
        if 0 <= second <= min(now, _LAST_SECOND)
        and indices[-1] - indices[0] == len(indices) - 1
        and _sorts([_name(entries[index], second) for index in indices])
    ]
    return {*_longest_rising(fitting)}


def _sorts(names: Sequence[str]) -> bool:
    """Tell whether names of one second are in order; beyond ASCII that depends on the language of Node.js."""
    if len(names) == 1:
        return True
    ascii_only = all(map(str.isascii, names))
    return ascii_only and len({*names}) == len(names) and [*names] == sorted(names) == sorted(names, key=by_locale)


def _longest_rising(values: Sequence[int]) -> list[int]:
    """Return the longest strictly rising subsequence of different values."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for value in values:
        place = bisect_left(ends, value)
        before[value] = ends[place - 1] if place else None
        ends[place : place + 1] = [value]
    found: list[int] = []
    last = ends[-1] if ends else None
    while last is not None:
        found.append(last)
        last = before[last]
    return found[::-1]


def _placed(seconds: Sequence[int | None], used: set[int], now: int) -> list[int] | int:
    """Return a second for each, none of the `used` ones for those without; or the kept one before which is no room."""
    placed, last, waiting = list[int](), None, 0
    for second in seconds:
        if second is None:
            waiting += 1
            continue
        room = [*islice(_free(last, second, used), waiting)]
        if len(room) < waiting:
            return second
        placed += [*sorted(room), second]
        last, waiting = second, 0
    if last is None:
        last = max(min(*used, now - waiting - len(used), now), 0) if used else 0
    return [*placed, *islice(_free(last, None, used), waiting)]


def _free(after: int | None, before: int | None, used: set[int]) -> Iterator[int]:
    """Yield seconds that no entry has, from `after` on; without it, from `before` backwards."""
    if after is None:
        seconds: Iterable[int] = range((before or 0) - 1, -1, -1)
    else:
        seconds = range(after + 1, before) if before is not None else count(after + 1)
    return (second for second in seconds if second not in used)
