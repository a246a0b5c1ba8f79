"""Whether a database has what migrations alter of columns. What cannot be compared for certain shows nothing."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from journal.catalog.columns import ColumnFacets, read_columns
from journal.dataclass import dataclass
from journal.ledger.column_history import ColumnSign
from journal.sql.column_changes import NONE, SOME, Facet, constant_of

if TYPE_CHECKING:
    from psycopg import Connection

_TEXTS, _WHOLE = ("text", "varchar"), ("smallint", "integer", "bigint")


@dataclass(frozen=True)
class AlteredColumns:
    """What was looked at of the columns that a migration alters: `seen` shows that it ran, `missing` the opposite."""

    seen: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def look_at_columns(
    connection: "Connection[Any]", signs: Mapping[str, Sequence[ColumnSign]], path: frozenset[str]
) -> Mapping[str, AlteredColumns]:
    """Return what the database shows of the columns that each migration alters, by its tag.

    A column that is not there, or that is in several schemas of the `path`, shows nothing.
    """
    found = read_columns(connection, (_key(one) for several in signs.values() for one in several))
    shown = {
        tag: [(one, _shows(one, _only(found.get(_key(one), ()), one, path))) for one in of] for tag, of in signs.items()
    }
    return {
        tag: AlteredColumns(
            tuple(_said(one, there=True) for one, shows in of if shows),
            tuple(_said(one, there=False) for one, shows in of if shows is False and one.needed),
        )
        for tag, of in shown.items()
    }


def _key(sign: ColumnSign) -> tuple[str, str]:
    wanted = sign.column.name.wanted
    return wanted.table or "", wanted.name


def _only(found: Sequence[ColumnFacets], sign: ColumnSign, path: frozenset[str]) -> ColumnFacets | None:
    name = sign.column.name
    schemas = path if name.schema is None else {name.schema}
    fitting = [one for one in found if one.schema in schemas]
    return fitting[0] if len(fitting) == 1 and not name.anywhere else None


def _shows(sign: ColumnSign, live: ColumnFacets | None) -> bool | None:
    """Tell whether the column is as it is after the migration; None where that cannot be told."""
    if live is None:
        return None
    after = [_is(sign.facet, value, live) for value in sign.after]
    was = [_is(sign.facet, value, live) for value in sign.before]
    if True in after:
        return True if sign.recorded or set(was) == {False} else None
    if None not in after:
        return False
    return True if was and set(was) == {False} else None


def _is(facet: Facet, value: str, live: ColumnFacets) -> bool | None:
    """Tell whether a column has a value; None where the texts of a DEFAULT differ, and may mean the same."""
    has = live.values[facet]
    if facet is not Facet.DEFAULT or NONE in (value, has):
        return has == value
    texts = [_plain(text or SOME, live) for text in (value, constant_of(has))]
    return None if None in texts else texts[0] == texts[1]


def _plain(constant: str, live: ColumnFacets) -> str | None:
    """Return a constant as PostgreSQL keeps it, for the types of which that is known."""
    text, type_ = constant[1:-1], live.values[Facet.TYPE].partition("(")[0]
    if constant == SOME:
        return None
    if type_ in _TEXTS or live.is_enum:
        return text
    if type_ in _WHOLE and text.removeprefix("-").isdecimal():
        return str(int(text))
    return text if type_ == "boolean" and text in ("true", "false") else None


def _said(sign: ColumnSign, *, there: bool) -> str:
    """Return what the column has, as that of objects: `without NOT NULL of column t.c`, or `still` where it is left."""
    taken = sign.after[0] == NONE
    return f"{('without ' if there else 'still ') if taken else ''}{sign.said()}"
