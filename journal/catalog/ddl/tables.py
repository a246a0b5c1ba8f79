"""CREATE TABLE, its columns and its sequences."""

from collections.abc import Iterator

from journal.catalog.ddl.words import foreign_options, storage_option, with_options
from journal.catalog.quoting import quoted
from journal.catalog.values import OWN_SEQUENCE, Column, Schema, Sequence, Table


def create_table(table: Table, schema: Schema) -> str:
    """The table with its columns; a partition is made alone and then attached, as pg_dump does it.

    Defaults that other objects must be there for are left out: see `is_deferred`.
    """
    where, own = quoted(table.schema, table.name), columns_of(table, schema)
    inherits = bool(table.parents) and table.bound is None
    own_words = [one for one in own if not (inherits and one.inherited) or _is_disputed(one, table, schema)]
    listed = [_column(one, table, schema) for one in own_words]
    head = f"CREATE {'FOREIGN ' if table.foreign else 'UNLOGGED ' if table.unlogged else ''}TABLE {where}"
    body = f" OF {table.of_type}" if table.of_type else " (" + "".join(f"\n    {line}," for line in listed).rstrip(",")
    body += "" if table.of_type else "\n)" if listed else ")"
    body += f" INHERITS ({', '.join(quoted(*parent) for parent in table.parents)})" if inherits else ""
    if table.foreign:
        body += f" SERVER {quoted(table.foreign[0])}{foreign_options(table.foreign[1:])}"
    body += f" PARTITION BY {table.partition_key}" if table.partition_key else ""
    body += f" USING {quoted(table.access_method)}" if table.access_method else ""
    body += with_options(table.options)
    body += f" TABLESPACE {quoted(table.tablespace)}" if table.tablespace else ""
    return "\n".join([f"{head}{body};", *_afterwards(table, own, schema)])


def _is_disputed(one: Column, table: Table, schema: Schema) -> bool:
    """Whether several parents have other defaults for it: none is taken then, and the column has to say its own."""
    return len({parent.default for parent in _of_parents(one, table, schema)}) > 1


def _of_parents(one: Column, table: Table, schema: Schema) -> list[Column]:
    """The parents' columns that became this one."""
    found = (schema.objects.get(("column", *parent, one.name)) for parent in table.parents)
    return [parent for parent in found if isinstance(parent, Column)]


def _afterwards(table: Table, own: list[Column], schema: Schema) -> Iterator[str]:
    where = quoted(table.schema, table.name)
    for one in own:
        came_with = _of_parents(one, table, schema)
        if table.of_type or (came_with and table.bound is None):
            yield from _restated(one, came_with, schema)
        yield from column_settings(one)
    if table.bound is not None:
        yield f"ALTER TABLE ONLY {quoted(*table.parents[0])} ATTACH PARTITION {where} {table.bound};"
    if table.row_security:
        yield f"ALTER TABLE {where} ENABLE ROW LEVEL SECURITY;"
    if table.forced_row_security:
        yield f"ALTER TABLE {where} FORCE ROW LEVEL SECURITY;"
    if table.identified_by in ("FULL", "NOTHING"):
        yield f"ALTER TABLE {where} REPLICA IDENTITY {table.identified_by};"


def _restated(one: Column, came_with: list[Column], schema: Schema) -> Iterator[str]:
    """What a column that came with a parent or a type says for itself. A parent's NOT NULL came along."""
    if one.not_null == "NOT NULL" and not any(parent.not_null == "NOT NULL" for parent in came_with):
        yield f"{alter_column(one)} SET NOT NULL;"
    if not (one.generated or one.identity or is_deferred(one, schema)):
        yield f"{alter_column(one)} {f'SET DEFAULT {default_of(one, schema)}' if one.default else 'DROP DEFAULT'};"


def columns_of(table: Table, schema: Schema) -> list[Column]:
    """The table's columns in their order."""
    keys = (("column", table.schema, table.name, column) for column in schema.positions.get(table.key, ()))
    return [one for one in map(schema.objects.get, keys) if isinstance(one, Column)]


