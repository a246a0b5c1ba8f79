"""Tables, views and sequences, and their columns."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from journal.catalog.assemble.draft import Catalog, Draft
from journal.catalog.quoting import quoted
from journal.catalog.values import OWN_SEQUENCE, Column, Key, MaterializedView, Sequence, Table, View
from journal.dataclass import dataclass

_STORAGE = {"": "", "p": "PLAIN", "e": "EXTERNAL", "m": "MAIN", "x": "EXTENDED"}
_COMPRESSION = {"": "", "p": "pglz", "l": "lz4"}
_GENERATED = {"s": "STORED", "v": "VIRTUAL"}
_IDENTITY = {"a": "ALWAYS", "d": "BY DEFAULT"}
_NOT_NULL = "NOT NULL"
_DEFAULT_SETTINGS: tuple[str, str, str, str, tuple[str, ...]] = ("", "", "", "", ())
_REPLICA = {"d": "", "n": "NOTHING", "f": "FULL"}


def add_relations(draft: Draft) -> None:
    """Add tables and views. Sequences only get their key: `add_sequences` adds them."""
    names = {row[0]: (row[1], row[2]) for row in draft.rows["relations"]}
    related = _RelatedRows({}, {}, {}, {})
    for child, parent in draft.rows["parents"]:
        if parent in names:
            related.parents.setdefault(child, []).append(names[parent])
    for oid, server, options in draft.rows["foreign_tables"]:
        related.foreign[oid] = (server, *options)
    for table, index, is_clustered, is_replica_identity in draft.rows["marked_indexes"]:
        if is_clustered:
            related.clustered[table] = index
        if is_replica_identity:
            related.replica_identity[table] = index
    for row in draft.rows["relations"]:
        oid, owner, kind = row[0], row[3], row[4]
        if kind == "S":
            key = draft.keys[Catalog.CLASS, oid] = ("sequence", row[1], row[2])
            draft.owners[key] = owner
        elif kind in "vm":
            draft.add(_view(row, related, draft.columns_by_relation.get(oid, [])), Catalog.CLASS, oid, owner)
        elif kind != "c":
            draft.add(_table(row, related), Catalog.CLASS, oid, owner)


@dataclass(frozen=True)
class _RelatedRows:
    """What other catalogs have about tables, by their OID: parents, server and options, names of indexes."""

    parents: dict[int, list[tuple[str, str]]]
    foreign: dict[int, tuple[str, ...]]
    clustered: dict[int, str]
    replica_identity: dict[int, str]


def _options(own: list[str] | None, toast: list[str] | None) -> tuple[str, ...]:
    return tuple(sorted([*(own or []), *(f"toast.{option}" for option in toast or [])]))


def _view(row: tuple[Any, ...], related: _RelatedRows, columns: Iterable[tuple[Any, ...]]) -> View | MaterializedView:
    oid, schema, name, definition = row[0], row[1], row[2], row[17].strip().removesuffix(";")
    options, types = _options(row[9], row[10]), tuple((column[2], column[3]) for column in columns)
    if row[4] == "v":
        defaults = tuple((column[2], column[5]) for column in columns if column[5])
        return View(schema, name, definition, options, types, defaults)
    clustered = related.clustered.get(oid, "")
    settings = tuple(text for column in columns for text in _settings(column))
    return MaterializedView(schema, name, definition, options, types, settings, row[7], row[8], clustered, row[14])


def _settings(column: tuple[Any, ...]) -> Iterator[str]:
    """Yield the settings of a materialized view's column, as ALTER COLUMN writes them."""
    if not column[8]:
        return
    name, (_, storage, compression, statistics, options, *_) = quoted(column[2]), column[8]
    if storage:
        yield f"{name} SET STORAGE {_STORAGE[storage]}"
    if compression:
        yield f"{name} SET COMPRESSION {_COMPRESSION[compression]}"
    if statistics:
        yield f"{name} SET STATISTICS {statistics}"
    if options:
        yield f"{name} SET ({', '.join(sorted(options))})"


