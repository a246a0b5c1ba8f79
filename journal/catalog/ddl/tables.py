"""CREATE TABLE, its columns and its sequences."""

from collections.abc import Iterator

from journal.catalog.ddl.words import foreign_options, storage_option, with_options
from journal.catalog.quoting import clauses, literal, quoted
from journal.catalog.values import OWN_SEQUENCE, Column, Schema, Sequence, Table


def create_table(table: Table, schema: Schema) -> str:
    """Return CREATE TABLE with its columns. A partition is created alone and then attached, as pg_dump does it.

    A default that needs other objects is not in it: see `is_deferred`.
    """
    columns = columns_of(table, schema)
    inherits = bool(table.parents) and table.bound is None
    # Where parents have different defaults, PostgreSQL takes none of them: the column has to have its own.
    listed = ",".join(
        f"\n    {_definition(column, table, schema)}"
        for column in columns
        if not (inherits and column.inherited)
        or len({parent.default for parent in _parents(column, table, schema)}) > 1
    )
    kind = "FOREIGN " if table.foreign else "UNLOGGED " if table.unlogged else ""
    create = clauses(
        f"CREATE {kind}TABLE {quoted(table.schema, table.name)}",
        f"OF {table.of_type}" if table.of_type else f"({listed}\n)" if listed else "()",
        inherits and f"INHERITS ({', '.join(quoted(*parent) for parent in table.parents)})",
        bool(table.foreign) and f"SERVER {quoted(*table.foreign[:1])}{foreign_options(table.foreign[1:])}",
        table.partition_key and f"PARTITION BY {table.partition_key}",
        table.access_method and f"USING {quoted(table.access_method)}",
        with_options(table.options).strip(),
        table.tablespace and f"TABLESPACE {quoted(table.tablespace)}",
    )
    return "\n".join([f"{create};", *_settings_of_columns(table, columns, schema), *_settings(table)])


def _parents(column: Column, table: Table, schema: Schema) -> list[Column]:
    """Return the columns of the parents that this column inherits from."""
    found = (schema.objects.get(("column", *parent, column.name)) for parent in table.parents)
    return [parent for parent in found if isinstance(parent, Column)]


def _settings_of_columns(table: Table, columns: list[Column], schema: Schema) -> Iterator[str]:
    for column in columns:
        parents = _parents(column, table, schema)
        if table.of_type or (parents and table.bound is None):
            # The column exists with the parent's settings, of which only NOT NULL has to stay.
            if column.not_null == "NOT NULL" and not any(parent.not_null == "NOT NULL" for parent in parents):
                yield f"{alter_column(column)} SET NOT NULL;"
            if not (column.generated or column.identity or is_deferred(column, schema)):
                default = f"SET DEFAULT {default_of(column, schema)}" if column.default else "DROP DEFAULT"
                yield f"{alter_column(column)} {default};"
        yield from column_settings(column)


def _settings(table: Table) -> Iterator[str]:
    name = quoted(table.schema, table.name)
    if table.bound is not None:
        yield f"ALTER TABLE ONLY {quoted(*table.parents[0])} ATTACH PARTITION {name} {table.bound};"
    if table.row_security:
        yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;"
    if table.forced_row_security:
        yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY;"
    if table.identified_by in ("FULL", "NOTHING"):
        yield f"ALTER TABLE {name} REPLICA IDENTITY {table.identified_by};"


def columns_of(table: Table, schema: Schema) -> list[Column]:
    """Return the columns of a table in their order."""
    keys = (("column", table.schema, table.name, column) for column in schema.positions.get(table.key, ()))
    return [column for column in map(schema.objects.get, keys) if isinstance(column, Column)]


def alter_column(column: Column) -> str:
    """Return `ALTER TABLE … ALTER COLUMN …`, without an action."""
    return f"ALTER TABLE {quoted(column.schema, column.table)} ALTER COLUMN {quoted(column.name)}"


