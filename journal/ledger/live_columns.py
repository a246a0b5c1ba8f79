"""Whether a database has what migrations alter of columns, and the row level security of tables.

What cannot be compared for certain shows nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from journal.catalog.columns import ColumnFacets, read_columns
from journal.dataclass import dataclass
from journal.ledger.column_history import ColumnSign
from journal.ledger.followed_object import ObjectName
from journal.sql.column_changes import NONE, SOME, Facet, constant_of

if TYPE_CHECKING:
    from psycopg import Connection

_TEXTS, _WHOLE = ("text", "varchar"), ("smallint", "integer", "bigint")


@dataclass(frozen=True)
class AlteredColumns:
    """What was looked at of the columns that a migration alters: `seen` shows that it ran, `missing` the opposite.

    `exposed` are the tables, by schema and name, whose row level security is missing though the migration is recorded,
    by what `missing` says of them.
    """

    seen: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    exposed: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def look_at_columns(
    connection: "Connection[Any]", signs: Mapping[str, Sequence[ColumnSign]], path: frozenset[str]
) -> Mapping[str, AlteredColumns]:
    """Return what the database shows of the columns that each migration alters, by its tag.

    A column that is not there, or that is in several schemas of the `path`, shows nothing.
    """
    found = read_columns(connection, (key for several in signs.values() for one in several for key in _keys(one)))
    shown = {tag: [(one, _shows(one, live), live) for one in of for live in (_only(found, one, path),)]
             for tag, of in signs.items()}  # fmt: skip
    return {
        tag: AlteredColumns(
            tuple(_said(one, there=True) for one, shows, _ in of if shows),
            tuple(_said(one, there=False) for one, shows, _ in of if shows is False and one.needed),
            dict(_exposed(of)),
        )
        for tag, of in shown.items()
    }


def _exposed(
    shown: Iterable[tuple[ColumnSign, bool | None, ColumnFacets | None]],
) -> Iterator[tuple[str, tuple[str, str]]]:
    for one, shows, live in shown:
        if live and shows is False and one.needed and one.recorded and one.after[0] == Facet.ROW_SECURITY:
            yield _said(one, there=False), (live.schema, live.table)


def _keys(sign: ColumnSign) -> list[tuple[str, str]]:
    return [_key(name) for name in sign.column.possible_names]


def _key(name: ObjectName) -> tuple[str, str]:
    """Return the table and the column; no column for a table."""
    return (name.wanted.name, "") if name.wanted.table is None else (name.wanted.table, name.wanted.name)


def _only(
    found: Mapping[tuple[str, str], Sequence[ColumnFacets]], sign: ColumnSign, path: frozenset[str]
) -> ColumnFacets | None:
    """Return what has one of the names that the column or table may have, if there is one such, and in one schema."""
    fitting = dict[tuple[str, str, str], ColumnFacets]()
    for name in sign.column.possible_names:
        schemas = path if name.schema is None else {name.schema}
        fitting |= {(one.schema, *_key(name)): one for one in found.get(_key(name), ()) if one.schema in schemas}
    anywhere = any(name.anywhere for name in sign.column.possible_names)
    return next(iter(fitting.values())) if len(fitting) == 1 and not anywhere else None


def _shows(sign: ColumnSign, live: ColumnFacets | None) -> bool | None:
    """Tell whether the column is as it is after the migration; None where that cannot be told."""
    if live is None:
        return None
    after = [_is(sign.facet, value, live) for value in sign.after]
    was = [_is(sign.facet, value, live) for value in sign.before]
    if True in after and live.automatic and not sign.recorded:
        return None
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
