"""Compose the statements of a squashed file on a scratch database: those of the files that still hold, and pg_dump's.

A statement of a file stays where it makes what the schema has in the end. What something later has changed is written
as pg_dump says it. The dump of the scratch database decides which is which.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from journal.baseline.dump_text import (
    BODIES_OFF,
    BODIES_ON,
    BaselineStatement,
    DumpEntry,
    dump_differences,
    statements_in,
)
from journal.baseline.source import DatabaseContents
from journal.catalog.quoting import quoted
from journal.connect.session import server_message
from journal.connect.temporary import connect_as_user, with_options
from journal.dataclass import dataclass
from journal.replay.event_triggers import with_helper
from journal.server.provider import Server
from journal.sql.statements import Piece
from journal.squash.candidates import OldStatement, blamed, claims
from journal.squash.scratch import Scratch

if TYPE_CHECKING:
    from psycopg import Connection

_ROUNDS = 4
_REPEATABLE = {"DEFAULT", "SEQUENCE OWNED BY", "ROW SECURITY", "COMMENT", "ACL", "DEFAULT ACL"}
"""What can run again where it is so already: only what the dump of the scratch database lacks is run."""
_AFTER_ROWS = {
    "FK CONSTRAINT", "TRIGGER", "EVENT TRIGGER", "RULE", "POLICY", "ROW SECURITY", "PUBLICATION", "PUBLICATION TABLE",
    "PUBLICATION TABLES IN SCHEMA", "COMMENT",
}  # fmt: skip
_VIEW = "MATERIALIZED VIEW"
_FILLED = "SELECT nspname, relname FROM pg_class JOIN pg_namespace AS space ON space.oid = relnamespace "
_FILLED += "WHERE relkind = 'm' AND relispopulated"
_IS_VIEW = re.compile(r"create\s+(?:or\s+replace\s+)?view\b", re.IGNORECASE)
"""A view that needs a primary key is dumped as a rule; others can need it."""


@dataclass(frozen=True)
class Composition:
    """The statements in an order that applies. `kept`: how many of them are of the files.

    `unchecked`: the bodies of functions are not checked meanwhile, because no order has all that they name.
    `wrong`: a line for each object that they do not make as it is, with the error of PostgreSQL if there is one.
    """

    statements: tuple[BaselineStatement, ...] = ()
    kept: int = 0
    unchecked: bool = False
    wrong: tuple[str, ...] = ()


def composed(source: DatabaseContents, candidates: Sequence[OldStatement], scratch: Scratch) -> Composition:
    """Return the statements that make the schema and the rows of the source, or what is `wrong` without those of files.

    Raises what starting a server and pg_dump raise.
    """
    kept, lines = tuple(candidates), tuple[str, ...]()
    for number in range(_ROUNDS):
        if number == _ROUNDS - 1:
            kept = tuple(one for one in kept if one.of_server)
        with _attempt(source, kept, scratch) as attempt:
            differing = attempt.run()
            if not differing:
                return attempt.composition()
            lines = tuple(attempt.line_of(one) for one in differing)
        wrong = blamed(differing, kept)
        kept = tuple(one for one in kept if one not in wrong) if wrong else tuple(one for one in kept if one.of_server)
    return Composition(wrong=lines)


@contextmanager
def _attempt(source: DatabaseContents, kept: Sequence[OldStatement], scratch: Scratch) -> "Iterator[_Attempt]":
    with scratch.database() as server:
        options = scratch.recipe.limits.options()
        with connect_as_user(with_options(server.conninfo, options)) as connection:
            yield _Attempt(source, connection, scratch, server, [*kept])


@dataclass
class _Attempt:
    """One run of the statements.

    `done`: those that ran, in order, and whether each has to come after the rows; `kept`: how many are of the files.
    """

    source: DatabaseContents
    connection: "Connection[Any]"
    scratch: Scratch
    server: Server
    pending: list[OldStatement]

    def __post_init__(self) -> None:
        self.done = list[tuple[BaselineStatement, bool]]()
        self.kept, self.unchecked, self.error = 0, False, ""
        self.errors = dict[str, str]()

    def run(self) -> tuple[DumpEntry, ...]:
        """Run all that can be run; return the entries of the dump that are not as in the source."""
        self._settle()
        self._run_entries([one for one in self._missing(self._dumped()) if one.type not in _REPEATABLE])
        self._run_entries([one for one in self._missing(self._dumped()) if one.type in _REPEATABLE])
        dumped = self._dumped()
        if missing := self._missing(dumped, differing=False):  # a body names what its own function is needed for
            self.connection.execute(BODIES_OFF.replace("LOCAL ", "").encode())
            self._run_entries(missing)
            dumped, self.unchecked = self._dumped(), True
        by_title = {str(one): one for one in (*self.source.schema, *dumped)}
        return tuple(by_title[one.entry] for one in dump_differences(self.source.schema, dumped))

    def line_of(self, entry: DumpEntry) -> str:
        """Return what is wrong with an entry: the error of its statement, or that it differs."""
        return f"{entry}: {self.errors.get(str(entry), 'pg_dump writes it otherwise afterwards')}"

    def composition(self) -> Composition:
        """Return what ran, with the rows between what has to come before them and what after."""
        rows = statements_in(self.source.rows)
        before = [one for one, is_after in self.done if not (rows and is_after)]
        after = [one for one, is_after in self.done if rows and is_after]
        found = (*before, *rows, *after, *self._refreshed(has_rows=bool(rows)))
        if self.unchecked:
            off, on = (BaselineStatement("SETTING", text) for text in (BODIES_OFF, BODIES_ON))
            found = (off, *found, on)
        return Composition(found, self.kept, self.unchecked)

    def _refreshed(self, *, has_rows: bool) -> Iterator[BaselineStatement]:
        """Yield what fills the materialized views that are filled, in the order of the dump, and empties the others.

        pg_dump -s says nothing of it, so a statement of a file stays where it makes the view without rows.
        """
        filled = {(str(schema), str(name)) for schema, name in self.connection.execute(_FILLED.encode())}
        for schema, name in [(one.schema, one.name) for one in self.source.schema if one.type == _VIEW]:
            is_filled = (schema, name) in self.source.populated
            if is_filled and (has_rows or (schema, name) not in filled):
                yield BaselineStatement(_VIEW, f"REFRESH MATERIALIZED VIEW {quoted(schema, name)}")
            elif not is_filled and (schema, name) in filled:
                yield BaselineStatement(_VIEW, f"REFRESH MATERIALIZED VIEW {quoted(schema, name)} WITH NO DATA")

    def _dumped(self) -> tuple[DumpEntry, ...]:
        return self.scratch.dumped(self.server)

    def _missing(self, dumped: Sequence[DumpEntry], *, differing: bool = True) -> list[DumpEntry]:
        """Return the entries of the source, in its order, that the database lacks, or has otherwise if `differing`."""
        found = dump_differences(self.source.schema, dumped)
        lacking = {one.entry for one in found if one.expected and (differing or one.actual is None)}
        return [one for one in self.source.schema if str(one) in lacking]

    def _run_entries(self, entries: Sequence[DumpEntry]) -> None:
        """Run the statements of entries until no more of them can; those of a file come before those of its object."""
        waiting = [(entry, one) for entry in entries for one in statements_in([entry], self.source.populated)]
        owners = {(one.schema, one.name): owner[1] for owner, one in self.source.catalog.owned.items()}
        patient = True
        while waiting:
            left, claimed = list[tuple[DumpEntry, BaselineStatement]](), False
            for entry, one in waiting:
                is_claimed = patient and claims(self.pending, entry, owners)
                claimed |= is_claimed
                if is_claimed or not self._runs(one.text):
                    left.append((entry, one))
                    self.errors[str(entry)] = self.error
                else:
                    self.done.append((one, one.type in _AFTER_ROWS and not _IS_VIEW.match(one.text)))
            moved = self._settle() or len(left) < len(waiting)
            if not moved and not claimed:
                return
            patient = patient and moved
            waiting = left

    def _settle(self) -> bool:
        """Run the pending candidates, again and again while one of them can be run; tell whether any was."""
        before = self.kept
        while True:
            waiting = list[OldStatement]()
            for one in self.pending:
                if self._runs(one.text):
                    self.kept += 1
                    self.done.append((BaselineStatement("FILE", one.text), one.after_rows))
                else:
                    waiting.append(one)
            moved = len(waiting) < len(self.pending)
            self.pending[:] = waiting
            if not moved:
                return self.kept > before

    def _runs(self, text: str) -> bool:
        from psycopg import Error

        try:
            self.connection.execute(with_helper(self.connection, Piece(text, 0)).encode())
        except Error as error:
            if self.connection.closed:
                raise
            self.error = server_message(error)
            return False
        return True
