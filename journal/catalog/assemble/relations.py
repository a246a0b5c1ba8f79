"""Tables, views and sequences, and their columns."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from journal.catalog.assemble.draft import Catalog, Draft
from journal.catalog.quoting import quoted
from journal.catalog.values import OWN_SEQUENCE, Column, Key, MaterializedView, Sequence, Table, View

_STORAGE = {"": "", "p": "PLAIN", "e": "EXTERNAL", "m": "MAIN", "x": "EXTENDED"}
_COMPRESSION = {"": "", "p": "pglz", "l": "lz4"}
_GENERATED = {"s": "STORED", "v": "VIRTUAL"}
_IDENTITY = {"a": "ALWAYS", "d": "BY DEFAULT"}
_NOT_NULL = "NOT NULL"
_USUAL = ("", "", "", "", None, None)
_UNTOLD = ("", "", "", "", ())
_REPLICA = {"d": "", "n": "NOTHING", "f": "FULL"}


def relations(draft: Draft) -> None:
    """Tables and views; sequences are named here, and come to their values in `sequences`."""
    names = {row[0]: (row[1], row[2]) for row in draft.rows["relations"]}
    parents: dict[int, list[tuple[str, str]]] = {}
    for child, parent in draft.rows["parents"]:
        if parent in names:
            parents.setdefault(child, []).append(names[parent])
    foreign = {oid: (server, *options) for oid, server, options in draft.rows["foreign_tables"]}
    indexes_ = _marked(draft)
    for row in draft.rows["relations"]:
        oid, owner, kind = row[0], row[3], row[4]
        if kind == "S":
            draft.keys[Catalog.CLASS, oid] = ("sequence", row[1], row[2])
            draft.owners[draft.keys[Catalog.CLASS, oid]] = owner
        elif kind in "vm":
            draft.add(_view(row, indexes_, draft.shapes.get(oid, [])), Catalog.CLASS, oid, owner)
        elif kind != "c":
            draft.add(_table(row, parents, foreign, indexes_), Catalog.CLASS, oid, owner)


def _marked(draft: Draft) -> dict[tuple[int, str], str]:
    """The index that a table is clustered on, and that which is its replica identity."""
    found = {}
    for table, name, clustered, replica in draft.rows["marked_indexes"]:
        if clustered:
            found[table, "clustered"] = name
        if replica:
            found[table, "replica"] = name
    return found


def _options(own: list[str] | None, toast: list[str] | None) -> tuple[str, ...]:
    return tuple(sorted([*(own or []), *(f"toast.{option}" for option in toast or [])]))


def _view(
    row: tuple[Any, ...], marked: dict[tuple[int, str], str], columns_: Iterable[tuple[Any, ...]]
) -> View | MaterializedView:
    oid, schema, name, definition = row[0], row[1], row[2], row[17].strip().removesuffix(";")
    options, shape = _options(row[9], row[10]), tuple((column[2], column[3]) for column in columns_)
    if row[4] == "v":
        defaults = tuple((column[2], column[5]) for column in columns_ if column[5])
        return View(schema, name, definition, options, shape, defaults)
    clustered = marked.get((oid, "clustered"), "")
    settings = tuple(text for column in columns_ for text in _settings(column))
    return MaterializedView(schema, name, definition, options, shape, settings, row[7], row[8], clustered, row[14])


def _settings(column: tuple[Any, ...]) -> Iterator[str]:
    """What was said of a materialised view's column, as ALTER COLUMN says it."""
    _, storage, compression, statistics, options, *_ = column[8] or _USUAL
    head = quoted(column[2])
    if storage:
        yield f"{head} SET STORAGE {_STORAGE[storage]}"
    if compression:
        yield f"{head} SET COMPRESSION {_COMPRESSION[compression]}"
    if statistics:
        yield f"{head} SET STATISTICS {statistics}"
    if options:
        yield f"{head} SET ({', '.join(sorted(options))})"


