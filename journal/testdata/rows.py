"""The rows of one table: choose a solution for each group, try the row, and vary what the server rejects."""

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from journal.catalog.quoting import quoted
from journal.testdata.attempt import TIMED_OUT, FillAttempt, RejectedRow
from journal.testdata.candidates import Unsolvable
from journal.testdata.coverage import Coverage, Needs, Shows
from journal.testdata.facts import Facts
from journal.testdata.groups import Group, Solution, find_groups
from journal.testdata.target import FillTarget, is_numbered

_TRIES = 80  # INSERTs for one row
_BLIND_TRIES = 40  # of those, after errors that name no column or constraint
_ROUNDS = 12  # rows, or pairs of rows, that may show something new
_CONSTRAINTS = ("23502", "23503", "23505", "23514", "23P01")

_Picks = tuple[int, ...]
"""The place of a solution, for each group."""


@dataclass(frozen=True)
class WrittenRows:
    """How many rows a table got, and the last rejection that no other values avoided."""

    rows: int
    rejected: RejectedRow | None = None
    without_triggers: bool = False


def write_rows(attempt: FillAttempt, facts: Facts, target: FillTarget, coverage: Coverage, rows: int) -> WrittenRows:
    """Give a table rows up to a number, and more while these show what the coverage lacks.

    Where triggers or rules let no row through and the role may turn them off, the rows are stored without them.
    """
    if attempt.over:
        return WrittenRows(0, RejectedRow("", "The time for it was over before it was tried."))
    try:
        groups = find_groups(attempt, facts, target, coverage.rows)
    except Unsolvable as reason:
        return WrittenRows(0, RejectedRow("", str(reason)))
    written = RowWriter(attempt, target, groups).write(coverage, rows)
    if written.rows and not coverage.rows and not attempt.rows(f"SELECT 1 FROM ONLY {quoted(*target.table)} LIMIT 1"):  # noqa: S608
        elsewhere = "The server accepted its rows and it has none: a trigger or a rule stores them elsewhere."
        written = WrittenRows(0, RejectedRow("", elsewhere))
    if coverage.rows or written.rows or not written.rejected or written.rejected.sqlstate in _CONSTRAINTS:
        return written
    with _without_triggers(attempt) as allowed:
        again = RowWriter(attempt, target, groups).write(coverage, rows) if allowed else written
    return WrittenRows(again.rows, written.rejected, without_triggers=True) if again.rows else written


@contextmanager
def _without_triggers(attempt: FillAttempt) -> Iterator[bool]:
    """Turn triggers off, also those of foreign keys: the candidates exist. Yield whether the role may do it."""
    query = "SELECT pg_catalog.set_config('session_replication_role', '{}', true)"
    before = attempt.rows("SELECT pg_catalog.current_setting('session_replication_role')")
    yield attempt.rows(query.format("replica")) is not None
    if before:
        attempt.rows(query.format(before[0][0]))


