"""DECIDE which rows of a ledger are those of files that are gone, because they were squashed into new ones."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import field

from journal.dataclass import dataclass
from journal.errors import JournalError
from journal.ledger.columns import LedgerRow
from journal.ledger.identify import IdentifiedRow, Wrong

HISTORY = "history"
"""The word for the rows whose files are in git's history."""
_IDS = re.compile(r"(\d{1,18})(?:-(\d{1,18}))?")


class RowsUnknown(JournalError):
    """`--replaces` names a row that is not one of a file that is gone."""

    code = "rows-unknown"


@dataclass(frozen=True)
class SquashedRows:
    """The rows to replace, in the ledger's order, and the `files` of git's history by the hash of the row.

    `left` are rows of no migration that git's history does not explain.
    """

    rows: tuple[LedgerRow, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    left: tuple[LedgerRow, ...] = ()


NO_ROWS = SquashedRows()


def gone_rows(rows: Sequence[IdentifiedRow]) -> tuple[IdentifiedRow, ...]:
    """Return the rows of no migration, and those whose migration has another hash: its `when` may be reused."""
    return tuple(found for found in rows if found.wrong == {Wrong.FOREIGN} or Wrong.HASH in found.wrong)


def squashed_rows(rows: Sequence[IdentifiedRow], wanted: str, past: Mapping[str, Sequence[str]]) -> SquashedRows:
    """Return the rows of files that are gone. `wanted` is `history`, or ids such as `1-5,8`; `past` is git's history:
    the names of the files that had a hash.

    A row is no such row if it is of an older version of its own file, which was edited. Raises RowsUnknown.
    """
    gone = gone_rows(rows)
    if wanted != HISTORY:
        ids = _ids(wanted)
        chosen = tuple(found.row for found in gone if any(first <= found.row.id <= last for first, last in ids))
        if not chosen or any(first not in {row.id for row in chosen} for first, _ in ids):
            known = ids_text([found.row for found in gone])
            hint = f"Rows without a file: {known}." if known else "Every row has its file in this folder."
            message = f"--replaces {wanted}: there is no row with that id, or the file of that row still exists."
            raise RowsUnknown(message, hint=hint)
        return SquashedRows(chosen)
    files = {found.row.hash: names[0] for found in gone if (names := _others(found, past))}
    chosen = tuple(found.row for found in gone if found.row.hash in files)
    left = tuple(found.row for found in gone if found.row.hash not in files)
    return SquashedRows(chosen, files, left)


def _others(found: IdentifiedRow, past: Mapping[str, Sequence[str]]) -> list[str]:
    names = [name.rpartition("/")[2] for name in past.get(found.row.hash, ())]
    own = f"{found.local.tag}.sql" if found.local else ""
    return [] if own in names else names


def _ids(wanted: str) -> list[tuple[int, int]]:
    found = [_IDS.fullmatch(word.strip()) for word in wanted.split(",")]
    if not all(found):
        hint = f"Write ids such as 1-5,8; or `{HISTORY}`, and git's history tells which rows these are."
        raise RowsUnknown(f"--replaces {wanted}: this names no rows.", hint=hint)
    return [(int(one[1]), int(one[2] or one[1])) for one in found if one]


def ids_text(rows: Sequence[LedgerRow]) -> str:
    """Return the ids as `--replaces` takes them: 1-5,8."""
    groups: list[list[int]] = []
    for id_ in sorted({row.id for row in rows if row.id is not None}):
        if groups and groups[-1][-1] == id_ - 1:
            groups[-1].append(id_)
        else:
            groups.append([id_])
    return ",".join(str(ids[0]) if len(ids) == 1 else f"{ids[0]}-{ids[-1]}" for ids in groups)
