"""Plan a restore by the note and by what exists now. Pure."""

import re
from collections.abc import Iterable, Iterator

from journal.backup.listing import ListedCopy
from journal.backup.note import CopyNote, DefinitionStatement
from journal.backup.restore.live import CurrentTable
from journal.backup.restore.rows import RowCounts
from journal.backup.source import BackupRefused
from journal.catalog.quoting import quoted, readable
from journal.dataclass import dataclass

_TABLE = "table"


@dataclass(frozen=True)
class RestoreChoices:
    """What a restore does only on request. `overwrite`: restore values that were changed since, too."""

    overwrite: bool = False


@dataclass(frozen=True)
class RestorePlan:
    """`before` creates what the rows need, `after` the rest; each of `tries` may fail without the others.

    `gone`: the missing columns, None where the table is missing; `retyped`: column, type then, type now; `rows`: None
    where the table is missing. `absent`: lost parts of an existing table, which are only reported. `left`: sentences
    about what is different after the restore. `oid`: of the table, if it is there.
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
    oid: int | None = None

    @property
    def inserts(self) -> int:
        """The number of rows to insert."""
        if self.rows is None:
            return self.note.rows
        return 0 if self.note.source.column else self.rows.missing

    @property
    def updates(self) -> int:
        """The number of existing rows to update, without those of a restored column."""
        if self.rows is None:
            return 0
        return self.rows.changed if self.wishes.overwrite else self.rows.emptied if self.note.source.column else 0

    @property
    def changes(self) -> bool:
        """Whether the plan writes anything."""
        return self.gone is None or bool(self.gone or self.inserts or self.updates)


def plan_restore(
    backup: ListedCopy, note: CopyNote, live: CurrentTable, rows: RowCounts | None, wishes: RestoreChoices
) -> RestorePlan:
    """Return the plan. Raises BackupRefused for a column whose table or key is missing."""
    missing = [statement for statement in note.definition if not live.has(statement)]
    gone = _gone(note, live)
    absent: tuple[DefinitionStatement, ...] = ()
    if gone is None:
        parts = [statement for statement in missing if statement.role != "column"]
    else:
        parts = list(_with_columns(note, missing, gone))
        absent = tuple(
            statement
            for statement in missing
            if statement not in parts and statement.kind != "column" and statement.role != "needed"
        )
    steps = tuple(statement for statement in parts if not _may_fail(statement))
    tries = tuple(statement for statement in parts if _may_fail(statement))
    rows_need = [not item.facet and (item.kind == _TABLE if gone is None else item.role == "column") for item in steps]
    cut = max((at for at, is_needed in enumerate(rows_need, 1) if is_needed), default=0)
    now = {column.name: column.type for column in live.columns or ()}
    retyped = [(column.name, column.type, now.get(column.name, column.type)) for column in note.columns]
    return RestorePlan(
        backup, note, gone, steps[:cut], steps[cut:], tries, tuple(item for item in retyped if item[1] != item[2]),
        absent, rows, wishes, tuple(_left(note, live, rows, wishes)), live.oid,
    )  # fmt: skip


def _gone(note: CopyNote, live: CurrentTable) -> tuple[str, ...] | None:
    if live.columns is None and note.source.column:
        raise BackupRefused(
            f"{note.source.shown}: the table is gone, and this copy has only its key and one of its columns.",
            hint="First restore the table from a copy of the whole table: drizzle-journal backup list",
        )
    if live.columns is None:
        return None
    there = {statement.name for statement in live.columns}
    lost = [statement for statement in note.key if statement not in there]
    if lost:
        raise BackupRefused(
            f"{note.source.shown}: the table has lost {', '.join(lost)}, which identifies its rows.",
            hint="Rename the table, and restore the whole table beside it.",
        )
    wanted = [statement.name for statement in note.columns if note.source.column in ("", statement.name)]
    gone = tuple(statement for statement in wanted if statement not in there)
    if gone and not note.key:
        raise BackupRefused(
            f"{note.source.shown}: the table has lost {', '.join(gone)}, and it has no key to restore values by row.",
            hint="Rename the table, and restore the whole table beside it.",
        )
    return gone


def _with_columns(
    note: CopyNote, missing: Iterable[DefinitionStatement], gone: tuple[str, ...]
) -> Iterator[DefinitionStatement]:
    """Yield what the columns need, the columns, what was dropped with them, and their NOT NULL at the end."""
    missing = [statement for statement in missing if gone]
    titles = {readable((note.source.schema, note.source.table, statement)) for statement in gone}
    columns = [statement for statement in missing if statement.role == "column" and statement.name in titles]
    words = "|".join(rf"{re.escape(quoted(word))}|(?<!\w){re.escape(word)}(?!\w)" for word in gone)
    yield from (statement for statement in missing if statement.role == "needed")
    yield from (statement for statement in columns if not statement.facet)
    own = (statement for statement in missing if statement.role == "own" and statement.kind != _TABLE)
    yield from (statement for statement in own if re.search(words, statement.sql))
    yield from (statement for statement in missing if statement.role == "dependent")
    yield from (statement for statement in columns if statement.facet)


def _may_fail(statement: DefinitionStatement) -> bool:
    """Tell whether a statement depends on other tables, on roles, or (NOT NULL) on rows that were added since."""
    is_key = statement.kind == "constraint" and ") REFERENCES " in statement.sql
    return (
        is_key
        or statement.facet == "owner"
        or statement.role == "dependent"
        or statement.kind == "grant"
        or (statement.role == "column" and bool(statement.facet))
    )


def _left(note: CopyNote, live: CurrentTable, rows: RowCounts | None, wishes: RestoreChoices) -> Iterator[str]:
    if rows is None and live.role != note.owner and not live.may_give_back:
        yield f"the table will belong to {live.role}, and belonged to {note.owner}"
    if rows and note.source.column and rows.missing:
        yield f"{rows.missing} of its rows are missing now, and a column's copy cannot restore them"
    kept = 0 if rows is None or wishes.overwrite else rows.changed - (rows.emptied if note.source.column else 0)
    if kept:
        yield f"{kept} of its rows have other values now and keep them; --overwrite restores those of the copy"
