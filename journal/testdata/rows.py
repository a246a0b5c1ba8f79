"""The rows of one table: choose a solution for each group, try the row, and vary what the server rejects."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from journal.catalog.quoting import quoted
from journal.dataclass import dataclass
from journal.testdata.attempt import TIMED_OUT, FillAttempt, RejectedRow
from journal.testdata.candidates import Unsolvable
from journal.testdata.coverage import Coverage, Needs, Shows, coverage_of
from journal.testdata.groups import Group, Solution, find_groups
from journal.testdata.target import FillTarget, is_numbered

_TRIES = 80  # INSERTs for one row
_BLIND_TRIES = 40  # the same after an error that names no column or constraint
_ROUNDS = 12  # rows, or pairs of rows, that may show something new
_CONSTRAINTS = ("23502", "23503", "23505", "23514", "23P01")

Row = tuple[Solution, ...]
"""A solution for each group."""


@dataclass(frozen=True)
class WrittenRows:
    """The last rejection that no other values avoided. `without_triggers`: the rows are stored without them."""

    rejected: RejectedRow | None = None
    without_triggers: bool = False


def write_rows(attempt: FillAttempt, target: FillTarget, rows: int) -> WrittenRows:
    """Give a table rows up to a number, and more while these show what the others do not.

    Where triggers or rules let no row through and the role may turn them off, the rows are stored without them.
    """
    if attempt.over:
        return WrittenRows(RejectedRow("", "The time for it was over before it was tried."))
    coverage = coverage_of(attempt, target)
    if not coverage.lacks(rows):
        return WrittenRows()
    try:
        groups = find_groups(attempt, target, coverage.rows)
    except Unsolvable as reason:
        return WrittenRows(RejectedRow("", str(reason)))
    writer = RowWriter(attempt, target, groups)
    writer.write(coverage, rows)
    if coverage.rows or attempt.rows(f"SELECT 1 FROM ONLY {quoted(*target.table)} LIMIT 1"):  # noqa: S608 - in quotes
        return WrittenRows(writer.rejected)
    elsewhere = "The server accepted its rows and it has none: a trigger or a rule stores them elsewhere."
    rejected = RejectedRow("", elsewhere) if writer.stored else writer.rejected
    if rejected is None or rejected.sqlstate in _CONSTRAINTS:
        return WrittenRows(rejected)
    with _without_triggers(attempt) as allowed:
        writer = RowWriter(attempt, target, groups)
        if allowed:
            writer.write(coverage, rows)
    return WrittenRows(rejected, without_triggers=bool(writer.stored))


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
        self.stored: list[Row] = []
        self.rejected: RejectedRow | None = None

    def write(self, coverage: Coverage, rows: int) -> None:
        """Write pairs of rows that agree wherever they may, then rows that show something, until there are enough."""
        possible = _shows(itertools.chain.from_iterable(self.groups))
        needs, unrepeated = coverage.needs & possible, coverage.unrepeated & possible
        for _ in range(rows + _ROUNDS):
            enough, before = coverage.rows + len(self.stored) >= rows, len(self.stored)
            if enough and not needs and not unrepeated:
                break
            self.attempt.execute("SAVEPOINT journal_rows")
            first = self._store(self._choose(needs | unrepeated, full=bool(unrepeated)))
            twin = self._store(first) if first is not None and unrepeated else None
            shown, repeated = _shows(first or ()) & needs, _shows(first or ()) & _shows(twin or ()) & unrepeated
            if enough and not shown and not repeated:
                self.attempt.execute("ROLLBACK TO SAVEPOINT journal_rows")
                del self.stored[before:]
            self.attempt.execute("RELEASE SAVEPOINT journal_rows")
            if first is None or (enough and not shown and not unrepeated):
                break
            needs -= shown
            unrepeated = unrepeated - repeated if repeated else frozenset()

    def _choose(self, needs: Needs, *, full: bool) -> Row:
        """Choose the solutions that show most of what is needed, then full ones or empty ones, then the least used."""
        wanted = frozenset(need for need in needs if not full or need[1] is Shows.VALUE)

        def best(place: int) -> Solution:
            used = [row[place] for row in self.stored]
            sign = -1 if full else 1
            return max(
                self.groups[place],
                key=lambda solution: (len(_shows([solution]) & wanted), sign * _nulls(solution), -used.count(solution)),
            )

        return tuple(best(place) for place in range(len(self.groups)))

    def _store(self, row: Row) -> Row | None:
        """Try a row, and others near it, until the server stores one. Return what it stored."""
        rejected = self.attempt.insert(insert_of(self.target, row))
        tried = {row}
        while rejected and not self.attempt.over and rejected.sqlstate != TIMED_OUT:
            columns = self.target.columns_of(rejected.constraint) or frozenset(filter(None, [rejected.column]))
            others = itertools.islice(self._others(row, columns, self.target.keys_of(rejected.constraint)), 10 * _TRIES)
            other = next((other for other in others if other not in tried), None)
            if other is None or len(tried) >= (_TRIES if columns else _BLIND_TRIES):
                break
            row = other
            tried.add(row)
            rejected = self.attempt.insert(insert_of(self.target, row))
        if rejected:
            self.rejected = rejected
            return None
        self.stored.append(row)
        return row

    def _others(self, row: Row, columns: frozenset[str], keys: frozenset[str]) -> Iterator[Row]:
        """Yield rows that differ in the columns of a violated constraint, those near to the row first.

        `keys`: the columns that are changed before others. Without columns, any may be the cause, or a NULL.
        """
        tied = {place: {each.column for each in solution} for place, solution in enumerate(row)}
        places = [place for place, names in tied.items() if columns & names or not columns]
        places.sort(key=lambda place: (not tied[place] & keys, len(tied[place] - columns)))
        orders = {place: self._nearest(place, row[place], columns or tied[place]) for place in places}
        for step in (1, 2, 3):
            for place, order in orders.items():
                yield (*row[:place], order[step % len(order)], *row[place + 1 :])
            if not columns and step == 1:
                yield self._choose(frozenset(), full=True)
            for more in (2 * step - 1, 2 * step):
                changed = {place: order[more % len(order)] for place, order in orders.items()}
                yield tuple(changed.get(place, solution) for place, solution in enumerate(row))
        for choice in itertools.product(*[*orders.values()][::-1]) if columns else ():
            changed = dict(zip([*orders][::-1], choice, strict=True))
            yield tuple(changed.get(place, solution) for place, solution in enumerate(row))

    def _nearest(self, place: int, solution: Solution, columns: frozenset[str] | set[str]) -> list[Solution]:
        """Order the solutions of a group by their difference in NULLs, and in columns that are not among these."""

        def distance(other: Solution) -> tuple[int, int]:
            pairs = zip(solution, other, strict=True)
            differing = sum(one.sql != two.sql and one.column not in columns for one, two in pairs)
            return abs(_nulls(solution) - _nulls(other)), differing

        group = [*self.groups[place]]
        at = group.index(solution)
        return sorted([*group[at:], *group[:at]], key=distance)


def insert_of(target: FillTarget, row: Row) -> str:
    """Return the INSERT of a row. Columns with a sequence are left to it."""
    given = [each for solution in row for each in solution if each.sql != "DEFAULT"]
    into = f"INSERT INTO {quoted(*target.into)}"
    if not given:
        return f"{into} DEFAULT VALUES"
    numbered = {column.name for column in target.given if is_numbered(column)}
    overriding = "OVERRIDING SYSTEM VALUE " if any(each.column in numbered for each in given) else ""
    names = ", ".join(quoted(each.column) for each in given)
    return f"{into} ({names}) {overriding}VALUES ({', '.join(each.sql for each in given)})"


def fullest(groups: Sequence[Group]) -> Row:
    """Return a row with as few NULLs as possible."""
    return tuple(min(group, key=_nulls) for group in groups)


def _shows(solutions: Iterable[Solution]) -> Needs:
    return frozenset((candidate.column, candidate.shows) for solution in solutions for candidate in solution)


def _nulls(solution: Solution) -> int:
    return sum(candidate.shows is Shows.NULL for candidate in solution)
