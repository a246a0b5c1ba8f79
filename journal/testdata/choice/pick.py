"""Which solution of each group a row takes: what shows most, what repeats, and another after a refusal. Pure."""

import itertools
from collections.abc import Iterator, Sequence

from journal.testdata.choice.group import NUMBERED, Group, Needs, Shows
from journal.testdata.demand.target import FillTarget

_NEAREST = 300  # other picks that are looked at for the nearest one

Picks = tuple[int, ...]
"""The place of a solution, for each group."""


class Chooser:
    """Knows what earlier rows took, so that unique columns get other values and the rest the same or new ones."""

    def __init__(self, target: FillTarget, groups: Sequence[Group]) -> None:
        self.groups = groups
        self._uniques = [frozenset(one.keys) for one in target.uniques]
        self._taken: list[set[tuple[str, ...]]] = [set() for _ in self._uniques]
        self._rows: list[Picks] = []

    def full(self, needs: Needs) -> Picks:
        """A row with as many values as can be, those that are needed before others."""
        values = frozenset(need for need in needs if need[1] is Shows.VALUE)
        return self._apart([self._first(group, values) for group in self.groups])

    def twin(self, picks: Picks) -> Picks:
        """The same again, but for what has to be unique."""
        return self._apart(list(picks))

    def other(self, needs: Needs) -> Picks:
        """A row that shows most of what is needed; beyond that it is empty, and other than those before."""
        return self._apart([self._newest(place, needs) for place in range(len(self.groups))])

    def stored(self, picks: Picks) -> None:
        """Remember a row that the server took."""
        self._rows.append(picks)
        for taken, columns in zip(self._taken, self._uniques, strict=True):
            taken.add(self._key(columns, picks))

    def shows(self, picks: Picks) -> Needs:
        """What a row of these picks shows."""
        return frozenset().union(*(one.solutions[at].shows for one, at in zip(self.groups, picks, strict=True)))

    def open(self, needs: Needs) -> Needs:
        """Those needs that some solution shows."""
        return needs & frozenset().union(*(one.shows for group in self.groups for one in group.solutions))

    def others(self, picks: Picks, columns: frozenset[str]) -> Iterator[Picks]:
        """Further picks after a refusal: all that differ in the groups of these columns; in all at once if none."""
        places = [at for at, group in enumerate(self.groups) if columns & set(group.columns)]
        if not places:
            yield from self._guesses(picks)
            return
        # Those that nothing else hangs on are changed first.
        places.sort(key=lambda at: (len(set(self.groups[at].columns) - columns), -len(self.groups[at].solutions)))
        turns = [range(len(self.groups[at].solutions)) for at in reversed(places)]
        for steps in itertools.product(*turns):
            changed = list(picks)
            for at, step in zip(reversed(places), steps, strict=True):
                changed[at] = (picks[at] + step) % len(self.groups[at].solutions)
            if tuple(changed) != picks:
                yield tuple(changed)

    def _guesses(self, picks: Picks) -> Iterator[Picks]:
        """Another value in one group after the other; no NULLs; then other values in all at once."""
        for step in (1, 2):
            for at in range(len(picks)):
                yield (*picks[:at], self._next(at, picks[at], step), *picks[at + 1 :])
            if step == 1:
                yield tuple(self._newest(at, frozenset(), full=True) for at in range(len(picks)))
            for more in range(1, 4):
                yield tuple(self._next(at, pick, 3 * (step - 1) + more) for at, pick in enumerate(picks))

    def _next(self, place: int, pick: int, step: int) -> int:
        """The solution so many steps on, of those with as many NULLs."""
        solutions = self.groups[place].solutions
        alike = [at for at, one in enumerate(solutions) if one.nulls == solutions[pick].nulls]
        return alike[(alike.index(pick) + step) % len(alike)]

    def _first(self, group: Group, values: Needs) -> int:
        scores = [(len(one.shows & values), -one.nulls) for one in group.solutions]
        return scores.index(max(scores))

    def _newest(self, place: int, needs: Needs, *, full: bool = False) -> int:
        used = [row[place] for row in self._rows]
        nulls = -1 if full else 1
        scores = [
            (len(one.shows & needs), one.nulls * nulls, -used.count(at))
            for at, one in enumerate(self.groups[place].solutions)
        ]
        return scores.index(max(scores))

    def _apart(self, picks: list[int]) -> Picks:
        """Change one group of each unique key that an earlier row has."""
        for taken, columns in zip(self._taken, self._uniques, strict=True):
            key = self._key(columns, tuple(picks))
            if key and key in taken:
                picks = self._changed(picks, columns, taken)
        return tuple(picks)

    def _changed(self, picks: list[int], columns: frozenset[str], taken: set[tuple[str, ...]]) -> list[int]:
        """The nearest picks with another key: as few other columns changed as can be."""
        nulls, best, least = self._nulls(tuple(picks)), picks, 1 << 30
        for other in itertools.islice(self.others(tuple(picks), columns), _NEAREST):
            key = self._key(columns, other)
            if key and key not in taken and self._nulls(other) == nulls:
                changed = self._differing(picks, other, columns)
                if changed < least:
                    best, least = list(other), changed
                if not least:
                    break
        return best

    def _differing(self, picks: Sequence[int], other: Sequence[int], columns: frozenset[str]) -> int:
        """How many columns differ that need not."""
        return sum(
            one.sql != two.sql and name not in columns
            for group, at, to in zip(self.groups, picks, other, strict=True)
            if at != to
            for name, one, two in zip(
                group.columns, group.solutions[at].chosen, group.solutions[to].chosen, strict=True
            )
        )

    def _nulls(self, picks: Picks) -> int:
        return sum(one.solutions[at].nulls for one, at in zip(self.groups, picks, strict=True))

    def _key(self, columns: frozenset[str], picks: Picks) -> tuple[str, ...]:
        """What a row has in a unique key's columns; empty where the server numbers one of them, or one is NULL."""
        found = []
        for group, at in zip(self.groups, picks, strict=True):
            for name, one in zip(group.columns, group.solutions[at].chosen, strict=True):
                if name in columns:
                    if one is NUMBERED or one.shows is Shows.NULL:
                        return ()
                    found.append(one.sql)
        return tuple(found)