def _table(row: tuple[Any, ...], related: _RelatedRows) -> Table:
    oid = row[0]
    replica_identity = f"USING INDEX {related.replica_identity.get(oid, '')}"
    return Table(
        schema=row[1],
        name=row[2],
        unlogged=row[5],
        parents=tuple(related.parents.get(oid, ())),
        bound=row[16],
        partition_key=row[15],
        of_type=row[6],
        access_method=row[7],
        tablespace=row[8],
        options=_options(row[9], row[10]),
        row_security=row[11],
        forced_row_security=row[12],
        identified_by=replica_identity if row[13] == "i" else _REPLICA[row[13]],
        clustered_on=related.clustered.get(oid, ""),
        foreign=related.foreign.get(oid, ()),
    )


def add_sequences(draft: Draft) -> None:
    """Add sequences, with the column that owns each."""
    for relation, row in _sequences(draft):
        oid, type_, start, increment, minimum, maximum, cache, cycles, table, number, dependency, _ = row
        _, schema, name, role, _, unlogged, *_ = relation
        key = draft.columns.get((table, number))
        owner = (key[1], key[2], key[3]) if key else None
        is_identity = dependency == "i"
        sequence = Sequence(
            schema, name, type_, start, increment, minimum, maximum, cache, cycles, unlogged, owner, is_identity
        )
        draft.add(sequence, Catalog.CLASS, oid, role)


def _sequences(draft: Draft) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Yield the row of each sequence as a relation, and its row as a sequence."""
    relations = {row[0]: row for row in draft.rows["relations"] if row[4] == "S"}
    yield from ((relations[row[0]], row) for row in draft.rows["sequences"] if row[0] in relations)


def add_columns(draft: Draft) -> None:
    """Add the columns of tables in order. Those of views and sequences only get their keys."""
    tables = {row[0] for row in draft.rows["relations"] if row[4] in "rpf"}
    not_nulls = {
        (oid, number): _NOT_NULL + (" NO INHERIT" if no_inherit else "") + ("" if valid else " NOT VALID")
        for oid, number, no_inherit, valid in draft.rows["not_nulls"]
    }
    # By the OID of the table and the number of the column: the default that calls the column's own sequence.
    own_sequences = {(row[-4], row[-3]): f"nextval({row[-1]}::regclass)" for _, row in _sequences(draft)}
    for oid in tables - draft.columns_by_relation.keys():
        draft.positions[draft.keys[Catalog.CLASS, oid]] = ()
    for oid, rows in draft.columns_by_relation.items():
        relation = draft.keys.get((Catalog.CLASS, oid))
        if relation:
            keys = [("column", relation[1], relation[2], row[2]) for row in rows]
            draft.columns.update(zip([row[:2] for row in rows], keys, strict=True))
            if oid in tables:
                columns = [_column(relation, row, not_nulls, own_sequences) for row in rows]
                draft.positions[relation] = tuple([row[2] for row in rows])
                draft.objects.update(zip(keys, columns, strict=True))


def _column(
    relation: Key,
    row: tuple[Any, ...],
    not_nulls: Mapping[tuple[int, int], str],
    own_sequences: Mapping[tuple[int, int], str],
) -> Column:
    oid, number, name, type_, not_null, default, made, inherited, settings = row
    facets = _DEFAULT_SETTINGS
    if settings:
        collation, storage, compression, statistics, *options, _ = settings
        listed = sorted(option for some in options for option in some or ())
        facets = (collation, _STORAGE[storage], _COMPRESSION[compression], statistics, tuple(listed))
    return Column(
        relation[1],
        relation[2],
        name,
        type_,
        not_nulls.get((oid, number), _NOT_NULL) if not_null else "",
        OWN_SEQUENCE if default and default == own_sequences.get((oid, number)) else default,
        _GENERATED.get(made, ""),
        _IDENTITY.get(made, ""),
        *facets,
        inherited,
    )