def _table(
    row: tuple[Any, ...],
    parents: dict[int, list[tuple[str, str]]],
    foreign: dict[int, tuple[str, ...]],
    marked: dict[tuple[int, str], str],
) -> Table:
    oid = row[0]
    return Table(
        schema=row[1],
        name=row[2],
        unlogged=row[5],
        parents=tuple(parents.get(oid, ())),
        bound=row[16],
        partition_key=row[15],
        of_type=row[6],
        access_method=row[7],
        tablespace=row[8],
        options=_options(row[9], row[10]),
        row_security=row[11],
        forced_row_security=row[12],
        identified_by=f"USING INDEX {marked.get((oid, 'replica'), '')}" if row[13] == "i" else _REPLICA[row[13]],
        clustered_on=marked.get((oid, "clustered"), ""),
        foreign=foreign.get(oid, ()),
    )


def sequences(draft: Draft) -> None:
    """Sequences, with the column that each goes with."""
    for oid, relation, *values, table, number, kind, _ in _sequences(draft):
        _, schema, name, role, _, unlogged, *_ = relation
        type_, start, increment, minimum, maximum, cache, cycles = values
        owner = draft.columns.get((table, number))
        whose = (owner[1], owner[2], owner[3]) if owner else None
        one = Sequence(
            schema, name, type_, start, increment, minimum, maximum, cache, cycles, unlogged, whose, kind == "i"
        )
        draft.add(one, Catalog.CLASS, oid, role)


def _sequences(draft: Draft) -> Iterator[tuple[Any, ...]]:
    """The rows of those that are read, with what is known of them as relations in the second place."""
    relations_ = {row[0]: row for row in draft.rows["relations"] if row[4] == "S"}
    for oid, *rest in draft.rows["sequences"]:
        if oid in relations_:
            yield oid, relations_[oid], *rest


def columns(draft: Draft) -> None:
    """Columns of tables, in their places; those of views and sequences are named."""
    tables = {row[0] for row in draft.rows["relations"] if row[4] in "rpf"}
    not_nulls = {row[:2]: _not_null(*row[2:]) for row in draft.rows["not_nulls"]}
    # By the table and the number of a column: how its default would call the sequence that it owns.
    spelt = {(row[-4], row[-3]): f"nextval({row[-1]}::regclass)" for row in _sequences(draft)}
    for oid in tables - draft.shapes.keys():
        draft.positions[draft.keys[Catalog.CLASS, oid]] = ()
    for oid, rows in draft.shapes.items():
        relation = draft.keys.get((Catalog.CLASS, oid))
        if relation:
            _, schema, table = relation
            keys = [("column", schema, table, row[2]) for row in rows]
            draft.columns.update(zip([row[:2] for row in rows], keys, strict=True))
            if oid in tables:
                draft.positions[relation] = tuple([row[2] for row in rows])
                draft.objects.update(zip(keys, [_column(relation, row, not_nulls, spelt) for row in rows], strict=True))


def _not_null(no_inherit: bool, valid: bool) -> str:
    return _NOT_NULL + (" NO INHERIT" if no_inherit else "") + ("" if valid else " NOT VALID")


def _column(
    relation: Key, row: tuple[Any, ...], not_nulls: Mapping[tuple[int, int], str], spelt: Mapping[tuple[int, int], str]
) -> Column:
    oid, number, name, type_, not_null, default, made, inherited, settings = row
    return Column(
        relation[1],
        relation[2],
        name,
        type_,
        not_nulls.get((oid, number), _NOT_NULL) if not_null else "",
        OWN_SEQUENCE if default and default == spelt.get((oid, number)) else default,
        _GENERATED.get(made, ""),
        _IDENTITY.get(made, ""),
        *(_told(*settings[:-1]) if settings else _UNTOLD),
        inherited,
    )


def _told(
    collation: str, storage: str, compression: str, statistics: str, *options: list[str] | None
) -> tuple[str, str, str, str, tuple[str, ...]]:
    listed = sorted(option for some in options for option in some or ())
    return collation, _STORAGE[storage], _COMPRESSION[compression], statistics, tuple(listed)