class RowWriter:
    """Writes rows of one table and remembers them, so that the next ones agree or differ as they have to."""

    def __init__(self, attempt: FillAttempt, target: FillTarget, groups: Sequence[Group]) -> None:
        self.attempt, self.target, self.groups = attempt, target, groups
        self.stored: list[_Picks] = []
        self.rejected: RejectedRow | None = None

    def write(self, coverage: Coverage, rows: int) -> WrittenRows:
        """Write pairs of rows that agree wherever they may, then rows that show something, until there are enough."""
        possible = frozenset[tuple[str, Shows]]().union(
            *(_shows(solution) for group in self.groups for solution in group.solutions)
        )
        needs, unrepeated = coverage.needs & possible, coverage.unrepeated & possible
        for _ in range(rows + _ROUNDS):
            enough = coverage.rows + len(self.stored) >= rows
            if enough and not needs and not unrepeated:
                break
            with self.attempt.undoable() as undo:
                before = len(self.stored)
                first = self._store(self._choose(needs | unrepeated, full=bool(unrepeated)))
                twin = self._store(first) if first is not None and unrepeated else None
                shown = self._shows(first) & needs
                repeated = self._shows(first) & self._shows(twin) & unrepeated
                if enough and not shown and not repeated:
                    undo()
                    del self.stored[before:]
            if first is None or (enough and not shown and not unrepeated):
                break
            needs -= shown
            unrepeated = unrepeated - repeated if repeated else frozenset()
        return WrittenRows(len(self.stored), self.rejected)

    def first_row(self) -> str:
        """Return the INSERT of a row with as few NULLs as possible, which is not tried."""
        return self._insert(self._choose(frozenset(), full=True))

    def _choose(self, needs: Needs, *, full: bool) -> _Picks:
        """Choose the solutions that show most of what is needed, then full ones or empty ones, then the least used."""
        wanted = frozenset(need for need in needs if not full or need[1] is Shows.VALUE)
        return tuple(self._best(place, wanted, full=full) for place in range(len(self.groups)))

    def _best(self, place: int, wanted: Needs, *, full: bool) -> int:
        used = [picks[place] for picks in self.stored]
        scores = [
            (len(_shows(solution) & wanted), -_nulls(solution) if full else _nulls(solution), -used.count(at))
            for at, solution in enumerate(self.groups[place].solutions)
        ]
        return scores.index(max(scores))

    def _shows(self, picks: _Picks | None) -> Needs:
        return frozenset[tuple[str, Shows]]().union(*(_shows(solution) for solution in self._solutions(picks)))

    def _solutions(self, picks: _Picks | None) -> list[Solution]:
        return [group.solutions[at] for group, at in zip(self.groups, picks, strict=True)] if picks else []

    def _store(self, picks: _Picks) -> _Picks | None:
        """Try a row, and others near it, until the server stores one. Return what it stored."""
        rejected = self.attempt.insert(self._insert(picks))
        tried = {picks}
        while rejected and len(tried) < _TRIES and not self.attempt.over and rejected.sqlstate != TIMED_OUT:
            columns = self.target.columns_of(rejected.constraint) or frozenset(filter(None, [rejected.column]))
            others = itertools.islice(
                self._others(picks, columns, self.target.keys_of(rejected.constraint)), 10 * _TRIES
            )
            other = next((other for other in others if other not in tried), None)
            if other is None or (not columns and len(tried) > _BLIND_TRIES):
                break
            picks = other
            tried.add(picks)
            rejected = self.attempt.insert(self._insert(picks))
        if rejected:
            self.rejected = rejected
            return None
        self.stored.append(picks)
        return picks

    def _others(self, picks: _Picks, columns: frozenset[str], keys: frozenset[str]) -> Iterator[_Picks]:
        """Yield rows that differ in the columns of the violated constraint, those near to the row first.

        `keys`: the columns that are changed before others.
        """
        places = [place for place, group in enumerate(self.groups) if columns & set(group.columns)]
        if not places:
            yield from self._guesses(picks)
            return
        tied = {place: set(self.groups[place].columns) for place in places}
        places.sort(key=lambda place: (bool(tied[place] & keys), -len(tied[place] - columns)))
        for choice in itertools.product(*(self._nearest(place, picks[place], columns) for place in places)):
            other = list(picks)
            for place, at in zip(places, choice, strict=True):
                other[place] = at
            yield tuple(other)

    def _nearest(self, place: int, at: int, columns: frozenset[str]) -> list[int]:
        """Order the solutions of a group by how much they differ from one of them outside of the columns."""
        solutions = self.groups[place].solutions
        turned = [*range(at, len(solutions)), *range(at)]
        return sorted(turned, key=lambda other: _distance(solutions[at], solutions[other], columns))

    def _guesses(self, picks: _Picks) -> Iterator[_Picks]:
        """Yield rows for an error that names nothing: another value in one group, no NULLs, other values in all."""
        orders = [self._nearest(place, at, frozenset(self.groups[place].columns)) for place, at in enumerate(picks)]
        for step in (1, 2, 3):
            for place, order in enumerate(orders):
                yield (*picks[:place], order[step % len(order)], *picks[place + 1 :])
            if step == 1:
                yield self._choose(frozenset(), full=True)
            for more in (2 * step - 1, 2 * step):
                yield tuple(order[more % len(order)] for order in orders)

    def _insert(self, picks: _Picks) -> str:
        """Return the INSERT of a row. Columns with a sequence are left to it."""
        given = [each for solution in self._solutions(picks) for each in solution if each.sql != "DEFAULT"]
        into = f"INSERT INTO {quoted(*self.target.into)}"
        if not given:
            return f"{into} DEFAULT VALUES"
        numbered = {column.name for column in self.target.given if is_numbered(column)}
        overriding = "OVERRIDING SYSTEM VALUE " if any(each.column in numbered for each in given) else ""
        names = ", ".join(quoted(each.column) for each in given)
        return f"{into} ({names}) {overriding}VALUES ({', '.join(each.sql for each in given)})"


def _shows(solution: Solution) -> Needs:
    return frozenset((candidate.column, candidate.shows) for candidate in solution)


def _nulls(solution: Solution) -> int:
    return sum(candidate.shows is Shows.NULL for candidate in solution)


def _distance(one: Solution, other: Solution, columns: frozenset[str]) -> tuple[int, int]:
    """Return the difference in NULLs, and how many columns differ that are not among these."""
    differing = sum(a.sql != b.sql and a.column not in columns for a, b in zip(one, other, strict=True))
    return abs(_nulls(one) - _nulls(other)), differing
