"""The rows of one table: chosen, tried, and changed by what the server says of them."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from journal.catalog.quoting import quoted
from journal.testdata.choice.group import NUMBERED, Needs, Shows
from journal.testdata.choice.groups import Unsolvable, groups
from journal.testdata.choice.pick import Chooser, Picks
from journal.testdata.coverage import Coverage
from journal.testdata.demand.facts import Facts
from journal.testdata.demand.target import FillTarget, fed
from journal.testdata.refusal import RejectedRow
from journal.testdata.trying import TIMED_OUT, FillAttempt

_TRIES = 80  # INSERTs for one row
_TRIES_BLINDLY = 40  # of those, how many after a refusal that names no columns
_PAIRS = 6  # of rows that agree
_EXTRA = 6  # rows beyond those asked for, while they show something new
_SHORT = RejectedRow("", "The time for it was over before it was tried.")
_ELSEWHERE = RejectedRow("", "The server took its rows and it has none: a trigger or a rule sends them elsewhere.")
_CONSTRAINTS = ("23502", "23503", "23505", "23514", "23P01")


@dataclass(frozen=True)
class WrittenRows:
    """How many rows a table got, and the last refusal that no other value could help."""

    rows: int
    refused: RejectedRow | None = None
    without_triggers: bool = False


def write(trial: FillAttempt, facts: Facts, target: FillTarget, coverage: Coverage, rows: int) -> WrittenRows:
    """Give a table rows up to a number, and some more while these show what the coverage lacks."""
    if trial.over:
        return WrittenRows(0, _SHORT)
    try:
        found = groups(trial, facts, target, coverage.rows)
    except Unsolvable as why:
        return WrittenRows(0, RejectedRow("", str(why)))
    written = _Writer(trial, target, Chooser(target, found)).write(coverage, rows)
    if written.rows and not coverage.rows and not _holds_rows(trial, target):
        written = WrittenRows(0, _ELSEWHERE)
    if coverage.rows or written.rows or not written.refused or written.refused.sqlstate in _CONSTRAINTS:
        return written
    with _without_triggers(trial) as off:
        again = _Writer(trial, target, Chooser(target, found)).write(coverage, rows) if off else written
    return WrittenRows(again.rows, written.refused, without_triggers=True) if again.rows else written


def _holds_rows(trial: FillAttempt, target: FillTarget) -> bool:
    return bool(trial.rows(f"SELECT 1 FROM ONLY {quoted(*target.table)} LIMIT 1"))  # noqa: S608


@contextmanager
def _without_triggers(trial: FillAttempt) -> Iterator[bool]:
    """Turn triggers off, those of foreign keys too, whose values are right by choice; whether this role may."""
    say = "SELECT pg_catalog.set_config('session_replication_role', '{}', true)"
    before = trial.rows("SELECT pg_catalog.current_setting('session_replication_role')")
    yield trial.rows(say.format("replica")) is not None
    if before:
        trial.rows(say.format(before[0][0]))


class _Writer:
    """Writes rows of one table and keeps account of them."""

    def __init__(self, trial: FillAttempt, target: FillTarget, chooser: Chooser) -> None:
        self.trial, self.target, self.chooser = trial, target, chooser
        self.rows = 0
        self.refused: RejectedRow | None = None

    def write(self, coverage: Coverage, rows: int) -> WrittenRows:
        needs = self._pairs(coverage)
        while self.rows + coverage.rows < rows:
            picks = self._stored(self.chooser.other(needs))
            if picks is None:
                break
            needs -= self.chooser.shows(picks)
        if self.rows or coverage.rows:
            self._show(needs)
        return WrittenRows(self.rows, self.refused)

    def _pairs(self, coverage: Coverage) -> Needs:
        """Rows that agree with each other wherever they may. Says what is still to be shown."""
        needs, lone = coverage.needs, frozenset((column, Shows.VALUE) for column in coverage.lone)
        for _ in range(_PAIRS):
            picks, twin = self._pair(coverage, lone | needs) if self.chooser.open(lone) else (None, None)
            if picks:
                needs -= self.chooser.shows(picks)
            if not picks or not twin:
                break
            lone -= self.chooser.shows(picks) & self.chooser.shows(twin)
        return needs

    def _pair(self, coverage: Coverage, needs: Needs) -> tuple[Picks | None, Picks | None]:
        """A row and its twin. Where there are rows already, one that finds none is taken back."""
        before = self.rows
        with self.trial.all_or_nothing() if before + coverage.rows else nullcontext() as take_back:
            picks = self._stored(self.chooser.full(needs))
            twin = self._stored(self.chooser.twin(picks)) if picks else None
            if picks and not twin and take_back:
                take_back()
                self.rows, picks = before, None
        return picks, twin

    def _show(self, needs: Needs) -> None:
        """Further rows, as long as each shows something that none has shown."""
        for _ in range(_EXTRA):
            if not self.chooser.open(needs):
                return
            with self.trial.all_or_nothing() as take_back:
                picks = self._stored(self.chooser.other(needs))
                shown = self.chooser.shows(picks) & needs if picks else frozenset()
                if picks and not shown:
                    take_back()
                    self.rows -= 1
            if not shown:
                return
            needs -= shown

    def _stored(self, picks: Picks) -> Picks | None:
        """Try a row until the server takes it, and say what it took in the end."""
        refused = self._tried(picks)
        seen = {picks}
        while refused and len(seen) < _TRIES and not self.trial.over:
            other = self._other(picks, refused, seen)
            if other is None:
                break
            picks = other
            seen.add(picks)
            refused = self._tried(picks)
        if refused:
            self.refused = refused
            return None
        self.chooser.stored(picks)
        self.rows += 1
        return picks

    def _other(self, picks: Picks, refused: RejectedRow, seen: set[Picks]) -> Picks | None:
        """Picks not tried yet that differ in what was refused."""
        if refused.sqlstate == TIMED_OUT:
            return None
        columns = self.target.columns_of(refused.constraint) or frozenset([refused.column] if refused.column else [])
        if not columns and len(seen) > _TRIES_BLINDLY:
            return None
        others = itertools.islice(self.chooser.others(picks, columns), 10 * _TRIES)
        return next((other for other in others if other not in seen), None)

    def _tried(self, picks: Picks) -> RejectedRow | None:
        return self.trial.insert(insert(self.target, self.chooser, picks))


def insert(target: FillTarget, chooser: Chooser, picks: Picks) -> str:
    """The statement for one row. Columns that the server numbers are left to it."""
    given = [
        (name, one.sql)
        for group, at in zip(chooser.groups, picks, strict=True)
        for name, one in zip(group.columns, group.solutions[at].chosen, strict=True)
        if one is not NUMBERED
    ]
    into = f"INSERT INTO {quoted(*target.into)}"
    if not given:
        return f"{into} DEFAULT VALUES"
    numbered = {column.name for column in target.columns if fed(column)}
    overriding = "OVERRIDING SYSTEM VALUE " if any(name in numbered for name, _ in given) else ""
    names = ", ".join(quoted(name) for name, _ in given)
    return f"{into} ({names}) {overriding}VALUES ({', '.join(sql for _, sql in given)})"