def is_deferred(column: Column, schema: Schema) -> bool:
    """Tell whether the default is set after all other objects: it calls the column's own sequence or a function."""
    if column.default is None or column.generated:
        return False
    if column.default == OWN_SEQUENCE:
        return (column.schema, column.table, column.name) in schema.owned
    return any(key[0] != "enum" for key in schema.needs.get(column.key, ()))


_SERIAL = {"smallint": "smallserial", "integer": "serial", "bigint": "bigserial"}


def _definition(column: Column, table: Table, schema: Schema) -> str:
    has_default = column.default and not column.generated and not is_deferred(column, schema)
    is_serial = has_default and column.default == OWN_SEQUENCE
    sequence = schema.owned.get((column.schema, column.table, column.name))
    return clauses(
        f"{quoted(column.name)} {_SERIAL.get(column.type, column.type) if is_serial else column.type}",
        column.collation and f"COLLATE {column.collation}",
        column.generated and f"GENERATED ALWAYS AS ({column.default}) {column.generated}",
        has_default and not is_serial and f"DEFAULT {column.default}",
        identity(column, sequence) if column.identity and sequence and table.bound is None else "",
        "NOT VALID" not in column.not_null and column.not_null,
    )


def identity(column: Column, sequence: Sequence) -> str:
    """Return `GENERATED … AS IDENTITY (…)`."""
    name = f"SEQUENCE NAME {quoted(sequence.schema, sequence.name)}"
    return f"GENERATED {column.identity} AS IDENTITY ({name} {sequence_options(sequence)})"


def create_column(column: Column, schema: Schema) -> str:
    """Return ALTER TABLE … ADD COLUMN, and what only ALTER COLUMN can set."""
    table = schema.objects[("table", column.schema, column.table)]
    assert isinstance(table, Table)  # noqa: S101 - a column's table is read with it
    add = f"ALTER TABLE {quoted(column.schema, column.table)} ADD COLUMN {_definition(column, table, schema)};"
    return "\n".join([add, *column_settings(column)])


def column_settings(column: Column) -> Iterator[str]:
    """Yield the statements for what a column's definition cannot say."""
    if "NOT VALID" in column.not_null:
        table, suffix = quoted(column.schema, column.table), column.not_null.removeprefix("NOT NULL")
        yield f"ALTER TABLE {table} ADD NOT NULL {quoted(column.name)}{suffix};"
    for setting in ("storage", "compression", "statistics"):
        if value := getattr(column, setting):
            yield f"{alter_column(column)} SET {setting.upper()} {value};"
    if column.options:
        yield f"{alter_column(column)} SET ({', '.join(map(storage_option, column.options))});"


def default_of(column: Column, schema: Schema) -> str:
    """Return the default as SQL; that of a serial column calls its sequence by name.

    A schema without the sequences of its columns gets the name that PostgreSQL gives by default.
    """
    if column.default != OWN_SEQUENCE:
        return column.default or ""
    sequence = schema.owned.get((column.schema, column.table, column.name))
    names = (sequence.schema, sequence.name) if sequence else (column.schema, f"{column.table}_{column.name}_seq")
    return f"nextval({literal(quoted(*names))}::regclass)"


def create_sequence(sequence: Sequence, schema: Schema) -> str:
    """Return CREATE SEQUENCE, with OWNED BY where a column owns it."""
    kind = "UNLOGGED " if sequence.unlogged else ""
    owner = f" OWNED BY {quoted(*sequence.owner)}" if sequence.owner else ""
    name = quoted(sequence.schema, sequence.name)
    return f"CREATE {kind}SEQUENCE {name} AS {sequence.type} {sequence_options(sequence)}{owner};"


def sequence_options(sequence: Sequence) -> str:
    """Return all options of a sequence, the default ones too."""
    return (
        f"START WITH {sequence.start} INCREMENT BY {sequence.increment} "
        f"MINVALUE {sequence.minimum} MAXVALUE {sequence.maximum} "
        f"CACHE {sequence.cache} {'CYCLE' if sequence.cycles else 'NO CYCLE'}"
    )