def alter_column(one: Column) -> str:
    """`ALTER TABLE … ALTER COLUMN …`."""
    return f"ALTER TABLE {quoted(one.schema, one.table)} ALTER COLUMN {quoted(one.name)}"


def is_deferred(one: Column, schema: Schema) -> bool:
    """Whether its default is set once all else is there: it calls the column's own sequence, or a function."""
    if one.default is None or one.generated:
        return False
    if one.default == OWN_SEQUENCE:
        return (one.schema, one.table, one.name) in schema.owned
    return any(key[0] != "enum" for key in schema.needs.get(one.key, ()))


_SERIAL = {"smallint": "smallserial", "integer": "serial", "bigint": "bigserial"}


def _column(one: Column, table: Table, schema: Schema) -> str:
    words = [quoted(one.name), one.type]
    words += [f"COLLATE {one.collation}"] if one.collation else []
    if one.generated:
        words.append(f"GENERATED ALWAYS AS ({one.default}) {one.generated}")
    elif one.default == OWN_SEQUENCE and not is_deferred(one, schema):
        words[1] = _SERIAL.get(one.type, one.type)
    elif one.default and not is_deferred(one, schema):
        words.append(f"DEFAULT {one.default}")
    sequence = schema.owned.get((one.schema, one.table, one.name))
    if one.identity and sequence and table.bound is None:
        words.append(identity(one, sequence))
    return " ".join([*words, *([one.not_null] if one.not_null and "NOT VALID" not in one.not_null else [])])


def identity(one: Column, sequence: Sequence) -> str:
    """`GENERATED … AS IDENTITY (…)`."""
    named = f"SEQUENCE NAME {quoted(sequence.schema, sequence.name)}"
    return f"GENERATED {one.identity} AS IDENTITY ({named} {sequence_options(sequence)})"


def create_column(one: Column, schema: Schema) -> str:
    """ALTER TABLE … ADD COLUMN."""
    table = schema.objects[("table", one.schema, one.table)]
    assert isinstance(table, Table)  # noqa: S101 - a column's table is read with it
    added = f"ALTER TABLE {quoted(one.schema, one.table)} ADD COLUMN {_column(one, table, schema)};"
    return "\n".join([added, *column_settings(one)])


def column_settings(one: Column) -> Iterator[str]:
    """What cannot be said where a column is made."""
    if "NOT VALID" in one.not_null:
        how = one.not_null.removeprefix("NOT NULL")
        yield f"ALTER TABLE {quoted(one.schema, one.table)} ADD NOT NULL {quoted(one.name)}{how};"
    if one.storage:
        yield f"{alter_column(one)} SET STORAGE {one.storage};"
    if one.compression:
        yield f"{alter_column(one)} SET COMPRESSION {one.compression};"
    if one.statistics:
        yield f"{alter_column(one)} SET STATISTICS {one.statistics};"
    if one.options:
        yield f"{alter_column(one)} SET ({', '.join(map(storage_option, one.options))});"


def default_of(one: Column, schema: Schema) -> str:
    """Return the default as SQL; that of a serial column calls its sequence by name.

    A schema without the sequences of its columns gets the name that PostgreSQL gives by default.
    """
    if one.default != OWN_SEQUENCE:
        return one.default or ""
    sequence = schema.owned.get((one.schema, one.table, one.name))
    place = (sequence.schema, sequence.name) if sequence else (one.schema, f"{one.table}_{one.name}_seq")
    named = quoted(*place).replace("'", "''")
    return f"nextval('{named}'::regclass)"


def create_sequence(one: Sequence, schema: Schema) -> str:
    """CREATE SEQUENCE, owned where it is."""
    owner = f" OWNED BY {quoted(*one.owner)}" if one.owner else ""
    kind = "UNLOGGED " if one.unlogged else ""
    return f"CREATE {kind}SEQUENCE {quoted(one.schema, one.name)} AS {one.type} {sequence_options(one)}{owner};"


def sequence_options(one: Sequence) -> str:
    """All of them, outright."""
    return (
        f"START WITH {one.start} INCREMENT BY {one.increment} MINVALUE {one.minimum} MAXVALUE {one.maximum} "
        f"CACHE {one.cache} {'CYCLE' if one.cycles else 'NO CYCLE'}"
    )
