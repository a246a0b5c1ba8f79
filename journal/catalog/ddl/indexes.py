"""CREATE INDEX."""

from journal.catalog.ddl.words import storage_option, with_options
from journal.catalog.quoting import clauses, quoted
from journal.catalog.values import Index, IndexKey, Schema, Table


def create_index(index: Index, schema: Schema) -> str:
    """Return CREATE INDEX, and a statement for each of its expressions that has a statistics target."""
    table = schema.objects.get(("table", index.schema, index.table))
    # The index of a partitioned table is invalid as long as a partition has none.
    is_only = isinstance(table, Table) and table.partition_key and not index.valid
    create = clauses(
        f"CREATE{' UNIQUE' if index.unique else ''} INDEX {quoted(index.name)}",
        f"ON {'ONLY ' if is_only else ''}{quoted(index.schema, index.table)} USING {quoted(index.method)}",
        f"({', '.join(map(key_text, index.keys))})",
        bool(index.include) and f"INCLUDE ({', '.join(map(quoted, index.include))})",
        index.nulls_not_distinct and "NULLS NOT DISTINCT",
        with_options(index.options).strip(),
        index.tablespace and f"TABLESPACE {quoted(index.tablespace)}",
        index.where is not None and f"WHERE {index.where}",
    )
    alter = f"ALTER INDEX {quoted(index.schema, index.name)} ALTER COLUMN"
    targets = (
        f"{alter} {number} SET STATISTICS {key.statistics};"
        for number, key in enumerate(index.keys, 1)
        if key.statistics
    )
    return "\n".join([f"{create};", *targets])


def key_text(key: IndexKey) -> str:
    """Return a key of an index as CREATE INDEX writes it."""
    parameters = f" ({', '.join(map(storage_option, key.parameters))})" if key.parameters else ""
    return clauses(
        quoted(key.column) if key.column else key.expression,
        key.collation and f"COLLATE {key.collation}",
        key.operator_class and key.operator_class + parameters,
        key.descending and "DESC",
        key.nulls_first != key.descending and f"NULLS {'FIRST' if key.nulls_first else 'LAST'}",
    )
