"""DECIDE what a restore does: what is noted x what is there now -> what is made, what is left. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from journal.backup.listing import ListedCopy
from journal.backup.note import CopyNote, DefinitionStatement
from journal.backup.restore.live import CurrentTable
from journal.backup.restore.rows import RowCounts
from journal.backup.source import BackupRefused
from journal.catalog.quoting import quoted, readable

_TABLE = "table"


@dataclass(frozen=True)
class RestoreChoices:
    """What is done only when it is asked for. `overwrite`: values that were changed since are put back, too."""

    overwrite: bool = False


@dataclass(frozen=True)
class RestorePlan:
    """`before` makes what the rows need, `after` the rest, each of `tries` may fail without the others.

    `gone`: the columns that are not there now, None where the table is not; `retyped`: column, type then, type now.
    `rows`: None where the table is gone. `absent`: parts of a table that is there which it has lost; they are only
    told. `left`: sentences on what is not as it was afterwards.
    """

    backup: ListedCopy
    note: CopyNote
    gone: tuple[str, ...] | None
    before: tuple[DefinitionStatement, ...]
    after: tuple[DefinitionStatement, ...]
    tries: tuple[DefinitionStatement, ...]
    retyped: tuple[tuple[str, str, str], ...]
    absent: tuple[DefinitionStatement, ...]
    rows: RowCounts | None
    wishes: RestoreChoices
    left: tuple[str, ...]

    @property
    def inserts(self) -> int:
        """How many rows come back."""
        if self.rows is None:
            return self.note.rows
        return 0 if self.note.source.column else self.rows.missing

    @property
    def updates(self) -> int:
        """How many rows that are there get a value back, but for those of a column that comes back."""
        if self.rows is None:
            return 0
        return self.rows.changed if self.wishes.overwrite else self.rows.emptied if self.note.source.column else 0

    @property
    def changes(self) -> bool:
        """Whether there is anything to do."""
        return self.gone is None or bool(self.gone or self.inserts or self.updates)


def plan_restore(
    backup: ListedCopy, note: CopyNote, live: CurrentTable, rows: RowCounts | None, wishes: RestoreChoices
) -> RestorePlan:
    """The plan. Raises BackupRefused where a column is to come back, and the table or its key is not there."""
    missing = [one for one in note.definition if not live.has(one)]
    if live.columns is None:
        _refuse_without_table(note)
        parts = [one for one in missing if one.role != "column"]
        gone: tuple[str, ...] | None = None
        absent: tuple[DefinitionStatement, ...] = ()
    else:
        gone = _gone(note, live)
        parts = list(_with_columns(note, missing, gone))
        absent = tuple(one for one in missing if one not in parts and one.kind != "column" and one.role != "needed")
    steps, tries = [one for one in parts if not _may_fail(one)], tuple(one for one in parts if _may_fail(one))
    cut = max((at for at, one in enumerate(steps, 1) if _is_made_before(one, gone)), default=0)
    return RestorePlan(
        backup, note, gone, tuple(steps[:cut]), tuple(steps[cut:]), tries,
        tuple(_retyped(note, live)), absent, rows, wishes, tuple(_left(note, live, rows, wishes)),
    )  # fmt: skip


def _refuse_without_table(note: CopyNote) -> None:
    if note.source.column:
        raise BackupRefused(
            f"{note.source.shown}: the table is gone, and this copy has only its key and the one column.",
            hint="Restore the table from a copy of the whole of it first: journal backup list",
        )


def _gone(note: CopyNote, live: CurrentTable) -> tuple[str, ...]:
    there = {one.name for one in live.columns or ()}
    lost = [one for one in note.key if one not in there]
    if lost:
        raise BackupRefused(
            f"{note.source.shown}: the table has lost {', '.join(lost)}, by which its rows are told apart.",
            hint="Rename the table, and restore the whole of it beside it.",
        )
    wanted = [one.name for one in note.columns if note.source.column in ("", one.name)]
    gone = tuple(one for one in wanted if one not in there)
    if gone and not note.key:
        raise BackupRefused(
            f"{note.source.shown}: the table has lost {', '.join(gone)}, and it has no key to put values back by row.",
            hint="Rename the table, and restore the whole of it beside it.",
        )
    return gone


def _with_columns(
    note: CopyNote, missing: Iterable[DefinitionStatement], gone: tuple[str, ...]
) -> Iterator[DefinitionStatement]:
    """The columns by themselves, first what they need, then what went with them; NOT NULL at the end."""
    missing = [one for one in missing if gone]
    titles = {readable((note.source.schema, note.source.table, one)) for one in gone}
    columns = [one for one in missing if one.role == "column" and one.name in titles]
    yield from (one for one in missing if one.role == "needed")
    yield from (one for one in columns if not one.facet)
    yield from (one for one in missing if one.role == "own" and one.kind != _TABLE and _mentions(one, gone))
    yield from (one for one in missing if one.role == "dependent")
    yield from (one for one in columns if one.facet)


def _mentions(one: DefinitionStatement, columns: Iterable[str]) -> bool:
    return any(
        quoted(word) in one.sql or re.search(rf"(?<!\w){re.escape(word)}(?!\w)", one.sql) is not None
        for word in columns
    )


def _may_fail(one: DefinitionStatement) -> bool:
    """What hangs on other tables or on roles, which may be gone; NOT NULL hangs on the rows that were added."""
    is_key = one.kind == "constraint" and ") REFERENCES " in one.sql
    return (
        is_key
        or one.facet == "owner"
        or one.role == "dependent"
        or one.kind == "grant"
        or (one.role == "column" and bool(one.facet))
    )


def _is_made_before(one: DefinitionStatement, gone: tuple[str, ...] | None) -> bool:
    return (one.kind == _TABLE if gone is None else one.role == "column") and not one.facet


def _retyped(note: CopyNote, live: CurrentTable) -> Iterator[tuple[str, str, str]]:
    now = {one.name: one.type for one in live.columns or ()}
    for one in note.columns:
        if one.name in now and now[one.name] != one.type:
            yield one.name, one.type, now[one.name]


def _left(note: CopyNote, live: CurrentTable, rows: RowCounts | None, wishes: RestoreChoices) -> Iterator[str]:
    if rows is None and live.role != note.owner and not live.may_give_back:
        yield f"the table will belong to {live.role}, and belonged to {note.owner}"
    if rows and note.source.column and rows.missing:
        yield f"{rows.missing} of its rows are not there now, and a column's copy cannot bring them back"
    kept = 0 if rows is None or wishes.overwrite else rows.changed - (rows.emptied if note.source.column else 0)
    if kept:
        yield f"{kept} of its rows have other values now and keep them; --overwrite puts back those of the copy"
